/* prose.h - how much running text a range of blocks holds, answered in constant time. */
#ifndef CLEAN_PROSE_H
#define CLEAN_PROSE_H

#include "clean/blocks.h"

/* Sums over the blocks before each index; cut blocks count nothing. */
struct prose {
  uint32_t *words;       /* all */
  uint32_t *prose_words; /* of blocks that are prose */
  uint32_t *link_words;  /* in links */
};

/* prose_sum - the sums as the blocks stand now. */
struct prose prose_sum(struct arena *arena, const struct blocks *blocks);
/* prose_sum_all - the same, as if none were cut. */
struct prose prose_sum_all(struct arena *arena, const struct blocks *blocks);

static inline uint32_t prose_in(const struct prose *prose, const struct region *region)
{
  return prose->prose_words[region->end_block] - prose->prose_words[region->first_block];
}

static inline uint32_t words_in(const struct prose *prose, const struct region *region)
{
  return prose->words[region->end_block] - prose->words[region->first_block];
}

static inline uint32_t links_in(const struct prose *prose, const struct region *region)
{
  return prose->link_words[region->end_block] - prose->link_words[region->first_block];
}

#endif
