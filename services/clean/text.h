/* text.h - small tools for runs of text: white space, words, sentences. Text is well-formed UTF-8. */
#ifndef CLEAN_TEXT_H
#define CLEAN_TEXT_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stdint.h>

/* text_fold - appends `raw` with every run of Unicode white space and control characters as one space, none
 * behind byte `start` of `out`, where the piece of text began; *pending carries a space over to the next
 * call. Characters without width that only guide line breaking (U+00AD, U+200B, U+2060, U+FEFF) are left out.
 */
void text_fold(struct buffer *out, size_t start, struct slice raw, bool *pending);

/* text_clean - `raw` folded and in normal form C, in the arena. */
struct slice text_clean(struct arena *arena, struct slice raw);

struct text_measure {
  uint32_t
      words; /* between spaces; scripts without spaces count a word for two characters (Thai and kin: four) */
  uint32_t commas;    /* of any script */
  uint32_t sentences; /* ends of sentences, of any script */
  bool ends_sentence; /* the last character but quotes and brackets ends one */
};
struct text_measure text_measure(struct slice text);

/* text_is_unspaced - a character of a script that puts no spaces between words. */
bool text_is_unspaced(uint32_t code_point);

/* text_starts - true when `text` begins with `prefix`, which is lower case, whatever the case of the text
 * (ASCII, and Latin and Cyrillic letters by Unicode's simple mapping). */
bool text_starts(struct slice text, const char *prefix);
bool text_ends(struct slice text, const char *suffix); /* the same at the end; ASCII case only */
bool text_same(struct slice a, struct slice b);        /* equal but for case, punctuation and white space */
bool text_contains(struct slice text, struct slice part); /* bytes */
bool text_contains_any(struct slice text, const char *const *parts,
                       size_t count);                         /* of two bytes at least each */
bool text_contains_word(struct slice text, const char *word); /* ASCII, any case, not inside a longer word */
size_t text_find(struct slice text, struct slice part, size_t from); /* SIZE_MAX: not there */

#endif
