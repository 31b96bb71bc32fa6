/* dates_holidays.c - see dates_holidays.h. Movable feasts count from Easter, some civil ones from a weekday
 * of a month. Those that go by other calendars have no value here and are not read. */
#include "tag/dates_holidays.h"

#include "base/clock.h"
#include "tag/dates.h"
#include "tag/dates_grammar.h"
#include "tag/lexicon.h"

enum { FR = TAG_FRENCH, EN = TAG_ENGLISH };

/* Which words lead to a name that means other things too. */
enum lead {
  FREE,    /* none is asked for */
  AT,      /* "à Noël", "at Easter" */
  ARTICLE, /* "la Toussaint", "l’Ascension" */
};

enum rule { ON_DAY, FROM_EASTER, NTH_WEEKDAY };

static const struct holiday {
  const char *name; /* folded words */
  unsigned language;
  enum lead lead;
  enum rule rule;
  int a, b, c; /* month and day; days from Easter; month, weekday and which one, -1 the last */
} holidays[] = {
    {"noel", FR, AT, ON_DAY, 12, 25, 0},
    {"jour de noel", FR, FREE, ON_DAY, 12, 25, 0},
    {"reveillon de noel", FR, FREE, ON_DAY, 12, 24, 0},
    {"veille de noel", FR, FREE, ON_DAY, 12, 24, 0},
    {"lendemain de noel", FR, FREE, ON_DAY, 12, 26, 0},
    {"nouvel an", FR, FREE, ON_DAY, 1, 1, 0},
    {"jour de l' an", FR, FREE, ON_DAY, 1, 1, 0},
    {"reveillon du nouvel an", FR, FREE, ON_DAY, 12, 31, 0},
    {"saint sylvestre", FR, ARTICLE, ON_DAY, 12, 31, 0},
    {"saint valentin", FR, ARTICLE, ON_DAY, 2, 14, 0},
    {"epiphanie", FR, ARTICLE, ON_DAY, 1, 6, 0},
    {"chandeleur", FR, ARTICLE, ON_DAY, 2, 2, 0},
    {"assomption", FR, ARTICLE, ON_DAY, 8, 15, 0},
    {"toussaint", FR, ARTICLE, ON_DAY, 11, 1, 0},
    {"fete du travail", FR, FREE, ON_DAY, 5, 1, 0},
    {"paques", FR, AT, FROM_EASTER, 0, 0, 0},
    {"dimanche de paques", FR, FREE, FROM_EASTER, 0, 0, 0},
    {"lundi de paques", FR, FREE, FROM_EASTER, 1, 0, 0},
    {"vendredi saint", FR, FREE, FROM_EASTER, -2, 0, 0},
    {"jeudi saint", FR, FREE, FROM_EASTER, -3, 0, 0},
    {"mardi gras", FR, FREE, FROM_EASTER, -47, 0, 0},
    {"mercredi des cendres", FR, FREE, FROM_EASTER, -46, 0, 0},
    {"dimanche des rameaux", FR, FREE, FROM_EASTER, -7, 0, 0},
    {"ascension", FR, ARTICLE, FROM_EASTER, 39, 0, 0},
    {"jeudi de l' ascension", FR, FREE, FROM_EASTER, 39, 0, 0},
    {"pentecote", FR, ARTICLE, FROM_EASTER, 49, 0, 0},
    {"dimanche de pentecote", FR, FREE, FROM_EASTER, 49, 0, 0},
    {"dimanche de la pentecote", FR, FREE, FROM_EASTER, 49, 0, 0},
    {"lundi de pentecote", FR, FREE, FROM_EASTER, 50, 0, 0},
    {"lundi de la pentecote", FR, FREE, FROM_EASTER, 50, 0, 0},
    {"halloween", FR | EN, AT, ON_DAY, 10, 31, 0},
    {"thanksgiving", FR | EN, AT, NTH_WEEKDAY, 11, 4, 4},
    {"christmas", EN, AT, ON_DAY, 12, 25, 0},
    {"xmas", EN, AT, ON_DAY, 12, 25, 0},
    {"christmas day", EN, FREE, ON_DAY, 12, 25, 0},
    {"christmas eve", EN, FREE, ON_DAY, 12, 24, 0},
    {"boxing day", EN, FREE, ON_DAY, 12, 26, 0},
    {"new year's eve", EN, FREE, ON_DAY, 12, 31, 0},
    {"new year's day", EN, FREE, ON_DAY, 1, 1, 0},
    {"thanksgiving day", EN, FREE, NTH_WEEKDAY, 11, 4, 4},
    {"martin luther king day", EN, FREE, NTH_WEEKDAY, 1, 1, 3},
    {"presidents day", EN, FREE, NTH_WEEKDAY, 2, 1, 3},
    {"memorial day", EN, FREE, NTH_WEEKDAY, 5, 1, -1},
    {"labor day", EN, FREE, NTH_WEEKDAY, 9, 1, 1},
    {"columbus day", EN, FREE, NTH_WEEKDAY, 10, 1, 2},
    {"mother's day", EN, FREE, NTH_WEEKDAY, 5, 7, 2},
    {"father's day", EN, FREE, NTH_WEEKDAY, 6, 7, 3},
    {"independence day", EN, FREE, ON_DAY, 7, 4, 0},
    {"veterans day", EN, FREE, ON_DAY, 11, 11, 0},
    {"armistice day", EN, FREE, ON_DAY, 11, 11, 0},
    {"valentine's day", EN, FREE, ON_DAY, 2, 14, 0},
    {"st patrick's day", EN, FREE, ON_DAY, 3, 17, 0},
    {"saint patrick's day", EN, FREE, ON_DAY, 3, 17, 0},

    {"all saints day", EN, FREE, ON_DAY, 11, 1, 0},
    {"good friday", EN, FREE, FROM_EASTER, -2, 0, 0},
    {"easter", EN, AT, FROM_EASTER, 0, 0, 0},
    {"easter sunday", EN, FREE, FROM_EASTER, 0, 0, 0},
    {"easter monday", EN, FREE, FROM_EASTER, 1, 0, 0},
    {"palm sunday", EN, FREE, FROM_EASTER, -7, 0, 0},
    {"ash wednesday", EN, FREE, FROM_EASTER, -46, 0, 0},
    {"mardi gras", EN, FREE, FROM_EASTER, -47, 0, 0},
    {"pentecost", EN, AT, FROM_EASTER, 49, 0, 0},
    {"whitsun", EN, AT, FROM_EASTER, 49, 0, 0},
};

enum { HOLIDAYS = sizeof holidays / sizeof *holidays };

/* Monday is 1; 1970-01-01 was a Thursday. */
int weekday_of(int64_t day)
{
  return (int)(((day + 3) % 7 + 7) % 7) + 1;
}

int64_t nth_weekday(int year, int month, int weekday, int nth)
{
  if (nth < 0) {
    int64_t last = (month == 12 ? clock_days(year + 1, 1, 1) : clock_days(year, month + 1, 1)) - 1;
    return last - (weekday_of(last) - weekday + 7) % 7;
  }
  int64_t first = clock_days(year, month, 1);
  return first + (weekday - weekday_of(first) + 7) % 7 + 7 * ((int64_t)nth - 1);
}

/* Sunday of Easter by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
static int64_t easter(int year)
{
  int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
  int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
  int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
  return clock_days(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
}

int64_t holiday_day(int which, int year)
{
  const struct holiday *holiday = &holidays[which - 1];
  switch (holiday->rule) {
  case FROM_EASTER:
    return easter(year) + holiday->a;
  case NTH_WEEKDAY:
    return nth_weekday(year, holiday->a, holiday->b, holiday->c);
  default:
    return clock_days(year, holiday->a, holiday->b);
  }
}

/* Tokens that hold the name's words; full stops and apostrophes between them don't count. */
static size_t match(const struct dates_reader *reader, size_t i, const char *name)
{
  size_t taken = 0;
  for (const char *at = name; *at; taken++) {
    while (taken && (reader_mark(reader, i + taken, '.') || reader_mark(reader, i + taken, '\'') ||
                     reader_mark(reader, i + taken, 0x2019)))
      taken++;
    struct slice word = reader_folded(reader, i + taken);
    size_t length = word.length;
    if (!length || strncmp(at, word.data, length) != 0) return 0;
    if (at[length] && at[length] != ' ' && at[length] != '\'') return 0;
    if (taken && reader_token(reader, i + taken)->flags & TOKEN_PARAGRAPH) return 0;
    at += length + (at[length] == ' ');
  }
  return taken;
}

static bool is_led(const struct dates_reader *reader, size_t i, enum lead lead)
{
  if (lead == FREE || i == 0) return true;
  if (reader_english(reader))
    return reader_any(reader, i - 1,
                      "at before after by until since for on last next this over during around");
  if (lead == ARTICLE && reader_any(reader, i - 1, "la l'"))
    return i < 2 || !reader_is(reader, i - 2, "de") ||
           (i > 2 && reader_any(reader, i - 3, "jour fete veille lendemain fetes lors autour"));
  if (reader_any(reader, i - 1, "a avant apres pour depuis d' fete jour veille")) return true;
  return i > 1 && reader_is(reader, i - 1, "de") &&
         reader_any(reader, i - 2, "jour veille fete lendemain fetes periode");
}

/* A name is written with a capital somewhere, and does not go on: "Christmas Island", "Nouvel An chinois". */
static bool is_name(const struct dates_reader *reader, size_t i, size_t past)
{
  const struct token *next = reader_token(reader, past);
  bool goes_on = next->flags & TOKEN_CAPITAL && next->flags & TOKEN_WORD && !(next->flags & TOKEN_PARAGRAPH);
  if (next->flags & TOKEN_GLUED || (goes_on && !(next->flags & TOKEN_SENTENCE))) return false;
  if (reader_any(reader, past, "chinois lunaire berbere vietnamien tibetain orthodoxe amazigh")) return false;
  for (size_t at = i; at < past; at++)
    if (reader_token(reader, at)->flags & TOKEN_CAPITAL) return true;
  return false;
}

size_t read_holiday(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t best = 0;
  struct slice first = reader_folded(reader, i);
  if (!(reader_token(reader, i)->classes & LEX_CALENDAR) || !first.length || reader_glued(reader, i))
    return 0;
  for (size_t k = 0; k < HOLIDAYS; k++) {
    if (!(holidays[k].language & reader->language) || holidays[k].name[0] != first.data[0]) continue;
    size_t taken = match(reader, i, holidays[k].name);
    if (taken <= best || !is_name(reader, i, i + taken) || !is_led(reader, i, holidays[k].lead)) continue;
    best = taken;
    date->number = (int)k + 1;
  }
  if (!best) return 0;
  date->kind = DATE_HOLIDAY;
  int none;
  if (reader_french(reader) && reader_kind(reader, i + best, WORD_LAST, &none))
    return date->direction = -1, best + 1;
  if (reader_french(reader) && reader_kind(reader, i + best, WORD_NEXT, &none))
    return date->direction = 1, best + 1;
  return best + read_period_year(reader, i + best, date);
}

void holidays_teach(struct lexicon *lexicon)
{
  for (size_t k = 0; k < HOLIDAYS; k++)
    lexicon_add(lexicon, (struct slice){holidays[k].name, strcspn(holidays[k].name, " '")}, LEX_CALENDAR);
}
