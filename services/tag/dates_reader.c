/* dates_reader.c - see dates_reader.h. */
#include "tag/dates_reader.h"

const struct token *reader_token(const struct dates_reader *reader, size_t i)
{
  return &reader->tokens->list[i < reader->tokens->count ? i : reader->tokens->count];
}

struct slice reader_folded(const struct dates_reader *reader, size_t i)
{
  return i < reader->tokens->count ? token_folded(reader->tokens, i) : (struct slice){"", 0};
}

bool reader_is(const struct dates_reader *reader, size_t i, const char *word)
{
  return slice_is(reader_folded(reader, i), word);
}

struct date_word reader_word(const struct dates_reader *reader, size_t i, bool continues)
{
  const struct token *token = reader_token(reader, i);
  if (!(token->flags & TOKEN_WORD) || (continues && token->flags & TOKEN_PARAGRAPH))
    return (struct date_word){WORD_NONE, 0};
  return date_word_of(reader_folded(reader, i), reader->language);
}

bool reader_kind(const struct dates_reader *reader, size_t i, enum date_word_kind kind, int *value)
{
  struct date_word word = reader_word(reader, i, true);
  if (word.kind != kind) return false;
  *value = word.value;
  return true;
}

bool reader_number(const struct dates_reader *reader, size_t i, size_t least, size_t most, bool ordinal,
                   int *value)
{
  const struct token *token = reader_token(reader, i);
  struct slice text = reader_folded(reader, i);
  size_t digits = 0;
  if (!(token->flags & TOKEN_NUMBER)) return false;
  *value = 0;
  while (digits < text.length && digits < 9 && text.data[digits] >= '0' && text.data[digits] <= '9')
    *value = *value * 10 + text.data[digits++] - '0';
  if (digits < least || digits > most) return false;
  if (digits == text.length) return true;
  struct slice ending = slice_from(text, digits);
  return ordinal && (slice_is(ending, "er") || slice_is(ending, "st") || slice_is(ending, "nd") ||
                     slice_is(ending, "rd") || slice_is(ending, "th"));
}

bool reader_day(const struct dates_reader *reader, size_t i, int *day)
{
  return reader_number(reader, i, 1, 2, true, day) && *day >= 1 && *day <= 31;
}

bool reader_year(const struct dates_reader *reader, size_t i, int *year)
{
  return !(reader_token(reader, i)->flags & TOKEN_PARAGRAPH) && reader_number(reader, i, 4, 4, false, year) &&
         *year >= 1000 && *year <= 2199;
}

bool reader_mark(const struct dates_reader *reader, size_t i, uint32_t mark)
{
  return reader_token(reader, i)->flags & TOKEN_MARK && reader_token(reader, i)->mark == mark;
}

size_t reader_month(const struct dates_reader *reader, size_t i, int *month)
{
  if (!reader_kind(reader, i, WORD_MONTH, month)) return 0;
  bool stop = reader_folded(reader, i).length <= 5 && reader_mark(reader, i + 1, '.') &&
              reader_token(reader, i)->flags & TOKEN_ABBREVIATED;
  return stop && (reader_token(reader, i + 2)->flags & TOKEN_NUMBER) ? 2 : 1;
}
