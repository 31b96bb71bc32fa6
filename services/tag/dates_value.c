/* dates_value.c - see dates_value.h. Weeks are those of ISO 8601, which begin on a Monday. */
#include "tag/dates_value.h"

#include "base/clock.h"
#include "tag/dates_holidays.h"

#include <stdio.h>
#include <stdlib.h>

struct day {
  int year, month, day;
};

static struct day day_of(int64_t days)
{
  struct day d;
  clock_date(days, &d.year, &d.month, &d.day);
  return d;
}

static struct dates_point nothing(void)
{
  return (struct dates_point){.unit = 0};
}

static struct dates_point partial(const char *text, const char *part)
{
  struct dates_point point = nothing();
  snprintf(point.text, sizeof point.text, "%s%s", text, part ? part : "");
  return point;
}

static struct dates_point point_of_day(int64_t day, const char *part)
{
  struct dates_point point = {.unit = 'D', .day = day};
  struct day d = day_of(day);
  if (d.year < 1 || d.year > 9999) return nothing();
  snprintf(point.text, sizeof point.text, "%04d-%02d-%02d%s", d.year, d.month, d.day, part ? part : "");
  return point;
}

static struct dates_point point_of_month(int year, int month)
{
  struct dates_point point = {.unit = 'M'};
  if (year < 1 || year > 9999) return nothing();
  point.day = clock_days(year, month, 1);
  snprintf(point.text, sizeof point.text, "%04d-%02d", year, month);
  return point;
}

/* Year 0 is 1 BC. */
static struct dates_point point_of_year(int year)
{
  struct dates_point point = {.unit = 'Y'};
  if (year > 9999 || year < -99999) return nothing();
  if (year < 1) {
    point.unit = 0;
    snprintf(point.text, sizeof point.text, "BC%04d", 1 - year);
    return point;
  }
  point.day = clock_days(year, 1, 1);
  snprintf(point.text, sizeof point.text, "%04d", year);
  return point;
}

static struct dates_point point_of_week(int64_t day, const char *ending)
{
  int64_t monday = day - (weekday_of(day) - 1), thursday = monday + 3;
  struct day d = day_of(thursday);
  struct dates_point point = {.unit = 'D', .day = ending ? monday + 5 : monday};
  if (d.year < 1 || d.year > 9999) return nothing();
  int week = (int)((thursday - clock_days(d.year, 1, 1)) / 7) + 1;
  snprintf(point.text, sizeof point.text, "%04d-W%02d%s", d.year, week, ending ? ending : "");
  return point;
}

static int64_t movable_in(const struct date *date, int year)
{
  return date->kind == DATE_NTH ? nth_weekday(year, date->month, date->weekday, date->number)
                                : holiday_day(date->number, year);
}

/* Where a day or month without a year lies in a given year; false when that year has no such day. */
static bool place_in(const struct date *date, int year, int64_t *first, int64_t *last)
{
  if (date->kind == DATE_HOLIDAY || date->kind == DATE_NTH) {
    *first = *last = movable_in(date, year);
    return date->kind == DATE_HOLIDAY || day_of(*first).month == date->month; /* no fifth Monday */
  }
  if (date->kind == DATE_MONTH) {
    *first = clock_days(year, date->month, 1);
    *last = clock_days(date->month == 12 ? year + 1 : year, date->month % 12 + 1, 1) - 1;
    return true;
  }
  *first = *last = clock_days(year, date->month, date->day);
  return clock_is_date(year, date->month, date->day);
}

static int64_t distance(int64_t first, int64_t last, int64_t published)
{
  return first > published ? first - published : last < published ? published - last : 0;
}

/* Behind us or ahead? What lies close by is meant whatever the tense; else the tense decides, and where it
 * says nothing the past, unless what is ahead is much nearer. */
static bool looks_ahead(int64_t behind, int64_t ahead, bool month, int tense)
{
  int64_t close = month ? 0 : 10;
  if (behind <= close && behind <= ahead) return false;
  if (tense > 0) return true;
  if (ahead <= close) return true;
  if (tense < 0) return month ? false : ahead * 8 < behind;
  return ahead * 2 < behind;
}

static bool weekday_agrees(const struct date *date, int64_t day)
{
  return !date->weekday || weekday_of(day) == date->weekday;
}

/* The year in which day or month is meant, seen from publication; 0 when there is none. */
static int year_from_publication(const struct date *date, int64_t published, int tense)
{
  int now = day_of(published).year, behind = 0, ahead = 0;
  int64_t first, last, best_behind = INT64_MAX, best_ahead = INT64_MAX;
  bool any = false;
  for (int year = now - 8; year <= now + 8; year++)
    if (abs(year - now) < 2 && place_in(date, year, &first, &last)) any = any || weekday_agrees(date, first);
  for (int year = now - 8; year <= now + 8; year++) {
    if (!place_in(date, year, &first, &last) || (any && !weekday_agrees(date, first))) continue;
    int64_t far = distance(first, last, published);
    if (first <= published && far <= best_behind) behind = year, best_behind = far;
    if (first > published && far < best_ahead) ahead = year, best_ahead = far;
  }
  if (!behind || !ahead) return behind ? behind : ahead;
  if (date->direction) return date->direction < 0 ? behind : ahead;
  if (date->kind == DATE_DAY && date->weekday && any) return best_behind <= best_ahead ? behind : ahead;
  return looks_ahead(best_behind, best_ahead, date->kind == DATE_MONTH, tense) ? ahead : behind;
}

static int last_year(const struct dates_context *context)
{
  return context->named ? day_of(context->last).year : context->year;
}

/* The year of a date that does not say it; false when it can't be told. */
static bool find_year(const struct date *date, const struct dates_context *context, int tense, int *year)
{
  *year = date->year;
  if (*year) return true;
  if (date->year_shifted) {
    int base = date->year_anchored ? last_year(context)
               : context->known    ? day_of(context->published).year
                                   : 0;
    *year = base ? base + date->year_shift : 0;
    return *year > 0;
  }
  if (context->year && !date->direction) {
    *year = context->year +
            (context->month - date->month >= 9 && date->month); /* December is past, January comes */
    return true;
  }
  if (context->known) *year = year_from_publication(date, context->published, tense);
  return *year != 0;
}

static struct dates_point resolve_day(const struct date *date, const struct dates_context *context, int tense)
{
  char text[DATES_TEXT];
  int year;
  if (date->before_christ) {
    snprintf(text, sizeof text, "BC%04d-%02d-%02d", date->year, date->month, date->day);
    return partial(text, NULL);
  }
  if (!find_year(date, context, tense, &year)) {
    snprintf(text, sizeof text, "XXXX-%02d-%02d", date->month, date->day);
    return clock_is_date(2000, date->month, date->day) ? partial(text, date->part) : nothing();
  }
  if (!clock_is_date(year, date->month, date->day)) return nothing();
  int64_t day = clock_days(year, date->month, date->day);
  if (date->whole) return point_of_week(day, date->whole == 'E' ? "-WE" : NULL);
  return point_of_day(day, date->part);
}

static struct dates_point resolve_month(const struct date *date, const struct dates_context *context,
                                        int tense)
{
  char text[DATES_TEXT];
  int year;
  if (date->pointed && !date->year && context->known) /* "this June" */
    return point_of_month(day_of(context->published).year, date->month);
  if (find_year(date, context, tense, &year) && !date->before_christ)
    return point_of_month(year, date->month);
  if (date->before_christ)
    snprintf(text, sizeof text, "BC%04d-%02d", date->year, date->month);
  else
    snprintf(text, sizeof text, "XXXX-%02d", date->month);
  return partial(text, NULL);
}

static struct dates_point resolve_movable(const struct date *date, const struct dates_context *context,
                                          int tense)
{
  int year;
  return find_year(date, context, tense, &year) ? point_of_day(movable_in(date, year), date->part)
                                                : nothing();
}

/* "jeudi 11" without its month: the nearest such day. */
static struct dates_point resolve_weekday_number(const struct date *date, int64_t published, int tense)
{
  for (int64_t far = 0; far < 400; far++) {
    int64_t sides[] = {tense > 0 ? published + far : published - far,
                       tense > 0 ? published - far : published + far};
    for (int k = 0; k < 2; k++)
      if (weekday_of(sides[k]) == date->weekday && day_of(sides[k]).day == date->day)
        return point_of_day(sides[k], NULL);
  }
  return nothing();
}

static struct dates_point resolve_weekday(const struct date *date, const struct dates_context *context,
                                          int tense)
{
  char text[DATES_TEXT];
  if (!context->known && !(date->anchored && context->named == 'D')) {
    snprintf(text, sizeof text, "XXXX-WXX-%d", date->weekday);
    return partial(text, date->part);
  }
  int64_t from = date->anchored && context->named == 'D' ? context->last : context->published;
  if (date->day) return resolve_weekday_number(date, from, tense);
  int64_t monday = from - (weekday_of(from) - 1);
  if (date->week_shifted)
    return point_of_day(monday + 7 * (int64_t)date->week_shift + date->weekday - 1, date->part);
  int back = (weekday_of(from) - date->weekday + 7) % 7, on = (7 - back) % 7;
  if (date->anchored && !date->direction) return point_of_day(from + (on < back ? on : -back), date->part);
  if (date->direction < 0) return point_of_day(from - (back ? back : 7), date->part);
  if (date->direction > 0) return point_of_day(from + (on ? on : 7), date->part);
  bool soon =
      on < back && (date->pointed || back >= 5); /* on a Saturday, "lundi" without a verb is to come */
  bool ahead = tense > 0 || (tense == 0 && soon);
  return point_of_day(ahead ? from + on : from - back, date->part);
}

/* A period of the year that begins in month `start`, bare: the one that last began, or comes next. */
static bool find_period_year(const struct date *date, const struct dates_context *context, int start,
                             int tense, int *year)
{
  if (date->year || date->year_shifted || context->year) return find_year(date, context, tense, year);
  if (!context->known) return false;
  struct day now = day_of(context->published);
  bool begun = now.month >= start;
  *year = tense > 0 ? now.year + (begun && now.month > start + 2) : begun ? now.year : now.year - 1;
  return true;
}

static struct dates_point resolve_quarter(const struct date *date, const struct dates_context *context,
                                          int tense)
{
  struct dates_point point = nothing();
  int year, length = date->kind == DATE_HALF ? 6 : 3, start = (date->number - 1) * length + 1;
  char letter = date->kind == DATE_HALF ? 'H' : 'Q';
  if (!find_period_year(date, context, start, tense, &year))
    snprintf(point.text, sizeof point.text, "XXXX-%c%d", letter, date->number);
  else
    snprintf(point.text, sizeof point.text, "%04d-%c%d", year, letter, date->number);
  return point;
}

/* A winter is of the year it begins in. */
static struct dates_point resolve_season(const struct date *date, const struct dates_context *context,
                                         int tense)
{
  static const char *const names[] = {"", "SP", "SU", "FA", "WI"};
  static const int starts[] = {0, 3, 6, 9, 12};
  struct dates_point point = nothing();
  int year = 0, start = starts[date->number];
  bool anchored = date->anchored && context->named;
  if (date->year || date->year_shifted) {
    if (!find_year(date, context, tense, &year)) return nothing();
  } else if (!context->known && !anchored) {
    snprintf(point.text, sizeof point.text, "XXXX-%s", names[date->number]);
    return point;
  } else {
    struct day now = day_of(anchored ? context->last : context->published);
    int months =
        now.year * 12 + now.month; /* the season that goes on or went before began at or before this */
    year = now.month >= start ? now.year : now.year - 1;
    int ends = year * 12 + start + 3;
    bool over = months >= ends;
    if (date->direction < 0 && !over) year--;
    if (date->direction > 0) year++;
    if (!date->direction && over && now.month >= start) year += tense > 0;
    bool winter = start == 12 && now.month <= 6 && tense <= 0; /* in spring it is the winter that was */
    if (!date->direction && over && now.month < start && tense >= 0 && !winter) year = now.year;
  }
  snprintf(point.text, sizeof point.text, "%04d-%s", year, names[date->number]);
  return point;
}

static struct dates_point resolve_weekend(const struct date *date, const struct dates_context *context,
                                          int tense)
{
  if (date->anchored && context->named == 'D')
    return point_of_week(context->last + 7 * (int64_t)date->direction, "-WE");
  if (!context->known) return nothing();
  int weekday = weekday_of(context->published);
  int weeks = 0;
  if (date->direction < 0) weeks = -1;
  if (date->direction > 0) weeks = weekday >= 6 ? 1 : 0;
  if (!date->direction && weekday < 3 && tense < 0) weeks = -1;
  return point_of_week(context->published + 7 * weeks, "-WE");
}

static struct dates_point shift_months(int64_t base, int months)
{
  struct day d = day_of(base);
  int total = d.year * 12 + d.month - 1 + months;
  return total < 12 ? nothing() : point_of_month(total / 12, total % 12 + 1);
}

static struct dates_point shift_period(int64_t base, int number, char unit)
{
  struct dates_point point = nothing();
  struct day d = day_of(base);
  int in_year = unit == 'Q' ? 4 : 2, total = d.year * in_year + (d.month - 1) * in_year / 12 + number;
  if (total < in_year) return nothing();
  snprintf(point.text, sizeof point.text, "%04d-%c%d", total / in_year, unit == 'Q' ? 'Q' : 'H',
           total % in_year + 1);
  return point;
}

/* Decades and centuries: "the next decade" is one of the calendar, "a decade ago" counts ten years. */
static struct dates_point shift_years(int64_t base, const struct date *date)
{
  int year = day_of(base).year, length = date->unit == 'C' ? 100 : date->unit == 'E' ? 10 : 1;
  bool counted = date->number && !date->direction && !date->pointed;
  if (length == 1 || counted) return point_of_year(year + date->number * length);
  struct dates_point point = nothing();
  year += date->number * length;
  if (year < 100) return nothing();
  if (length == 10)
    snprintf(point.text, sizeof point.text, "%03dX", year / 10);
  else
    snprintf(point.text, sizeof point.text, "%02dXX", (year - 1) / 100);
  return point;
}

/* "a year ago today" */
static struct dates_point shift_to_day(int64_t base, const struct date *date)
{
  struct day d = day_of(base + date->direction);
  int months = d.year * 12 + d.month - 1 + date->number * (date->unit == 'Y' ? 12 : 1);
  if (months < 12) return nothing();
  while (d.day > 28 && !clock_is_date(months / 12, months % 12 + 1, d.day)) d.day--;
  return point_of_day(clock_days(months / 12, months % 12 + 1, d.day), date->part);
}

static struct dates_point unknown_shift(const struct date *date)
{
  switch (date->unit) {
  case 'D':
    return partial("XXXX-XX-XX", date->part);
  case 'W':
    return partial("XXXX-WXX", NULL);
  case 'M':
    return partial("XXXX-XX", NULL);
  case 'Y':
    return partial("XXXX", NULL);
  default:
    return nothing();
  }
}

static struct dates_point resolve_shift(const struct date *date, const struct dates_context *context)
{
  bool from_now = date->anchored && !context->named && context->known; /* nothing else was named */
  bool fine = from_now || context->named == 'D' || (context->named == 'M' && strchr("MQSYEC", date->unit)) ||
              (context->named == 'Y' && strchr("YEC", date->unit));
  if (date->vague) return partial(date->number < 0 ? "PAST_REF" : "FUTURE_REF", NULL);
  if (date->anchored ? !fine : !context->known) return unknown_shift(date);
  int64_t base = date->anchored && !from_now ? context->last : context->published;
  if (abs(date->number) > 1000000) return nothing();
  if (date->day) return shift_to_day(base, date);
  switch (date->unit) {
  case 'D':
    return point_of_day(base + date->number, date->part);
  case 'W':
    return point_of_week(base + 7 * (int64_t)date->number, NULL);
  case 'F':
    return point_of_week(base + 14 * (int64_t)date->number, NULL);
  case 'M':
    return shift_months(base, date->number);
  case 'Q':
  case 'S':
    return shift_period(base, date->number, date->unit);
  case 'Y':
  case 'E':
  case 'C':
    return shift_years(base, date);
  default:
    return nothing();
  }
}

static struct dates_point resolve_decade(int decade)
{
  struct dates_point point = nothing();
  snprintf(point.text, sizeof point.text, "%03dX", decade / 10 % 1000);
  return point;
}

static struct dates_point resolve_century(int century, bool before_christ)
{
  struct dates_point point = nothing();
  snprintf(point.text, sizeof point.text, "%s%02dXX", before_christ ? "BC" : "", (century - 1) % 100);
  return point;
}

static struct dates_point resolve_one(const struct date *date, const struct dates_context *context, int tense)
{
  char text[DATES_TEXT];
  switch (date->kind) {
  case DATE_DAY:
    return resolve_day(date, context, tense);
  case DATE_MONTH:
    return resolve_month(date, context, tense);
  case DATE_YEAR:
    return point_of_year(date->before_christ ? 1 - date->year : date->year);
  case DATE_WEEKDAY:
    return resolve_weekday(date, context, tense);
  case DATE_SHIFT:
    return resolve_shift(date, context);
  case DATE_DECADE:
    return resolve_decade(date->number);
  case DATE_CENTURY:
    return resolve_century(date->number, date->before_christ);
  case DATE_SEASON:
    return resolve_season(date, context, tense);
  case DATE_QUARTER:
  case DATE_HALF:
    return resolve_quarter(date, context, tense);
  case DATE_WEEKEND:
    return resolve_weekend(date, context, tense);
  case DATE_HOLIDAY:
  case DATE_NTH:
    return resolve_movable(date, context, tense);
  case DATE_EVERY:
    snprintf(text, sizeof text, "XXXX-WXX-%d", date->weekday);
    return partial(text, date->part);
  case DATE_NONE:
    break;
  }
  return nothing();
}

/* The end of a range is an expression of the same kind. */
static bool end_of_range(const struct date *date, struct date *end)
{
  *end = *date;
  end->year = date->until_year;
  end->until_year = end->until_month = end->until_day = end->until_number = 0;
  if (date->until_month) end->month = date->until_month;
  if (date->until_day) end->day = date->until_day;
  if (date->until_number) end->number = date->until_number;
  if (date->kind == DATE_CENTURY || date->kind == DATE_DECADE) return date->until_number != 0;
  return date->until_year || date->until_month || date->until_day;
}

struct dates_point dates_resolve(const struct date *date, const struct dates_context *context, int tense)
{
  struct date end;
  struct dates_point from = resolve_one(date, context, tense);
  if (!from.text[0] || !end_of_range(date, &end)) return from;
  struct dates_context after = *context;
  if (from.unit && !end.year && end.kind == DATE_MONTH) {
    struct day d = day_of(from.day);
    end.year = d.year + (end.month < d.month);
  }
  struct dates_point until = resolve_one(&end, &after, tense);
  if (!until.text[0]) return nothing();
  char text[2 * DATES_TEXT];
  snprintf(text, sizeof text, "%.30s/%.30s", from.text, until.text);
  memcpy(from.text, text, sizeof from.text - 1);
  return from;
}
