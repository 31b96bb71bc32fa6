/* dates_begin.c - which tokens a date or a clock time may begin with, told by the word and the one behind it:
 * nearly all of a text is passed over here. */
#include "tag/dates.h"
#include "tag/dates_grammar.h"
#include "tag/lexicon.h"

/* "ce", "deux", "dans": a word of dates or a number must follow. */
static bool goes_on(const struct token *next)
{
  return next->classes & LEX_CALENDAR || next->flags & (TOKEN_NUMBER | TOKEN_GLUED);
}

static bool starts_with(struct slice word, const char *any)
{
  return word.length && strchr(any, word.data[0]);
}

/* "une dizaine", "ten o'clock", "five p.m." */
static bool counts_on(struct slice next)
{
  bool tens = next.length > 6 && memcmp(next.data + next.length - 4, "aine", 4) == 0;
  return tens || (next.length < 8 && starts_with(next, "oap"));
}

static unsigned begin_word(const struct dates_reader *reader, size_t i)
{
  const struct token *next = reader_token(reader, i + 1);
  struct slice behind = reader_folded(reader, i + 1);
  switch (reader_word(reader, i).kind) {
  case WORD_NUMBER:
    return goes_on(next) || counts_on(behind) ? BEGINS_DATE | BEGINS_TIME : 0;
  case WORD_CLOCK:
    return BEGINS_TIME;
  case WORD_PART:
  case WORD_UNIT:
    return BEGINS_DATE | BEGINS_TIME; /* "noon", "half past three" */
  case WORD_VAGUE:
  case WORD_SAME:
  case WORD_PREVIOUS:
  case WORD_FOLLOWING:
  case WORD_NEXT:
  case WORD_LAST:
    return goes_on(next) ? BEGINS_DATE : 0;
  case WORD_THIS:
  case WORD_THAT:
    return goes_on(next) || starts_with(behind, "cv") ? BEGINS_DATE : 0; /* "this coming", "this very" */
  case WORD_DANS:
    return goes_on(next) || starts_with(behind, "aemq") ? BEGINS_DATE : 0; /* "in about", "dans environ" */
  case WORD_IL:
    return slice_is(behind, "y") || slice_is(behind, "a") ? BEGINS_DATE : 0;
  case WORD_PLUS:
    return starts_with(behind, "t") ? BEGINS_DATE : 0;
  case WORD_FRONT:
    return next->flags & TOKEN_GLUED ? BEGINS_DATE : 0;
  case WORD_EVERY:
    return goes_on(next) || slice_is(behind, "les") ? BEGINS_DATE : 0;
  case WORD_LATER:
    return starts_with(reader_folded(reader, i), "el") ? BEGINS_DATE : 0; /* "earlier", "later" */
  case WORD_AGO:
    return 0;
  default:
    return BEGINS_DATE;
  }
}

/* "XIXe siècle", "T2 2016", "Q3", "AD 79": capitals that are no words of dates. */
static bool begins_capital(const struct tokens *tokens, const struct token *token)
{
  const struct token *next = token + 1;
  const char *text = tokens->text.data + token->start;
  size_t length = token->end - token->start;
  if (length == 2 && text[1] >= '1' && text[1] <= '4') return true;
  if (next->flags & TOKEN_NUMBER) return length == 2;
  bool roman = text[0] == 'I' || text[0] == 'V' || text[0] == 'X';
  return roman && length < 12 && (next->classes & LEX_CALENDAR || next->past - next->at < 3);
}

unsigned dates_begin(const struct dates_reader *reader, size_t i)
{
  const struct token *token = &reader->tokens->list[i];
  if (token->flags & TOKEN_NUMBER) return BEGINS_DATE | BEGINS_TIME;
  if (token->classes & LEX_CALENDAR) return begin_word(reader, i);
  return token->flags & TOKEN_CAPITAL && begins_capital(reader->tokens, token) ? BEGINS_DATE : 0;
}
