/* dates.c - a small reader that tries each shape of a date at each place where a number begins. */
#include "clean/dates.h"

#include "clean/dates_months.h"
#include "clean/dates_time.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2100, MOST_DIGITS = 14 };

/* A number of a text: its digits are the bytes [start, end). */
struct number {
  int value;
  size_t start, end;
};

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static char byte_at(struct slice text, size_t at)
{
  return at < text.length ? text.data[at] : 0;
}

static size_t digits_of(const struct number *n)
{
  return n->end - n->start;
}

static bool read_number(struct slice text, size_t at, struct number *n)
{
  *n = (struct number){0, at, at};
  while (is_digit(byte_at(text, n->end)) && digits_of(n) < MOST_DIGITS) {
    if (digits_of(n) < 9) n->value = n->value * 10 + (text.data[n->end] - '0');
    n->end++;
  }
  return digits_of(n) > 0;
}

/* set_date - false where there is no such day. Two digits of a year are 1970 to 2069. */
static bool set_date(struct date *date, const struct number *year, int month, int day)
{
  int y = year->value;
  if (digits_of(year) == 2)
    y += y < 70 ? 2000 : 1900;
  else if (digits_of(year) != 4)
    return false;
  if (y < FIRST_YEAR || y > LAST_YEAR || !clock_is_date(y, month, day)) return false;
  *date = (struct date){y, month, day, -1, 0, 0, DATE_NO_OFFSET};
  return true;
}

/* skip - passes over any of `signs`, at most three bytes, and one of the `words` among them; the new place.
 */
static size_t skip(struct slice text, size_t at, const char *signs, const char *const *words)
{
  bool worded = false;
  for (int spent = 0; spent < 3 && at < text.length;) {
    struct slice rest = slice_from(text, at);
    size_t step = strchr(signs, *rest.data) && *rest.data ? 1 : slice_starts(rest, "\xC2\xA0") ? 2 : 0;
    for (size_t i = 0; words && !worded && !step && words[i]; i++)
      if (slice_starts(rest, words[i])) step = strlen(words[i]), worded = true, spent--;
    if (!step) break;
    at += step;
    spent++;
  }
  return at;
}

static const char *const behind_day[] = {"er ", "st",   "nd",   "rd",   "th",  "de ", "of ", "º",   "ª",
                                         "°",   "ter ", "eme ", "ème ", "-án", "-én", "-i ", "-e ", NULL};
static const char *const behind_month[] = {"de ", "del ", "do ", "’", "'", "ب", NULL};

/* ends_there - is a year of two digits really the end of a date, and no day, time or amount that follows? */
static bool ends_there(struct slice text, size_t at)
{
  char next = byte_at(text, at), after = byte_at(text, at + 1);
  return next == 0 || (strchr(",;)|", next) && !is_digit(after)) ||
         (next == ' ' && !is_letter(after) && !is_digit(after));
}

static bool read_year(struct slice text, size_t at, struct number *year)
{
  if (!read_number(text, at, year)) return false;
  if ((digits_of(year) == 5 || digits_of(year) == 6) &&
      byte_at(text, year->end) == ':') /* "3 May 202221:25" */
    read_number((struct slice){text.data, at + 4}, at, year);
  return digits_of(year) == 4 || (digits_of(year) == 2 && ends_there(text, year->end));
}

/* day_month - "12 avril 2024", "12. April 2024", "1er mai 2024", "12 de abril de 2024", "12-Apr-24". */
static bool day_month(struct slice text, const struct number *day, struct date_match *match)
{
  struct number year;
  size_t at = skip(text, day->end, " .,-/", behind_day);
  at = skip(text, at, " .", behind_day);
  int month = dates_month(text, &at);
  if (!month) return false;
  at = skip(text, at, " .,-/", behind_month);
  if (!read_year(text, at, &year) || !set_date(&match->date, &year, month, day->value)) return false;
  match->end = year.end;
  return true;
}

/* word_before - where the word begins that ends before `at`, with a few signs between; SIZE_MAX: none. */
static size_t word_before(struct slice text, size_t at)
{
  for (int i = 0; i < 3 && at > 0 && strchr(" .-/", text.data[at - 1]); i++) at--;
  size_t start = at;
  while (start > 0 && at - start < 32 &&
         (is_letter(text.data[start - 1]) || (unsigned char)text.data[start - 1] >= 0x80))
    start--;
  return start < at ? start : SIZE_MAX;
}

/* month_day - "April 12, 2024", "Apr. 12th 2024", and "Apr 122024" where a page lays them side by side; the
 * number is the day. */
static bool month_day(struct slice text, const struct number *day, struct date_match *match)
{
  size_t start = word_before(text, day->start), at = start;
  int month = start == SIZE_MAX ? 0 : dates_month(text, &at);
  if (!month) return false;
  struct number first = *day, year;
  if (digits_of(day) > 4) {
    read_number((struct slice){text.data, day->end - 4}, day->start, &first);
    read_number(text, first.end, &year);
  } else {
    at = skip(text, day->end, " .,-/", behind_day);
    at = skip(text, at, " ,'", behind_month);
    if (!read_year(text, at, &year)) return false;
  }
  if (!set_date(&match->date, &year, month, first.value)) return false;
  match->start = start;
  match->end = year.end;
  return true;
}

/* year_month_day - "2024. április 12.", "2024 m. balandžio 12 d.", "2024 April 12". */
static bool year_month_day(struct slice text, const struct number *year, struct date_match *match)
{
  static const char *const behind_year[] = {"m. ", "gada ", NULL};
  struct number day;
  size_t at = skip(text, year->end, " .,-", behind_year);
  int month = dates_month(text, &at);
  if (!month) return false;
  if (!read_number(text, skip(text, at, " .,-", NULL), &day) || digits_of(&day) > 2) return false;
  if (!set_date(&match->date, year, month, day.value)) return false;
  match->end = day.end;
  return true;
}

/* signed_numbers - "2024年4月12日", "2024년 4월 12일", "12 tháng 4 năm 2024". */
static bool signed_numbers(struct slice text, const struct number *first, struct date_match *match)
{
  static const char *const signs[][2] = {
      {"年", "月"}, {"년", "월"}, {"tháng", "năm"}, {"tháng", ","}, {"tháng", "/"}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    struct number second, third;
    size_t at = skip(text, first->end, " ", NULL);
    if (!slice_starts(slice_from(text, at), signs[i][0])) continue;
    at = skip(text, at + strlen(signs[i][0]), " ", NULL);
    if (!read_number(text, at, &second)) return false;
    at = skip(text, second.end, " ", NULL);
    if (!slice_starts(slice_from(text, at), signs[i][1])) continue;
    at = skip(text, at + strlen(signs[i][1]), " ", NULL);
    if (!read_number(text, at, &third)) return false;
    match->end = third.end;
    if (i >= 2) return set_date(&match->date, &third, second.value, first->value);
    if (slice_starts(slice_from(text, third.end), i ? "일" : "日")) match->end += 3;
    return set_date(&match->date, first, second.value, third.value);
  }
  return false;
}

/* next_part - the number behind a separator and at most one space: "12. 4. 2024", "2024. 4. 12". */
static bool next_part(struct slice text, const struct number *before, char *separator, struct number *n)
{
  size_t at = before->end;
  if (*separator == 0 && byte_at(text, at) == ' ' && byte_at(text, at + 1) == '/') at++;
  char c = byte_at(text, at);
  if ((c != '-' && c != '/' && c != '.' && c != '_') || (*separator && c != *separator)) return false;
  *separator = c;
  at++;
  if (byte_at(text, at) == ' ' && c != '-' && c != '_') at++;
  return read_number(text, at, n);
}

static bool day_month_year(const struct number n[3], char separator, bool month_first,
                           struct date_match *match)
{
  const struct number *day = &n[0], *month = &n[1];
  if (digits_of(&n[0]) > 2 || digits_of(&n[1]) > 2) return false;
  if (digits_of(&n[2]) == 2 && (separator == '-' || separator == '_')) return false;
  bool free = separator != '.' && n[0].value <= 12 && n[1].value <= 12;
  if ((free && month_first) || (!free && n[1].value > 12)) {
    day = &n[1];
    month = &n[0];
  }
  match->ambiguous = free && n[0].value != n[1].value;
  match->order = free || separator == '.' ? 0 : day == &n[0] ? 1 : -1;
  return set_date(&match->date, &n[2], month->value, day->value);
}

/* numbers - "2024-04-12", "12.4.2024", "04/12/24". */
static bool numbers(struct slice text, const struct number *first, bool month_first, struct date_match *match)
{
  struct number n[3] = {*first};
  char separator = 0;
  if (!next_part(text, &n[0], &separator, &n[1]) || !next_part(text, &n[1], &separator, &n[2])) return false;
  char next = byte_at(text, n[2].end);
  if (next == '.' && separator == '.' && is_digit(byte_at(text, n[2].end + 1)))
    return false; /* an address, a version */
  match->end = n[2].end;
  if (digits_of(first) == 4)
    return digits_of(&n[1]) <= 2 && digits_of(&n[2]) <= 2 &&
           set_date(&match->date, first, n[1].value, n[2].value);
  return day_month_year(n, separator, month_first, match);
}

/* compact - "20240412", "20240412T0830", "20240412083000". */
static bool compact(struct slice text, const struct number *n, struct date_match *match)
{
  int value = 0;
  if (digits_of(n) != 8 && digits_of(n) != 14) return false;
  for (size_t i = 0; i < 8; i++) value = value * 10 + (text.data[n->start + i] - '0');
  struct number year = {value / 10000, 0, 4};
  if (!set_date(&match->date, &year, value / 100 % 100, value % 100)) return false;
  match->end = n->start + 8;
  if (digits_of(n) == 8) return true;
  struct slice time = slice_from(text, match->end);
  int clock[3];
  for (int i = 0; i < 3; i++) clock[i] = (time.data[2 * i] - '0') * 10 + (time.data[2 * i + 1] - '0');
  if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return false;
  match->date.hour = clock[0];
  match->date.minute = clock[1];
  match->date.second = clock[2];
  match->end = n->end;
  return true;
}

static bool read_at(struct slice text, const struct number *n, bool month_first, struct date_match *match)
{
  *match = (struct date_match){.start = n->start};
  switch (digits_of(n)) {
  case 1:
  case 2:
    return numbers(text, n, month_first, match) || day_month(text, n, match) || month_day(text, n, match) ||
           signed_numbers(text, n, match);
  case 4:
    return numbers(text, n, month_first, match) || signed_numbers(text, n, match) ||
           year_month_day(text, n, match);
  case 5:
  case 6:
    return month_day(text, n, match);
  default:
    return compact(text, n, match);
  }
}

/* starts - false inside an address or a longer number. */
static bool starts(struct slice text, size_t at)
{
  return at < 2 || !strchr("-/.:,", text.data[at - 1]) || !is_digit(text.data[at - 2]);
}

/* glued_fits - behind a letter ("Jane Roe3.11.2023") only what can hardly be anything else is a date. */
static bool glued_fits(struct slice text, size_t at, const struct date_match *match)
{
  if (at == 0 || (!is_letter(text.data[at - 1]) && text.data[at - 1] != '_') || match->start < at)
    return true;
  size_t length = match->end - match->start;
  return length >= 8 && memchr(text.data + match->start, '.', length) && text.data[at - 1] != 'v';
}

bool date_next(struct slice text, size_t *at, bool month_first, struct date_match *match)
{
  while (*at < text.length) {
    if (!is_digit(text.data[*at])) {
      ++*at;
      continue;
    }
    struct number n;
    read_number(text, *at, &n);
    if (starts(text, *at) && !is_digit(byte_at(text, n.end)) && read_at(text, &n, month_first, match) &&
        glued_fits(text, *at, match)) {
      if (match->date.hour < 0) match->end = date_time(text, match->end, &match->date);
      *at = match->end;
      return true;
    }
    for (*at = n.end; is_digit(byte_at(text, *at));) ++*at;
  }
  return false;
}

static bool epoch(struct slice text, struct date *date)
{
  int64_t value;
  text = slice_trim(text);
  if ((text.length != 10 && text.length != 13) || !slice_number(text, &value)) return false;
  if (text.length == 13) value /= 1000;
  clock_date(value / 86400, &date->year, &date->month, &date->day);
  date->hour = (int)(value / 3600 % 24);
  date->minute = (int)(value / 60 % 60);
  date->second = (int)(value % 60);
  date->offset = 0;
  return date->year <= LAST_YEAR;
}

bool date_find(struct slice text, bool month_first, struct date *date)
{
  struct date_match match;
  size_t at = 0;
  if (epoch(text, date)) return true;
  if (!date_next(text, &at, month_first, &match)) return false;
  *date = match.date;
  return true;
}

bool date_in_path(struct slice path, struct date *date)
{
  for (size_t at = 0; at < path.length; at++) {
    if (!is_digit(path.data[at]) || (at > 0 && is_digit(path.data[at - 1]))) continue;
    struct date_match match = {0};
    struct number n;
    read_number(path, at, &n);
    if (is_digit(byte_at(path, n.end))) continue;
    bool fits = digits_of(&n) == 4   ? numbers(path, &n, false, &match)
                : digits_of(&n) == 8 ? compact(path, &n, &match)
                : digits_of(&n) == 2 ? numbers(path, &n, false, &match) && !match.ambiguous
                                     : false;
    if (!fits || match.date.year < 1995) continue;
    *date = match.date;
    return true;
  }
  return false;
}

bool date_swap(struct date *date)
{
  if (date->day > 12) return false;
  int day = date->day;
  date->day = date->month;
  date->month = day;
  return true;
}

int64_t date_day(const struct date *date)
{
  return clock_days(date->year, date->month, date->day);
}

millis date_millis(const struct date *date)
{
  millis when = date_day(date) * 86400000;
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
