/* entities_table.h - from a key to the few entities that go by it. */
#ifndef TAG_ENTITIES_TABLE_H
#define TAG_ENTITIES_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum { TABLE_IDS = 4 /* more entities of one name are not told apart */ };

struct table_slot {
  uint64_t key; /* 0: free */
  uint32_t ids[TABLE_IDS];
  uint32_t count; /* how many there were, also beyond TABLE_IDS */
};

/* Zeroed is empty. */
struct table {
  struct table_slot *slots;
  size_t size, used; /* size is a power of two */
};

void table_clear(struct table *table); /* keeps its memory */
void table_free(struct table *table);

/* table_find - the slot of a key; NULL when there is none. Valid until the next table_add. */
const struct table_slot *table_find(const struct table *table, uint64_t key);

/* table_add - notes an entity once under a key; key 0 is none. */
void table_add(struct table *table, uint64_t key, uint32_t id);

#endif
