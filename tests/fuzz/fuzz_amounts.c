/* fuzz_amounts.c - whatever numbers come in: finds lie in the text and are in order, and every value is a
 * decimal number or a range of two, every unit text. The first byte chooses the language. */
#include "tag/amounts.h"
#include "tag/numbers.h"

#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>

static void demand(bool true_thing)
{
  if (!true_thing) abort();
}

/* The length of the decimal number that a text begins with; 0 where there is none. */
static size_t decimal(struct slice text)
{
  size_t i = text.length && text.data[0] == '-', digits = 0;
  for (; i < text.length && text.data[i] >= '0' && text.data[i] <= '9'; i++) digits++;
  if (digits == 0) return 0;
  if (i == text.length || text.data[i] != '.') return i;
  size_t point = i++;
  while (i < text.length && text.data[i] >= '0' && text.data[i] <= '9') i++;
  demand(i > point + 1);
  return i;
}

static void check(struct slice text, const struct finds *finds)
{
  uint32_t past = 0;
  for (size_t i = 0; i < finds->count; i++) {
    const struct find *find = &finds->list[i];
    demand(find->end > find->start && find->end <= text.length && find->past > find->at);
    demand(find->past_token > past);
    past = find->past_token;
    demand(utf8_valid(find->unit));
    size_t first = decimal(find->value);
    demand(first > 0);
    if (first == find->value.length) continue;
    demand(find->value.data[first] == '/');
    demand(decimal(slice_from(find->value, first + 1)) == find->value.length - first - 1);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct lexicon *lexicon;
  static struct tokens *tokens;
  static struct arena *arena;
  static struct finds finds;
  if (!lexicon) {
    lexicon = lexicon_new();
    numbers_teach(lexicon);
    amounts_teach(lexicon);
    tokens = tokens_new();
    arena = arena_new();
  }
  struct slice text = {(const char *)data + 1, size ? size - 1 : 0};
  if (size < 1 || !utf8_valid(text)) return 0;
  tokens_begin(tokens, text);
  while (tokens_next(tokens)) {
    finds.count = 0;
    lexicon_classify(lexicon, tokens);
    amounts_find(tokens, &finds, arena, data[0] % 3, slice_of(data[0] & 4 ? "CM" : ""));
    check(text, &finds);
  }
  arena_reset(arena);
  return 0;
}
