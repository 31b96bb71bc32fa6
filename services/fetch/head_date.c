/* head_date.c - dates in heads. Read token by token, as browsers read the dates of cookies (RFC 6265, 5.1.1),
 * because servers write more than the three forms. */
#include "fetch/head_internal.h"

#include <strings.h>

enum { DATE_MAX = 64, HALF_CENTURY = 50 };

struct date {
  int64_t day, month, year, hour, minute, second, zone; /* zone in minutes */
  bool has_time, has_day, has_month, has_year;
};

static bool is_digit(char byte)
{
  return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool ends_token(char byte)
{
  return !is_digit(byte) && !is_letter(byte) && byte != ':' && byte != '+';
}

static size_t read_digits(struct slice token, int64_t *number)
{
  size_t count = 0;
  *number = 0;
  for (; count < token.length && is_digit(token.data[count]) && count < 9; count++)
    *number = *number * 10 + (token.data[count] - '0');
  return count;
}

static bool take_time(struct slice token, struct date *date)
{
  int64_t parts[3] = {0};
  size_t count = 0;
  for (; count < 3; count++) {
    size_t digits = read_digits(token, &parts[count]);
    if (digits < 1 || digits > 2) return false;
    token = slice_from(token, digits);
    if (!token.length || token.data[0] != ':') break;
    token = slice_from(token, 1);
  }
  if (count == 0 || count == 3 || token.length) return false; /* hours and minutes at least, nothing behind */
  date->hour = parts[0];
  date->minute = parts[1];
  date->second = parts[2];
  return date->has_time = true;
}

static bool take_month(struct slice token, struct date *date)
{
  static const char months[][4] = {"jan", "feb", "mar", "apr", "may", "jun",
                                   "jul", "aug", "sep", "oct", "nov", "dec"};
  for (int i = 0; i < 12 && token.length >= 3; i++)
    if (strncasecmp(token.data, months[i], 3) == 0) {
      date->month = i + 1;
      return date->has_month = true;
    }
  return false;
}

static void take_zone(struct slice token, struct date *date)
{
  int64_t number;
  if (token.length != 5 || (token.data[0] != '+' && token.data[0] != '-')) return;
  if (read_digits(slice_from(token, 1), &number) != 4) return;
  date->zone = (number / 100 * 60 + number % 100) * (token.data[0] == '-' ? -1 : 1);
}

static void take_number(struct slice token, struct date *date)
{
  int64_t number;
  size_t digits = read_digits(token, &number);
  if (digits != token.length) return;
  if (!date->has_day && digits <= 2) {
    date->day = number;
    date->has_day = true;
  } else if (!date->has_year && (digits == 2 || digits == 4)) {
    date->year = digits == 2 ? -number - 1 : number; /* its century is not known yet */
    date->has_year = true;
  }
}

static void take_token(struct slice token, struct date *date)
{
  if (!date->has_time && memchr(token.data, ':', token.length) && take_time(token, date)) return;
  if (date->has_time && token.data[0] == '+') {
    take_zone(token, date);
    return;
  }
  if (is_digit(token.data[0]))
    take_number(token, date);
  else if (!date->has_month)
    take_month(token, date);
}

/* full_year - of two digits: the latest that is not more than 50 years ahead (RFC 9110, 5.6.7). */
static int64_t full_year(int64_t year, millis now)
{
  int current, month, day;
  if (year >= 0) return year;
  clock_date(now / (24 * 3600 * 1000), &current, &month, &day);
  int64_t full = current - current % 100 + 100 + (-year - 1);
  while (full > current + HALF_CENTURY) full -= 100;
  return full;
}

static bool is_real(const struct date *date)
{
  if (!date->has_time || !date->has_day || !date->has_month || !date->has_year) return false;
  if (date->hour > 23 || date->minute > 59 || date->second > 60) return false;
  return date->year >= 1601 && clock_is_date((int)date->year, (int)date->month, (int)date->day);
}

bool head_date(struct slice text, millis now, millis *when)
{
  struct date date = {0};
  if (text.length > DATE_MAX) return false;
  for (size_t at = 0; at < text.length;) {
    size_t end = at;
    bool minus = text.data[at] == '-' && date.has_time; /* before it, it stands between day, month and year */
    if (minus) end++;
    while (end < text.length && !ends_token(text.data[end])) end++;
    struct slice token = {text.data + at, end - at};
    if (minus)
      take_zone(token, &date);
    else if (token.length)
      take_token(token, &date);
    at = token.length ? end : end + 1;
  }
  date.year = date.has_year ? full_year(date.year, now) : 0;
  if (!is_real(&date)) return false;
  int64_t minutes = clock_days((int)date.year, (int)date.month, (int)date.day) * 24 * 60 + date.hour * 60 +
                    date.minute - date.zone;
  *when = (minutes * 60 + date.second) * 1000;
  return true;
}

millis head_when(struct slice head, const char *name, millis now)
{
  millis when;
  return head_date(head_value(head, name), now, &when) ? when : 0;
}
