/* dates.c - a small reader that tries each shape of a date at each place where a number or a month's name
 * begins. */
#include "clean/dates.h"

#include "base/clock.h"
#include "clean/dates_months.h"

struct numbers {
  int value[3];
  int digits[3];
  char separator;
};

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static char byte_at(struct slice text, size_t at)
{
  return at < text.length ? text.data[at] : 0;
}

/* read_number - up to nine digits at *at; the count of digits, 0 when there is none. */
static int read_number(struct slice text, size_t *at, int *value)
{
  int digits = 0;
  *value = 0;
  while (is_digit(byte_at(text, *at)) && digits < 9) {
    *value = *value * 10 + (text.data[*at] - '0');
    ++*at;
    digits++;
  }
  return digits;
}

static bool is_date(int year, int month, int day)
{
  return year >= 1900 && year <= 2100 && clock_is_date(year, month, day);
}

static bool set_date(struct date *date, int year, int month, int day)
{
  if (year >= 0 && year < 100) year += year < 70 ? 2000 : 1900;
  if (!is_date(year, month, day)) return false;
  *date = (struct date){year, month, day, -1, 0, 0, DATE_NO_OFFSET};
  return true;
}

static void read_offset(struct slice text, size_t at, struct date *date)
{
  while (byte_at(text, at) == ' ') at++;
  char sign = byte_at(text, at);
  if (sign == 'Z' || (sign == 'G' && byte_at(text, at + 1) == 'M') ||
      (sign == 'U' && byte_at(text, at + 1) == 'T'))
    date->offset = 0;
  if (sign != '+' && sign != '-') return;
  int hours, minutes = 0;
  at++;
  int digits = read_number(text, &at, &hours);
  if (digits == 4) {
    minutes = hours % 100;
    hours /= 100;
  } else if (digits == 2 && byte_at(text, at) == ':') {
    at++;
    read_number(text, &at, &minutes);
  } else if (digits == 0 || digits > 2) {
    return;
  }
  if (hours <= 14 && minutes < 60) date->offset = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

/* read_time - "T08:30:00.123+02:00" or " 08:30" behind a date. */
static void read_time(struct slice text, size_t at, struct date *date)
{
  char mark = byte_at(text, at);
  if (mark != 'T' && mark != 't' && mark != ' ') return;
  int hour, minute, second = 0;
  at++;
  if (!read_number(text, &at, &hour) || byte_at(text, at) != ':') return;
  at++;
  if (read_number(text, &at, &minute) != 2) return;
  if (byte_at(text, at) == ':') {
    at++;
    read_number(text, &at, &second);
  }
  if (byte_at(text, at) == '.') {
    int fraction;
    at++;
    read_number(text, &at, &fraction);
  }
  if (hour > 23 || minute > 59 || second > 60) return;
  date->hour = hour;
  date->minute = minute;
  date->second = second < 60 ? second : 59;
  read_offset(text, at, date);
}

static bool is_separator(char c)
{
  return c == '-' || c == '/' || c == '.';
}

/* read_numbers - "2024-04-12", "12.4.2024", "04/12/24", with spaces behind the separators allowed. */
static bool read_numbers(struct slice text, size_t *at, struct numbers *n)
{
  for (int i = 0; i < 3; i++) {
    if (i > 0) {
      char c = byte_at(text, *at);
      if (!is_separator(c) || (i == 2 && c != n->separator)) return false;
      n->separator = c;
      ++*at;
      if (byte_at(text, *at) == ' ' && c == '.') ++*at;
    }
    n->digits[i] = read_number(text, at, &n->value[i]);
    if (n->digits[i] == 0) return false;
  }
  return !is_digit(byte_at(text, *at));
}

static bool from_numbers(const struct numbers *n, bool month_first, struct date *date)
{
  const int *v = n->value;
  if (n->digits[0] == 4) return n->digits[1] <= 2 && n->digits[2] <= 2 && set_date(date, v[0], v[1], v[2]);
  if (n->digits[0] > 2 || n->digits[1] > 2 || (n->digits[2] != 4 && n->digits[2] != 2)) return false;
  if (n->digits[2] == 2 && n->separator == '-') return false;
  bool day_first = n->separator == '.' || !month_first;
  if (v[0] > 12) day_first = true;
  if (v[1] > 12) day_first = false;
  return day_first ? set_date(date, v[2], v[1], v[0]) : set_date(date, v[2], v[0], v[1]);
}

static bool numeric(struct slice text, size_t at, bool month_first, struct date *date)
{
  struct numbers n = {0};
  if (!read_numbers(text, &at, &n) || !from_numbers(&n, month_first, date)) return false;
  read_time(text, at, date);
  return true;
}

/* compact - "20240412", "20240412T0830". */
static bool compact(struct slice text, size_t at, struct date *date)
{
  int value;
  return read_number(text, &at, &value) == 8 && !is_digit(byte_at(text, at)) &&
         set_date(date, value / 10000, value / 100 % 100, value % 100);
}

static size_t skip(struct slice text, size_t at)
{
  for (size_t i = 0; i < 4 && at < text.length && strchr(" .,-/", text.data[at]); i++) at++;
  return at;
}

static size_t skip_small_word(struct slice text, size_t at, const char *const *words, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    size_t n = strlen(words[i]);
    if (text.length - at >= n && memcmp(text.data + at, words[i], n) == 0) return skip(text, at + n);
  }
  return at;
}

/* day_then_month - "12 avril 2024", "12. April 2024", "1er mai 2024", "12 de abril de 2024". */
static bool day_then_month(struct slice text, size_t at, struct date *date)
{
  static const char *const behind_day[] = {"er ", "st ", "nd ", "rd ", "th ", "de ", "of ", "º "};
  static const char *const behind_month[] = {"de ", "del "};
  int day, year;
  if (read_number(text, &at, &day) > 2) return false;
  at = skip_small_word(text, at, behind_day, 8);
  at = skip(text, at);
  at = skip_small_word(text, at, behind_day, 8);
  int month = dates_month(text, &at);
  if (!month) return false;
  at = skip_small_word(text, skip(text, at), behind_month, 2);
  int digits = read_number(text, &at, &year);
  if (digits != 4 || !set_date(date, year, month, day)) return false;
  read_time(text, at, date);
  return true;
}

/* month_then_day - "April 12, 2024", "Apr. 12th 2024". */
static bool month_then_day(struct slice text, size_t at, struct date *date)
{
  static const char *const behind_day[] = {"st", "nd", "rd", "th"};
  int day, year, month = dates_month(text, &at);
  if (!month) return false;
  at = skip(text, at);
  int digits = read_number(text, &at, &day);
  if (digits == 0 || digits > 2) return false;
  at = skip_small_word(text, at, behind_day, 4);
  at = skip(text, at);
  return read_number(text, &at, &year) == 4 && set_date(date, year, month, day);
}

/* cjk - "2024年4月12日", "2024년 4월 12일". */
static bool cjk(struct slice text, size_t at, struct date *date)
{
  static const char *const signs[2][2] = {{"年", "년"}, {"月", "월"}};
  int value[3];
  for (int i = 0; i < 3; i++) {
    while (byte_at(text, at) == ' ') at++;
    if (!read_number(text, &at, &value[i])) return false;
    if (i == 2) break;
    struct slice rest = slice_from(text, at);
    if (!slice_starts(rest, signs[i][0]) && !slice_starts(rest, signs[i][1])) return false;
    at += 3;
  }
  return value[0] > 1900 && set_date(date, value[0], value[1], value[2]);
}

static bool epoch(struct slice text, struct date *date)
{
  int64_t value = 0;
  text = slice_trim(text);
  if (text.length != 10 && text.length != 13) return false;
  for (size_t i = 0; i < text.length; i++) {
    if (!is_digit(text.data[i])) return false;
    value = value * 10 + (text.data[i] - '0');
  }
  if (text.length == 13) value /= 1000;
  if (!set_date(date, 2000, 1, 1)) return false;
  clock_date(value / 86400, &date->year, &date->month, &date->day);
  date->hour = (int)(value / 3600 % 24);
  date->minute = (int)(value / 60 % 60);
  date->second = (int)(value % 60);
  date->offset = 0;
  return is_date(date->year, date->month, date->day);
}

static bool is_word_byte(char c)
{
  return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || (unsigned char)c >= 0x80;
}

bool date_find(struct slice text, bool month_first, struct date *date)
{
  if (epoch(text, date)) return true;
  for (size_t at = 0; at < text.length; at++) {
    bool digit = is_digit(text.data[at]);
    if (at > 0 && is_word_byte(text.data[at - 1]) && !((unsigned char)text.data[at - 1] >= 0x80 && digit))
      continue;
    if (digit && (numeric(text, at, month_first, date) || cjk(text, at, date) || compact(text, at, date) ||
                  day_then_month(text, at, date)))
      return true;
    if (!digit && is_word_byte(text.data[at]) && month_then_day(text, at, date)) return true;
  }
  return false;
}

bool date_in_path(struct slice path, struct date *date)
{
  for (size_t at = 0; at < path.length; at++) {
    bool starts = is_digit(path.data[at]) && (at == 0 || !is_digit(path.data[at - 1]));
    if (!starts) continue;
    struct numbers n = {0};
    size_t end = at;
    if (read_numbers(path, &end, &n) && n.digits[0] == 4 && n.separator != '.' &&
        from_numbers(&n, false, date))
      return true;
    if (compact(path, at, date) && date->year >= 1995) return true;
  }
  return false;
}

millis date_millis(const struct date *date)
{
  millis when = clock_days(date->year, date->month, date->day) * 86400000;
  if (date->hour >= 0) when += ((date->hour * 60 + date->minute) * 60 + date->second) * (millis)1000;
  if (date->offset != DATE_NO_OFFSET) when -= date->offset * (millis)60000;
  return when;
}

struct slice date_text(struct arena *arena, const struct date *date)
{
  if (date->hour < 0 || date->offset == DATE_NO_OFFSET)
    return slice_of(arena_format(arena, "%04d-%02d-%02d", date->year, date->month, date->day));
  int away = date->offset < 0 ? -date->offset : date->offset;
  const char *zone = date->offset == 0 ? "Z"
                                       : arena_format(arena, "%c%02d:%02d", date->offset < 0 ? '-' : '+',
                                                      away / 60, away % 60);
  return slice_of(arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d%s", date->year, date->month, date->day,
                               date->hour, date->minute, date->second, zone));
}
