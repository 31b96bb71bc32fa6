/* fuzz_tokens.c - whatever text comes in: tokens are in order, apart, not empty, cut no code point, leave out
 * nothing but blanks and single hyphens, and their folded forms lie one behind the other within their room.
 */
#include "base/utf8.h"
#include "tag/fold.h"
#include "tag/tokens.h"

#include <stdint.h>
#include <stdlib.h>

static void demand(bool true_thing)
{
  if (!true_thing) abort();
}

/* Walks over what stands between two tokens. */
static void check_gap(struct slice text, size_t *byte, size_t *point, const struct token *token)
{
  size_t hyphens = 0;
  while (*byte < token->start) {
    uint32_t c = utf8_decode(text, byte);
    ++*point;
    hyphens += fold_kind_of(c) != FOLD_SPACE;
  }
  demand(*byte == token->start && *point == token->at);
  demand(hyphens == ((token->flags & TOKEN_GLUED) ? 1 : 0));
}

static void check_token(const struct tokens *tokens, const struct token *token, size_t *byte, size_t *point)
{
  check_gap(tokens->text, byte, point, token);
  for (; *byte < token->end; ++*point) utf8_decode(tokens->text, byte);
  demand(*byte == token->end && *point == token->past && token->end > token->start);
  unsigned kinds = token->flags & (TOKEN_WORD | TOKEN_NUMBER | TOKEN_MARK);
  demand(kinds && !(kinds & (kinds - 1)));
  demand(token->folded_length <= TOKEN_FOLD_MAX && token->folded + token->folded_length <= tokens->fold_used);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct tokens *tokens;
  if (!tokens) tokens = tokens_new();
  struct slice text = {(const char *)data, size};
  if (!utf8_valid(text)) return 0;
  size_t byte = 0, point = 0;
  tokens_begin(tokens, text);
  while (tokens_next(tokens)) {
    demand(tokens->count <= TOKENS_MAX && tokens->list[tokens->count].flags & TOKEN_PARAGRAPH);
    for (size_t i = 0; i < tokens->count; i++) check_token(tokens, &tokens->list[i], &byte, &point);
  }
  while (byte < size) demand(fold_kind_of(utf8_decode(text, &byte)) == FOLD_SPACE);
  return 0;
}
