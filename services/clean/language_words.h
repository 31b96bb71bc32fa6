/* language_words.h - a vote of the small words: which language a short text is in, or which of two sisters.
 */
#ifndef CLEAN_LANGUAGE_WORDS_H
#define CLEAN_LANGUAGE_WORDS_H

#include "base/slice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* language_by_words - the tag of the language whose commonest words `text` has most of; NULL where none is
 * clearly ahead. A word that several languages have counts less. */
const char *language_by_words(struct slice text);

/* language_among_sisters - `tag`, or the sister language (Indonesian for Malay, Bosnian for Croatian …) whose
 * own words are clearly more in `text`. */
const char *language_among_sisters(struct slice text, const char *tag);

#ifdef __cplusplus
}
#endif
#endif
