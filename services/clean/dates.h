/* dates.h - reading dates out of text as pages write them. */
#ifndef CLEAN_DATES_H
#define CLEAN_DATES_H

#include "base/arena.h"
#include "base/clock.h"

struct date {
  int year, month, day;
  int hour, minute, second; /* hour -1: the day is all that is known */
  int offset;               /* minutes east of UTC; DATE_NO_OFFSET: not said */
};
enum { DATE_NO_OFFSET = 1 << 20 };

/* A date and where it stands: bytes [start, end) of the text. */
struct date_match {
  struct date date;
  size_t start, end;
  bool ambiguous; /* 04/05/2024: without knowing the habit of the page, day and month could change places */
  int order;      /* 25/04/2024: 1, the day comes first beyond doubt; 04/25/2024: -1; else 0 */
};

/* date_next - the first date in `text` at or behind byte *at, which is advanced behind it: ISO 8601 in all
 * its shapes, RFC 5322, numbers with dots or slashes, year first or last, names of months of some forty
 * languages before or behind the day, CJK and Vietnamese; two-digit years where the shape leaves no doubt. A
 * time of day and a zone behind the date are read too. `month_first` decides 04/05/2024. False: none. Time is
 * linear in the text: only places where a number begins are looked at. */
bool date_next(struct slice text, size_t *at, bool month_first, struct date_match *match);

/* date_find - the first date, or UNIX seconds or milliseconds when they are all of the text. */
bool date_find(struct slice text, bool month_first, struct date *date);

/* date_in_path - a date in the path of a URL: /2024/04/12/, /2024-04-12-, /20240412, -12-04-2024. Years and
 * months alone are no date. */
bool date_in_path(struct slice path, struct date *date);

/* date_swap - day and month change places; false, and nothing done, where there is no such day. */
bool date_swap(struct date *date);

/* date_day - days since 1970-01-01, as the calendar where the date was written counts them. */
int64_t date_day(const struct date *date);

/* date_millis - the point in time; a bare day is its first moment, and what has no offset is taken for UTC.
 */
millis date_millis(const struct date *date);

/* date_text - "2024-04-12", or RFC 3339 when time and offset are known; in the arena. */
struct slice date_text(struct arena *arena, const struct date *date);

#endif
