/* prose.c - see prose.h. */
#include "clean/prose.h"

static struct prose sum(struct arena *arena, const struct blocks *blocks, bool all)
{
  size_t count = (size_t)blocks->count + 1;
  struct prose sum = {arena_zero(arena, count, sizeof *sum.words),
                      arena_zero(arena, count, sizeof *sum.prose_words),
                      arena_zero(arena, count, sizeof *sum.link_words)};
  for (uint32_t i = 0; i < blocks->count; i++) {
    const struct block *block = &blocks->items[i];
    uint32_t words = all || block_kept(block) ? block->words : 0;
    sum.words[i + 1] = sum.words[i] + words;
    sum.prose_words[i + 1] = sum.prose_words[i] + (block_is_prose(block) ? words : 0);
    sum.link_words[i + 1] = sum.link_words[i] + (uint32_t)(words * block_link_share(block));
  }
  return sum;
}

struct prose prose_sum(struct arena *arena, const struct blocks *blocks)
{
  return sum(arena, blocks, false);
}

struct prose prose_sum_all(struct arena *arena, const struct blocks *blocks)
{
  return sum(arena, blocks, true);
}
