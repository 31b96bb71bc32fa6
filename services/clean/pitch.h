/* pitch.h - words by which a page speaks of itself and to its reader: subscribe, newsletter, cookies, share.
 */
#ifndef CLEAN_PITCH_H
#define CLEAN_PITCH_H

#include "base/slice.h"
#include "clean/wordlist.h"

/* pitch_list - the words that pitch_words looks for. */
void pitch_list(struct wordlist *list);

/* pitch_words - how many words of `text` are such words, in the languages of the press with Latin letters;
 * at most the first 600 bytes are looked at. One of them proves nothing: news tell of cookies too. */
unsigned pitch_words(const struct wordlist *list, struct slice text);

#endif
