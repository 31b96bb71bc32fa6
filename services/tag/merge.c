/* merge.c - see merge.h. */
#include "tag/merge.h"

#include "base/memory.h"

#include <stdlib.h>

static int surer_first(const void *left, const void *right)
{
  const struct find *a = left, *b = right;
  if (a->strength != b->strength) return a->strength > b->strength ? -1 : 1;
  uint32_t long_a = a->past - a->at, long_b = b->past - b->at;
  if (long_a != long_b) return long_a > long_b ? -1 : 1;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return (a->type > b->type) - (a->type < b->type);
}

static int in_order(const void *left, const void *right)
{
  const struct find *a = left, *b = right;
  return (a->at > b->at) - (a->at < b->at);
}

static bool is_free(const uint8_t *taken, const struct find *find)
{
  for (uint32_t i = find->first; i < find->past_token; i++)
    if (taken[i]) return false;
  return true;
}

void merge_stretch(struct finds *finds)
{
  size_t count = finds->count - finds->stretch, kept = 0;
  if (count == 0) return;
  struct find *list = finds->list + finds->stretch;
  uint8_t *taken = memory_zero(TOKENS_MAX + 1, 1);
  qsort(list, count, sizeof *list, surer_first);
  for (size_t i = 0; i < count; i++) {
    if (!is_free(taken, &list[i])) continue;
    memset(taken + list[i].first, 1, list[i].past_token - list[i].first);
    list[kept++] = list[i];
  }
  free(taken);
  qsort(list, kept, sizeof *list, in_order);
  finds->count = finds->stretch = finds->stretch + kept;
}
