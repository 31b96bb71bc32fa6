/* numbers.h - cardinal numbers, in digits and in words, as exact decimals.
 *
 *   digits     "1 000" (any single space), "1.000", "1,000", "3,5", "3.5", "1 234,5", "10k", "3bn"
 *   scales     "2,5 millions", "1,2 milliard", "3 thousand", "un million et demi"
 *   words      "vingt-trois", "mille deux cents", "quatre-vingt-dix-neuf", "a hundred and five"
 *   about      "une centaine", "des dizaines de milliers", "two dozen", "hundreds of thousands"
 *   fractions  "un tiers", "trois quarts", "two-thirds", "half a million"
 *
 * A mark before three digits groups them where the language writes so: "1.000" in French, "1,000" in English,
 * and "2,500" in French too, since no decimal ends with idle zeros. A French "billion" is 10^12. Words are
 * read in French and English; digits in every language. Ordinals ("1er", "18e", "third"), versions ("2.3.1"),
 * clock times ("12:30") and slashed dates are no numbers. */
#ifndef TAG_NUMBERS_H
#define TAG_NUMBERS_H

#include "base/arena.h"
#include "tag/language.h"
#include "tag/tokens.h"

enum number_flags {
  NUMBER_WORDS = 1,       /* begins with a word */
  NUMBER_APPROXIMATE = 2, /* "une centaine", "dozens"; a fraction whose decimals do not end */
  NUMBER_ARTICLE = 4,     /* nothing but "un", "une", "a", "an" or "one" */
  NUMBER_FRACTION = 8,    /* a part of something: "un tiers", "half" */
  NUMBER_SCALED = 16,     /* says thousand, million and the like */
  NUMBER_GROUP = 32       /* ends with a noun that "de" follows: "millions", "centaine"; not in English */
};

struct number {
  uint64_t digits;     /* the number is digits x 10^exponent, and digits has no idle zero behind a point */
  int exponent;        /* -18 to 30 */
  size_t past;         /* first token behind */
  int scale;           /* power of ten that a scale word behind all the rest says: 6 for "2,5 millions" */
  unsigned flags;      /* enum number_flags */
  struct slice suffix; /* folded letters that stick to the last digit: "km" of "350km"; mostly empty */
};

/* number_read - the number that begins with token i, as long as it gets; false when there is none. Looks at a
 * bounded number of tokens. */
bool number_read(const struct tokens *tokens, size_t i, unsigned language, struct number *number);

/* number_trim - takes idle zeros off the digits, so that equal numbers are equal. */
void number_trim(struct number *number);

/* number_value - "1000", "3.5", "0.6667"; in the arena. */
struct slice number_value(struct arena *arena, const struct number *number);

/* number_whole - true when it is a whole number below 10^9, which goes to `whole`. */
bool number_whole(const struct number *number, int *whole);

struct lexicon;

/* numbers_teach - marks the words that numbers begin with as LEX_NUMBER; number_read looks at no other. */
void numbers_teach(struct lexicon *lexicon);

#endif
