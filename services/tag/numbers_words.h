/* numbers_words.h - the words numbers are made of, and numbers made of nothing else. */
#ifndef TAG_NUMBERS_WORDS_H
#define TAG_NUMBERS_WORDS_H

#include "tag/numbers.h"

enum number_word_kind {
  NUMBER_NONE,
  NUMBER_ONE,      /* un, une, a, an, one */
  NUMBER_UNIT,     /* 0 to 19 */
  NUMBER_TENS,     /* 20 to 90 */
  NUMBER_HUNDRED,  /* cent, hundred */
  NUMBER_THOUSAND, /* mille, thousand */
  NUMBER_SCALE,    /* million, milliard: value is the power of ten */
  NUMBER_SHORT,    /* bn, Mds: the same, behind digits alone */
  NUMBER_LOT,      /* centaine, dozen, thousands: about so many */
  NUMBER_PART,     /* tiers, quarts, thirds: value is the denominator */
  NUMBER_HALF      /* demi, half */
};

struct number_word {
  enum number_word_kind kind;
  unsigned value;
};

/* number_word_at - what the word at i means; NUMBER_NONE too where it begins a paragraph and i is not
 * `first`. */
struct number_word number_word_at(const struct tokens *tokens, size_t i, size_t first, unsigned language);

/* number_read_words - a number that begins with a word. */
bool number_read_words(const struct tokens *tokens, size_t i, unsigned language, struct number *number);

/* number_scale - takes the scales behind the digits read so far: "millions", "bn", "dizaines", "et demi". */
void number_scale(const struct tokens *tokens, unsigned language, struct number *number);

#endif
