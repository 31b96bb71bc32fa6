/* dates_read.c - which reader of the grammar is tried is decided by the first token. */
#include "tag/dates.h"
#include "tag/dates_grammar.h"
#include "tag/lexicon.h"

typedef size_t read_fn(const struct dates_reader *reader, size_t i, struct date *date);

static size_t try_all(read_fn *const *readers, size_t count, const struct dates_reader *reader, size_t i,
                      struct date *date)
{
  for (size_t k = 0; k < count; k++) {
    *date = (struct date){0};
    size_t taken = readers[k](reader, i, date);
    if (taken && i + taken <= reader->tokens->count) return taken;
  }
  return 0;
}

#define TRY(readers) try_all(readers, sizeof readers / sizeof *readers, reader, i, date)

static size_t read_number(const struct dates_reader *reader, size_t i, struct date *date)
{
  static read_fn *const readers[] = {read_digits, read_nth,      read_calendar,
                                     read_period, read_relative, read_year};
  if (!(reader->language & (TAG_FRENCH | TAG_ENGLISH))) {
    read_fn *const figures[] = {read_digits};
    return TRY(figures);
  }
  return TRY(readers);
}

/* "August 9, 2000" in a French text. */
static size_t read_foreign(const struct dates_reader *reader, size_t i, struct date *date)
{
  const struct dates_reader english = {reader->tokens, TAG_ENGLISH, i, NULL, 0};
  *date = (struct date){0};
  size_t taken = read_calendar(&english, i, date);
  return taken >= 4 && date->kind == DATE_DAY && date->year ? taken : 0;
}

size_t dates_read(const struct dates_reader *reader, size_t i, struct date *date)
{
  static read_fn *const months[] = {read_calendar};
  static read_fn *const weekdays[] = {read_holiday, read_weekday};
  static read_fn *const words[] = {read_nth, read_edge, read_calendar, read_period, read_relative};
  static read_fn *const years[] = {read_year};
  static read_fn *const sets[] = {read_every};
  static read_fn *const fronts[] = {read_relative};
  static read_fn *const others[] = {read_period, read_year};
  const struct token *token = reader_token(reader, i);
  size_t taken;
  if (token->flags & TOKEN_NUMBER) return read_number(reader, i, date);
  switch (reader_word(reader, i).kind) {
  case WORD_MONTH:
    taken = token->flags & TOKEN_CAPITAL && reader_french(reader) ? read_foreign(reader, i, date) : 0;
    return taken ? taken : TRY(months);
  case WORD_WEEKDAY:
    return TRY(weekdays);
  case WORD_FISCAL:
    return TRY(years);
  case WORD_EVERY:
    return TRY(sets);
  case WORD_FRONT:
    return reader_glued(reader, i + 1) ? TRY(fronts) : 0;
  case WORD_NONE:
    if (token->classes & LEX_MONTH && token->flags & TOKEN_CAPITAL && reader_french(reader))
      return read_foreign(reader, i, date);
    return token->flags & TOKEN_CAPITAL || token->classes & LEX_CALENDAR ? TRY(others) : 0;
  default:
    return TRY(words);
  }
}
