/* dates.h - reading a date out of text as pages write it. */
#ifndef CLEAN_DATES_H
#define CLEAN_DATES_H

#include "base/arena.h"
#include "base/clock.h"

struct date {
  int year, month, day;
  int hour, minute, second; /* hour -1: the day is all that is known */
  int offset;               /* minutes east of UTC; NO_OFFSET: not said */
};
enum { DATE_NO_OFFSET = 1 << 20 };

/* date_find - the first date in `text`: ISO 8601 in all its shapes, RFC 5322, UNIX seconds or milliseconds
 * (the whole text), numbers with dots or slashes, month names of some twenty languages, CJK. `month_first`
 * decides 04/05/2024. False: none. */
bool date_find(struct slice text, bool month_first, struct date *date);

/* date_in_path - a date in the path of a URL: /2024/04/12/, /2024-04-12-, /20240412. Years and months alone
 * are no date. */
bool date_in_path(struct slice path, struct date *date);

/* date_millis - the point in time; a bare day is its first moment in UTC. */
millis date_millis(const struct date *date);

/* date_text - "2024-04-12", or RFC 3339 when time and offset are known; in the arena. */
struct slice date_text(struct arena *arena, const struct date *date);

#endif
