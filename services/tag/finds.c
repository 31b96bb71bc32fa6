/* finds.c - see finds.h. */
#include "tag/finds.h"

#include "base/memory.h"
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
                        .opens = (from->flags & TOKEN_SENTENCE) != 0,
                        .key = key_of(tokens, first, past),
                        .last_key = key_of(tokens, past - 1, past),
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

void finds_free(struct finds *finds)
{
  free(finds->list);
  *finds = (struct finds){0};
}

bool find_names(const struct find *find)
{
  return find->type <= FIND_NORP || (find->type == FIND_OWN && find->name.length);
}
