/* dates_value.c - from what an expression says to a day of the calendar. */
#include "base/clock.h"
#include "tag/dates.h"

#include <stdlib.h>

/* Monday is 1; 1970-01-01 was a Thursday. */
static int weekday_of(int64_t day)
{
  return (int)(((day + 3) % 7 + 7) % 7) + 1;
}

static struct slice day_text(struct arena *arena, int64_t day, const char *part)
{
  int y, m, d;
  clock_date(day, &y, &m, &d);
  return slice_of(arena_format(arena, "%04d-%02d-%02d%s", y, m, d, part ? part : ""));
}

static bool real_day(int year, int month, int day)
{
  int y, m, d;
  clock_date(clock_days(year, month, day), &y, &m, &d);
  return y == year && m == month && d == day;
}

/* The year in which day and month lie nearest to publication; a weekday that is named must agree where it
 * can. */
static int nearest_year(const struct date *date, int64_t published)
{
  int year, month, day, best = 0;
  int64_t best_distance = INT64_MAX;
  clock_date(published, &year, &month, &day);
  for (int y = year - 1; y <= year + 1; y++) {
    if (!real_day(y, date->month, date->day)) continue;
    int64_t when = clock_days(y, date->month, date->day);
    if (date->direction < 0 && when > published) continue;
    if (date->direction > 0 && when < published) continue;
    int64_t distance = llabs(when - published);
    if (date->weekday && weekday_of(when) != date->weekday) distance += 1000;
    if (distance < best_distance) best = y, best_distance = distance;
  }
  return best;
}

static struct slice value_of_day(struct arena *arena, const struct date *date, bool known, int64_t published)
{
  int year = date->year ? date->year : known ? nearest_year(date, published) : 0;
  if (year == 0) {
    if (date->year || known) return (struct slice){"", 0};
    return slice_of(arena_format(arena, "XXXX-%02d-%02d", date->month, date->day));
  }
  if (!real_day(year, date->month, date->day)) return (struct slice){"", 0};
  return day_text(arena, clock_days(year, date->month, date->day), date->part);
}

static struct slice value_of_month(struct arena *arena, const struct date *date, bool known,
                                   int64_t published)
{
  int year = date->year, y, m, d;
  if (!year && !known) return slice_of(arena_format(arena, "XXXX-%02d", date->month));
  if (!year) {
    clock_date(published, &y, &m, &d);
    int ahead = date->month - m; /* months until it, this year */
    year = ahead > 5 ? y - 1 : ahead < -6 ? y + 1 : y;
    if (date->direction < 0) year = ahead < 0 ? y : y - 1;
    if (date->direction > 0) year = ahead > 0 ? y : y + 1;
  }
  return slice_of(arena_format(arena, "%04d-%02d", year, date->month));
}

static struct slice value_of_weekday(struct arena *arena, const struct date *date, int64_t published)
{
  int back = (weekday_of(published) - date->weekday + 7) % 7;
  if (date->direction < 0 && back == 0) back = 7;
  if (date->direction > 0) back -= 7;
  return day_text(arena, published - back, date->part);
}

static struct slice week_text(struct arena *arena, int64_t day)
{
  int64_t thursday = day - weekday_of(day) + 4; /* the week belongs to the year of its Thursday */
  int y, m, d;
  clock_date(thursday, &y, &m, &d);
  return slice_of(arena_format(arena, "%04d-W%02d", y, (int)((thursday - clock_days(y, 1, 1)) / 7) + 1));
}

static struct slice value_of_shift(struct arena *arena, const struct date *date, int64_t published)
{
  int y, m, d;
  if (date->number > 5000 || date->number < -5000) return (struct slice){"", 0};
  clock_date(published, &y, &m, &d);
  if (date->unit == 'D') return day_text(arena, published + date->number, date->part);
  if (date->unit == 'W') return week_text(arena, published + 7 * (int64_t)date->number);
  if (date->unit == 'Y') {
    if (y + date->number < 1) return (struct slice){"", 0};
    return slice_of(arena_format(arena, "%04d", y + date->number));
  }
  int months = y * 12 + m - 1 + date->number;
  return months < 12 ? (struct slice){"", 0}
                     : slice_of(arena_format(arena, "%04d-%02d", months / 12, months % 12 + 1));
}

static struct slice value_of_season(struct arena *arena, const struct date *date, bool known,
                                    int64_t published)
{
  static const char *const names[] = {"", "SP", "SU", "FA", "WI"};
  int year = date->year, y, m, d;
  if (!year && !known) return (struct slice){"", 0};
  if (!year) {
    clock_date(published, &y, &m, &d);
    int now = m < 3 || m == 12 ? 4 : m / 3;
    year = date->direction < 0 && date->number >= now   ? y - 1
           : date->direction > 0 && date->number <= now ? y + 1
                                                        : y;
  }
  return slice_of(arena_format(arena, "%04d-%s", year, names[date->number]));
}

struct slice dates_value(struct arena *arena, const struct date *date, bool known, int64_t published)
{
  switch (date->kind) {
  case DATE_DAY:
    return value_of_day(arena, date, known, published);
  case DATE_MONTH:
    return value_of_month(arena, date, known, published);
  case DATE_YEAR:
    return slice_of(arena_format(arena, "%04d", date->year));
  case DATE_DECADE:
    return slice_of(arena_format(arena, "%03dX", date->number / 10));
  case DATE_CENTURY:
    return slice_of(arena_format(arena, "%02dXX", date->number - 1));
  case DATE_SEASON:
    return value_of_season(arena, date, known, published);
  case DATE_QUARTER:
    return date->year ? slice_of(arena_format(arena, "%04d-Q%d", date->year, date->number))
                      : (struct slice){"", 0};
  case DATE_WEEKDAY:
    return known ? value_of_weekday(arena, date, published) : (struct slice){"", 0};
  case DATE_SHIFT:
    return known ? value_of_shift(arena, date, published) : (struct slice){"", 0};
  }
  return (struct slice){"", 0};
}
