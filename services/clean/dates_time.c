/* dates_time.c - see dates_time.h. */
#include "clean/dates_time.h"

#include <strings.h>

enum { MOST_FILLING = 4 };

/* What may stand between a day and its time. */
static const char *const fillings[] = {
    ", ", " - ",   " – ",  " — ", " | ", " / ",    " · ",  " • ", "T",    "t",   "um ", "at ",
    "à ", "alle ", "ore ", "às ", "as ", "a las ", "kl. ", "kl ", "klo ", "om ", "o ",  "ob ",
    "u ", "saat ", "в ",   "о ",  "@ ",  "@",      "u ",   "la ", "時",   "(",   ",",   " "};

static const struct {
  const char *name;
  int minutes;
} zones[] = {{"UTC", 0},    {"GMT", 0},    {"CEST", 120}, {"CET", 60},   {"MESZ", 120}, {"MEZ", 60},
             {"EDT", -240}, {"EST", -300}, {"CDT", -300}, {"CST", -360}, {"MDT", -360}, {"MST", -420},
             {"PDT", -420}, {"PST", -480}, {"BST", 60},   {"EEST", 180}, {"EET", 120},  {"WEST", 60},
             {"WET", 0},    {"MSK", 180},  {"JST", 540},  {"KST", 540},  {"AEST", 600}, {"AEDT", 660},
             {"AWST", 480}, {"NZST", 720}, {"NZDT", 780}, {"HKT", 480}};

static char byte_at(struct slice text, size_t at)
{
  return at < text.length ? text.data[at] : 0;
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
  return ((c | 32) >= 'a' && (c | 32) <= 'z') || (unsigned char)c >= 0x80;
}

static size_t digits_at(struct slice text, size_t at, int *value)
{
  size_t count = 0;
  *value = 0;
  while (is_digit(byte_at(text, at + count)) && count < 6)
    *value = *value * 10 + (text.data[at + count++] - '0');
  return count;
}

static size_t skip_filling(struct slice text, size_t at)
{
  for (int i = 0; i < MOST_FILLING && at < text.length && !is_digit(text.data[at]); i++) {
    size_t before = at;
    for (size_t f = 0; f < sizeof fillings / sizeof *fillings && at == before; f++)
      if (slice_starts(slice_from(text, at), fillings[f])) at += strlen(fillings[f]);
    if (at == before) break;
  }
  return at;
}

static size_t read_signed(struct slice text, size_t at, struct date *date)
{
  char sign = byte_at(text, at);
  int hours, minutes = 0;
  size_t digits = digits_at(text, ++at, &hours);
  at += digits;
  if (digits == 4) {
    minutes = hours % 100;
    hours /= 100;
  } else if (digits == 2 && byte_at(text, at) == ':') {
    at += 1 + digits_at(text, at + 1, &minutes);
  } else if (digits == 0 || digits > 2) {
    return SIZE_MAX;
  }
  if (hours > 14 || minutes > 59) return SIZE_MAX;
  date->offset = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
  return at;
}

static size_t read_zone(struct slice text, size_t at, struct date *date)
{
  size_t start = at;
  while (byte_at(text, at) == ' ') at++;
  if (byte_at(text, at) == 'Z' && !is_letter(byte_at(text, at + 1))) {
    date->offset = 0;
    return at + 1;
  }
  if (byte_at(text, at) == '(') at++;
  for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
    size_t n = strlen(zones[i].name);
    if (!slice_starts(slice_from(text, at), zones[i].name) || is_letter(byte_at(text, at + n))) continue;
    date->offset = zones[i].minutes;
    at += n;
    start = at;
    break;
  }
  char sign = byte_at(text, at);
  bool glued = at == start; /* "10:30 - 12:00" is no zone */
  if ((sign != '+' && (sign != '-' || !glued)) || !is_digit(byte_at(text, at + 1))) return start;
  size_t end = read_signed(text, at, date);
  return end == SIZE_MAX ? start : end;
}

/* read_half - "pm", "p.m.", "A. M." behind a time of the twelve-hour clock. */
static size_t read_half(struct slice text, size_t at, int *hour)
{
  size_t end = at;
  while (byte_at(text, end) == ' ') end++;
  char half = (char)(byte_at(text, end) | 32);
  if (half != 'a' && half != 'p') return at;
  end++;
  while (byte_at(text, end) == '.' || byte_at(text, end) == ' ') end++;
  if ((byte_at(text, end) | 32) != 'm' || is_letter(byte_at(text, end + 1)) || *hour > 12) return at;
  *hour = *hour % 12 + (half == 'p' ? 12 : 0);
  return end + 1 + (byte_at(text, end + 1) == '.');
}

static size_t read_seconds(struct slice text, size_t at, int *second)
{
  if (byte_at(text, at) == ':') {
    size_t digits = digits_at(text, at + 1, second);
    if (digits == 0 || digits > 2) return at;
    at += 1 + digits;
    bool fraction = (byte_at(text, at) == '.' || byte_at(text, at) == ':' || byte_at(text, at) == ',') &&
                    is_digit(byte_at(text, at + 1));
    if (fraction)
      for (at++; is_digit(byte_at(text, at));) at++;
  }
  return at;
}

/* compact - "0830", "083000" behind a T. */
static size_t compact(struct slice text, size_t at, struct date *date)
{
  int value;
  size_t digits = digits_at(text, at, &value);
  if ((digits != 4 && digits != 6) || is_digit(byte_at(text, at + digits))) return 0;
  if (digits == 4) value *= 100;
  if (value / 10000 > 23 || value / 100 % 100 > 59 || value % 100 > 60) return 0;
  date->hour = value / 10000;
  date->minute = value / 100 % 100;
  date->second = value % 100;
  return at + digits;
}

static bool is_colon(struct slice text, size_t at)
{
  char c = byte_at(text, at);
  return c == ':' || c == '.' || ((c | 32) == 'h' && (is_digit(byte_at(text, at + 1))));
}

size_t date_time(struct slice text, size_t start, struct date *date)
{
  struct date read = *date;
  size_t at = skip_filling(text, start);
  bool glued = at == start || (byte_at(text, at - 1) | 32) == 't';
  if (at == start && !is_digit(byte_at(text, at))) return start;
  size_t end = glued ? compact(text, at, &read) : 0;
  if (!end) {
    size_t digits = digits_at(text, at, &read.hour);
    end = at + digits;
    if (digits == 0 || digits > 2) return start;
    size_t half = read_half(text, end, &read.hour); /* "8 pm" */
    if (half == end) {
      if (!is_colon(text, end) || digits_at(text, end + 1, &read.minute) != 2) return start;
      end = read_seconds(text, end + 3, &read.second);
      half = read_half(text, end, &read.hour);
    }
    end = half;
    if (is_digit(byte_at(text, end)) || (byte_at(text, end) == '.' && is_digit(byte_at(text, end + 1))))
      return start;
    if (read.hour > 23 || read.minute > 59 || read.second > 60) return start;
  }
  if (read.second > 59) read.second = 59;
  end = read_zone(text, end, &read);
  *date = read;
  return end;
}
