/* map.c - linear probing from the hashed key; a removal closes its gap, so that nothing is ever marked as
 * deleted. */
#include "fetch/map.h"

#include "base/memory.h"

#include <stdlib.h>

/* Items are consecutive numbers and hosts are hashes: the finaliser of MurmurHash3 spreads both. */
static size_t home(const struct map *map, uint64_t key)
{
  key = (key ^ key >> 33) * 0xFF51AFD7ED558CCDu;
  key = (key ^ key >> 33) * 0xC4CEB9FE1A85EC53u;
  return (size_t)(key ^ key >> 33) & (map->capacity - 1);
}

static size_t find(const struct map *map, uint64_t key)
{
  size_t at = home(map, key);
  while (map->slots[at].value && map->slots[at].key != key) at = (at + 1) & (map->capacity - 1);
  return at;
}

void *map_get(const struct map *map, uint64_t key)
{
  return map->count ? map->slots[find(map, key)].value : NULL;
}

static void grow(struct map *map)
{
  struct map larger = {NULL, map->capacity ? map->capacity * 2 : 64, map->count};
  larger.slots = memory_zero(larger.capacity, sizeof *larger.slots);
  for (size_t i = 0; i < map->capacity; i++)
    if (map->slots[i].value) larger.slots[find(&larger, map->slots[i].key)] = map->slots[i];
  free(map->slots);
  *map = larger;
}

void map_put(struct map *map, uint64_t key, void *value)
{
  if ((map->count + 1) * 2 > map->capacity) grow(map);
  size_t at = find(map, key);
  if (!map->slots[at].value) map->count++;
  map->slots[at] = (struct map_slot){key, value};
}

/* close_gap - moves back what probing would no longer reach over the free slot (Knuth, volume 3, 6.4,
 * algorithm R). */
static void close_gap(struct map *map, size_t gap)
{
  size_t mask = map->capacity - 1;
  for (size_t at = (gap + 1) & mask; map->slots[at].value; at = (at + 1) & mask) {
    size_t wanted = home(map, map->slots[at].key);
    if (((at - wanted) & mask) < ((at - gap) & mask)) continue;
    map->slots[gap] = map->slots[at];
    map->slots[at].value = NULL;
    gap = at;
  }
}

void *map_remove(struct map *map, uint64_t key)
{
  if (!map->count) return NULL;
  size_t at = find(map, key);
  void *value = map->slots[at].value;
  if (!value) return NULL;
  map->slots[at].value = NULL;
  map->count--;
  close_gap(map, at);
  return value;
}

void map_free(struct map *map)
{
  free(map->slots);
  *map = MAP_EMPTY;
}

void *map_each(const struct map *map, size_t *at)
{
  while (*at < map->capacity) {
    void *value = map->slots[(*at)++].value;
    if (value) return value;
  }
  return NULL;
}
