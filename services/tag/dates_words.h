/* dates_words.h - the words dates are made of. */
#ifndef TAG_DATES_WORDS_H
#define TAG_DATES_WORDS_H

#include "tag/tokens.h"

enum date_word_kind {
  WORD_NONE,
  WORD_MONTH,   /* value 1 to 12 */
  WORD_WEEKDAY, /* 1 Monday to 7 */
  WORD_PART,    /* of the day; value indexes date_parts */
  WORD_UNIT,    /* value 'D' 'W' 'M' 'Y' */
  WORD_LAST,    /* dernier, last */
  WORD_NEXT,    /* prochain, next */
  WORD_THIS,    /* ce, this */
  WORD_EDGE,    /* début, early */
  WORD_SEASON,  /* 1 spring to 4 winter */
  WORD_DAY,     /* hier, tomorrow; value is the distance in days */
  WORD_DECADE,  /* années */
  WORD_CENTURY, /* siècle */
  WORD_QUARTER, /* trimestre */
  WORD_ORDINAL, /* premier, second */
  WORD_NUMBER,  /* deux, three */
  WORD_AGO      /* ago, il y a */
};

struct date_word {
  enum date_word_kind kind;
  int value;
};

extern const char *const date_parts[]; /* "", "TMO", "TMI", "TAF", "TEV", "TNI" */

/* date_word_of - what a folded word means in one of the languages (enum dates_language bits). */
struct date_word date_word_of(struct slice folded, unsigned language);

#endif
