#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static millis read_clock(clockid_t id)
{
  struct timespec now;
  clock_gettime(id, &now);
  return (millis)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

millis clock_now(void)
{
  return read_clock(CLOCK_REALTIME);
}

millis clock_monotonic(void)
{
  return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_cpu_us(void)
{
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool clock_is_date(int year, int month, int day)
{
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1] + (month == 2 && leap);
}

/* Both conversions follow Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": years begin in
 * March, so that the leap day is the last day of a year. */
int64_t clock_days(int year, int month, int day)
{
  int64_t y = month <= 2 ? (int64_t)year - 1 : year;
  int64_t era = (y >= 0 ? y : y - 399) / 400;
  int64_t year_of_era = y - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

void clock_date(int64_t days, int *year, int *month, int *day)
{
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t shifted = (5 * day_of_year + 2) / 153;
  *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
  *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
  *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

char *clock_format(millis when, char text[CLOCK_TEXT])
{
  int64_t days = when / 86400000, rest = when % 86400000;
  if (rest < 0) rest += 86400000, days--;
  int year, month, day;
  clock_date(days, &year, &month, &day);
  unsigned y = year < 0 ? 0u : year > 9999 ? 9999u : (unsigned)year, r = (unsigned)rest;
  snprintf(text, CLOCK_TEXT, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", y, (unsigned)month % 13,
           (unsigned)day % 32, r / 3600000 % 24, r / 60000 % 60, r / 1000 % 60, r % 1000);
  return text;
}

/* number - reads exactly `digits` decimal digits at *at; false when there are fewer. */
static bool number(struct slice text, size_t *at, int digits, int *value)
{
  *value = 0;
  for (int i = 0; i < digits; i++, ++*at) {
    if (*at >= text.length || text.data[*at] < '0' || text.data[*at] > '9') return false;
    *value = *value * 10 + (text.data[*at] - '0');
  }
  return true;
}

static bool one_of(struct slice text, size_t *at, const char *bytes)
{
  if (*at >= text.length || !text.data[*at] || !strchr(bytes, text.data[*at])) return false;
  ++*at;
  return true;
}

static bool parse_offset(struct slice text, size_t *at, int *minutes)
{
  *minutes = 0;
  if (one_of(text, at, "Zz")) return true;
  int sign = *at < text.length && text.data[*at] == '-' ? -1 : 1, hour, minute;
  if (!one_of(text, at, "+-") || !number(text, at, 2, &hour)) return false;
  one_of(text, at, ":");
  if (!number(text, at, 2, &minute) || hour > 23 || minute > 59) return false;
  *minutes = sign * (hour * 60 + minute);
  return true;
}

static bool parse_time_of_day(struct slice text, size_t *at, millis *of_day)
{
  int hour, minute, second, offset, milli = 0;
  if (!one_of(text, at, "Tt ") || !number(text, at, 2, &hour) || !one_of(text, at, ":") ||
      !number(text, at, 2, &minute) || !one_of(text, at, ":") || !number(text, at, 2, &second))
    return false;
  if (hour > 23 || minute > 59 || second > 60) return false;
  if (one_of(text, at, ".")) {
    int digit, scale = 100, seen = 0;
    while (*at < text.length && number(text, at, 1, &digit)) milli += digit * scale, scale /= 10, seen++;
    if (!seen) return false;
  }
  if (!parse_offset(text, at, &offset)) return false;
  *of_day = ((hour * 60LL + minute - offset) * 60 + second) * 1000 + milli;
  return true;
}

bool clock_parse(struct slice text, millis *when)
{
  size_t at = 0;
  int year, month, day;
  if (!number(text, &at, 4, &year) || !one_of(text, &at, "-") || !number(text, &at, 2, &month) ||
      !one_of(text, &at, "-") || !number(text, &at, 2, &day))
    return false;
  if (!clock_is_date(year, month, day)) return false;
  millis of_day = 0;
  if (at < text.length && !parse_time_of_day(text, &at, &of_day)) return false;
  if (at != text.length) return false;
  *when = clock_days(year, month, day) * 86400000 + of_day;
  return true;
}
