/* dates_value.h - from what an expression says to its place on the calendar. */
#ifndef TAG_DATES_VALUE_H
#define TAG_DATES_VALUE_H

#include "tag/dates_grammar.h"

enum { DATES_TEXT = 64 };

/* What a text has said so far. Days are counted from 1970-01-01. */
struct dates_context {
  bool known; /* the publication day */
  int64_t published;
  char named;   /* the unit of the date named last: 'D', 'M', 'Y'; 0: none yet */
  int64_t last; /* its first day */
  int year;     /* the year the text is telling of, 0 when it is that of publication */
  int month;    /* the month it has reached there */
};

struct dates_point {
  char text[DATES_TEXT]; /* the value; empty when it can't be told */
  char unit;             /* 'D', 'M', 'Y' when `day` is known, else 0 */
  int64_t day;           /* the first day of it */
};

/* dates_resolve - the value of a date; `tense` is -1 where the text looks back, 1 where it looks ahead, 0
 * where it does not say. A bare weekday lies behind us unless the text looks ahead; a day without a year is
 * the nearest one, or the one on the side that the text looks to. */
struct dates_point dates_resolve(const struct date *date, const struct dates_context *context, int tense);

/* dates_tense - where the words around tokens first to past - 1 look to. */
int dates_tense(const struct dates_reader *reader, size_t first, size_t past);

#endif
