/* dates.c - the grammar of dates over tokens.
 *
 * Each `read_` function looks at the tokens from one place on, and returns how many belong to the expression
 * it knows (0: none), with what they say. Which is tried is decided by the first token, and none looks more
 * than eight ahead, so the whole is linear. */
#include "tag/dates.h"

#include "base/clock.h"
#include "tag/dates_reader.h"
#include "tag/lexicon.h"

typedef size_t read_fn(const struct dates_reader *reader, size_t i, struct date *date);

/* behind_day - "dernier", "prochain", "matin", "last night": what may follow a day. */
static size_t behind_day(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = 0;
  int value;
  if (reader->language & DATES_FRENCH && reader_kind(reader, i, WORD_LAST, &value))
    date->direction = -1, taken = 1;
  if (reader->language & DATES_FRENCH && reader_kind(reader, i, WORD_NEXT, &value))
    date->direction = 1, taken = 1;
  if (reader_kind(reader, i + taken, WORD_PART, &value)) date->part = date_parts[value], taken++;
  if (reader_is(reader, i + taken, "apres") && reader_is(reader, i + taken + 1, "midi"))
    date->part = "TAF", taken += 2;
  return taken;
}

/* 2024-04-12, 12/04/2024, 12.04.2024 */
static size_t read_digits(const struct dates_reader *reader, size_t i, struct date *date)
{
  int a, b, c;
  date->kind = DATE_DAY;
  if (reader_number(reader, i, 4, 4, false, &a) && reader_token(reader, i + 1)->flags & TOKEN_GLUED &&
      reader_number(reader, i + 1, 2, 2, false, &b) && reader_token(reader, i + 2)->flags & TOKEN_GLUED &&
      reader_number(reader, i + 2, 2, 2, false, &c)) {
    date->year = a, date->month = b, date->day = c;
    return b >= 1 && b <= 12 && c >= 1 && c <= 31 ? 3 : 0;
  }
  bool marked = (reader_mark(reader, i + 1, '/') && reader_mark(reader, i + 3, '/')) ||
                (reader_mark(reader, i + 1, '.') && reader_mark(reader, i + 3, '.'));
  if (!marked || !reader_number(reader, i, 1, 2, false, &a) ||
      !reader_number(reader, i + 2, 1, 2, false, &b) || !reader_number(reader, i + 4, 4, 4, false, &c))
    return 0;
  bool day_first = reader->language & DATES_FRENCH || a > 12;
  date->day = day_first ? a : b;
  date->month = day_first ? b : a;
  date->year = c;
  return date->day >= 1 && date->day <= 31 && date->month >= 1 && date->month <= 12 ? 5 : 0;
}

/* "10 avril 2024", "1er mai", "10 April", "10th of April" */
static size_t read_day_month(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (!reader_day(reader, i, &date->day)) return 0;
  size_t taken = date->day == 1 && reader_is(reader, i + 1, "er") ? 2 : 1;
  if (reader_is(reader, i + 1, "of") && reader->language & DATES_ENGLISH) taken++;
  size_t month = reader_month(reader, i + taken, &date->month);
  if (!month) return 0;
  taken += month;
  date->kind = DATE_DAY;
  size_t comma = reader_mark(reader, i + taken, ',') && reader->language & DATES_ENGLISH ? 1 : 0;
  if (reader_year(reader, i + taken + comma, &date->year)) return taken + comma + 1;
  return taken + behind_day(reader, i + taken, date);
}

/* "April 10, 2024", "April 10" */
static size_t read_month_day(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = reader_month(reader, i, &date->month);
  if (!taken || !(reader->language & DATES_ENGLISH) || !(reader_token(reader, i)->flags & TOKEN_CAPITAL))
    return 0;
  if (!reader_day(reader, i + taken, &date->day)) return 0;
  taken++;
  date->kind = DATE_DAY;
  size_t comma = reader_mark(reader, i + taken, ',') ? 1 : 0;
  if (reader_year(reader, i + taken + comma, &date->year)) taken += comma + 1;
  return taken;
}

/* Months that are also common words or names need a word in front that says time. */
static bool month_stands_alone(const struct dates_reader *reader, size_t i)
{
  static const char *const before[] = {"in",    "since", "last", "next",   "of",    "until",
                                       "by",    "this",  "en",   "during", "from",  "late",
                                       "early", "mid",   "for",  "before", "after", "depuis"};
  struct slice word = reader_folded(reader, i);
  bool capital = reader_token(reader, i)->flags & TOKEN_CAPITAL, french = reader->language & DATES_FRENCH;
  if (french && !capital) return word.length > 3 || slice_is(word, "mai");
  if (french) return reader_token(reader, i)->flags & TOKEN_SENTENCE && word.length > 4;
  if (!capital) return false;
  if (word.length > 3 && !slice_is(word, "march") && !slice_is(word, "august")) return true;
  for (size_t k = 0; i > 0 && k < sizeof before / sizeof *before; k++)
    if (reader_is(reader, i - 1, before[k])) return true;
  return false;
}

/* "décembre 2023", "mars", "mars dernier", "December 2023" */
static size_t read_month(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = reader_month(reader, i, &date->month);
  if (!taken) return 0;
  date->kind = DATE_MONTH;
  size_t comma = reader_mark(reader, i + taken, ',') && reader->language & DATES_ENGLISH ? 1 : 0;
  if (reader_year(reader, i + taken + comma, &date->year)) return taken + comma + 1;
  if (!month_stands_alone(reader, i)) return 0;
  struct date behind = *date;
  size_t more = behind_day(reader, i + 1, &behind);
  if (more && behind.part) return 1;
  *date = behind;
  return 1 + more;
}

/* "mercredi 10 avril", "jeudi soir", "jeudi dernier", "Thursday, April 11, 2024" */
static size_t read_weekday(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (!reader_kind(reader, i, WORD_WEEKDAY, &date->weekday)) return 0;
  size_t comma = reader_mark(reader, i + 1, ',') && !(reader->language & DATES_FRENCH) ? 1 : 0;
  size_t more = read_day_month(reader, i + 1 + comma, date);
  if (!more) more = read_month_day(reader, i + 1 + comma, date);
  if (more) return 1 + comma + more;
  date->kind = DATE_WEEKDAY;
  int day;
  if (!comma && reader->language & DATES_FRENCH && reader_day(reader, i + 1, &day)) return 2;
  return 1 + behind_day(reader, i + 1, date);
}

static size_t shift(struct date *date, int number, int unit, size_t taken)
{
  date->kind = DATE_SHIFT;
  date->number = number;
  date->unit = (char)unit;
  return taken;
}

/* What "ce", "this", "last", "next" may stand before: a weekday, a unit, a part of the day, a season. */
static size_t read_pointed(const struct dates_reader *reader, size_t i, int direction, struct date *date)
{
  int value;
  size_t taken = read_weekday(reader, i, date);
  if (taken) {
    if (direction && date->kind == DATE_WEEKDAY) date->direction = direction;
    return taken;
  }
  if (reader_kind(reader, i, WORD_UNIT, &value)) return shift(date, direction, value, 1);
  if (reader_kind(reader, i, WORD_PART, &value)) {
    date->part = date_parts[value];
    return shift(date, direction, 'D', 1);
  }
  if (reader_kind(reader, i, WORD_SEASON, &date->number)) {
    date->kind = DATE_SEASON;
    date->direction = direction;
    return 1;
  }
  if (direction && reader_month(reader, i, &date->month)) {
    date->kind = DATE_MONTH;
    date->direction = direction;
    return 1;
  }
  if (reader_is(reader, i, "apres") && reader_is(reader, i + 1, "midi")) {
    date->part = "TAF";
    return shift(date, 0, 'D', 2);
  }
  return 0;
}

static size_t read_this(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t more = read_pointed(reader, i + 1, 0, date);
  if (!more || date->kind == DATE_DAY) return 0; /* "ce" adds nothing to "mercredi 10 avril" */
  bool day =
      date->kind == DATE_SHIFT && date->unit == 'D' && !date->part; /* "ce jour" points into the text */
  return day ? 0 : 1 + more;
}

static size_t read_last_next(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (reader->language & DATES_FRENCH) return 0;
  int direction = reader_word(reader, i, false).kind == WORD_LAST ? -1 : 1;
  size_t more = read_pointed(reader, i + 1, direction, date);
  return more ? 1 + more : 0;
}

/* "semaine dernière", "an prochain", "année 2019" */
static size_t read_unit(const struct dates_reader *reader, size_t i, struct date *date)
{
  int unit = reader_word(reader, i, false).value, value;
  if (!(reader->language & DATES_FRENCH)) return 0;
  if (unit == 'Y' && reader_year(reader, i + 1, &date->year)) {
    date->kind = DATE_YEAR;
    return 2;
  }
  if (reader_kind(reader, i + 1, WORD_LAST, &value)) return shift(date, -1, unit, 2);
  if (reader_kind(reader, i + 1, WORD_NEXT, &value)) return shift(date, 1, unit, 2);
  return 0;
}

static size_t read_relative_day(const struct dates_reader *reader, size_t i, struct date *date)
{
  struct date_word word = reader_word(reader, i, false);
  size_t taken = shift(date, word.value, 'D', 1);
  if (reader_is(reader, i, "tonight")) date->part = "TEV";
  return taken + behind_day(reader, i + 1, date);
}

/* "début avril", "fin mars 2024", "mi-octobre", "early May" */
static size_t read_edge(const struct dates_reader *reader, size_t i, struct date *date)
{
  int month;
  if (!reader_month(reader, i + 1, &month)) return 0;
  size_t more = read_month(reader, i + 1, date);
  return more ? 1 + more : 0;
}

static size_t read_season(const struct dates_reader *reader, size_t i, struct date *date)
{
  int value;
  date->number = reader_word(reader, i, false).value;
  date->kind = DATE_SEASON;
  if (reader_year(reader, i + 1, &date->year)) return 2;
  if (reader_is(reader, i + 1, "of") && reader_year(reader, i + 2, &date->year)) return 3;
  if (!(reader->language & DATES_FRENCH)) return 0;
  if (i == 0 || !(reader_token(reader, i - 1)->flags & TOKEN_ELISION || reader_is(reader, i - 1, "le")))
    return 0;
  date->direction = reader_kind(reader, i + 1, WORD_LAST, &value)   ? -1
                    : reader_kind(reader, i + 1, WORD_NEXT, &value) ? 1
                                                                    : 0;
  return date->direction ? 2 : 0;
}

/* "années 1970", "années 70" */
static size_t read_decade(const struct dates_reader *reader, size_t i, struct date *date)
{
  date->kind = DATE_DECADE;
  if (!reader_year(reader, i + 1, &date->number)) {
    if (!reader_number(reader, i + 1, 2, 2, false, &date->number)) return 0;
    date->number += 1900;
  }
  return date->number % 10 == 0 ? 2 : 0;
}

static int roman_value(struct slice text, size_t *used)
{
  int total = 0, last = 0;
  for (*used = 0; *used < text.length; ++*used) {
    char c = text.data[*used];
    int value = c == 'i' ? 1 : c == 'v' ? 5 : c == 'x' ? 10 : 0;
    if (!value) break;
    total += value > last ? value - 2 * last : value;
    last = value;
  }
  return total;
}

/* "XIXe siècle", "19th century": called at the first of the two. */
static size_t read_century(const struct dates_reader *reader, size_t i, struct date *date)
{
  int none;
  if (!reader_kind(reader, i + 1, WORD_CENTURY, &none)) return 0;
  struct slice text = reader_folded(reader, i);
  size_t used;
  date->kind = DATE_CENTURY;
  date->number = roman_value(text, &used);
  struct slice ending = slice_from(text, used);
  if (!used && reader_token(reader, i)->flags & TOKEN_NUMBER)
    for (; used < text.length && used < 2 && text.data[used] >= '0' && text.data[used] <= '9'; used++)
      date->number = date->number * 10 + text.data[used] - '0';
  if (used) ending = slice_from(text, used);
  bool ordinal = ending.length && ending.length <= 3 && strchr("erstndthm", ending.data[0]);
  return used && ordinal && date->number >= 1 && date->number <= 22 ? 2 : 0;
}

/* "deuxième trimestre 2024", "second quarter of 2016" */
static size_t read_quarter(const struct dates_reader *reader, size_t i, struct date *date)
{
  int none;
  date->kind = DATE_QUARTER;
  date->number = reader_word(reader, i, false).value;
  if (!reader_kind(reader, i + 1, WORD_QUARTER, &none)) return 0;
  size_t of = reader_is(reader, i + 2, "of") || reader_is(reader, i + 2, "de") ? 1 : 0;
  return reader_year(reader, i + 2 + of, &date->year) ? 3 + of : 0;
}

static bool count_at(const struct dates_reader *reader, size_t i, int *count)
{
  return reader_number(reader, i, 1, 3, false, count) || reader_kind(reader, i, WORD_NUMBER, count);
}

/* "il y a deux ans" */
static size_t read_ago_french(const struct dates_reader *reader, size_t i, struct date *date)
{
  int count, unit;
  if (!reader_is(reader, i + 1, "y") || !reader_is(reader, i + 2, "a") || !count_at(reader, i + 3, &count))
    return 0;
  return reader_kind(reader, i + 4, WORD_UNIT, &unit) ? shift(date, -count, unit, 5) : 0;
}

/* "two years ago": called at the number */
static size_t read_ago_english(const struct dates_reader *reader, size_t i, struct date *date)
{
  int count, unit;
  if (!count_at(reader, i, &count) || !reader_kind(reader, i + 1, WORD_UNIT, &unit)) return 0;
  return reader_word(reader, i + 2, true).kind == WORD_AGO ? shift(date, -count, unit, 3) : 0;
}

static bool is_unit_mark(const struct token *token)
{
  return token->flags & TOKEN_MARK && (token->mark == '%' || token->mark == '$' || token->mark == 0x20AC);
}

/* A bare number of four digits is a year when nothing says that something is counted or numbered: "2024 %",
 * "2024,5", "1 2024", "$2024". */
static bool year_is_counted(const struct dates_reader *reader, size_t i)
{
  const struct token *self = reader_token(reader, i), *next = reader_token(reader, i + 1);
  const struct token *behind = reader_token(reader, i + 2), *before = i ? reader_token(reader, i - 1) : NULL;
  if (is_unit_mark(next)) return true;
  bool comma = reader_mark(reader, i + 1, ',') && next->flags & TOKEN_CLOSE;
  if (comma && behind->flags & TOKEN_CLOSE) return (behind->flags & TOKEN_NUMBER) != 0;
  if (next->flags & TOKEN_NUMBER && !(next->flags & TOKEN_GLUED)) return true;
  if (!before) return false;
  if (before->flags & TOKEN_NUMBER && !(self->flags & TOKEN_CLOSE)) return true;
  bool marked = before->flags & TOKEN_MARK && self->flags & TOKEN_CLOSE;
  return marked && before->mark != '(' && before->mark != '/' && before->mark != '[';
}

/* Words in front of a year that leave no doubt. */
static bool names_a_time(const struct dates_reader *reader, size_t i)
{
  static const char *const before[] = {"en",     "depuis", "fin",    "debut", "mi",    "jusqu'en",
                                       "annee",  "avant",  "apres",  "in",    "since", "until",
                                       "before", "after",  "during", "late",  "early"};
  for (size_t k = 0; i > 0 && k < sizeof before / sizeof *before; k++)
    if (reader_is(reader, i - 1, before[k])) return true;
  return i > 0 && reader_mark(reader, i - 1, '(');
}

static bool unit_follows(const struct dates_reader *reader, size_t i)
{
  const struct token *next = reader_token(reader, i + 1);
  bool word = next->flags & TOKEN_WORD && !(next->flags & (TOKEN_CAPITAL | TOKEN_PARAGRAPH | TOKEN_ELISION));
  return word && !(next->classes & LEX_STOP) && !(next->classes & LEX_SPEECH);
}

static size_t read_year(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (!reader_number(reader, i, 4, 4, false, &date->year) || date->year < 1000 || date->year > 2099) return 0;
  if (reader_token(reader, i)->flags & TOKEN_GLUED || year_is_counted(reader, i)) return 0;
  bool recent = date->year >= 1900 && date->year < 2060;
  if (!names_a_time(reader, i) && (!recent || unit_follows(reader, i))) return 0;
  date->kind = DATE_YEAR;
  int next;
  if (reader_token(reader, i + 1)->flags & TOKEN_GLUED && reader_number(reader, i + 1, 2, 4, false, &next))
    return 2;
  return reader_token(reader, i + 1)->flags & TOKEN_GLUED ? 0 : 1;
}

/* "1970s" */
static size_t read_decade_english(const struct dates_reader *reader, size_t i, struct date *date)
{
  struct slice text = reader_folded(reader, i);
  if (text.length != 5 || text.data[4] != 's') return 0;
  date->kind = DATE_DECADE;
  date->number = 0;
  for (size_t k = 0; k < 4; k++) {
    if (text.data[k] < '0' || text.data[k] > '9') return 0;
    date->number = date->number * 10 + text.data[k] - '0';
  }
  return date->number % 10 == 0 ? 1 : 0;
}

/* "16 au 23 juin 2016", "16 et 17 juin", "16-23 June": the first day takes month and year of the second. */
static size_t read_range(const struct dates_reader *reader, size_t i, struct date *date)
{
  static const char *const between[] = {"au", "et", "a", "to", "and"};
  int first;
  if (!reader_day(reader, i, &first)) return 0;
  bool joined = false;
  for (size_t k = 0; k < sizeof between / sizeof *between; k++)
    joined = joined || reader_is(reader, i + 1, between[k]);
  if (!joined || !read_day_month(reader, i + 2, date)) return 0;
  date->day = first;
  return 1;
}

static size_t read_number(const struct dates_reader *reader, size_t i, struct date *date)
{
  static read_fn *const readers[] = {read_digits,      read_day_month, read_range,         read_century,
                                     read_ago_english, read_year,      read_decade_english};
  for (size_t k = 0; k < sizeof readers / sizeof *readers; k++) {
    *date = (struct date){0};
    size_t taken = readers[k](reader, i, date);
    if (taken) return taken;
  }
  return 0;
}

static size_t read_months(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = read_month_day(reader, i, date);
  return taken ? taken : read_month(reader, i, date);
}

static size_t read_word(const struct dates_reader *reader, size_t i, struct date *date)
{
  static read_fn *const readers[] = {[WORD_MONTH] = read_months,
                                     [WORD_WEEKDAY] = read_weekday,
                                     [WORD_UNIT] = read_unit,
                                     [WORD_LAST] = read_last_next,
                                     [WORD_NEXT] = read_last_next,
                                     [WORD_THIS] = read_this,
                                     [WORD_EDGE] = read_edge,
                                     [WORD_SEASON] = read_season,
                                     [WORD_DAY] = read_relative_day,
                                     [WORD_DECADE] = read_decade,
                                     [WORD_ORDINAL] = read_quarter,
                                     [WORD_NUMBER] = read_ago_english,
                                     [WORD_AGO] = NULL};
  *date = (struct date){0};
  struct date_word word = reader_word(reader, i, false);
  if (reader_is(reader, i, "il") && reader->language & DATES_FRENCH) return read_ago_french(reader, i, date);
  if (word.kind == WORD_NONE) return read_century(reader, i, date);
  return (size_t)word.kind < sizeof readers / sizeof *readers && readers[word.kind]
             ? readers[word.kind](reader, i, date)
             : 0;
}

static bool may_begin(const struct token *token, const struct token *next)
{
  if (token->flags & TOKEN_NUMBER) return true;
  if (!(token->flags & TOKEN_WORD)) return false;
  return token->classes & (LEX_MONTH | LEX_WEEKDAY | LEX_DATE) || next->classes & LEX_DATE;
}

void dates_find(const struct tokens *tokens, struct finds *finds, struct arena *arena, unsigned language,
                struct slice published)
{
  const struct dates_reader reader = {tokens, language};
  millis when = 0;
  if (published.length > 10)
    published.length = 10; /* the day as the newsroom writes it, whatever its clock */
  bool known = clock_parse(published, &when);
  int64_t day = known ? when / 86400000 - (when % 86400000 < 0) : 0;
  for (size_t i = 0; i < tokens->count;) {
    struct date date;
    const struct token *token = &tokens->list[i];
    size_t taken = !may_begin(token, token + 1)  ? 0
                   : token->flags & TOKEN_NUMBER ? read_number(&reader, i, &date)
                                                 : read_word(&reader, i, &date);
    if (taken && i + taken <= tokens->count) {
      struct find *find = finds_add(finds, tokens, i, i + taken, FIND_DATE, FIND_CERTAIN + 10, "date");
      if (find) find->value = dates_value(arena, &date, known, day);
    }
    i += taken ? taken : 1;
  }
}
