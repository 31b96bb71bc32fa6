/* fold.h - letters as the tagger compares them: lower case, without Latin diacritics. */
#ifndef TAG_FOLD_H
#define TAG_FOLD_H

#include "base/slice.h"

#include <stdint.h>

enum fold_kind {
  FOLD_SPACE,
  FOLD_MARK /* punctuation, symbols */,
  FOLD_DIGIT,
  FOLD_LOWER /* and caseless */,
  FOLD_UPPER
};

/* fold_kind_of - the class of a code point. Case is known for Latin, Greek and Cyrillic; other letters are
 * FOLD_LOWER. */
enum fold_kind fold_kind_of(uint32_t code_point);

enum { FOLD_MAX = 4 }; /* bytes that one code point folds to at most */

/* fold_put - writes the folded form of a code point (U+00C9 is "e", U+0153 is "oe", a combining mark nothing,
 * both apostrophes "'") and returns its length, 0 to FOLD_MAX. */
size_t fold_put(uint32_t code_point, char out[FOLD_MAX]);

/* fold_hash - hash of a folded word; fold_join - of a sequence that is continued by one word. */
uint64_t fold_hash(const char *bytes, size_t length);
uint64_t fold_join(uint64_t sequence, uint64_t word);

#endif
