/* dates_years.c - a number that stands alone: is it a year, or does it count something? */
#include "tag/dates.h"
#include "tag/dates_grammar.h"
#include "tag/lexicon.h"

/* A number that is part of a figure or counts money and the like: "2024 %", "2024,5", "1 2024", "$2024". */
static bool is_counted(const struct dates_reader *reader, size_t i, size_t past)
{
  const struct token *self = reader_token(reader, i), *next = reader_token(reader, past);
  const struct token *behind = reader_token(reader, past + 1),
                     *before = i ? reader_token(reader, i - 1) : NULL;
  if (next->flags & TOKEN_MARK && !(next->flags & TOKEN_PARAGRAPH) &&
      (next->mark == '%' || next->mark == '$' || next->mark == 0x20AC || next->mark == 0xA3 ||
       next->mark == 0xB0))
    return true;
  bool figure =
      next->flags & TOKEN_MARK && (next->mark == ',' || next->mark == '.') && next->flags & TOKEN_CLOSE;
  if (figure && behind->flags & TOKEN_CLOSE && behind->flags & TOKEN_NUMBER) return true;
  if (next->flags & TOKEN_NUMBER && !(next->flags & TOKEN_PARAGRAPH)) return true;
  if (next->flags & TOKEN_GLUED) return true;
  if (!before) return false;
  if (before->flags & TOKEN_NUMBER && !(self->flags & (TOKEN_CLOSE | TOKEN_PARAGRAPH))) return true;
  bool marked = before->flags & TOKEN_MARK && self->flags & TOKEN_CLOSE;
  return marked && !strchr("(/[\"'", (int)(before->mark < 128 ? before->mark : 'x')) &&
         before->mark != 0x2013 && before->mark != 0xAB && before->mark != 0x201C && before->mark != 0x2019 &&
         before->mark != 0x2018;
}

/* How much the word in front says that a time follows: 2 leaves no doubt, 1 allows it, 0 speaks against. */
static int time_before(const struct dates_reader *reader, size_t i)
{
  if (i == 0) return 1;
  const struct token *before = reader_token(reader, i - 1);
  if (reader_token(reader, i)->flags & TOKEN_PARAGRAPH) return 1;
  if (before->flags & TOKEN_MARK) return before->mark == '(' || before->mark == '[' ? 2 : 1;
  if ((before->flags & (TOKEN_CAPITAL | TOKEN_SENTENCE | TOKEN_WORD)) == (TOKEN_CAPITAL | TOKEN_WORD) &&
      !(before->classes & LEX_CALENDAR))
    return 0; /* "Euro 2016" */
  if (before->classes & LEX_CALENDAR && reader_any(reader, i - 1,
                                                   "debut fin mi milieu annee early late mid season "
                                                   "saison an"))
    return 2;
  if (reader_french(reader) && reader_any(reader, i - 1, "en depuis jusqu'en avant apres des")) return 2;
  if (reader_english(reader) && reader_any(reader, i - 1, "in since until during before after circa by from"))
    return 2;
  if (reader_any(reader, i - 1,
                 "plus moins environ pres quelque quelques les ces ses leurs over about than nearly "
                 "almost some these those number numero no route article page"))
    return 0;
  return 1;
}

/* "2020 personnes": a noun that is counted follows, which is a plural. Behind "the" it is the year of
 * something: "the 2014 protests". */
static bool noun_follows(const struct dates_reader *reader, size_t i)
{
  const struct token *next = reader_token(reader, i);
  struct slice text = reader_folded(reader, i);
  bool plural = text.length > 3 && strchr("sx", text.data[text.length - 1]);
  bool owned =
      reader_english(reader) && i > 1 && reader_any(reader, i - 2, "the a an his her its their this our");
  if (owned || (!plural && !reader_any(reader, i, "people men women children troops million cents")))
    return false;
  bool word = next->flags & TOKEN_WORD && !(next->flags & (TOKEN_CAPITAL | TOKEN_PARAGRAPH | TOKEN_ELISION));
  return word && !(next->classes & (LEX_STOP | LEX_SPEECH));
}

static bool is_money_word(const struct dates_reader *reader, size_t i)
{
  return reader_any(reader, i,
                    "euros dollars francs personnes people habitants soldats troops km kg tonnes metres "
                    "morts blesses fois points hommes femmes emplois places pages ans jours years days");
}

/* The year that ends a range: "2014-2015", "1914–18", "2014/15". */
static size_t read_until(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t dash = reader_dash(reader, i);
  if (dash == SIZE_MAX && reader_mark(reader, i, '/')) dash = 1;
  if (dash == SIZE_MAX) return 0;
  int last;
  if (reader_number(reader, i + dash, 2, 2, false, &last) && last > date->year % 100)
    date->until_year = date->year - date->year % 100 + last;
  else if (reader_number(reader, i + dash, 2, 2, false, &last) && date->year % 100 == 99 && last == 0)
    date->until_year = date->year + 1;
  else if (!reader_year(reader, i + dash, &date->until_year) || date->until_year <= date->year)
    return date->until_year = 0, 0;
  return dash + 1;
}

/* "300 av. J.-C.", "AD 79", "44 BC", "753-509 BC" */
static size_t read_era_year(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t front = reader_english(reader) && reader_any(reader, i, "ad bc") ? 1 : 0;
  if (front && !(reader_token(reader, i)->flags & TOKEN_ALL_CAPITAL)) return 0;
  if (!reader_number(reader, i + front, 1, 5, false, &date->year) || date->year == 0) return 0;
  date->kind = DATE_YEAR;
  date->before_christ = front && reader_is(reader, i, "bc");
  if (front) return 2;
  size_t dash = reader_dash(reader, i + 1), era;
  if (dash != SIZE_MAX && reader_number(reader, i + 1 + dash, 1, 4, false, &date->until_year)) {
    era = reader_era(reader, i + 2 + dash, &date->before_christ);
    return era ? 2 + dash + era : 0;
  }
  date->until_year = 0;
  era = reader_era(reader, i + 1, &date->before_christ);
  return era ? 1 + era : 0;
}

/* "in 476", "en 800": three figures are a year only there. */
static size_t read_early_year(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (i == 0 || !reader_any(reader, i - 1, "en in vers circa")) return 0;
  if (!reader_number(reader, i, 3, 3, false, &date->year) || is_counted(reader, i, i + 1)) return 0;
  const struct token *next = reader_token(reader, i + 1);
  date->kind = DATE_YEAR;
  return next->flags & TOKEN_MARK && !(next->flags & TOKEN_PARAGRAPH) && next->mark != '/' ? 1 : 0;
}

size_t read_year(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (reader_word(reader, i).kind == WORD_FISCAL) { /* "fiscal 2023", "fiscal year 2023" */
    size_t front = 1 + reader_is(reader, i + 1, "year");
    date->kind = DATE_YEAR;
    return reader_year(reader, i + front, &date->year) ? front + 1 : 0;
  }
  size_t taken = read_era_year(reader, i, date);
  if (taken) return taken;
  *date = (struct date){0};
  if (!reader_number(reader, i, 4, 4, false, &date->year)) return read_early_year(reader, i, date);
  if (date->year < 1000 || date->year > 2100 || reader_glued(reader, i)) return 0;
  date->kind = DATE_YEAR;
  taken = 1 + read_until(reader, i + 1, date);
  if (is_counted(reader, i, i + taken)) return 0;
  int before = time_before(reader, i);
  bool recent = date->year >= 1700 && date->year < 2060;
  if (taken > 1 && before == 2) recent = true;
  if (taken > 1) return before && recent ? taken : 0;
  if (before == 2) return is_money_word(reader, i + taken) ? 0 : taken;
  bool alone = reader_token(reader, i + taken)->flags & (TOKEN_MARK | TOKEN_PARAGRAPH);
  if (date->year % 100 == 0 && date->year % 400 && !alone) return 0;
  if (date->year % 1000 == 0 && !alone) return 0;
  return before && recent && !noun_follows(reader, i + taken) ? taken : 0;
}
