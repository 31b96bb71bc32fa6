/* search_counts.c - a table of open addresses, half of it free. */
#include "store/search_counts.h"

#include "base/memory.h"

#include <stdlib.h>

static size_t place_of(const struct search_counts *counts, int64_t key)
{
  size_t at = (size_t)((uint64_t)key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (counts->capacity - 1);
  while (counts->places[at].count && counts->places[at].key != key) at = (at + 1) & (counts->capacity - 1);
  return at;
}

static void grow(struct search_counts *counts)
{
  struct search_counts larger = {.capacity = counts->capacity ? counts->capacity * 2 : 256};
  larger.places = memory_zero(larger.capacity, sizeof *larger.places);
  larger.used = counts->used;
  for (size_t i = 0; i < counts->capacity; i++)
    if (counts->places[i].count) larger.places[place_of(&larger, counts->places[i].key)] = counts->places[i];
  free(counts->places);
  *counts = larger;
}

void search_counts_add(struct search_counts *counts, int64_t key, int64_t more)
{
  if (more <= 0) return;
  if (counts->used * 2 >= counts->capacity) grow(counts);
  struct search_count *place = &counts->places[place_of(counts, key)];
  counts->used += place->count == 0;
  place->key = key;
  place->count += more;
}

static int most_first(const void *left, const void *right)
{
  const struct search_count *one = left, *other = right;
  if (one->count != other->count) return one->count > other->count ? -1 : 1;
  return one->key < other->key ? -1 : one->key > other->key;
}

void search_counts_sort(struct search_counts *counts)
{
  size_t used = 0;
  for (size_t i = 0; i < counts->capacity; i++)
    if (counts->places[i].count) counts->places[used++] = counts->places[i];
  counts->used = used;
  if (used) qsort(counts->places, used, sizeof *counts->places, most_first);
}

void search_counts_free(struct search_counts *counts)
{
  free(counts->places);
  *counts = (struct search_counts){0};
}
