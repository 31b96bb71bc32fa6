/* entities_table.c - see entities_table.h. Open addressing, at most half full. */
#include "tag/entities_table.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static struct table_slot *slot_of(struct table_slot *slots, size_t size, uint64_t key)
{
  size_t i = (size_t)(key ^ key >> 29) & (size - 1);
  while (slots[i].key && slots[i].key != key) i = (i + 1) & (size - 1);
  return &slots[i];
}

static void grow(struct table *table)
{
  size_t size = table->size ? table->size * 2 : 256;
  struct table_slot *slots = memory_zero(size, sizeof *slots);
  for (size_t i = 0; i < table->size; i++)
    if (table->slots[i].key) *slot_of(slots, size, table->slots[i].key) = table->slots[i];
  free(table->slots);
  table->slots = slots;
  table->size = size;
}

/* What one long text needed is not kept for all that come behind it. */
void table_clear(struct table *table)
{
  enum { KEPT = 8192 };
  if (table->size > KEPT)
    table_free(table);
  else if (table->used)
    memset(table->slots, 0, table->size * sizeof *table->slots);
  table->used = 0;
}

void table_free(struct table *table)
{
  free(table->slots);
  *table = (struct table){0};
}

const struct table_slot *table_find(const struct table *table, uint64_t key)
{
  if (!table->size || !key) return NULL;
  const struct table_slot *slot = slot_of(table->slots, table->size, key);
  return slot->key ? slot : NULL;
}

void table_add(struct table *table, uint64_t key, uint32_t id)
{
  if (!key) return;
  if (table->used * 2 >= table->size) grow(table);
  struct table_slot *slot = slot_of(table->slots, table->size, key);
  if (!slot->key) table->used++;
  slot->key = key;
  for (size_t i = 0; i < slot->count && i < TABLE_IDS; i++)
    if (slot->ids[i] == id) return;
  if (slot->count < TABLE_IDS) slot->ids[slot->count] = id;
  slot->count++;
}
