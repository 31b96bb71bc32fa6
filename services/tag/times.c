/* times.c - see times.h. */
#include "tag/times.h"

#include "tag/dates.h"

#include <stdio.h>

static bool is_hour(int hour)
{
  return hour >= 0 && hour <= 24;
}

static bool close_mark(const struct dates_reader *reader, size_t i, uint32_t mark)
{
  return reader_mark(reader, i, mark) && reader_token(reader, i)->flags & TOKEN_CLOSE;
}

/* A number with letters behind: "14h30", "5pm"; the letters go to `rest`. */
static bool number_and_rest(const struct dates_reader *reader, size_t i, int *number, struct slice *rest)
{
  struct slice text = reader_folded(reader, i);
  size_t digits = 0;
  if (!(reader_token(reader, i)->flags & TOKEN_NUMBER)) return false;
  for (*number = 0; digits < text.length && text.data[digits] >= '0' && text.data[digits] <= '9'; digits++) {
    if (digits == 2) return false;
    *number = *number * 10 + text.data[digits] - '0';
  }
  *rest = slice_from(text, digits);
  return digits > 0;
}

/* Two digits below 60. */
static bool is_minute(const struct dates_reader *reader, size_t i, int *minute)
{
  return reader_number(reader, i, 2, 2, false, minute) && *minute < 60 &&
         !(reader_token(reader, i)->flags & (TOKEN_PARAGRAPH | TOKEN_GLUED));
}

/* What in front says that a time of the clock follows. */
static bool led_french(const struct dates_reader *reader, size_t i)
{
  if (i == 0) return false;
  if (reader_any(reader, i - 1, "a vers des avant jusqu'a entre et est coups ou")) return true;
  enum date_word_kind kind = reader_word(reader, i - 1).kind;
  if (kind == WORD_WEEKDAY || kind == WORD_DAY) return true;
  if (i > 1 && reader_is(reader, i - 1, "apres")) return reader_any(reader, i - 2, "peu juste");
  return i > 1 && reader_is(reader, i - 1, "de") && reader_any(reader, i - 2, "partir alentours environs");
}

static bool led_english(const struct dates_reader *reader, size_t i)
{
  return i > 0 && reader_any(reader, i - 1,
                             "at by around about until till from before after since between and to past "
                             "approximately nearly");
}

/* "14h30", "14 h 30", "14 heures 30", "quinze heures": the hour, and the minutes if they are said. */
static size_t read_hour_french(const struct dates_reader *reader, size_t i, struct clock_time *time,
                               bool *minutes)
{
  struct slice rest;
  bool vague;
  *minutes = false;
  if (number_and_rest(reader, i, &time->hour, &rest) && rest.length && rest.data[0] == 'h') {
    int64_t minute = 0;
    struct slice digits = slice_from(rest, 1);
    if (digits.length > 2 && slice_is(slice_from(digits, 2), "mn")) digits.length = 2;
    if (!digits.length) {
      *minutes = is_minute(reader, i + 1, &time->minute);
      return *minutes ? 2 : 1;
    }
    if (digits.length > 2 || !slice_number(digits, &minute) || minute > 59) return 0;
    time->minute = (int)minute;
    *minutes = true;
    return 1;
  }
  size_t taken = reader_number(reader, i, 1, 2, false, &time->hour) ? 1 : 0;
  if (!taken && reader_word(reader, i).kind == WORD_NUMBER)
    taken = reader_count(reader, i, &time->hour, &vague);
  if (!taken || reader_token(reader, i + taken)->flags & TOKEN_PARAGRAPH) return 0;
  if (!reader_any(reader, i + taken, "h heure heures")) return 0;
  taken++;
  *minutes = is_minute(reader, i + taken, &time->minute);
  return taken + *minutes;
}

/* "et quart", "et demie", "moins le quart", "moins dix" */
static size_t read_fraction_french(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  int count;
  bool vague;
  if (reader_is(reader, i, "et") && reader_any(reader, i + 1, "quart demi demie")) {
    time->minute = reader_is(reader, i + 1, "quart") ? 15 : 30;
    return 2;
  }
  if (!reader_is(reader, i, "moins")) return 0;
  size_t article = reader_is(reader, i + 1, "le") ? 1 : 0, taken = 0;
  if (reader_is(reader, i + 1 + article, "quart"))
    count = 15, taken = 1;
  else
    taken = reader_count(reader, i + 1, &count, &vague);
  if (!taken || count < 1 || count > 30) return 0;
  time->minute = 60 - count;
  time->hour = (time->hour + 23) % 24;
  return 1 + article + taken;
}

/* "du matin", "de l’après-midi", "du soir": which half of the day it is. */
static size_t read_half_french(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  size_t of = reader_of(reader, i);
  if (!of) return 0;
  bool noon = reader_is(reader, i + of, "apres") && reader_is(reader, i + of + 1, "midi");
  if (!noon && !reader_any(reader, i + of, "matin soir nuit")) return 0;
  bool late = noon || reader_is(reader, i + of, "soir");
  if (late && time->hour < 12) time->hour += 12;
  if (reader_is(reader, i + of, "nuit") && time->hour > 7 && time->hour < 12) time->hour += 12;
  time->halved = false;
  return of + 1 + noon;
}

/* "UTC", "GMT+2", "CEST": the zone by its letters. */
static size_t read_zone_letters(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  if (!(reader_token(reader, i)->flags & TOKEN_ALL_CAPITAL)) return 0;
  if (!reader_any(
          reader, i,
          "utc gmt et est edt ct cst cdt mt mst mdt pt pst pdt bst cet cest hae hne haa hna wat cat eat "
          "msk jst ist hkt aest"))
    return 0;
  bool universal = reader_any(reader, i, "utc gmt");
  if (!universal) return 1;
  int hours;
  memcpy(time->zone, "Z", 2);
  bool hyphen = reader_glued(reader, i + 1);
  bool plus = close_mark(reader, i + 1, '+'), minus = hyphen || close_mark(reader, i + 1, 0x2212);
  if (!plus && !minus) return 1;
  size_t at = i + 1 + !hyphen;
  if (!reader_number(reader, at, 1, 2, false, &hours) || hours > 14) return 1;
  int minutes = 0;
  bool both = close_mark(reader, at + 1, ':') && is_minute(reader, at + 2, &minutes); /* UTC+05:30 */
  snprintf(time->zone, sizeof time->zone, "%c%02d:%02d", plus ? '+' : '-', hours % 100, minutes % 100);
  return at + 1 + (both ? 2 : 0) - i;
}

static size_t read_zone_bare(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  if (reader_french(reader)) {
    if (reader_any(reader, i, "locale locales")) return 1;
    if (reader_is(reader, i, "heure") && reader_any(reader, i + 1, "locale francaise universelle")) return 2;
    bool of = reader_is(reader, i, "heure") && reader_any(reader, i + 1, "de d'");
    if (of && reader_token(reader, i + 2)->flags & TOKEN_CAPITAL) return 3;
  } else {
    if (reader_is(reader, i, "local") && reader_is(reader, i + 1, "time")) return 2;
    if (reader_any(reader, i, "eastern pacific central mountain") && reader_is(reader, i + 1, "time"))
      return 2;
  }
  return read_zone_letters(reader, i, time);
}

/* The zone behind a time, in brackets too. */
static size_t read_zone(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  if (reader_token(reader, i)->flags & TOKEN_PARAGRAPH) return 0;
  if (reader_mark(reader, i, '(')) {
    size_t zone = read_zone_bare(reader, i + 1, time);
    return zone && reader_mark(reader, i + 1 + zone, ')') ? zone + 2 : 0;
  }
  return read_zone_bare(reader, i, time);
}

static bool is_lasting(const struct dates_reader *reader, size_t i)
{
  return i > 0 && !led_french(reader, i) &&
         reader_any(reader, i - 1,
                    "en pendant durant duree dure les ces apres quelque environ toutes moins plus");
}

/* "11 h", "midi" */
static bool is_hour_french(const struct dates_reader *reader, size_t i)
{
  struct clock_time time;
  bool minutes;
  return reader_any(reader, i, "midi minuit") || read_hour_french(reader, i, &time, &minutes);
}

/* French hours: alone they may be a length of time ("8 heures de route"), so that something must speak for
 * the clock. */
static size_t read_french(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  bool minutes;
  size_t taken = read_hour_french(reader, i, time, &minutes);
  if (!taken || !is_hour(time->hour)) return 0;
  time->halved = time->hour < 13 && !minutes;
  size_t fraction = minutes ? 0 : read_fraction_french(reader, i + taken, time);
  size_t half = read_half_french(reader, i + taken + fraction, time);
  size_t zone = read_zone(reader, i + taken + fraction + half, time);
  size_t all = taken + fraction + half + zone;
  if (half || zone) return all;
  if (reader_any(reader, i + all, "de d'") || is_lasting(reader, i)) return 0;
  if (minutes && reader_any(reader, i + all, "min mn minutes")) return 0; /* "2 h 41 min" */
  bool range = i > 0 && reader_is(reader, i - 1, "de") && reader_is(reader, i + all, "a") &&
               is_hour_french(reader, i + all + 1);
  if (reader->day_past && i - reader->day_past <= 1) return all; /* "mardi 16 avril, 20h" */
  bool opens = reader_mark(reader, i + all, ':') || (i > 0 && reader_mark(reader, i - 1, '('));
  return minutes || led_french(reader, i) || range || opens || reader_glued(reader, i + all) ? all : 0;
}

/* "14:30", "14:30:05" in both languages. */
static size_t read_colon(const struct dates_reader *reader, size_t i, struct clock_time *time,
                         struct slice *rest)
{
  int second;
  *rest = (struct slice){"", 0};
  bool colon = close_mark(reader, i + 1, ':') || (reader_english(reader) && close_mark(reader, i + 1, '.'));
  if (!colon || !reader_number(reader, i, 1, 2, false, &time->hour) || !is_hour(time->hour)) return 0;
  if (!(reader_token(reader, i + 2)->flags & TOKEN_CLOSE)) return 0;
  if (!number_and_rest(reader, i + 2, &time->minute, rest) || time->minute > 59) return 0;
  if (reader_token(reader, i + 2)->past - reader_token(reader, i + 2)->at - rest->length != 2) return 0;
  if (!rest->length && close_mark(reader, i + 3, ':') && is_minute(reader, i + 4, &second)) {
    time->second = second;
    return 5;
  }
  return 3;
}

static void set_half(struct clock_time *time, bool afternoon)
{
  if (afternoon && time->hour < 12) time->hour += 12;
  if (!afternoon && time->hour == 12) time->hour = 0;
  time->halved = false;
}

/* "a.m.", "pm", at token i, or stuck to the number before as `rest`. */
static size_t read_am_pm(const struct dates_reader *reader, size_t i, struct slice rest,
                         struct clock_time *time, bool *found)
{
  *found = true;
  if (slice_is(rest, "am") || slice_is(rest, "pm")) return set_half(time, rest.data[0] == 'p'), 0;
  if (reader_any(reader, i, "am pm") && !(reader_token(reader, i)->flags & TOKEN_PARAGRAPH)) {
    set_half(time, reader_is(reader, i, "pm"));
    return 1;
  }
  bool stuck = slice_is(rest, "a") || slice_is(rest, "p"), apart = reader_any(reader, i, "a p");
  size_t at = apart ? i + 1 : i;
  if ((stuck || (apart && !rest.length)) && close_mark(reader, at, '.') && reader_is(reader, at + 1, "m")) {
    set_half(time, stuck ? rest.data[0] == 'p' : reader_is(reader, i, "p"));
    return at + 2 + close_mark(reader, at + 2, '.') - i;
  }
  *found = false;
  return 0;
}

/* "in the morning", "at night" behind an hour. */
static size_t read_half_english(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  bool in = reader_is(reader, i, "in") && reader_is(reader, i + 1, "the");
  if (in && reader_any(reader, i + 2, "morning afternoon evening")) {
    set_half(time, !reader_is(reader, i + 2, "morning"));
    return 3;
  }
  if (!reader_is(reader, i, "at") || !reader_is(reader, i + 1, "night")) return 0;
  set_half(time, time->hour > 5);
  return 2;
}

/* "3:30 pm", "5pm", "3 o’clock", "14:05 GMT", "1400 GMT" */
static size_t read_english(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  struct slice rest = {"", 0};
  bool found, colon, vague;
  int number;
  size_t taken = read_colon(reader, i, time, &rest), zone;
  bool dotted = taken && reader_mark(reader, i + 1, '.');
  colon = taken && !dotted;
  if (!taken && number_and_rest(reader, i, &time->hour, &rest)) taken = 1;
  if (!taken && reader_number(reader, i, 4, 4, false, &number) && number / 100 < 25 && number % 100 < 60) {
    time->hour = number / 100;
    time->minute = number % 100;
    zone = read_zone(reader, i + 1, time);
    if (!zone && !reader_is(reader, i + 1, "hours")) return 0;
    return zone ? 1 + zone : 2;
  }
  if (!taken && reader_word(reader, i).kind == WORD_NUMBER) {
    taken = reader_count(reader, i, &time->hour, &vague);
    if (vague || !reader_any(reader, i + taken, "o'clock am pm a p")) return 0;
  }
  if (!taken || !is_hour(time->hour)) return 0;
  time->halved = time->hour < 13;
  size_t half = 0;
  found = false;
  if (time->hour <= 12) half = read_am_pm(reader, i + taken, rest, time, &found);
  if (rest.length && !found) return 0;
  taken += half;
  bool clock = !found && !colon && !dotted && reader_is(reader, i + taken, "o'clock");
  if (clock) taken++;
  if (clock || (colon && !found)) {
    size_t more = time->hour <= 12 ? read_half_english(reader, i + taken, time) : 0;
    taken += more;
    clock = clock || more;
  }
  zone = read_zone(reader, i + taken, time);
  if (zone && (colon || found || clock)) return taken + zone;
  if (found || clock) return taken;
  return colon && (led_english(reader, i) || reader_token(reader, i)->past - reader_token(reader, i)->at == 2)
             ? taken
             : 0;
}

/* "half past three", "quarter to five", "ten past four" */
static size_t read_past(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  int minutes, hour;
  bool vague;
  size_t taken = 1, article = reader_is(reader, i, "a") ? 1 : 0;
  if (reader_is(reader, i, "half"))
    minutes = 30;
  else if (reader_is(reader, i + article, "quarter"))
    minutes = 15, taken += article;
  else
    taken = reader_count(reader, i, &minutes, &vague);
  if (!taken || minutes < 1 || minutes > 30) return 0;
  if (reader_any(reader, i + taken, "minutes minute")) taken++;
  if (!reader_any(reader, i + taken, "past to")) return 0;
  bool before = reader_is(reader, i + taken, "to");
  if (before && minutes % 5) return 0;
  size_t more = reader_count(reader, i + taken + 1, &hour, &vague);
  struct date_word word = reader_word(reader, i + taken + 1);
  if (word.kind == WORD_CLOCK || (word.kind == WORD_PART && word.value == 2))
    hour = word.kind == WORD_CLOCK ? 0 : 12, more = 1;
  if (!more || vague || hour < 0 || hour > 12) return 0;
  if (before && minutes != 15 && !led_english(reader, i)) return 0;
  time->hour = before ? (hour + 23) % 24 : hour;
  time->minute = before ? 60 - minutes : minutes;
  time->halved = time->hour < 13;
  bool found;
  taken += 1 + more;
  return taken + read_am_pm(reader, i + taken, (struct slice){"", 0}, time, &found);
}

/* "midi", "minuit et demi", "noon", "midnight" */
static size_t read_named(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  struct date_word word = reader_word(reader, i);
  bool noon = reader_any(reader, i, "midi noon midday");
  if ((word.kind != WORD_CLOCK && !noon) || reader_token(reader, i)->flags & TOKEN_GLUED) return 0;
  const struct token *self = reader_token(reader, i);
  if (self->flags & TOKEN_CAPITAL && !(self->flags & TOKEN_SENTENCE)) return 0;
  if (reader_glued(reader, i + 1)) return 0;
  if (i > 1 && reader_is(reader, i - 1, "apres") && reader_any(reader, i - 2, "l' cet d' cette en")) return 0;
  bool led = i == 0 || led_french(reader, i) || led_english(reader, i) ||
             reader_any(reader, i - 1, "de apres d' local 12");
  if (!led) return 0;
  time->hour = noon ? 12 : 0;
  size_t fraction = reader_french(reader) ? read_fraction_french(reader, i + 1, time) : 0;
  if (reader_french(reader) && !fraction && is_minute(reader, i + 1, &time->minute)) fraction = 1;
  return 1 + fraction + read_zone(reader, i + 1 + fraction, time);
}

/* "de 15 à 17 heures", "from 3 to 5 p.m.": the first hour has the unit of the second. */
static size_t read_first_of_two(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  struct clock_time until = {.second = -1};
  bool led = i > 0 && reader_any(reader, i - 1, "de entre from between"), minutes;
  if (!led || !reader_number(reader, i, 1, 2, false, &time->hour) || !is_hour(time->hour)) return 0;
  size_t joint = reader_dash(reader, i + 1);
  if (joint == SIZE_MAX) joint = reader_any(reader, i + 1, "a et to and until") ? 1 : SIZE_MAX;
  if (joint == SIZE_MAX) return 0;
  size_t at = i + 1 + joint;
  time->halved = time->hour < 13;
  if (reader_french(reader)) {
    size_t taken = read_hour_french(reader, at, &until, &minutes);
    bool lasts = reader_any(reader, at + taken, "de d' par");
    return taken && !lasts && is_hour(until.hour) && until.hour > time->hour ? 1 : 0;
  }
  if (!read_english(reader, at, &until) || until.halved || time->hour > 12) return 0;
  set_half(time, until.hour >= 12 && (time->hour == 12 || until.hour - 12 > time->hour));
  return 1;
}

size_t times_read(const struct dates_reader *reader, size_t i, struct clock_time *time)
{
  *time = (struct clock_time){.second = -1};
  if (!reader_french(reader) && !reader_english(reader)) return 0;
  size_t taken = read_named(reader, i, time);
  if (taken) return taken;
  *time = (struct clock_time){.second = -1};
  if (reader_english(reader)) {
    taken = read_english(reader, i, time);
    if (taken) return taken;
    *time = (struct clock_time){.second = -1};
    taken = read_past(reader, i, time);
    if (taken) return taken;
    *time = (struct clock_time){.second = -1};
    return read_first_of_two(reader, i, time);
  }
  struct slice rest;
  taken = read_colon(reader, i, time, &rest);
  if (taken && !rest.length) {
    bool sure = led_french(reader, i) || reader_token(reader, i)->past - reader_token(reader, i)->at == 2;
    size_t zone = read_zone(reader, i + taken, time);
    return sure || zone ? taken + zone : 0;
  }
  *time = (struct clock_time){.second = -1};
  taken = read_french(reader, i, time);
  if (taken) return taken;
  *time = (struct clock_time){.second = -1};
  return read_first_of_two(reader, i, time);
}

char *times_format(const struct clock_time *time, char text[TIMES_TEXT])
{
  if (time->second >= 0)
    snprintf(text, TIMES_TEXT, "T%02d:%02d:%02d%s", time->hour % 100, time->minute % 100, time->second % 100,
             time->zone);
  else
    snprintf(text, TIMES_TEXT, "T%02d:%02d%s", time->hour % 100, time->minute % 100, time->zone);
  return text;
}
