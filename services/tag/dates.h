/* dates.h - calendar expressions of French and English, absolute and relative, with their value.
 *
 * Spans carry no preposition or article, but "ce" and "this" where they make the meaning ("ce jeudi", "this
 * week"). Values are ISO 8601 and, where that has no word, TIMEX3: 2024-04-10, 2024-03, 2024-04-11TEV
 * (evening), 2024-W15, 2024-Q2, 2024-SU (summer), 197X, 18XX (century). What needs the publication day has no
 * value when that is not known. */
#ifndef TAG_DATES_H
#define TAG_DATES_H

#include "tag/finds.h"

enum dates_language { DATES_FRENCH = 1, DATES_ENGLISH = 2 };

/* What an expression says, before it is resolved. 0 where it says nothing. */
struct date {
  enum {
    DATE_DAY,
    DATE_MONTH,
    DATE_YEAR,
    DATE_WEEKDAY,
    DATE_SHIFT,
    DATE_DECADE,
    DATE_CENTURY,
    DATE_SEASON,
    DATE_QUARTER
  } kind;
  int year, month, day;
  int weekday; /* 1 Monday to 7 */
  int number;  /* quarter, decade (1970), century (19), how many units for DATE_SHIFT; season 1 spring to 4 */
  char unit;   /* DATE_SHIFT: 'D', 'W', 'M', 'Y' */
  int direction;    /* -1 "dernier", +1 "prochain" */
  const char *part; /* of the day: "TMO", "TAF", "TEV", "TNI" */
};

/* dates_value - the value against a publication day (days from 1970-01-01; `known` false when there is none);
 * empty when it can't be told. In the arena. A weekday means the nearest one behind us, a date without a year
 * the nearest such day. */
struct slice dates_value(struct arena *arena, const struct date *date, bool known, int64_t published);

/* dates_find - every date of the stretch. */
void dates_find(const struct tokens *tokens, struct finds *finds, struct arena *arena, unsigned language,
                struct slice published);

#endif
