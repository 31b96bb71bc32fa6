/* dates_words.h - the words dates and clock times are made of. */
#ifndef TAG_DATES_WORDS_H
#define TAG_DATES_WORDS_H

#include "tag/tokens.h"

enum date_word_kind {
  WORD_NONE,
  WORD_MONTH,     /* value 1 to 12 */
  WORD_WEEKDAY,   /* 1 Monday to 7 */
  WORD_PART,      /* of the day; value indexes date_parts */
  WORD_UNIT,      /* 'D' 'W' 'F' 'M' 'Q' 'S' 'Y' 'E' 'C', 'T' for those of the clock */
  WORD_LAST,      /* dernier, last */
  WORD_NEXT,      /* prochain, next */
  WORD_THIS,      /* ce, this */
  WORD_THAT,      /* that */
  WORD_SAME,      /* même, same */
  WORD_PREVIOUS,  /* précédent, previous */
  WORD_FOLLOWING, /* suivant, following */
  WORD_EDGE,      /* début, early: 1 START, 2 MID, 3 END */
  WORD_SEASON,    /* 1 spring to 4 winter */
  WORD_DAY,       /* hier, tomorrow; value is the distance in days */
  WORD_TEXT_DAY,  /* veille, lendemain: the same from the day the text speaks of */
  WORD_DECADE,    /* années */
  WORD_TENS,      /* nineties; value 90 */
  WORD_WEEKEND,   /* week(-)end */
  WORD_YEARLY,    /* saison: things counted by years */
  WORD_ORDINAL,   /* premier, second */
  WORD_NUMBER,    /* deux, three */
  WORD_VAGUE,     /* quelques, several */
  WORD_AGO,       /* ago */
  WORD_LATER,     /* later 1, earlier -1 */
  WORD_PLUS,      /* plus (tard) */
  WORD_IL,        /* il (y a) */
  WORD_DANS,      /* dans, in */
  WORD_FRONT,     /* avant(-hier), après(-demain) */
  WORD_EVERY,     /* chaque, every */
  WORD_WEEKDAYS,  /* lundis, Mondays: 1 to 7 */
  WORD_FISCAL,    /* fiscal (year) */
  WORD_CLOCK      /* midnight */
};

struct date_word {
  enum date_word_kind kind;
  int value;
};

extern const char *const date_parts[]; /* "", "TMO", "TMI", "TAF", "TEV", "TNI" */

/* date_word_of - what a folded word means in one of the languages (enum tag_language bits). */
struct date_word date_word_of(struct slice folded, unsigned language);

#endif
