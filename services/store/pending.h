/* pending.h - the articles that were taken in and are not committed yet, with what is needed to decide them
 * again after a failed commit, and to answer and publish them after a good one. Bounded by the batch. */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "runtime/bus.h"
#include "store/catalog.h"
#include "store/intake.h"

enum { PENDING_NAME = 40 };

struct pending_item {
  struct bus_message message; /* owned: the event as it came */
  char origin[PENDING_NAME], epoch[PENDING_NAME];
  int64_t item, attempt;
  struct intake_topics topics;
  struct catalog_decision decision; /* counts after the commit */
};

struct pending {
  struct pending_item *items;
  size_t count, capacity;
};

/* pending_add - takes the message over. The item returned is valid until the next add. */
struct pending_item *pending_add(struct pending *pending, struct bus_message *take_message,
                                 const struct event *event);
void pending_clear(struct pending *pending);
void pending_free(struct pending *pending);

static inline struct slice pending_json(const struct pending_item *item)
{
  return intake_json(&item->message);
}

#endif
