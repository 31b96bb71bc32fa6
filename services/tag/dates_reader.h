/* dates_reader.h - the tokens as the grammar of dates looks at them. Places past the end read as an empty
 * token that begins a paragraph, and words of a new paragraph never continue a date. */
#ifndef TAG_DATES_READER_H
#define TAG_DATES_READER_H

#include "tag/dates_words.h"

/* What the words looked at last mean: readers look at the same few again and again. */
struct dates_memo {
  size_t past[32]; /* the token and one; 0: none */
  struct date_word words[32];
};

struct dates_reader {
  const struct tokens *tokens;
  unsigned language;       /* enum tag_language bits */
  size_t start;            /* where the expression begins: it may open a paragraph, what follows may not */
  struct dates_memo *memo; /* NULL: none */
  size_t day_past;         /* behind the last day that was read in the sentence; 0: none */
};

static inline const struct token *reader_token(const struct dates_reader *reader, size_t i)
{
  return &reader->tokens->list[i < reader->tokens->count ? i : reader->tokens->count];
}

static inline struct slice reader_folded(const struct dates_reader *reader, size_t i)
{
  return i < reader->tokens->count ? token_folded(reader->tokens, i) : (struct slice){"", 0};
}

bool reader_is(const struct dates_reader *reader, size_t i, const char *word); /* folded */
bool reader_mark(const struct dates_reader *reader, size_t i, uint32_t mark);
bool reader_glued(const struct dates_reader *reader, size_t i); /* to the token before, by a hyphen */
bool reader_french(const struct dates_reader *reader);
bool reader_english(const struct dates_reader *reader);

/* reader_any - true when the folded word at i is one of those in `words`, which are parted by spaces. */
bool reader_any(const struct dates_reader *reader, size_t i, const char *words);

/* reader_word - what the word at i means; WORD_NONE when it begins a paragraph. */
struct date_word reader_word(const struct dates_reader *reader, size_t i);
/* reader_kind - true when the word at i is of that kind. */
bool reader_kind(const struct dates_reader *reader, size_t i, enum date_word_kind kind, int *value);

/* reader_number - a number of `least` to `most` digits, with an ordinal ending if that is allowed ("1er",
 * "10th"). */
bool reader_number(const struct dates_reader *reader, size_t i, size_t least, size_t most, bool ordinal,
                   int *value);
/* reader_count - how many: figures or words, "a", "a couple of"; `vague` when it is "quelques". Tokens taken.
 */
size_t reader_count(const struct dates_reader *reader, size_t i, int *count, bool *vague);
/* reader_day - a day of the month in figures or words: tokens taken. */
size_t reader_day(const struct dates_reader *reader, size_t i, int *day);
/* reader_year - a year in a place where only a year can stand: 1000 to 2199. */
bool reader_year(const struct dates_reader *reader, size_t i, int *year);
/* reader_month - a month, and its full stop if it is abbreviated: tokens taken, 0 when there is none. */
size_t reader_month(const struct dates_reader *reader, size_t i, int *month);
/* reader_ordinal - "19th", "XIXe", "XIX e", "first": tokens taken. */
size_t reader_ordinal(const struct dates_reader *reader, size_t i, int *value);
/* reader_of - "de", "du", "de l’", "of the" and the like: tokens taken, 0 when there is none. */
size_t reader_of(const struct dates_reader *reader, size_t i);
/* reader_era - "av. J.-C.", "BC", "AD": tokens taken. */
size_t reader_era(const struct dates_reader *reader, size_t i, bool *before_christ);
/* reader_dash - a hyphen, a dash or a stroke between tokens i - 1 and i: tokens taken by it (0 for a hyphen
 * that glues), or SIZE_MAX when there is none. */
size_t reader_dash(const struct dates_reader *reader, size_t i);

#endif
