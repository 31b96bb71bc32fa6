/* dates_reader.h - the tokens as the grammar of dates looks at them. Places past the end read as an empty
 * token that begins a paragraph, and words of a new paragraph never continue a date. */
#ifndef TAG_DATES_READER_H
#define TAG_DATES_READER_H

#include "tag/dates_words.h"

struct dates_reader {
  const struct tokens *tokens;
  unsigned language; /* enum dates_language bits */
};

const struct token *reader_token(const struct dates_reader *reader, size_t i);
struct slice reader_folded(const struct dates_reader *reader, size_t i);
bool reader_is(const struct dates_reader *reader, size_t i, const char *word); /* folded */
bool reader_mark(const struct dates_reader *reader, size_t i, uint32_t mark);

/* reader_word - what the word at i means; with `continues`, WORD_NONE when it begins a paragraph. */
struct date_word reader_word(const struct dates_reader *reader, size_t i, bool continues);
/* reader_kind - true when the word at i continues the text and is of that kind. */
bool reader_kind(const struct dates_reader *reader, size_t i, enum date_word_kind kind, int *value);

/* reader_number - a number of `least` to `most` digits, with an ordinal ending if that is allowed ("1er",
 * "10th"). */
bool reader_number(const struct dates_reader *reader, size_t i, size_t least, size_t most, bool ordinal,
                   int *value);
bool reader_day(const struct dates_reader *reader, size_t i, int *day);
/* reader_year - a year in a place where only a year can stand: 1000 to 2199. */
bool reader_year(const struct dates_reader *reader, size_t i, int *year);
/* reader_month - a month, and its full stop if it is abbreviated: tokens taken, 0 when there is none. */
size_t reader_month(const struct dates_reader *reader, size_t i, int *month);

#endif
