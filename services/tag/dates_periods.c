/* dates_periods.c - decades, centuries, seasons, quarters, holidays, and the edges of all these. */
#include "tag/dates.h"
#include "tag/dates_grammar.h"
#include "tag/lexicon.h"

/* 50 is 1950; 00 and 10 are our own century. */
static int full_decade(int tens)
{
  return tens + (tens < 20 ? 2000 : 1900);
}

/* "années 1970", "années 70", "années soixante-dix" */
static size_t read_decade_french(const struct dates_reader *reader, size_t i, struct date *date)
{
  int none;
  bool vague;
  if (!reader_kind(reader, i, WORD_DECADE, &none) && reader_word(reader, i).kind != WORD_DECADE) return 0;
  date->kind = DATE_DECADE;
  size_t taken = 1;
  if (reader_year(reader, i + 1, &date->number))
    taken = 2;
  else if (reader_number(reader, i + 1, 2, 2, false, &date->number))
    date->number = full_decade(date->number), taken = 2;
  else if (reader_word(reader, i + 1).kind == WORD_NUMBER) {
    taken = 1 + reader_count(reader, i + 1, &date->number, &vague);
    date->number = date->number < 100 ? full_decade(date->number) : 1;
  }
  if (taken == 1 || date->number % 10) return 0;
  size_t dash = reader_dash(reader, i + taken);
  if (dash != SIZE_MAX && reader_number(reader, i + taken + dash, 2, 4, false, &date->until_number)) {
    if (date->until_number < 100) date->until_number += date->number - date->number % 100;
    if (date->until_number > date->number && date->until_number % 10 == 0) return taken + dash + 1;
  }
  date->until_number = 0;
  return taken;
}

/* Ages and degrees are counted in tens too: "in her 20s". */
static bool follows_the(const struct dates_reader *reader, size_t i)
{
  size_t edge = i > 0 && reader_any(reader, i - 1, "early mid late") ? 1 : 0;
  if (i == edge) return true;
  return reader_any(reader, i - edge - 1, "the '") || reader_mark(reader, i - edge - 1, 0x2019) ||
         reader_mark(reader, i - edge - 1, 0x2018) || reader_mark(reader, i - edge - 1, '\'');
}

/* "1970s", "1970's", "’70s", "nineties" */
static size_t read_decade_english(const struct dates_reader *reader, size_t i, struct date *date)
{
  struct slice text = reader_folded(reader, i);
  int tens;
  date->kind = DATE_DECADE;
  if (reader_word(reader, i).kind == WORD_TENS && follows_the(reader, i)) {
    tens = reader_word(reader, i).value;
    date->number = full_decade(tens);
    return 1;
  }
  if (!(reader_token(reader, i)->flags & TOKEN_NUMBER)) return 0;
  size_t digits = 0;
  for (; digits < text.length && digits < 5 && text.data[digits] >= '0' && text.data[digits] <= '9'; digits++)
    date->number = date->number * 10 + text.data[digits] - '0';
  bool plural = text.length == digits + 1 && text.data[digits] == 's';
  bool possessive = text.length == digits && reader_token(reader, i + 1)->flags & TOKEN_ELISION &&
                    reader_is(reader, i + 1, "'s");
  if (date->number % 10 || !(plural || possessive)) return 0;
  if (digits == 2 && plural && date->number >= 20 && follows_the(reader, i)) {
    date->number = full_decade(date->number);
    return 1;
  }
  if (digits != 4 || date->number <= 1000 || date->number >= 2100) return 0;
  if (date->number % 100 == 0 && date->number < 2000) { /* "the 1800s" */
    date->kind = DATE_CENTURY;
    date->number = date->number / 100 + 1;
  }
  return 1 + possessive;
}

/* "XIXe siècle", "19th century", "XXe au XXIe siècle", "cinquième siècle avant J.-C." */
static size_t read_century(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = reader_ordinal(reader, i, &date->number);
  if (!taken || date->number < 1 || date->number > 40) return 0;
  size_t until = 0, dash = reader_dash(reader, i + taken);
  if (dash == SIZE_MAX || reader_any(reader, i + taken, "au"))
    dash = reader_is(reader, i + taken, "au") ? 1 : SIZE_MAX;
  if (dash != SIZE_MAX) until = reader_ordinal(reader, i + taken + dash, &date->until_number);
  size_t at = i + taken + (until ? dash + until : 0);
  if (!until) date->until_number = 0;
  int unit;
  if (!reader_kind(reader, at, WORD_UNIT, &unit) || unit != 'C') {
    bool et = reader_any(reader, at, "et and") && !until; /* "XIXe et XXe siècles" */
    int other;
    size_t second = et ? reader_ordinal(reader, at + 1, &other) : 0;
    if (!second || !reader_kind(reader, at + 1 + second, WORD_UNIT, &unit) || unit != 'C') return 0;
    date->kind = DATE_CENTURY;
    return taken;
  }
  date->kind = DATE_CENTURY;
  bool any = reader_word(reader, i).kind == WORD_ORDINAL && date->number == 1; /* "first century of peace" */
  if (any && reader_of(reader, at + 1)) return 0;
  return at + 1 + reader_era(reader, at + 1, &date->before_christ) - i;
}

/* The year of a period: "2016", "de 2016", "of last year"; tokens taken. */
size_t read_period_year(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t of = reader_of(reader, i);
  if (!of && reader_any(reader, i, ", in en")) of = 1;
  if (reader_year(reader, i + of, &date->year)) {
    struct date range = *date;
    size_t dash = reader_dash(reader, i + of + 1);
    int last;
    if (dash != SIZE_MAX && reader_number(reader, i + of + 1 + dash, 2, 4, false, &last) &&
        (last == (range.year + 1) % 100 || last == range.year + 1))
      return of + 2 + dash; /* the winter of 2015-16 begins in 2015 */
    return of + 1;
  }
  struct date pointed = {0};
  size_t article = !of && reader_any(reader, i, "l' the") ? 1 : of;
  size_t taken = reader_mark(reader, i, ',') ? 0 : read_pointed(reader, i + article, &pointed);
  if (!taken || pointed.kind != DATE_SHIFT || pointed.unit != 'Y' || pointed.vague || pointed.modifier)
    return 0;
  date->year_shifted = true;
  date->year_anchored = pointed.anchored;
  date->year_shift = pointed.number;
  return article + taken;
}

/* "été 2018", "summer of 2008", "été dernier", "été prochain" */
static size_t read_season(const struct dates_reader *reader, size_t i, struct date *date)
{
  struct date_word word = reader_word(reader, i);
  if (word.kind != WORD_SEASON) return 0;
  date->number = word.value;
  date->kind = DATE_SEASON;
  size_t year = read_period_year(reader, i + 1, date);
  if (year) return 1 + year;
  if (i == 0) return 0;
  if (reader_english(reader)) { /* "in the spring," */
    bool led = i > 1 && reader_is(reader, i - 1, "the") &&
               reader_any(reader, i - 2, "in during by over until since");
    const struct token *next = reader_token(reader, i + 1);
    bool noun = next->flags & TOKEN_WORD && !(next->classes & LEX_STOP);
    return led && !noun && !reader_of(reader, i + 1) ? 1 : 0;
  }
  if (!(reader_token(reader, i - 1)->flags & TOKEN_ELISION) && !reader_any(reader, i - 1, "le au du"))
    return 0;
  int none;
  if (reader_kind(reader, i + 1, WORD_LAST, &none)) date->direction = -1;
  if (reader_kind(reader, i + 1, WORD_NEXT, &none)) date->direction = 1;
  if (date->direction) return 2;
  bool at = reader_is(reader, i - 1, "au") || (i > 1 && reader_is(reader, i - 2, "a")); /* "à l’automne" */
  return at && !reader_of(reader, i + 1) ? 1 : 0;
}

/* "deuxième trimestre 2016", "T2 2016", "Q2", "first half of 2010", "H1 2010", "premier semestre" */
static size_t read_quarter(const struct dates_reader *reader, size_t i, struct date *date)
{
  struct slice text = reader_folded(reader, i);
  size_t taken = 0;
  bool capital = reader_token(reader, i)->flags & TOKEN_CAPITAL;
  if (capital && text.length == 2 && strchr("qtsh", text.data[0]) && text.data[1] >= '1' &&
      text.data[1] <= '4') {
    bool half = text.data[0] == 's' || text.data[0] == 'h';
    date->number = text.data[1] - '0';
    date->kind = half ? DATE_HALF : DATE_QUARTER;
    size_t its_year = read_period_year(reader, i + 1, date);
    bool led = i > 0 && reader_any(reader, i - 1, "in for during of by en au du le since this last");
    if (half && date->number > 2) return 0;
    return its_year ? 1 + its_year : led && text.data[0] == 'q' ? 1 : 0;
  }
  int unit;
  taken = reader_ordinal(reader, i, &date->number);
  bool last = reader_word(reader, i).kind == WORD_LAST && reader_kind(reader, i + 1, WORD_UNIT, &unit) &&
              (unit == 'Q' || unit == 'S');
  if (last) { /* "dernier trimestre 2023" */
    size_t its_year = read_period_year(reader, i + 2, date);
    date->number = unit == 'Q' ? 4 : 2;
    date->kind = unit == 'Q' ? DATE_QUARTER : DATE_HALF;
    return its_year && date->year ? 2 + its_year : 0;
  }
  if (!taken || !reader_kind(reader, i + taken, WORD_UNIT, &unit)) return 0;
  date->kind = unit == 'S' ? DATE_HALF : DATE_QUARTER;
  if ((unit != 'Q' || date->number > 4) && (unit != 'S' || date->number > 2)) return 0;
  taken++;
  size_t year = read_period_year(reader, i + taken, date);
  if (year) return taken + year;
  if (reader_english(reader) && unit == 'S') return 0;
  return reader_any(reader, i + taken, "of de du d'") ? 0 : taken;
}

/* "première quinzaine d’octobre", "first half of October", "seconde moitié du XIXe siècle": with its edge. */
static size_t read_half_of(const struct dates_reader *reader, size_t i, struct date *date)
{
  int which, unit = 0;
  size_t taken = reader_ordinal(reader, i, &which);
  if (!taken || which > 2) return 0;
  bool half = reader_any(reader, i + taken, "moitie quinzaine") ||
              (reader_kind(reader, i + taken, WORD_UNIT, &unit) && unit == 'S' && reader_english(reader));
  size_t of = half ? reader_of(reader, i + taken + 1) : 0;
  if (!of) return 0;
  size_t at = i + taken + 1 + of, more = read_calendar(reader, at, date);
  if (!more) *date = (struct date){0};
  if (!more) more = read_period(reader, at, date);
  if (!more && reader_year(reader, at, &date->year)) date->kind = DATE_YEAR, more = 1;
  if (!more || date->kind == DATE_DAY) return 0;
  if (date->kind == DATE_YEAR && !date->until_year && !date->before_christ) {
    date->kind = DATE_HALF;
    date->number = which;
    return taken + 1 + of + more;
  }
  date->modifier = which == 1 ? "START" : "END";
  return taken + 1 + of + more;
}

/* "saison 2008-2009", "2004-05 season" */
static size_t read_yearly(const struct dates_reader *reader, size_t i, struct date *date)
{
  int none;
  if (reader_word(reader, i).kind != WORD_YEARLY || !reader_french(reader)) return 0;
  if (!reader_year(reader, i + 1, &none)) return 0;
  size_t taken = read_year(reader, i + 1, date);
  return taken ? 1 + taken : 0;
}

size_t read_period(const struct dates_reader *reader, size_t i, struct date *date)
{
  static size_t (*const readers[])(const struct dates_reader *, size_t, struct date *) = {
      read_century, read_half_of, read_quarter, read_season, read_yearly, read_holiday};
  bool french = reader_french(reader);
  size_t taken = french ? read_decade_french(reader, i, date) : read_decade_english(reader, i, date);
  for (size_t k = 0; !taken && k < sizeof readers / sizeof *readers; k++) {
    *date = (struct date){0};
    taken = readers[k](reader, i, date);
  }
  return taken;
}

/* What an edge may be of: "fin mars", "late 1990s", "early next week", "fin de l’année", "end of 2010". */
static size_t read_edged(const struct dates_reader *reader, size_t i, bool article, struct date *date)
{
  int unit;
  size_t taken = read_calendar(reader, i, date);
  if (taken && date->kind != DATE_DAY) return taken;
  *date = (struct date){0};
  taken = read_period(reader, i, date);
  if (taken) return taken;
  *date = (struct date){0};
  taken = read_relative(reader, i, date);
  if (taken && date->kind == DATE_SHIFT && !date->part && !date->vague) return taken;
  if (taken && reader_english(reader)) return taken;
  *date = (struct date){0};
  taken = read_weekday(reader, i, date);
  if (taken && reader_english(reader)) return taken;
  *date = (struct date){.kind = DATE_YEAR};
  unsigned next = reader_token(reader, i + 1)->flags;
  bool title = next & TOKEN_CAPITAL && !(next & TOKEN_SENTENCE);
  bool year =
      reader_year(reader, i, &date->year) && !(next & TOKEN_GLUED) && !reader_mark(reader, i + 1, '%');
  if (year && !title) return 1;
  if (!reader_kind(reader, i, WORD_UNIT, &unit)) return 0;
  bool week = unit == 'W' && (article || reader_french(reader)); /* "en début de semaine" */
  if (!week && (!article || !strchr("MYEC", unit))) return 0;
  *date = (struct date){.kind = DATE_SHIFT, .unit = (char)unit};
  return 1;
}

size_t read_edge(const struct dates_reader *reader, size_t i, struct date *date)
{
  static const char *const modifiers[] = {"", "START", "MID", "END"};
  struct date_word word = reader_word(reader, i);
  if (word.kind != WORD_EDGE) return 0;
  bool noun = reader_english(reader) && reader_any(reader, i, "beginning start end middle");
  size_t of = reader_of(reader, i + 1);
  if (noun && !of) return 0;
  if (reader_english(reader) && !noun && of) return 0;
  if (reader_glued(reader, i + 1) && word.value != 2) of = 0;
  bool article = reader_any(reader, i + of, "the du l' la d'") && of;
  bool quoted = reader_english(reader) && !of &&
                (reader_mark(reader, i + 1, 0x2019) || reader_mark(reader, i + 1, 0x2018) ||
                 reader_mark(reader, i + 1, '\''));
  if (quoted) of = 1; /* "late ’90s" */
  size_t more = read_edged(reader, i + 1 + of, article, date);
  if (quoted && date->kind != DATE_DECADE) return 0;
  bool alone = date->kind == DATE_SHIFT && !date->number && !date->anchored; /* "fin de l’année" */
  if (!more || (reader_french(reader) && of && !alone)) return 0;
  if (alone && reader_of(reader, i + 1 + of + more)) return 0; /* "début du mois d’octobre" */
  date->modifier = modifiers[word.value];
  return 1 + of + more;
}
