/* pending.c - a plain growing array that owns its messages. */
#include "store/pending.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

static void copy_name(char target[PENDING_NAME], struct slice name)
{
  snprintf(target, PENDING_NAME, "%.*s", name.length < PENDING_NAME ? (int)name.length : PENDING_NAME - 1,
           name.data);
}

struct pending_item *pending_add(struct pending *pending, struct bus_message *take_message,
                                 const struct event *event)
{
  if (pending->count == pending->capacity) {
    pending->capacity = pending->capacity ? pending->capacity * 2 : 16;
    pending->items = memory_resize(pending->items, pending->capacity * sizeof *pending->items);
  }
  struct pending_item *item = &pending->items[pending->count++];
  *item = (struct pending_item){.message = *take_message, .item = event->item, .attempt = event->attempt};
  copy_name(item->origin, event->origin);
  copy_name(item->epoch, event->epoch);
  intake_topics(event, &item->topics);
  return item;
}

void pending_clear(struct pending *pending)
{
  for (size_t i = 0; i < pending->count; i++) bus_message_free(&pending->items[i].message);
  pending->count = 0;
}

void pending_free(struct pending *pending)
{
  pending_clear(pending);
  free(pending->items);
  *pending = (struct pending){NULL, 0, 0};
}
