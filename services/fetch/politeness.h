/* politeness.h - which due item may be transferred now: hosts take turns, each has at most n transfers at a
 * time.
 *
 * Pure, in memory. It holds a bounded look-ahead of the frontier's due items, one queue a host, so that a
 * thousand URLs of one slow host do not stand in the way of the others. */
#ifndef FETCH_POLITENESS_H
#define FETCH_POLITENESS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct politeness;
struct politeness *politeness_new(int64_t transfers_per_host);
void politeness_free(struct politeness **politeness);
void politeness_configure(struct politeness *politeness, int64_t transfers_per_host);

/* A job waits here, then is in transfer until politeness_done. Owned by the politeness. */
struct politeness_job {
  int64_t item, fetch_attempts;
  struct slice url;
};
/* politeness_add - the item waits for its turn; the URL is copied. A no-op when it is known already. */
void politeness_add(struct politeness *politeness, int64_t item, int64_t fetch_attempts, struct slice url);
/* politeness_take - the next item to transfer, NULL when no host may be asked now. It is in transfer from
 * here on. */
const struct politeness_job *politeness_take(struct politeness *politeness);
/* politeness_find - an item that waits or is in transfer; NULL: neither. */
const struct politeness_job *politeness_find(const struct politeness *politeness, int64_t item);
/* politeness_done - the item is in transfer no more and is forgotten. False: it was not in transfer. */
bool politeness_done(struct politeness *politeness, int64_t item);

int64_t politeness_waiting(const struct politeness *politeness);
int64_t politeness_running(const struct politeness *politeness);
bool politeness_ready(const struct politeness *politeness); /* politeness_take would give one */

#endif
