/* dates_calendar.c - days, months and weekdays: what a calendar has printed on it. */
#include "tag/dates.h"
#include "tag/dates_grammar.h"

static bool is_day_and_month(int day, int month)
{
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

/* The mark between figures of a date: '/', '.', or '-' for a hyphen that glues; 0 when there is none. */
static uint32_t separator(const struct dates_reader *reader, size_t i, size_t *next)
{
  const struct token *mark = reader_token(reader, i), *behind = reader_token(reader, i + 1);
  *next = i;
  if (mark->flags & TOKEN_NUMBER && mark->flags & TOKEN_GLUED) return '-';
  bool close = mark->flags & TOKEN_CLOSE && behind->flags & TOKEN_CLOSE && behind->flags & TOKEN_NUMBER;
  *next = i + 1;
  return close && mark->flags & TOKEN_MARK && (mark->mark == '/' || mark->mark == '.') ? mark->mark : 0;
}

/* Figures go on behind: an address, a version, a telephone number. */
static bool goes_on(const struct dates_reader *reader, size_t i)
{
  size_t next;
  return separator(reader, i, &next) != 0;
}

/* A year of two figures is the one that lies nearest to our own time. */
static int full_year(int year)
{
  return year + (year < 50 ? 2000 : 1900);
}

/* 2024-04-12, 2024/04/12, 2024.04.12 */
static size_t read_year_first(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t b, c;
  uint32_t mark = separator(reader, i + 1, &b);
  if (!mark || !reader_year(reader, i, &date->year) || !reader_number(reader, b, 1, 2, false, &date->month))
    return 0;
  if (separator(reader, b + 1, &c) != mark) return 0;
  if (i > 0 && reader_token(reader, i)->flags & TOKEN_CLOSE && reader_mark(reader, i - 1, mark)) return 0;
  struct slice text = reader_folded(reader, c);
  bool clock = text.length > 3 && text.data[2] == 't'; /* 2024-04-12T10:30 */
  if (clock) date->day = (text.data[0] - '0') * 10 + text.data[1] - '0';
  if (!clock && !reader_number(reader, c, 1, 2, false, &date->day)) return 0;
  date->kind = DATE_DAY;
  if (!is_day_and_month(date->day, date->month) || (!clock && goes_on(reader, c + 1))) return 0;
  return c + 1 - i;
}

static void set_day_and_month(const struct dates_reader *reader, int a, int b, struct date *date)
{
  bool day_first = (reader->language & DATES_DAY_FIRST && b <= 12) || a > 12;
  date->kind = DATE_DAY;
  date->day = day_first ? a : b;
  date->month = day_first ? b : a;
}

/* 12/04/2024, 12.04.2024, 12-04-2024, 12/04/24 */
static size_t read_year_last(const struct dates_reader *reader, size_t i, struct date *date)
{
  int a, b;
  size_t second, third;
  uint32_t mark = separator(reader, i + 1, &second);
  if (!mark || !reader_number(reader, i, 1, 2, false, &a) || !reader_number(reader, second, 1, 2, false, &b))
    return 0;
  if (separator(reader, second + 1, &third) != mark || goes_on(reader, third + 1)) return 0;
  if (i > 0 && reader_token(reader, i)->flags & TOKEN_CLOSE && reader_mark(reader, i - 1, mark)) return 0;
  if (reader_number(reader, third, 2, 2, false, &date->year))
    date->year = full_year(date->year);
  else if (!reader_year(reader, third, &date->year))
    return 0;
  set_day_and_month(reader, a, b, date);
  return is_day_and_month(date->day, date->month) ? third + 1 - i : 0;
}

/* "le 15/2", "on 2/15": only where a day must stand. */
static size_t read_day_stroke(const struct dates_reader *reader, size_t i, struct date *date)
{
  int a, b;
  if (i == 0 || !reader_any(reader, i - 1, "le du au on") || !reader_mark(reader, i + 1, '/')) return 0;
  if (!reader_number(reader, i, 1, 2, false, &a) || !reader_number(reader, i + 2, 1, 2, false, &b)) return 0;
  if (goes_on(reader, i + 3)) return 0;
  set_day_and_month(reader, a, b, date);
  return is_day_and_month(date->day, date->month) ? 3 : 0;
}

/* 2024-04; 2011-12 is two years. */
static size_t read_year_and_month(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (!reader_glued(reader, i + 1) || !reader_year(reader, i, &date->year)) return 0;
  if (!reader_number(reader, i + 1, 2, 2, false, &date->month) || reader_glued(reader, i + 2)) return 0;
  date->kind = DATE_MONTH;
  bool years = date->month == date->year % 100 + 1;
  return date->month >= 1 && date->month <= 12 && !years ? 2 : 0;
}

size_t read_digits(const struct dates_reader *reader, size_t i, struct date *date)
{
  static size_t (*const readers[])(const struct dates_reader *, size_t, struct date *) = {
      read_year_first, read_year_last, read_day_stroke, read_year_and_month};
  for (size_t k = 0; k < sizeof readers / sizeof *readers; k++) {
    *date = (struct date){0};
    size_t taken = readers[k](reader, i, date);
    if (taken) return taken;
  }
  return 0;
}

size_t read_part(const struct dates_reader *reader, size_t i, const char **part)
{
  int value;
  if (reader_french(reader) && reader_is(reader, i, "apres") && reader_is(reader, i + 1, "midi") &&
      reader_glued(reader, i + 1)) {
    *part = "TAF";
    return 2;
  }
  if (!reader_kind(reader, i, WORD_PART, &value)) return 0;
  *part = date_parts[value];
  return 1;
}

/* "dernier", "prochain", "matin", "night", "au soir": what may follow a day. */
static size_t read_behind_day(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = 0;
  int value;
  if (reader_french(reader) && reader_kind(reader, i, WORD_LAST, &value)) date->direction = -1, taken = 1;
  if (reader_french(reader) && reader_kind(reader, i, WORD_NEXT, &value)) date->direction = 1, taken = 1;
  if (reader_french(reader) && reader_kind(reader, i, WORD_PREVIOUS, &value))
    date->direction = -1, date->anchored = true, taken = 1;
  if (reader_french(reader) && reader_kind(reader, i, WORD_FOLLOWING, &value))
    date->direction = 1, date->anchored = true, taken = 1;
  size_t at = reader_french(reader) && reader_is(reader, i + taken, "au") ? 1 : 0;
  size_t part = read_part(reader, i + taken + at, &date->part);
  return part ? taken + at + part : taken;
}

/* The year behind a day or month, given ("2024", "43 av. J.-C.") or pointed at ("de l’année dernière", "last
 * year"). */
static size_t read_its_year(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t comma = reader_english(reader) && reader_mark(reader, i, ',') ? 1 : 0;
  size_t of = comma ? comma : reader_of(reader, i);
  if (reader_year(reader, i + of, &date->year) && !reader_mark(reader, i + of + 1, '%')) {
    size_t era = reader_era(reader, i + of + 1, &date->before_christ);
    return of + 1 + era;
  }
  int few;
  bool christ = false;
  bool short_year = reader_french(reader) && !of && date->kind == DATE_MONTH && !date->until_month;
  if (short_year && reader_number(reader, i, 2, 2, false, &few) && few > 31 && /* "mai 68" */
      !(reader_token(reader, i + 1)->flags & (TOKEN_WORD | TOKEN_NUMBER | TOKEN_GLUED)) &&
      !reader_mark(reader, i + 1, '%')) {
    date->year = full_year(few);
    return 1;
  }
  if (!comma && reader_number(reader, i + of, 1, 3, false, &few)) {
    size_t era = reader_era(reader, i + of + 1, &christ);
    if (era || (few > 99 && !(reader_token(reader, i + of + 1)->flags & TOKEN_WORD))) {
      date->year = few;
      date->before_christ = christ;
      return of + 1 + era;
    }
  }
  struct date pointed = {0};
  size_t article = of == 0 && reader_any(reader, i, "l' the") ? 1 : of;
  if (comma) return 0;
  size_t taken = read_pointed(reader, i + article, &pointed);
  if (!taken || pointed.kind != DATE_SHIFT || pointed.unit != 'Y' || pointed.vague) return 0;
  date->year_shifted = true;
  date->year_anchored = pointed.anchored;
  date->year_shift = pointed.number;
  return article + taken;
}

static size_t read_behind(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t year = read_its_year(reader, i, date);
  if (!year) return read_behind_day(reader, i, date);
  bool at = reader_french(reader) && date->kind == DATE_DAY && reader_is(reader, i + year, "au");
  size_t part = at ? read_part(reader, i + year + 1, &date->part) : 0; /* "10 mai 1981 au soir" */
  return part ? year + 1 + part : year;
}

/* "10 avril 2024", "1er mai", "10 April", "10th day of April" */
static size_t read_day_month(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = reader_day(reader, i, &date->day);
  if (!taken) return 0;
  if (reader_english(reader) && reader_is(reader, i + taken, "day")) taken++;
  if (reader_english(reader) && reader_is(reader, i + taken, "of")) taken++;
  size_t month = reader_month(reader, i + taken, &date->month);
  if (!month) return 0;
  date->kind = DATE_DAY;
  taken += month;
  size_t year = read_behind(reader, i + taken, date);
  if (!year && reader_english(reader) && reader_any(reader, i + taken, "last next")) {
    date->direction = reader_is(reader, i + taken, "last") ? -1 : 1;
    return reader_token(reader, i + taken + 1)->flags & TOKEN_WORD ? taken : taken + 1;
  }
  return taken + year;
}

/* "16 au 23 juin 2016", "3-5 May": one expression; the first day has month and year of the second. */
static size_t read_day_range(const struct dates_reader *reader, size_t i, struct date *date)
{
  int first;
  size_t taken = reader_day(reader, i, &first);
  if (!taken) return 0;
  size_t dash = reader_dash(reader, i + taken);
  if (dash == SIZE_MAX) dash = reader_any(reader, i + taken, "au to through until") ? 1 : SIZE_MAX;
  if (dash == SIZE_MAX) return 0;
  size_t more = read_day_month(reader, i + taken + dash, date);
  if (!more || date->day <= first) return 0;
  date->until_day = date->day;
  date->until_month = date->month;
  date->until_year = date->year;
  date->day = first;
  return taken + dash + more;
}

/* "3, 4 et 5 mai": the days before the last one are expressions of their own. */
static size_t read_day_list(const struct dates_reader *reader, size_t i, struct date *date)
{
  int day;
  size_t first = reader_day(reader, i, &day), at = i + first;
  if (!first || reader_token(reader, i)->flags & TOKEN_GLUED) return 0;
  for (int items = 0; items < 5; items++) {
    if (!reader_any(reader, at, "et ou and or & ,") && !reader_mark(reader, at, '/')) return 0;
    int other, weekday;
    at += reader_kind(reader, at + 1, WORD_WEEKDAY, &weekday) ? 2 : 1;
    if (reader_any(reader, at, "le the")) at++;
    if (read_day_month(reader, at, date)) {
      date->day = day;
      return first;
    }
    size_t taken = reader_day(reader, at, &other);
    if (!taken) return 0;
    at += taken;
  }
  return 0;
}

/* "April 10, 2024", "April 10th", "April 10-12", "May the 4th" */
static size_t read_month_day(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = reader_month(reader, i, &date->month);
  if (!taken || !reader_english(reader)) return 0;
  if (reader_is(reader, i + taken, "the")) taken++;
  size_t day = reader_day(reader, i + taken, &date->day);
  if (!day || (reader_glued(reader, i + taken) && taken == 1)) return 0;
  taken += day;
  date->kind = DATE_DAY;
  size_t dash = reader_dash(reader, i + taken);
  if (dash == SIZE_MAX && reader_any(reader, i + taken, "to through")) dash = 1;
  int until, month;
  size_t last = dash == SIZE_MAX ? 0 : reader_day(reader, i + taken + dash, &until);
  if (last && until > date->day && !reader_month(reader, i + taken + dash + last, &month)) {
    date->until_day = until;
    date->until_month = date->month;
    taken += dash + last;
  }
  taken += read_behind(reader, i + taken, date);
  if (date->until_day) date->until_year = date->year;
  return taken;
}

/* Months that are also common words or names need a word in front that says time. */
static bool month_stands_alone(const struct dates_reader *reader, size_t i)
{
  struct slice word = reader_folded(reader, i);
  bool capital = reader_token(reader, i)->flags & TOKEN_CAPITAL;
  bool opens = reader_token(reader, i)->flags & TOKEN_SENTENCE;
  if (reader_french(reader)) {
    if (capital && !opens) return false;
    return capital ? word.length > 4 : word.length > 3 || slice_is(word, "mai");
  }
  if (!capital) return word.length > 5 && !slice_is(word, "august");
  if (word.length > 3 && !slice_is(word, "march") && !slice_is(word, "august") && !slice_is(word, "april") &&
      !slice_is(word, "june"))
    return true;
  if (i == 0) return reader_token(reader, i + 1)->flags & TOKEN_PARAGRAPH;
  if (slice_is(word, "april") || slice_is(word, "june"))
    return (reader_token(reader, i - 1)->flags & (TOKEN_CAPITAL | TOKEN_SENTENCE)) != TOKEN_CAPITAL &&
           !(reader_token(reader, i + 1)->flags & TOKEN_CAPITAL);
  return reader_any(reader, i - 1,
                    "in since last next of until by this during from late early mid for before "
                    "after to through between every each ending");
}

/* "décembre 2023", "mars", "mars dernier", "December of 2023", "March–April 2020" */
static size_t read_month(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = reader_month(reader, i, &date->month);
  if (!taken) return 0;
  date->kind = DATE_MONTH;
  size_t dash = reader_dash(reader, i + taken), until;
  if (dash != SIZE_MAX && (until = reader_month(reader, i + taken + dash, &date->until_month)) != 0)
    taken += dash + until;
  size_t year = read_its_year(reader, i + taken, date);
  if (date->until_month) date->until_year = date->year;
  if (year) return taken + year;
  if (!date->until_month && !month_stands_alone(reader, i)) return 0;
  struct date behind = *date;
  size_t more = read_behind_day(reader, i + taken, &behind);
  if (!more || behind.part) return taken;
  *date = behind;
  return taken + more;
}

static size_t read_day_in_figures(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = read_day_month(reader, i, date);
  if (taken) return taken;
  *date = (struct date){0};
  taken = read_day_range(reader, i, date);
  if (taken) return taken;
  *date = (struct date){0};
  taken = read_day_list(reader, i, date);
  if (!taken) *date = (struct date){0};
  return taken;
}

/* "de la semaine prochaine", "of last week" behind a weekday. */
static size_t read_its_week(const struct dates_reader *reader, size_t i, struct date *date)
{
  struct date pointed = {0};
  size_t of = reader_of(reader, i), taken = read_pointed(reader, i + of, &pointed);
  if (!taken || pointed.kind != DATE_SHIFT || pointed.unit != 'W' || pointed.vague) return 0;
  if (pointed.anchored || pointed.modifier) return 0;
  date->week_shifted = true;
  date->week_shift = pointed.number;
  return of + taken;
}

/* English weekdays in three letters stand before a day only. */
static bool is_short(const struct dates_reader *reader, size_t i)
{
  return reader_english(reader) && reader_folded(reader, i).length < 6;
}

/* "mercredi 10 avril", "jeudi soir", "jeudi dernier", "Thursday, April 11, 2024" */
size_t read_weekday(const struct dates_reader *reader, size_t i, struct date *date)
{
  int weekday;
  if (!reader_kind(reader, i, WORD_WEEKDAY, &weekday)) {
    struct date_word word = reader_word(reader, i);
    if (word.kind != WORD_WEEKDAY) return 0;
    weekday = word.value;
  }
  size_t taken = 1;
  const char *part = NULL;
  if (is_short(reader, i) && reader_mark(reader, i + 1, '.')) taken++;
  size_t before = is_short(reader, i) ? 0 : read_part(reader, i + taken, &part);
  size_t comma = reader_mark(reader, i + taken + before, ',') ? 1 : 0;
  size_t article = reader_any(reader, i + taken + before + comma, "le the") ? 1 : 0;
  size_t at = i + taken + before + comma + article, more = read_day_in_figures(reader, at, date);
  if (!more) more = read_digits(reader, at, date);
  if (!more && !article) more = read_month_day(reader, at, date);
  if (more && date->kind == DATE_DAY) {
    date->weekday = weekday;
    if (part && !date->part) date->part = part;
    return at + more - i;
  }
  *date = (struct date){.kind = DATE_WEEKDAY, .weekday = weekday};
  bool paper = reader_english(reader) && i > 0 && reader_is(reader, i - 1, "the") &&
               reader_token(reader, i)->flags & TOKEN_CAPITAL &&
               reader_token(reader, i - 1)->flags & TOKEN_CAPITAL &&
               reader_token(reader, i + 1)->flags & TOKEN_CAPITAL; /* "The Sunday Times" */
  if (paper) return 0;
  if (is_short(reader, i)) return 0;
  int day;
  bool bare =
      reader_french(reader) && reader_number(reader, i + 1, 1, 2, true, &day) && day >= 1 && day <= 31;
  if (bare && !(reader_token(reader, i + 2)->flags & (TOKEN_NUMBER | TOKEN_GLUED)) &&
      !reader_any(reader, i + 2, "h heure heures %")) {
    date->day = day;
    return reader_is(reader, i + 2, "er") ? 3 : 2;
  }
  taken += read_behind_day(reader, i + 1, date);
  return taken + read_its_week(reader, i + taken, date);
}

/* "third Thursday of November", "premier lundi de mai", "last Friday in March" */
size_t read_nth(const struct dates_reader *reader, size_t i, struct date *date)
{
  enum date_word_kind kind = reader_word(reader, i).kind;
  int which = -1;
  size_t taken = kind == WORD_LAST ? 1 : kind == WORD_ORDINAL ? reader_ordinal(reader, i, &which) : 0;
  if (!taken || which > 5 || !reader_kind(reader, i + taken, WORD_WEEKDAY, &date->weekday)) return 0;
  taken++;
  size_t of = reader_is(reader, i + taken, "in") ? 1 : reader_of(reader, i + taken);
  size_t month = of ? reader_month(reader, i + taken + of, &date->month) : 0;
  if (!month) return 0;
  date->kind = DATE_NTH;
  date->number = which;
  taken += of + month;
  return taken + read_its_year(reader, i + taken, date);
}

/* "chaque vendredi", "tous les lundis matin", "every Sunday evening" */
size_t read_every(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (reader_word(reader, i).kind != WORD_EVERY) return 0;
  size_t all = reader_is(reader, i, "tous") ? 1 : 0;
  if (all && !reader_is(reader, i + 1, "les")) return 0;
  enum date_word_kind asked = all ? WORD_WEEKDAYS : WORD_WEEKDAY;
  if (!reader_kind(reader, i + 1 + all, asked, &date->weekday)) return 0;
  date->kind = DATE_EVERY;
  return 2 + all + read_part(reader, i + 2 + all, &date->part);
}

size_t read_calendar(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t taken = read_month_day(reader, i, date);
  if (taken) return taken;
  *date = (struct date){0};
  taken = read_day_in_figures(reader, i, date);
  if (taken) return taken;
  *date = (struct date){0};
  return read_month(reader, i, date);
}
