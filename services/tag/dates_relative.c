/* dates_relative.c - what is counted from today or from the day the text speaks of. */
#include "tag/dates.h"
#include "tag/dates_grammar.h"

static size_t shift(struct date *date, int number, int unit, size_t taken)
{
  date->kind = DATE_SHIFT;
  date->number = number;
  date->unit = (char)unit;
  return taken;
}

static size_t read_weekend(const struct dates_reader *reader, size_t i)
{
  if (reader_any(reader, i, "weekend week-end")) return 1;
  return reader_is(reader, i, "week") && reader_is(reader, i + 1, "end") && reader_glued(reader, i + 1) ? 2
                                                                                                        : 0;
}

/* A unit of the calendar, a season's year ("saison") too; clock units are none. */
static size_t read_unit(const struct dates_reader *reader, size_t i, int *unit)
{
  int none;
  if (reader_kind(reader, i, WORD_YEARLY, &none)) return *unit = 'Y', 1;
  return reader_kind(reader, i, WORD_UNIT, unit) && *unit != 'T' ? 1 : 0;
}

/* What "ce", "this", "last", "next" may stand before, or, in French, before "dernier" and "suivant". */
static size_t read_target(const struct dates_reader *reader, size_t i, struct date *date)
{
  int value;
  size_t taken = read_weekend(reader, i);
  if (taken) {
    date->kind = DATE_WEEKEND;
    return taken;
  }
  taken = read_part(reader, i, &date->part);
  if (taken) return shift(date, 0, 'D', taken);
  taken = read_unit(reader, i, &value);
  if (taken) return shift(date, 0, value, taken);
  if (reader_kind(reader, i, WORD_SEASON, &date->number)) {
    date->kind = DATE_SEASON;
    return 1;
  }
  return 0;
}

static void set_direction(struct date *date, int direction)
{
  date->direction = direction;
  if (date->kind == DATE_SHIFT) date->number = direction;
}

/* "dernière", "prochain", "suivante", "précédent" behind a French target. */
static size_t read_french_pointer(const struct dates_reader *reader, size_t i, struct date *date)
{
  switch (reader_word(reader, i).kind) {
  case WORD_LAST:
    set_direction(date, -1);
    return 1;
  case WORD_NEXT:
    set_direction(date, 1);
    return 1;
  case WORD_FOLLOWING:
  case WORD_PREVIOUS:
    if (reader_any(reader, i + 1, "le la les l' leur leurs son sa ses un une cette ce celui celle")) return 0;
    set_direction(date, reader_word(reader, i).kind == WORD_FOLLOWING ? 1 : -1);
    date->anchored = true;
    return 1;
  default:
    return 0;
  }
}

static size_t read_french_this(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t same = reader_word(reader, i + 1).kind == WORD_SAME ? 1 : 0;
  size_t taken = same ? 0 : read_weekday(reader, i + 1, date);
  date->pointed = true;
  if (taken) return date->kind == DATE_DAY ? 0 : 1 + taken; /* "ce" adds nothing to "mercredi 10 avril" */
  *date = (struct date){.pointed = true};
  taken = read_target(reader, i + 1 + same, date);
  if (!taken) return 0;
  taken += 1 + same;
  bool here = reader_glued(reader, i + taken) && reader_is(reader, i + taken, "ci");
  bool there = reader_glued(reader, i + taken) && reader_is(reader, i + taken, "la");
  date->anchored = there || same;
  bool day = date->kind == DATE_SHIFT && date->unit == 'D' && !date->part; /* "ce jour" is in the text */
  if (day && !date->anchored) return 0;
  return taken + here + there;
}

/* "même jour", "jour même", "nuit dernière", "semaine prochaine", "an dernier" */
static size_t read_french_target(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t same = reader_word(reader, i).kind == WORD_SAME ? 1 : 0;
  bool next_first = reader_word(reader, i).kind == WORD_NEXT || reader_word(reader, i).kind == WORD_LAST;
  size_t taken = read_target(reader, i + same + next_first, date);
  if (!taken) return 0;
  taken += same + next_first;
  bool article =
      i > 0 && (reader_token(reader, i - 1)->flags & TOKEN_ELISION || reader_any(reader, i - 1, "le au du"));
  if (date->kind == DATE_SEASON && !article) return 0; /* "a été" */
  if (same) {
    date->anchored = true;
    return taken;
  }
  if (next_first) {
    bool long_unit = date->kind == DATE_SHIFT && strchr("ECQS", date->unit);
    if (!long_unit) return 0;
    set_direction(date, reader_word(reader, i).kind == WORD_NEXT ? 1 : -1);
    return taken;
  }
  if (reader_is(reader, i + taken, "meme") && date->kind == DATE_SHIFT && date->unit == 'D') {
    date->anchored = true;
    return taken + 1;
  }
  bool plural = reader_any(reader, i, "jours semaines ans decennies siecles trimestres semestres");
  size_t pointer = plural ? 0 : read_french_pointer(reader, i + taken, date);
  if (!pointer) return 0;
  if (date->part) set_direction(date, date->direction < 0 ? -1 : 1);
  return taken + pointer;
}

/* "année 2019", "an 2000", "semaine du 5 mai" */
static size_t read_named_unit(const struct dates_reader *reader, size_t i, struct date *date)
{
  int unit;
  if (!reader_french(reader) || reader_word(reader, i).kind != WORD_UNIT) return 0;
  unit = reader_word(reader, i).value;
  if (unit == 'Y' && reader_year(reader, i + 1, &date->year) && !reader_any(reader, i, "ans")) {
    size_t taken = read_year(reader, i + 1, date);
    date->kind = DATE_YEAR;
    return taken ? 1 + taken : 2;
  }
  size_t of = reader_of(reader, i + 1);
  if (unit == 'E' && reader_year(reader, i + 1 + of, &date->number)) {
    date->kind = DATE_DECADE;
    return date->number % 10 ? 0 : 2 + of;
  }
  bool early = reader_is(reader, i, "an") && i > 0 && reader_is(reader, i - 1, "l'"); /* "l’an 800" */
  if (!early || !reader_number(reader, i + 1, 3, 3, false, &date->year)) return 0;
  date->kind = DATE_YEAR;
  return 2;
}

/* "semaine du 15 avril", "weekend of April 20": the week of that day. */
static size_t read_week_of(const struct dates_reader *reader, size_t i, struct date *date)
{
  size_t weekend = read_weekend(reader, i), taken = weekend ? weekend : 1;
  if (!weekend && !reader_any(reader, i, "semaine week")) return 0;
  size_t of = reader_of(reader, i + taken), at = i + taken + of;
  size_t more = of ? read_weekday(reader, at, date) : 0;
  if (of && !more) more = read_calendar(reader, at, date);
  if (!more || date->kind != DATE_DAY || date->until_day) return 0;
  date->whole = weekend ? 'E' : 'W';
  return taken + of + more;
}

/* "This Morning", "Saturday Night Live": capitals where the words have none. */
static bool is_title(const struct dates_reader *reader, size_t i, size_t at)
{
  const struct token *first = reader_token(reader, i), *target = reader_token(reader, at);
  return first->flags & TOKEN_CAPITAL && target->flags & TOKEN_CAPITAL && !(first->flags & TOKEN_ALL_CAPITAL);
}

/* "last week", "next Monday", "this morning", "the following year", "that day" */
static size_t read_english_pointed(const struct dates_reader *reader, size_t i, struct date *date)
{
  enum date_word_kind kind = reader_word(reader, i).kind;
  size_t more = kind == WORD_THIS && reader_any(reader, i + 1, "past coming same very") ? 1 : 0;
  if (kind == WORD_THAT && reader_is(reader, i + 1, "same")) more = 1;
  if (reader_glued(reader, i + 1)) return 0;
  size_t at = i + 1 + more, taken = read_weekday(reader, at, date);
  int direction = kind == WORD_LAST || kind == WORD_PREVIOUS    ? -1
                  : kind == WORD_NEXT || kind == WORD_FOLLOWING ? 1
                                                                : 0;
  if (more && reader_is(reader, i + 1, "past")) direction = -1;
  if (more && reader_is(reader, i + 1, "coming")) direction = 1;
  bool textual = kind == WORD_THAT || kind == WORD_SAME || kind == WORD_PREVIOUS || kind == WORD_FOLLOWING;
  if (taken) {
    if (date->kind != DATE_WEEKDAY || kind == WORD_SAME) return 0;
    date->direction = direction;
    date->pointed = kind == WORD_THIS;
    date->anchored = textual;
    return 1 + more + taken;
  }
  *date = (struct date){.pointed = kind == WORD_THIS, .direction = direction};
  bool near = direction ? !textual : kind == WORD_THIS; /* "this June" */
  if (near && reader_month(reader, at, &date->month)) {
    date->kind = DATE_MONTH;
    return 1 + more + 1;
  }
  if (kind == WORD_THAT && reader_any(reader, at, "fall spring") &&
      !(reader_token(reader, at + 1)->flags & (TOKEN_MARK | TOKEN_PARAGRAPH)))
    return 0; /* "those that fall under" */
  taken = textual ? 0 : read_holiday(reader, at, date);
  if (taken) return date->direction = direction, 1 + more + taken;
  taken = read_target(reader, at, date);
  if (!taken || reader_any(reader, at, "days weeks months years decades centuries quarters")) return 0;
  date->anchored = textual;
  set_direction(date, direction);
  if (date->kind == DATE_WEEKEND) date->pointed = kind == WORD_THIS;
  bool article = i > 0 && reader_is(reader, i - 1, "the");
  bool day = date->kind == DATE_SHIFT && date->unit == 'D';
  if (is_title(reader, i, at)) return 0;
  if (article && kind == WORD_NEXT && date->kind == DATE_SHIFT && !day) return 0; /* "the next week" lasts */
  if (article && kind == WORD_NEXT) date->anchored = true;
  if (article && kind == WORD_LAST && date->kind == DATE_SHIFT && date->unit != 'C')
    return 0; /* "the last week" lasts */
  if (day && !date->part && !date->anchored && kind != WORD_NEXT) return 0;
  if (day && date->part && kind == WORD_LAST && !reader_is(reader, at, "night") &&
      !reader_is(reader, at, "evening"))
    return 0;
  if (date->kind == DATE_SHIFT && date->unit == 'S') return 0;
  return 1 + more + taken;
}

size_t read_pointed(const struct dates_reader *reader, size_t i, struct date *date)
{
  enum date_word_kind kind = reader_word(reader, i).kind;
  if (reader_french(reader)) {
    if (kind == WORD_THIS) return read_french_this(reader, i, date);
    size_t taken = read_named_unit(reader, i, date);
    if (taken) return taken;
    *date = (struct date){0};
    return read_french_target(reader, i, date);
  }
  bool pointer = kind == WORD_LAST || kind == WORD_NEXT || kind == WORD_THIS || kind == WORD_THAT ||
                 kind == WORD_SAME || kind == WORD_PREVIOUS || kind == WORD_FOLLOWING;
  return pointer ? read_english_pointed(reader, i, date) : 0;
}

/* "hier matin", "avant-hier", "tomorrow night", "day after tomorrow" */
static size_t read_day(const struct dates_reader *reader, size_t i, struct date *date)
{
  struct date_word word = reader_word(reader, i);
  if (reader_french(reader) && reader_any(reader, i, "avant apres") && reader_glued(reader, i + 1) &&
      reader_any(reader, i + 1, "hier demain")) {
    size_t taken = shift(date, reader_is(reader, i + 1, "hier") ? -2 : 2, 'D', 2);
    return taken + read_part(reader, i + taken, &date->part);
  }
  bool english = reader_english(reader) && reader_is(reader, i, "day");
  if (english && reader_is(reader, i + 1, "after") && reader_is(reader, i + 2, "tomorrow"))
    return shift(date, 2, 'D', 3);
  if (english && reader_is(reader, i + 1, "before") && reader_is(reader, i + 2, "yesterday"))
    return shift(date, -2, 'D', 3);
  bool year_end = reader_english(reader) && i > 0 && reader_is(reader, i, "year") &&
                  reader_is(reader, i + 1, "end") && reader_glued(reader, i + 1);
  if (year_end && reader_any(reader, i - 1, "by at until before")) {
    date->modifier = "END";
    return shift(date, 0, 'Y', 2);
  }
  bool told = english && i > 0 && reader_is(reader, i - 1, "the") &&
              reader_any(reader, i + 1, "before after") &&
              reader_token(reader, i + 2)->flags & (TOKEN_MARK | TOKEN_PARAGRAPH);
  if (told) { /* "the day before." */
    date->anchored = true;
    return shift(date, reader_is(reader, i + 1, "after") ? 1 : -1, 'D', 2);
  }
  if (word.kind != WORD_DAY) return 0;
  const struct token *self = reader_token(reader, i);
  if (reader_english(reader) && self->flags & TOKEN_CAPITAL &&
      !(self->flags & (TOKEN_SENTENCE | TOKEN_ALL_CAPITAL)))
    return 0; /* "Yucatan Today" */
  size_t taken = shift(date, word.value, 'D', 1);
  if (reader_is(reader, i, "tonight")) date->part = "TNI";
  size_t at = reader_french(reader) && reader_is(reader, i + 1, "au") ? 1 : 0;
  size_t part = read_part(reader, i + taken + at, &date->part);
  return part ? taken + at + part : taken;
}

/* "veille", "lendemain matin", "veille au soir" */
static size_t read_text_day(const struct dates_reader *reader, size_t i, struct date *date)
{
  struct date_word word = reader_word(reader, i);
  if (reader_is(reader, i, "avant") && reader_is(reader, i + 1, "veille") && reader_glued(reader, i + 1)) {
    date->anchored = true;
    return shift(date, -2, 'D', 2);
  }
  if (word.kind != WORD_TEXT_DAY) return 0;
  size_t eve = i > 0 && reader_is(reader, i - 1, "avant") && reader_glued(reader, i) ? 1 : 0;
  if (eve) return 0;
  size_t of = reader_of(reader, i + 1);
  if (of && !reader_any(reader, i + 1, "du de d'")) of = 0;
  if (of && word.value != 1) return 0; /* "à la veille de" is no day */
  shift(date, word.value, 'D', 1);
  date->anchored = true;
  size_t at = reader_is(reader, i + 1, "au") ? 1 : 0, part = read_part(reader, i + 1 + at, &date->part);
  return part ? 1 + at + part : 1;
}

/* The unit behind a number, and "et demi": clock units have no value of their own. */
static size_t read_counted(const struct dates_reader *reader, size_t i, struct date *date)
{
  int count, unit;
  size_t taken = reader_count(reader, i, &count, &date->vague);
  if (!taken) return 0;
  if (date->vague && reader_any(reader, i + taken, "dizaines centaines milliers") &&
      reader_of(reader, i + taken + 1))
    taken += 1 + reader_of(reader, i + taken + 1);
  if (reader_any(reader, i + taken,
                 "dizaine quinzaine vingtaine trentaine quarantaine cinquantaine centaine") &&
      reader_any(reader, i + taken + 1, "de d'")) {
    static const struct {
      const char *word;
      int count;
    } tens[] = {{"dizaine", 10},     {"quinzaine", 15},    {"vingtaine", 20}, {"trentaine", 30},
                {"quarantaine", 40}, {"cinquantaine", 50}, {"centaine", 100}};
    for (size_t k = 0; k < sizeof tens / sizeof *tens; k++)
      if (reader_is(reader, i + taken, tens[k].word)) count = tens[k].count;
    date->modifier = "APPROX";
    taken += 2;
  }
  if (reader_any(reader, i + taken, "million millions milliard milliards billion")) {
    date->vague = true;
    taken += 1 + reader_of(reader, i + taken + 1);
  }
  if (reader_any(reader, i + taken, "and et") && reader_any(reader, i + taken + 1, "a") &&
      reader_is(reader, i + taken + 2, "half"))
    taken += 3;
  bool years = reader_french(reader) && reader_is(reader, i + taken, "annees");
  if (years) unit = 'Y';
  if (!years && !reader_kind(reader, i + taken, WORD_UNIT, &unit)) return 0;
  if (reader_is(reader, i + taken, "half")) return 0;
  shift(date, date->vague ? 1 : count, unit, 1);
  taken++;
  if (reader_french(reader) && reader_is(reader, i + taken, "et") &&
      reader_any(reader, i + taken + 1, "demi demie"))
    taken += 2;
  return taken;
}

/* "il y a deux ans", "il y a environ 3 000 ans" */
static size_t read_il_y_a(const struct dates_reader *reader, size_t i, struct date *date)
{
  bool typed = reader_is(reader, i + 1, "a") && reader_is(reader, i + 2, "y"); /* a common slip */
  if (!typed && (!reader_is(reader, i + 1, "y") || !reader_is(reader, i + 2, "a"))) return 0;
  size_t taken = 3;
  if (reader_any(reader, i + taken, "environ pres plus moins peut seulement tout exactement")) {
    taken += reader_is(reader, i + taken, "peut") ? 2 : reader_is(reader, i + taken, "tout") ? 2 : 1;
    if (reader_any(reader, i + taken, "de d'")) taken++;
    date->modifier = "APPROX";
  }
  size_t counted = read_counted(reader, i + taken, date);
  if (!counted) return 0;
  date->number = -date->number;
  taken += counted;
  struct date_word day = reader_word(reader, i + taken);
  if (date->unit == 'T') return 0;
  bool to_day = date->unit == 'Y' && day.kind == WORD_DAY; /* "il y a cent ans aujourd’hui" */
  if (to_day) date->day = 1, date->direction = day.value;
  return taken + to_day;
}

/* "dans deux jours", "in three months" */
static size_t read_dans(const struct dates_reader *reader, size_t i, struct date *date)
{
  if (reader_is(reader, i, "within")) return 0;
  size_t taken = 1;
  if (reader_any(reader, i + 1, "environ about moins")) taken += 1 + reader_any(reader, i + 2, "de d'");
  size_t counted = read_counted(reader, i + taken, date);
  if (!counted || date->unit == 'T') return 0;
  if (reader_any(reader, i + taken + counted, "of de d' for 's to from")) return 0;
  return taken + counted;
}

static size_t read_french_later(const struct dates_reader *reader, size_t i, int *direction)
{
  *direction = 1;
  if (reader_is(reader, i, "plus") && reader_any(reader, i + 1, "tard tot")) {
    *direction = reader_is(reader, i + 1, "tard") ? 1 : -1;
    return 2;
  }
  if (reader_is(reader, i, "auparavant")) return *direction = -1, 1;
  bool ends = reader_token(reader, i + 1)->flags & (TOKEN_MARK | TOKEN_PARAGRAPH);
  if (!ends || !reader_any(reader, i, "apres avant")) return 0;
  if (reader_is(reader, i, "avant")) *direction = -1;
  return 1;
}

/* "two years ago", "four days later", "trois jours plus tard", "decades ago" */
static size_t read_ago(const struct dates_reader *reader, size_t i, struct date *date)
{
  int unit, direction = 0;
  size_t taken = read_counted(reader, i, date);
  bool numbered =
      i > 0 && (reader_token(reader, i - 1)->flags & TOKEN_NUMBER || reader_mark(reader, i - 1, ']'));
  if (!taken && !numbered && reader_any(reader, i, "decades centuries years months weeks days generations")) {
    unit = reader_word(reader, i).value;
    taken = shift(date, 1, unit, 1);
    date->vague = true;
  }
  if (!taken) return 0;
  if (reader_french(reader)) {
    size_t later = read_french_later(reader, i + taken, &direction);
    if (!later) return 0;
    date->anchored = true;
    date->number *= direction;
    return date->unit == 'T' ? 0 : taken + later;
  }
  struct date_word word = reader_word(reader, i + taken);
  bool from_now = reader_is(reader, i + taken, "from") && reader_any(reader, i + taken + 1, "now today");
  if (from_now && date->unit != 'T') return taken + 2;
  if (word.kind == WORD_AGO && date->unit != 'T') {
    date->number = -date->number;
    struct date_word day = reader_word(reader, i + taken + 1);
    bool to_day = (date->unit == 'Y' || date->unit == 'M') && day.kind == WORD_DAY;
    if (to_day) date->day = 1, date->direction = day.value;
    size_t part = to_day ? read_part(reader, i + taken + 2, &date->part) : 0;
    return taken + 1 + to_day + part;
  }
  bool ends = reader_token(reader, i + taken + 1)->flags & (TOKEN_MARK | TOKEN_PARAGRAPH);
  bool sure = reader_any(reader, i + taken, "later earlier previously") ||
              (ends && reader_any(reader, i + taken, "before after afterwards"));
  if (word.kind != WORD_LATER || !sure || date->unit == 'T') return 0;
  if (reader_is(reader, i + taken + 1, "than")) return 0;
  date->anchored = true;
  date->number *= word.value;
  return taken + 1;
}

/* "plus tôt dans la semaine", "earlier this week", "later in the day"; of "plus tôt cette semaine" the week.
 */
static size_t read_within(const struct dates_reader *reader, size_t i, struct date *date)
{
  int direction = 0, unit;
  if (reader_french(reader)) {
    bool dans = reader_is(reader, i, "plus") && reader_any(reader, i + 1, "tot tard") &&
                reader_is(reader, i + 2, "dans") && reader_any(reader, i + 3, "la l' le");
    if (!dans || !reader_kind(reader, i + 4, WORD_UNIT, &unit)) return 0;
    date->modifier = reader_is(reader, i + 1, "tard") ? "END" : "START";
    return shift(date, 0, unit, 5);
  }
  if (reader_word(reader, i).kind != WORD_LATER || !reader_any(reader, i, "later earlier")) return 0;
  direction = reader_word(reader, i).value;
  size_t more = 0;
  if (reader_is(reader, i + 1, "in") && reader_is(reader, i + 2, "the") &&
      reader_kind(reader, i + 3, WORD_UNIT, &unit))
    more = shift(date, 0, unit, 3);
  if (!more && (reader_any(reader, i + 1, "this next last") || reader_any(reader, i + 1, "today tonight")))
    more = read_relative(reader, i + 1, date);
  if (!more || (date->kind != DATE_SHIFT && date->kind != DATE_SEASON)) return 0;
  date->modifier = direction > 0 ? "END" : "START";
  return 1 + more;
}

/* "nuit de samedi à dimanche", "soirée de mardi", "nuit du 10 au 11 avril", "morning of 20 May 1980" */
static size_t read_part_of(const struct dates_reader *reader, size_t i, struct date *date)
{
  const char *part = NULL;
  if (reader_glued(reader, i)) return 0;
  size_t taken = read_part(reader, i, &part), of = taken ? reader_of(reader, i + taken) : 0;
  if (!of) return 0;
  size_t at = i + taken + of, more = read_weekday(reader, at, date);
  if (!more) *date = (struct date){0}, more = read_calendar(reader, at, date);
  if (!more || (date->kind != DATE_DAY && date->kind != DATE_WEEKDAY)) return 0;
  date->part = part;
  date->until_day = date->until_month = date->until_year = 0;
  struct date morrow = {0};
  size_t joint = date->kind == DATE_WEEKDAY && reader_any(reader, at + more, "a au") ? 1 : 0;
  size_t last = joint ? read_weekday(reader, at + more + joint, &morrow) : 0;
  if (last && date->day && morrow.kind == DATE_DAY && date->day < morrow.day) {
    date->kind = DATE_DAY;
    date->month = morrow.month;
    date->year = morrow.year;
  }
  return taken + of + more + (last ? joint + last : 0);
}

size_t read_relative(const struct dates_reader *reader, size_t i, struct date *date)
{
  static size_t (*const readers[])(const struct dates_reader *, size_t, struct date *) = {
      read_day, read_text_day, read_part_of, read_week_of, read_ago, read_within, read_pointed};
  size_t taken = 0;
  for (size_t k = 0; !taken && k < sizeof readers / sizeof *readers; k++) {
    *date = (struct date){0};
    taken = readers[k](reader, i, date);
  }
  if (!taken && reader_word(reader, i).kind == WORD_IL) {
    *date = (struct date){0};
    taken = read_il_y_a(reader, i, date);
  }
  if (!taken && reader_word(reader, i).kind == WORD_DANS) {
    *date = (struct date){0};
    taken = read_dans(reader, i, date);
  }
  return taken;
}
