/* tokens.c - see tokens.h. One pass over the bytes; a token never looks further ahead than its own end. */
#include "tag/tokens.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "tag/fold.h"

#include <stdlib.h>

enum { FOLD_ROOM = TOKENS_MAX * (TOKEN_FOLD_MAX + FOLD_MAX) };

struct tokens *tokens_new(void)
{
  struct tokens *tokens = memory_zero(1, sizeof *tokens);
  tokens->list = memory_alloc((TOKENS_MAX + 1) * sizeof *tokens->list);
  tokens->fold = memory_alloc(FOLD_ROOM);
  return tokens;
}

void tokens_free(struct tokens **tokens)
{
  if (!*tokens) return;
  free((*tokens)->list);
  free((*tokens)->fold);
  free(*tokens);
  *tokens = NULL;
}

void tokens_begin(struct tokens *tokens, struct slice text)
{
  tokens->text = text;
  tokens->count = tokens->byte = tokens->point = tokens->fold_used = 0;
  tokens->sentence_open = false;
}

static uint32_t peek(const struct tokens *tokens, size_t byte)
{
  if (byte >= tokens->text.length) return 0;
  return utf8_decode(tokens->text, &byte);
}

static bool is_apostrophe(uint32_t c)
{
  return c == '\'' || c == 0x2019 || c == 0x02BC;
}

static bool is_hyphen(uint32_t c)
{
  return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool is_letter(uint32_t c)
{
  enum fold_kind kind = fold_kind_of(c);
  return kind == FOLD_LOWER || kind == FOLD_UPPER;
}

/* Soft hyphens, joiners and the like: between two letters they part no word. */
static bool is_invisible(uint32_t c)
{
  return c == 0xAD || (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF;
}

static bool folded_is(const struct tokens *tokens, const struct token *token, const char *text)
{
  return slice_is((struct slice){tokens->fold + token->folded, token->folded_length}, text);
}

static bool is_elided(const struct tokens *tokens, const struct token *token)
{
  static const char *const long_forms[] = {"qu",     "jusqu",  "lorsqu", "puisqu",
                                           "quoiqu", "presqu", "quelqu", "entr"};
  struct slice word = {tokens->fold + token->folded, token->folded_length};
  if (word.length == 1) return strchr("ldnscjmt", word.data[0]) != NULL;
  for (size_t i = 0; i < sizeof long_forms / sizeof *long_forms; i++)
    if (slice_is(word, long_forms[i])) return true;
  return false;
}

/* An apostrophe behind the letters read so far: does the word end with it, end before it, or go on? A capital
 * that follows N’, M’, O’ or K’ is part of a name; L’ and D’ are articles even then. */
enum apostrophe { ENDS_BEFORE, ENDS_WITH, GOES_ON };
static enum apostrophe judge_apostrophe(const struct tokens *tokens, const struct token *token, size_t byte)
{
  size_t behind = byte;
  utf8_decode(tokens->text, &behind);
  uint32_t next = peek(tokens, behind);
  if (is_elided(tokens, token)) {
    bool name = token->folded_length == 1 && (token->flags & TOKEN_CAPITAL) &&
                fold_kind_of(next) == FOLD_UPPER && strchr("nmt", tokens->fold[token->folded]);
    return name ? GOES_ON : ENDS_WITH;
  }
  if (!is_letter(next)) return ENDS_BEFORE;
  if (next == 's' && !is_letter(peek(tokens, behind + 1))) return ENDS_BEFORE;
  return GOES_ON;
}

static void note_letter(struct tokens *tokens, struct token *token, uint32_t c)
{
  if (token->folded_length >= TOKEN_FOLD_MAX) return;
  size_t room = token->folded + token->folded_length;
  token->folded_length = (uint16_t)(token->folded_length + fold_put(c, tokens->fold + room));
}

/* The two possessive letters behind a word: "'s". */
static bool read_possessive(struct tokens *tokens, struct token *token)
{
  uint32_t next = peek(tokens, token->end);
  if (next != 's' || is_letter(peek(tokens, token->end + 1)) || !(token->flags & TOKEN_CLOSE)) return false;
  note_letter(tokens, token, 's');
  token->end += 1;
  token->past += 1;
  token->flags = (uint16_t)((token->flags & ~TOKEN_MARK) | TOKEN_WORD | TOKEN_ELISION);
  return true;
}

static void read_word(struct tokens *tokens, struct token *token)
{
  bool lower = false, upper_behind = false;
  size_t letters = 0;
  for (size_t byte = token->start; byte < tokens->text.length;) {
    size_t behind = byte;
    uint32_t c = utf8_decode(tokens->text, &behind);
    enum fold_kind kind = fold_kind_of(c);
    bool apostrophe = is_apostrophe(c) && letters;
    bool invisible = is_invisible(c) && letters && is_letter(peek(tokens, behind));
    if (apostrophe) {
      enum apostrophe verdict = judge_apostrophe(tokens, token, byte);
      if (verdict == ENDS_BEFORE) break;
      if (verdict == ENDS_WITH) token->flags |= TOKEN_ELISION;
    } else if (!invisible && (kind == FOLD_SPACE || kind == FOLD_MARK)) {
      break;
    }
    if (kind == FOLD_UPPER && letters) upper_behind = true;
    if (kind == FOLD_LOWER && lower == false) lower = true;
    if (kind == FOLD_UPPER && letters == 0) token->flags |= TOKEN_CAPITAL;
    if (kind == FOLD_UPPER && lower) token->flags |= TOKEN_MIXED;
    letters += kind == FOLD_UPPER || kind == FOLD_LOWER;
    if (!invisible) note_letter(tokens, token, apostrophe ? '\'' : c);
    token->end = (uint32_t)behind;
    token->past++;
    byte = behind;
    if (token->flags & TOKEN_ELISION) break;
  }
  if (upper_behind && !lower && (token->flags & TOKEN_CAPITAL)) token->flags |= TOKEN_ALL_CAPITAL;
}

static void finish_word(struct tokens *tokens, struct token *token)
{
  if (token->folded_length >= TOKEN_FOLD_MAX) token->folded_length = 0;
  token->hash = fold_hash(tokens->fold + token->folded, token->folded_length);
  tokens->fold_used = token->folded + token->folded_length;
}

static bool is_abbreviation(const struct tokens *tokens, const struct token *token)
{
  static const char *const known[] = {
      "mm",  "dr",  "pr",  "mr",   "mrs", "ms",  "st",   "ste",  "gen", "col", "lt",   "sgt", "jr",   "sr",
      "sen", "rep", "gov", "prof", "rev", "hon", "capt", "cmdr", "vs",  "etc", "av",   "bd",  "no",   "mt",
      "vol", "mgr", "ed",  "fig",  "pp",  "tel", "cf",   "art",  "ltd", "inc", "corp", "co",  "janv", "fevr",
      "jan", "feb", "mar", "apr",  "jun", "jul", "aug",  "sept", "sep", "oct", "nov",  "dec"};
  if (token->past - token->at == 1 && (token->flags & TOKEN_CAPITAL)) return true;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (folded_is(tokens, token, known[i])) return true;
  return false;
}

/* What stands between two tokens: spaces, line breaks, and a hyphen that joins words. */
struct gap {
  bool space, line;
};

static struct gap skip_spaces(struct tokens *tokens)
{
  struct gap gap = {false, false};
  while (tokens->byte < tokens->text.length) {
    size_t behind = tokens->byte;
    uint32_t c = utf8_decode(tokens->text, &behind);
    if (fold_kind_of(c) != FOLD_SPACE) break;
    gap.space = true;
    gap.line = gap.line || c == '\n' || c == '\r';
    tokens->byte = behind;
    tokens->point++;
  }
  return gap;
}

/* A hyphen between two letters or digits is not a token: it glues. */
static bool skip_hyphen(struct tokens *tokens)
{
  if (tokens->count == 0 || !is_hyphen(peek(tokens, tokens->byte))) return false;
  const struct token *last = &tokens->list[tokens->count - 1];
  size_t behind = tokens->byte;
  utf8_decode(tokens->text, &behind);
  enum fold_kind next = fold_kind_of(peek(tokens, behind));
  if (last->end != tokens->byte || !(last->flags & (TOKEN_WORD | TOKEN_NUMBER))) return false;
  if (next == FOLD_SPACE || next == FOLD_MARK || behind >= tokens->text.length) return false;
  tokens->byte = behind;
  tokens->point++;
  return true;
}

static void read_token(struct tokens *tokens, struct token *token)
{
  uint32_t c = peek(tokens, token->start);
  enum fold_kind kind = fold_kind_of(c);
  if (kind == FOLD_MARK) {
    size_t behind = token->start;
    utf8_decode(tokens->text, &behind);
    token->end = (uint32_t)behind;
    token->past++;
    token->flags |= TOKEN_MARK;
    token->mark = c;
    note_letter(tokens, token, c);
    if (is_apostrophe(c)) read_possessive(tokens, token);
  } else {
    token->flags |= kind == FOLD_DIGIT ? TOKEN_NUMBER : TOKEN_WORD;
    read_word(tokens, token);
  }
  finish_word(tokens, token);
}

static bool ends_sentence(uint32_t mark)
{
  return mark == '.' || mark == '!' || mark == '?' || mark == 0x2026 || mark == ':';
}

static bool opens_quote(uint32_t mark)
{
  return mark == '"' || mark == 0xAB || mark == 0x201C || mark == '(' || mark == 0x2014 || mark == 0x2013 ||
         mark == '-' || mark == 0x2018 || mark == '\'' || mark == '[' || mark == 0x2022;
}

/* "12.5", "example.org", "p.m.": a full stop with something small or a digit right behind it. */
static bool goes_on_behind_stop(const struct tokens *tokens, const struct token *token)
{
  bool close = token->flags & TOKEN_CLOSE && !(token->flags & TOKEN_CAPITAL) && tokens->count > 1;
  return close && token[-1].mark == '.' && token[-1].flags & TOKEN_CLOSE;
}

/* Notes a sentence's first word, and the full stop of an abbreviation as part of it. */
static void note_sentence(struct tokens *tokens, struct token *token, bool line)
{
  if (line) token->flags |= TOKEN_PARAGRAPH;
  if (line) tokens->sentence_open = false;
  if (token->flags & TOKEN_MARK) {
    const struct token *last = tokens->count ? token - 1 : NULL;
    bool abbreviated =
        token->mark == '.' && (token->flags & TOKEN_CLOSE) && last && is_abbreviation(tokens, last);
    if (abbreviated) tokens->list[tokens->count - 1].flags |= TOKEN_ABBREVIATED;
    if (ends_sentence(token->mark) && !abbreviated) tokens->sentence_open = false;
    if (!ends_sentence(token->mark) && !opens_quote(token->mark)) tokens->sentence_open = true;
    return;
  }
  if (!tokens->sentence_open && !goes_on_behind_stop(tokens, token)) token->flags |= TOKEN_SENTENCE;
  tokens->sentence_open = true;
}

/* Where the next stretch may begin: with the last paragraph, so that no quote is cut; else with the last
 * sentence. 0 when neither begins in the second half. */
static size_t last_start(const struct tokens *tokens)
{
  size_t sentence = 0;
  for (size_t i = tokens->count; i-- > TOKENS_MAX / 2;) {
    if (tokens->list[i].flags & TOKEN_PARAGRAPH) return i;
    if (tokens->list[i].flags & TOKEN_SENTENCE && !sentence) sentence = i;
  }
  return sentence;
}

/* Takes tokens back, and what stands before them: it tells that a paragraph begins. */
static void give_back_open_sentence(struct tokens *tokens)
{
  size_t start = last_start(tokens);
  if (!start) return;
  tokens->count = start;
  tokens->byte = tokens->list[start - 1].end;
  tokens->point = tokens->list[start - 1].past;
  tokens->sentence_open = false;
}

bool tokens_next(struct tokens *tokens)
{
  tokens->count = tokens->fold_used = 0;
  while (tokens->count < TOKENS_MAX) {
    struct gap gap = skip_spaces(tokens);
    bool glued = !gap.space && skip_hyphen(tokens);
    if (tokens->byte >= tokens->text.length) break;
    struct token *token = &tokens->list[tokens->count];
    *token = (struct token){.start = (uint32_t)tokens->byte,
                            .end = (uint32_t)tokens->byte,
                            .at = (uint32_t)tokens->point,
                            .past = (uint32_t)tokens->point,
                            .folded = (uint32_t)tokens->fold_used,
                            .flags = glued       ? TOKEN_GLUED
                                     : gap.space ? 0
                                                 : TOKEN_CLOSE};
    read_token(tokens, token);
    note_sentence(tokens, token, gap.line);
    tokens->byte = token->end;
    tokens->point = token->past;
    tokens->count++;
  }
  if (tokens->count == TOKENS_MAX) give_back_open_sentence(tokens);
  tokens->list[tokens->count] =
      (struct token){.start = (uint32_t)tokens->byte, .flags = TOKEN_MARK | TOKEN_PARAGRAPH};
  return tokens->count > 0;
}
