/* dates.c - goes through the tokens, reads what may begin a date, and keeps what the text has said so far. */
#include "tag/dates.h"

#include "base/clock.h"
#include "tag/dates_holidays.h"
#include "tag/dates_value.h"
#include "tag/lexicon.h"
#include "tag/times.h"

#include <stdio.h>

enum {
  STRENGTH_SURE = FIND_CERTAIN + 10,
  STRENGTH_HOLIDAY = FIND_CERTAIN + 14, /* of several words: "Labor Day 2023" is no event by the way */
  STRENGTH_YEAR = FIND_FAIR + 10
};

/* One stretch being read. */
struct reading {
  struct dates_reader reader;
  struct dates_context context;
  struct finds *finds;
  struct arena *arena;
  int told_year, told_month;  /* of the last date with a year of its own */
  size_t told_at, told_count; /* the token behind it; how many such dates there were */
  bool pointed;               /* the text has spoken of "today", so it is no tale of another time */
  bool paragraph_since;       /* a paragraph began behind told_at */
  size_t sentence;            /* the token that began the sentence */
  size_t day_past;            /* behind the last date that is a day; 0 when there was none in the sentence */
  int64_t day;
  const char *day_part;              /* its part of the day */
  struct clock_time open;            /* a time whose day may follow: "at 3 p.m. on Thursday" */
  size_t open_find, open_past;       /* its find and the token behind it; 0 when none is open */
  struct date waiting;               /* the last date, when it is a day or month without a year */
  size_t waiting_find, waiting_past; /* its find and the token behind it; 0 when none is waiting */
};

unsigned dates_language(struct slice tag)
{
  static const char *const month_first[] = {"en", "en-US", "en-us", "en-PH", "en-CA"};
  if (tag.length < 2 || (tag.length > 2 && tag.data[2] != '-')) return DATES_DAY_FIRST;
  if (slice_starts(tag, "fr")) return TAG_FRENCH | DATES_DAY_FIRST;
  if (!slice_starts(tag, "en")) return DATES_DAY_FIRST;
  for (size_t i = 0; i < sizeof month_first / sizeof *month_first; i++)
    if (slice_is(tag, month_first[i])) return TAG_ENGLISH;
  return TAG_ENGLISH | DATES_DAY_FIRST;
}

enum { NEAR = 60 /* tokens over which a year that was told still holds */ };

/* The year the text is telling of: that of a date just before, or, in a tale that never spoke of today, of
 * the last one. */
static int telling_year(const struct reading *reading, size_t i)
{
  const struct dates_context *context = &reading->context;
  if (!reading->told_year) return 0;
  int year, month, day;
  clock_date(context->published, &year, &month, &day);
  bool near = !reading->paragraph_since && i - reading->told_at <= NEAR;
  bool tale =
      !reading->pointed && reading->told_count >= 3 && (!context->known || reading->told_year < year - 1);
  if (context->known && reading->told_year >= year) return 0;
  return near || tale ? reading->told_year : 0;
}

static bool is_law(const struct dates_reader *reader, size_t i)
{
  return i > 1 && reader_is(reader, i - 1, "du") &&
         reader_any(reader, i - 2,
                    "loi arrete decret ordonnance convention traite directive circulaire accord");
}

static bool lacks_year(const struct date *date)
{
  return (date->kind == DATE_DAY || date->kind == DATE_MONTH || date->kind == DATE_HOLIDAY ||
          date->kind == DATE_NTH) &&
         !date->year && !date->year_shifted && !date->direction;
}

static bool needs_tense(const struct date *date)
{
  return lacks_year(date) || (date->kind == DATE_WEEKDAY && !date->direction) || date->kind == DATE_QUARTER ||
         date->kind == DATE_HALF || date->kind == DATE_SEASON ||
         (date->kind == DATE_WEEKEND && !date->direction);
}

static void note(struct reading *reading, size_t i, size_t past, const struct date *date,
                 const struct dates_point *point)
{
  bool full = date->year && (date->kind == DATE_DAY || date->kind == DATE_MONTH) && !date->before_christ;
  if (full && !is_law(&reading->reader, i)) {
    reading->told_year = date->year;
    reading->told_month = date->month;
    reading->told_at = past;
    reading->told_count++;
    reading->paragraph_since = false;
  }
  bool from_now = (date->kind == DATE_SHIFT || date->kind == DATE_WEEKDAY) && !date->anchored;
  reading->pointed = reading->pointed || from_now;
  if (lacks_year(date) && reading->context.year)
    reading->told_year = reading->context.year, reading->told_at = past;
  if (!point->unit) return;
  reading->context.named = point->unit;
  reading->context.last = point->day;
  int year, day;
  if (reading->context.year) {
    clock_date(point->day, &year, &reading->told_month, &day);
    reading->told_year = year;
  }
}

/* The time on a day: an evening's hour is of its half of the day. */
static struct slice value_of_time(struct reading *reading, struct clock_time time, bool dated)
{
  char text[TIMES_TEXT];
  const char *part = dated && reading->day_part ? reading->day_part : "";
  bool late =
      strcmp(part, "TEV") == 0 || strcmp(part, "TAF") == 0 || (strcmp(part, "TNI") == 0 && time.hour > 5);
  if (time.halved && late && time.hour < 12) time.hour += 12;
  times_format(&time, text);
  if (!dated) return arena_slice(reading->arena, slice_of(text));
  int year, month, day;
  clock_date(reading->day, &year, &month, &day);
  return slice_of(arena_format(reading->arena, "%04d-%02d-%02d%s", year, month, day, text));
}

enum { BETWEEN = 4 /* tokens that may stand between a time and its day */ };

static void keep_time(struct reading *reading, size_t i, size_t taken, const struct clock_time *time)
{
  struct find *find =
      finds_add(reading->finds, reading->reader.tokens, i, i + taken, FIND_TIME, STRENGTH_SURE, "time");
  if (!find) return;
  bool dated = reading->day_past > reading->sentence;
  find->value = value_of_time(reading, *time, dated);
  bool near = dated && i - reading->day_past <= BETWEEN;
  reading->open = *time;
  reading->open_past = near ? 0 : i + taken;
  reading->open_find = reading->finds->count - 1;
}

/* A day closes the time before it: "à 14 h 30, samedi". */
static void note_day(struct reading *reading, size_t i, size_t past, const struct date *date,
                     const struct dates_point *point)
{
  bool day = point->unit == 'D' && point->text[4] == '-' && point->text[5] != 'W';
  if (!day) return;
  reading->day_past = past;
  reading->day = point->day;
  reading->day_part = date->part;
  bool closes = reading->open_past > reading->sentence && i - reading->open_past <= BETWEEN;
  if (closes) reading->finds->list[reading->open_find].value = value_of_time(reading, reading->open, true);
  reading->open_past = 0;
}

/* True when nothing but words that join stands between the two: "de mai à juillet", "March and", "du 3 avril
 * au". */
static bool joins(const struct dates_reader *reader, size_t from, size_t past)
{
  if (past <= from || past - from > 3) return false;
  for (size_t i = from; i < past; i++) {
    bool dash = reader_dash(reader, i) == 1;
    if (!dash && !reader_any(reader, i, "a au et ou puis jusqu'au le to and or until through the"))
      return false;
  }
  return true;
}

/* A year that is said once, behind the second of two: "de mai à juillet 2023". */
static void lend_year(struct reading *reading, size_t i, const struct date *date)
{
  bool has_year = (date->kind == DATE_DAY || date->kind == DATE_MONTH) && date->year && !date->before_christ;
  struct date *before = &reading->waiting;
  if (!reading->waiting_past || !has_year || before->kind != date->kind) return;
  if (!joins(&reading->reader, reading->waiting_past, i)) return;
  before->year = date->year - (before->month > date->month);
  struct dates_point point = dates_resolve(before, &reading->context, 0);
  if (point.text[0])
    reading->finds->list[reading->waiting_find].value = arena_slice(reading->arena, slice_of(point.text));
}

static void wait_for_year(struct reading *reading, size_t past, const struct date *date)
{
  bool waits = (date->kind == DATE_DAY || date->kind == DATE_MONTH) && lacks_year(date) && !date->until_month;
  reading->waiting = *date;
  reading->waiting_find = reading->finds->count - 1;
  reading->waiting_past = waits ? past : 0;
}

/* "demain mardi", "hier (lundi)": the weekday is that of the day before it. */
static bool repeats(const struct reading *reading, size_t i, const struct date *date)
{
  const struct dates_context *context = &reading->context;
  bool bare = date->kind == DATE_WEEKDAY && !date->day && !date->direction && !date->week_shifted;
  bool beside = reading->day_past > reading->sentence && i - reading->day_past <= 1;
  if (!bare || !beside || context->named != 'D' || context->last != reading->day) return false;
  const struct dates_reader *reader = &reading->reader;
  bool joined = i == reading->day_past || reader_mark(reader, i - 1, ',') || reader_mark(reader, i - 1, '(');
  return joined && weekday_of(reading->day) == date->weekday;
}

static void keep(struct reading *reading, size_t i, size_t taken, const struct date *given)
{
  struct dates_context *context = &reading->context;
  struct date same = *given;
  const struct date *date = &same;
  same.anchored = same.anchored || repeats(reading, i, given);
  lend_year(reading, i, date);
  context->year = lacks_year(date) ? telling_year(reading, i) : 0;
  context->month = reading->told_month;
  int tense = needs_tense(date) ? dates_tense(&reading->reader, i, i + taken) : 0;
  struct dates_point point = dates_resolve(date, context, tense);
  int strength = taken == 1                   ? date->kind == DATE_YEAR ? STRENGTH_YEAR : STRENGTH_SURE
                 : date->kind == DATE_HOLIDAY ? STRENGTH_HOLIDAY
                                              : STRENGTH_SURE;
  struct find *find =
      finds_add(reading->finds, reading->reader.tokens, i, i + taken, FIND_DATE, strength, "date");
  if (!find) return;
  if (point.text[0]) find->value = arena_slice(reading->arena, slice_of(point.text));
  if (date->modifier) find->modifier = slice_of(date->modifier);
  wait_for_year(reading, i + taken, date);
  note(reading, i, i + taken, date, &point);
  note_day(reading, i, i + taken, date, &point);
}

/* "in two weeks" is a date where the text looks ahead, and a length of time elsewhere; "in the winter" is one
 * winter where it looks anywhere, and any winter elsewhere. */
static bool is_none(const struct reading *reading, size_t i, size_t taken, const struct date *date)
{
  const struct dates_reader *reader = &reading->reader;
  if (!reader_english(reader)) return false;
  if (date->kind == DATE_SHIFT && reader_is(reader, i, "in")) return dates_tense(reader, i, i + taken) <= 0;
  return date->kind == DATE_SEASON && taken == 1 && dates_tense(reader, i, i + taken) == 0;
}

static void set_published(struct dates_context *context, struct slice published)
{
  millis when = 0;
  if (published.length > 10)
    published.length = 10; /* the day as the newsroom writes it, whatever its clock */
  context->known = clock_parse(published, &when);
  if (context->known) context->published = when / 86400000 - (when % 86400000 < 0);
}

void dates_find(const struct tokens *tokens, struct finds *finds, struct arena *arena, unsigned language,
                struct slice published)
{
  struct dates_memo memo = {0};
  struct reading reading = {.reader = {tokens, language, 0, &memo, 0}, .finds = finds, .arena = arena};
  set_published(&reading.context, published);
  for (size_t i = 0; i < tokens->count;) {
    struct date date;
    const struct token *token = &tokens->list[i];
    if (token->flags & TOKEN_PARAGRAPH) reading.paragraph_since = true;
    bool opens = token->flags & (TOKEN_SENTENCE | TOKEN_PARAGRAPH);
    bool goes_on = i == reading.open_past && !(token->flags & TOKEN_PARAGRAPH) &&
                   (!(token->flags & TOKEN_CAPITAL) || token->classes & LEX_CALENDAR);
    if (opens && !goes_on) reading.sentence = i; /* the full stop of "3 p.m. on Friday" ends nothing */
    reading.reader.day_past = reading.day_past > reading.sentence ? reading.day_past : 0;
    reading.reader.start = i;
    unsigned begins = dates_begin(&reading.reader, i);
    struct clock_time time;
    size_t taken = begins & BEGINS_TIME ? times_read(&reading.reader, i, &time) : 0;
    if (taken) {
      keep_time(&reading, i, taken, &time);
      i += taken;
      continue;
    }
    taken = begins & BEGINS_DATE ? dates_read(&reading.reader, i, &date) : 0;
    if (taken && is_none(&reading, i, taken, &date)) taken = 0;
    if (taken) keep(&reading, i, taken, &date);
    i += taken ? taken : 1;
  }
}
