/* finds.c - see finds.h. */
#include "tag/finds.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "tag/fold.h"

#include <stdlib.h>

static uint64_t key_of(const struct tokens *tokens, size_t first, size_t past)
{
  uint64_t key = 0;
  for (size_t i = first; i < past; i++) key = fold_join(key, tokens->list[i].hash);
  return key;
}

struct find *finds_add(struct finds *finds, const struct tokens *tokens, size_t first, size_t past,
                       enum find_type type, int strength, const char *rule)
{
  if (past <= first) return NULL;
  finds->full = finds->full || finds->count == FINDS_MAX;
  if (finds->count == FINDS_MAX) return NULL;
  if (finds->count == finds->capacity) {
    finds->capacity = finds->capacity ? finds->capacity * 2 : 256;
    finds->list = memory_resize(finds->list, finds->capacity * sizeof *finds->list);
  }
  const struct token *from = &tokens->list[first], *to = &tokens->list[past - 1];
  struct find *find = &finds->list[finds->count++];
  *find = (struct find){.first = (uint32_t)first,
                        .past_token = (uint32_t)past,
                        .start = from->start,
                        .end = to->end,
                        .at = from->at,
                        .past = to->past,
                        .type = (uint8_t)type,
                        .strength = (uint8_t)strength,
                        .layer = finds->layer,
                        .key = key_of(tokens, first, past),
                        .rule = rule};
  return find;
}

struct slice find_type_name(const struct find *find)
{
  static const char *const types[FIND_TYPES] = {"",        "PER",     "ORG",  "LOC",  "EVENT",
                                                "PRODUCT", "NORP",    "DATE", "TIME", "QUANTITY",
                                                "MONEY",   "PERCENT", ""};
  return find->type == FIND_OWN ? find->label : slice_of(types[find->type]);
}

/* token_ending_behind - the first token that ends behind the byte. */
static size_t token_ending_behind(const struct tokens *tokens, size_t byte)
{
  size_t low = 0, high = tokens->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (tokens->list[middle].end > byte)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/* points_before - the offset in code points of a byte of the token. */
static uint32_t points_before(const struct tokens *tokens, const struct token *token, size_t byte)
{
  struct slice part = {tokens->text.data + token->start, byte - token->start};
  return token->at + (uint32_t)utf8_count(part);
}

struct find *finds_add_bytes(struct finds *finds, const struct tokens *tokens, size_t start, size_t end,
                             enum find_type type, int strength, const char *rule)
{
  size_t first = token_ending_behind(tokens, start), past = first;
  while (past < tokens->count && tokens->list[past].start < end) past++;
  struct find *find = finds_add(finds, tokens, first, past, type, strength, rule);
  if (!find) return NULL;
  const struct token *from = &tokens->list[first], *to = &tokens->list[past - 1];
  if (start > from->start) {
    find->start = (uint32_t)start;
    find->at = points_before(tokens, from, start);
  }
  if (end < to->end) {
    find->end = (uint32_t)end;
    find->past = points_before(tokens, to, end);
  }
  return find;
}

void finds_free(struct finds *finds)
{
  free(finds->list);
  *finds = (struct finds){0};
}

bool find_names(const struct find *find)
{
  return find->type <= FIND_NORP || (find->type == FIND_OWN && find->name.length);
}
