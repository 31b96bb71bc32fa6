/* feed_date.c - a date is read word by word: what a word is tells what it means, hardly ever its place.
 *
 * Words of other scripts are first replaced by what they mean in English or ISO 8601, from a table; then text
 * that begins like ISO 8601 is read as that, anything else as words and numbers. */
#include "fetch/source/feed_date.h"

#include <stdio.h>

enum { LONGEST = 160, UNSET = -1 };

struct moment {
  int year, month, day; /* UNSET: not said */
  int hour, minute, second;
  int offset; /* minutes east of UTC */
  bool has_time, has_zone, weak_month;
  int half; /* 0: not said, 1: AM, 2: PM */
};

struct cursor {
  const char *at, *end;
};

/* What stands for what. Longer ones before those they begin with. */
static const struct {
  const char *from, *to;
} meanings[] = {
    {"년", "-"},           {"월", "-"},           {"일", " "},         {"오전", " AM "},
    {"오후", " PM "},      {"年", "-"},           {"月", "-"},         {"日", " "},
    {"上午", " AM "},      {"下午", " PM "},      {"Ιαν", "Jan"},      {"Φεβ", "Feb"},
    {"Μάώ", "Mar"},        {"Μαώ", "Mar"},        {"Μάρ", "Mar"},      {"Μαρ", "Mar"},
    {"Απρ", "Apr"},        {"Μάι", "May"},        {"Μαϊ", "May"},      {"Μαι", "May"},
    {"Μαΐ", "May"},        {"Ιούν", "Jun"},       {"Ιον", "Jun"},      {"Ιουν", "Jun"},
    {"Ιούλ", "Jul"},       {"Ιολ", "Jul"},        {"Ιουλ", "Jul"},     {"Αύγ", "Aug"},
    {"Αυγ", "Aug"},        {"Σεπ", "Sep"},        {"Οκτ", "Oct"},      {"Νοέ", "Nov"},
    {"Νοε", "Nov"},        {"Δεκ", "Dec"},        {"Κυρ", "Sun"},      {"Δευ", "Mon"},
    {"Τρι", "Tue"},        {"Τετ", "Wed"},        {"Πεμ", "Thu"},      {"Παρ", "Fri"},
    {"Σαβ", "Sat"},        {"január", "01"},      {"februári", "02"},  {"február", "02"},
    {"március", "03"},     {"április", "04"},     {"máujus", "05"},    {"május", "05"},
    {"június", "06"},      {"július", "07"},      {"augusztus", "08"}, {"szeptember", "09"},
    {"október", "10"},     {"november", "Nov"},   {"december", "Dec"}, {"янв", " Jan "},
    {"фев", " Feb "},      {"мар", " Mar "},      {"апр", " Apr "},    {"мая", " May "},
    {"май", " May "},      {"июн", " Jun "},      {"июл", " Jul "},    {"авг", " Aug "},
    {"сен", " Sep "},      {"окт", " Oct "},      {"ноя", " Nov "},    {"дек", " Dec "},
    {"févr", " Feb "},     {"fév", " Feb "},      {"août", " Aug "},   {"aoû", " Aug "},
    {"déc", " Dec "},      {"Mär", " Mar "},      {"mär", " Mar "},    {"\xC2\xA0", " "},
    {"\xE2\x80\x89", " "}, {"\xE2\x80\xAF", " "}, {"−", "-"},
};

/* The first letters of months; "mar" is also a Tuesday and "mai" May. */
static const struct {
  const char *name;
  int month;
} months[] = {
    {"jan", 1},  {"feb", 2},  {"mar", 3},  {"apr", 4},  {"may", 5},  {"jun", 6},  {"jul", 7},
    {"aug", 8},  {"sep", 9},  {"oct", 10}, {"nov", 11}, {"dec", 12}, {"ene", 1},  {"gen", 1},
    {"fev", 2},  {"mrt", 3},  {"avr", 4},  {"abr", 4},  {"mai", 5},  {"mag", 5},  {"mei", 5},
    {"maj", 5},  {"giu", 6},  {"jui", 6},  {"lug", 7},  {"ago", 8},  {"aou", 8},  {"set", 9},
    {"okt", 10}, {"out", 10}, {"ott", 10}, {"dez", 12}, {"dic", 12}, {"des", 12},
};

/* Names of zones in minutes east of UTC. */
static const struct {
  const char *name;
  int offset;
} zones[] = {
    {"utc", 0},    {"ut", 0},      {"gmt", 0},     {"z", 0},      {"wet", 0},    {"west", 60},  {"bst", 60},
    {"ist", 330},  {"cet", 60},    {"cest", 120},  {"met", 60},   {"mest", 120}, {"mez", 60},   {"mesz", 120},
    {"eet", 120},  {"eest", 180},  {"msk", 180},   {"msd", 240},  {"est", -300}, {"edt", -240}, {"et", -300},
    {"cst", -360}, {"cdt", -300},  {"ct", -360},   {"mst", -420}, {"mdt", -360}, {"mt", -420},  {"pst", -480},
    {"pdt", -420}, {"pt", -480},   {"ast", -240},  {"adt", -180}, {"at", -240},  {"nst", -210}, {"ndt", -150},
    {"hst", -600}, {"akst", -540}, {"akdt", -480}, {"jst", 540},  {"kst", 540},  {"hkt", 480},  {"sgt", 480},
    {"aest", 600}, {"aedt", 660},  {"acst", 570},  {"awst", 480}, {"nzst", 720}, {"nzdt", 780}, {"brt", -180},
    {"art", -180}, {"sast", 120},  {"wat", 60},    {"cat", 120},  {"eat", 180},
};

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* translate - the text with every meaning replaced; its length, 0 when it is too long to be a date. */
static size_t translate(struct slice text, char *out)
{
  size_t length = 0;
  for (size_t at = 0; at < text.length;) {
    const char *put = NULL;
    size_t step = 1;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings && !put; i++)
      if (slice_starts(slice_from(text, at), meanings[i].from)) {
        put = meanings[i].to;
        step = strlen(meanings[i].from);
      }
    size_t width = put ? strlen(put) : 1;
    if (length + width >= LONGEST) return 0;
    memcpy(out + length, put ? put : text.data + at, width);
    length += width;
    at += step;
    while (put && *put == '-' && at < text.length && text.data[at] == ' ') at++;
  }
  out[length] = 0;
  return length;
}

static size_t digits_ahead(const struct cursor *c)
{
  size_t count = 0;
  while (c->at + count < c->end && is_digit(c->at[count])) count++;
  return count;
}

static int take_digits(struct cursor *c, size_t count)
{
  int number = 0;
  for (; count && c->at < c->end && is_digit(*c->at) && number < 100000; count--)
    number = number * 10 + (*c->at++ - '0');
  return number;
}

static bool take_char(struct cursor *c, char wanted)
{
  if (c->at >= c->end || *c->at != wanted) return false;
  c->at++;
  return true;
}

static int full_year(int year, size_t digits)
{
  if (digits > 2) return digits == 3 ? year + 1900 : year;
  return year < 70 ? year + 2000 : year + 1900; /* RFC 5322, 4.3, with the century of UNIX */
}

static int64_t days_from_civil(int year, int month, int day)
{
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool finish(struct moment *m, int64_t *time)
{
  if (m->year == UNSET || m->year < 1 || m->year > 9999) return false;
  if (m->month == UNSET) m->month = 1;
  if (m->day == UNSET) m->day = 1;
  if (m->half && m->hour > 12) m->half = 0;
  if (m->half) m->hour = m->hour % 12 + (m->half == 2 ? 12 : 0);
  if (m->month < 1 || m->month > 12 || m->day < 1 || m->day > 366) return false;
  if (m->hour > 24 || m->minute > 59 || m->second > 61 || m->offset < -1440 || m->offset > 1440) return false;
  *time = days_from_civil(m->year, m->month, m->day) * 86400 + m->hour * 3600 + m->minute * 60 + m->second -
          (int64_t)m->offset * 60;
  return true;
}

/* take_offset - "+01:00", "+0100", "+01", "-3" behind the sign. */
static void take_offset(struct cursor *c, int sign, struct moment *m)
{
  size_t digits = digits_ahead(c);
  int hours = take_digits(c, digits >= 4 || digits == 2 ? 2 : digits == 3 ? 1 : digits), minutes = 0;
  if (take_char(c, ':') || digits >= 3) minutes = take_digits(c, 2);
  c->at += digits_ahead(c);
  m->offset = sign * (hours * 60 + minutes);
  m->has_zone = true;
}

/* take_time - "10:14:55.12", "10.14", "101455"; `packed`: digits without colons may be one. */
static void take_time(struct cursor *c, struct moment *m, bool packed)
{
  size_t digits = digits_ahead(c);
  bool together = packed && digits >= 4;
  m->hour = take_digits(c, 2);
  if (together || take_char(c, ':')) m->minute = take_digits(c, 2);
  if (together ? digits >= 6 : take_char(c, ':')) m->second = take_digits(c, 2);
  if (c->at + 1 < c->end && (*c->at == '.' || *c->at == ',') && is_digit(c->at[1])) {
    c->at++;
    c->at += digits_ahead(c);
  }
  m->has_time = true;
}

static struct slice take_word(struct cursor *c)
{
  const char *start = c->at;
  while (c->at < c->end && is_letter(*c->at)) c->at++;
  return (struct slice){start, (size_t)(c->at - start)};
}

static bool word_is(struct slice word, const char *name)
{
  return word.length == strlen(name) && strncasecmp(word.data, name, word.length) == 0;
}

static bool set_zone(struct slice word, struct moment *m)
{
  for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
    if (word_is(word, zones[i].name)) {
      m->offset = zones[i].offset;
      m->has_zone = true;
      return true;
    }
  if (word.length == 1 && m->has_time) { /* the military letters, with the signs of RFC 822 */
    char c = lower(word.data[0]);
    if (c == 'j') return false;
    int hours = c <= 'i' ? c - 'a' + 1 : c <= 'm' ? c - 'a' : -(c - 'm');
    m->offset = -60 * hours;
    return m->has_zone = true;
  }
  return false;
}

static bool set_month(struct slice word, struct moment *m)
{
  if (word.length < 3) return false;
  for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
    if (strncasecmp(word.data, months[i].name, 3) != 0) continue;
    bool weak = months[i].month == 3 && word.length == 3;
    if (m->month != UNSET && (weak || !m->weak_month)) return true;
    m->month = months[i].month;
    m->weak_month = weak;
    if (strncasecmp(word.data, "juil", word.length < 4 ? word.length : 4) == 0 && word.length >= 4)
      m->month = 7;
    return true;
  }
  return false;
}

static void read_word(struct cursor *c, struct moment *m)
{
  struct slice word = take_word(c);
  if (word_is(word, "am") || word_is(word, "pm")) {
    m->half = lower(word.data[0]) == 'a' ? 1 : 2;
  } else if (word_is(word, "t") && digits_ahead(c) && m->day != UNSET) {
    take_time(c, m, true);
  } else if (word_is(word, "etc")) {
    take_char(c, '/');
  } else if (!set_month(word, m) && (m->has_time || m->year != UNSET)) {
    set_zone(word, m);
  }
}

/* place_number - a number of a date that is not part of a time: which it is depends on its size and what is
 * missing. */
static void place_number(int number, size_t digits, struct moment *m)
{
  if (digits >= 3 && m->year == UNSET)
    m->year = full_year(number, digits);
  else if (m->day == UNSET && number >= 1 && number <= 31)
    m->day = number;
  else if (m->year == UNSET)
    m->year = full_year(number, digits);
}

/* take_numeric_date - "2006/09/15", "2006-09-15", "15.09.2006", "9/15/2006": three numbers; false: it is
 * none. */
static bool take_numeric_date(struct cursor *c, struct moment *m)
{
  struct cursor at = *c;
  size_t digits[3];
  int part[3];
  char separator = 0;
  for (int i = 0; i < 3; i++) {
    digits[i] = digits_ahead(&at);
    if (digits[i] == 0 || digits[i] > 4) return false;
    part[i] = take_digits(&at, digits[i]);
    if (i == 2) break;
    if (at.at >= at.end || !strchr("/-.", *at.at) || (i == 1 && *at.at != separator)) return false;
    separator = *at.at++;
  }
  *c = at;
  if (digits[0] >= 3 || (digits[2] < 4 && separator == '-' && part[0] > 31)) {
    m->year = full_year(part[0], digits[0]), m->month = part[1], m->day = part[2];
  } else {
    bool day_first = separator == '.' || part[0] > 12;
    m->year = full_year(part[2], digits[2]);
    m->month = part[day_first ? 1 : 0], m->day = part[day_first ? 0 : 1];
  }
  return true;
}

static void read_number(struct cursor *c, struct moment *m)
{
  size_t digits = digits_ahead(c);
  bool colon = digits <= 2 && c->at + digits < c->end && c->at[digits] == ':';
  if (colon && !m->has_time) {
    take_time(c, m, false);
    return;
  }
  if (m->month == UNSET && m->year == UNSET && take_numeric_date(c, m)) return;
  int number = take_digits(c, digits <= 5 ? digits : 5);
  c->at += digits_ahead(c);
  place_number(number, digits, m);
}

static bool read_words(struct cursor c, int64_t *time)
{
  struct moment m = {.year = UNSET, .month = UNSET, .day = UNSET};
  while (c.at < c.end) {
    char ch = *c.at;
    if (is_digit(ch)) {
      read_number(&c, &m);
    } else if (is_letter(ch)) {
      read_word(&c, &m);
    } else if ((ch == '+' || ch == '-') && m.has_time && c.at + 1 < c.end && is_digit(c.at[1])) {
      c.at++;
      take_offset(&c, ch == '+' ? 1 : -1, &m);
    } else {
      c.at++;
    }
  }
  return m.month != UNSET && m.day != UNSET && m.day <= 31 && finish(&m, time);
}

/* take_iso_date - "2003-12-31", "20031231", "2003-12", "2003", "2003-365", "2003365", "03-12-31", "031231".
 */
static bool take_iso_date(struct cursor *c, struct moment *m)
{
  size_t digits = digits_ahead(c);
  size_t year_digits = digits == 2 || digits == 6 || digits == 5 ? 2 : 4;
  if (digits < 2 || digits == 3 || digits > 14) return false;
  m->year = full_year(take_digits(c, year_digits), year_digits);
  bool dash = take_char(c, '-');
  size_t left = digits_ahead(c);
  if (left == 3) {
    m->month = 1, m->day = take_digits(c, 3); /* the day of the year */
    return m->day > 0;
  }
  if (left == 0) return !dash && digits == 4;
  if (dash && left > 4) return false;
  m->month = take_digits(c, 2);
  dash = take_char(c, '-');
  if (digits_ahead(c) == 0) return !dash && (digits == 4 || digits == 6);
  m->day = take_digits(c, 2);
  return m->day >= 1 && m->day <= 31;
}

static bool read_iso(struct cursor c, int64_t *time)
{
  struct moment m = {.year = UNSET, .month = UNSET, .day = UNSET};
  if (!take_iso_date(&c, &m)) return false;
  while (c.at < c.end && strchr(" Tt_,:", *c.at) && *c.at) c.at++;
  while (c.at + 1 < c.end && (lower(*c.at) == 'a' || lower(*c.at) == 'p') &&
         lower(c.at[1]) == 'm') { /* before the time */
    m.half = lower(*c.at) == 'a' ? 1 : 2;
    for (c.at += 2; c.at < c.end && *c.at == ' ';) c.at++;
  }
  if (c.at < c.end && is_digit(*c.at)) take_time(&c, &m, true);
  while (c.at < c.end) {
    char ch = *c.at;
    if ((ch == '+' || ch == '-') && c.at + 1 < c.end && is_digit(c.at[1])) {
      c.at++;
      take_offset(&c, ch == '+' ? 1 : -1, &m);
    } else if (is_letter(ch)) {
      struct slice word = take_word(&c);
      if (word_is(word, "am") || word_is(word, "pm"))
        m.half = lower(word.data[0]) == 'a' ? 1 : 2;
      else if (!m.has_zone)
        set_zone(word, &m);
    } else if (is_digit(ch)) {
      return false;
    } else {
      c.at++;
    }
  }
  return finish(&m, time);
}

bool feed_date_parse(struct slice text, int64_t *time)
{
  char copy[LONGEST];
  text = slice_trim(text);
  *time = 0;
  if (text.length == 0 || text.length >= LONGEST) return false;
  size_t length = translate(text, copy);
  struct slice plain = slice_trim((struct slice){copy, length});
  struct cursor cursor = {plain.data, plain.data + plain.length};
  if (plain.length == 0) return false;
  bool korean =
      length && (memmem(text.data, text.length, "년", 3) || memmem(text.data, text.length, "오", 3));
  bool found = (is_digit(*cursor.at) && read_iso(cursor, time)) || read_words(cursor, time);
  if (found && korean) *time -= 9 * 3600; /* written without a zone, in Korea's */
  return found;
}
