/* map.h - from a number (an item, the hash of a host) to a pointer: open addressing, linear probing, no
 * tombstones. */
#ifndef FETCH_MAP_H
#define FETCH_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map_slot {
  uint64_t key;
  void *value; /* NULL: the slot is free */
};
struct map {
  struct map_slot *slots;
  size_t capacity, count; /* capacity is 0 or a power of two, never more than half full */
};

#define MAP_EMPTY ((struct map){NULL, 0, 0})

void *map_get(const struct map *map, uint64_t key);       /* NULL: absent */
void map_put(struct map *map, uint64_t key, void *value); /* value is not NULL; replaces */
void *map_remove(struct map *map, uint64_t key);          /* what was there, or NULL */
void map_free(struct map *map);                           /* the slots, not the values */
/* map_each - values in no order: start with *at 0; NULL at the end. The map must not change in between. */
void *map_each(const struct map *map, size_t *at);

#endif
