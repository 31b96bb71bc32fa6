/* batch.h - gathering: when what was taken in is to be committed.
 *
 * Pure; the clock (monotonic) is an argument. One sync of the disk is shared by up to max_items articles, or
 * those of max_wait since the first. Nobody waits for company that does not come: a short quiet gap ends the
 * batch, and a lone article that arrives while the store is idle is committed at once. */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>

enum { BATCH_QUIET_MS = 10, BATCH_MAX_BYTES = 32 * 1024 * 1024 };

struct batch_options {
  int64_t max_items; /* 1 and up */
  millis max_wait;
};

struct batch {
  struct batch_options options;
  int64_t items;
  size_t bytes;
  millis first_at, last_at; /* of this batch; last_at stays when it is done */
  bool lone;                /* the first came after a quiet gap */
};

void batch_init(struct batch *batch, const struct batch_options *options, millis now);
void batch_add(struct batch *batch, size_t bytes, millis now);

/* batch_full - no more may be added: the items, or BATCH_MAX_BYTES, are reached. */
bool batch_full(const struct batch *batch);

/* batch_due - commit now? `more` says that a further message is waiting already. An empty batch is never due.
 */
bool batch_due(const struct batch *batch, bool more, millis now);

/* batch_wake_at - when to ask again if nothing arrives; 0 when empty. */
millis batch_wake_at(const struct batch *batch);

void batch_done(struct batch *batch, millis now); /* committed: empty again */

#endif
