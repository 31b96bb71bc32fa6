/* delivery.h - the window: which fetched items are on their way to the store, and when to send one again.
 *
 * Pure, in memory; clock and randomness are arguments. How much may be in it is the caller's to say
 * (fetcher_room). The rules (PROTOCOL.md, "Delivery"):
 * - no verdict within the timeout: the item is due again, the timeout doubling up to its maximum, with
 * jitter;
 * - an attempt counts against the item only if something sent later got a verdict: an outage is not poison;
 * - an item with a counted attempt is a suspect; at most one suspect is on its way at a time;
 * - max_attempts counted: the item is given up (a dead letter).
 *
 * An item is in one of four places: waiting to be sent, on its way, held (its attempt counted and the journal
 * has not confirmed it yet), or gone. */
#ifndef FETCH_DELIVERY_H
#define FETCH_DELIVERY_H

#include "base/clock.h"
#include "base/random.h"

#include <stdbool.h>
#include <stddef.h>

struct delivery;
struct delivery_options {
  int64_t max_attempts;
  millis timeout, timeout_max;
};
struct delivery *delivery_new(const struct delivery_options *options, uint64_t seed);
void delivery_free(struct delivery **delivery);
void delivery_configure(struct delivery *delivery, const struct delivery_options *options); /* from now on */

/* delivery_add - a fetched item enters; `attempts` is what the journal has counted so far. A no-op when it is
 * in. */
void delivery_add(struct delivery *delivery, int64_t item, int64_t bytes, int64_t attempts, millis now);
bool delivery_has(const struct delivery *delivery, int64_t item);
/* delivery_next - the item to send now; 0 when none is due. Then delivery_sent, or, if the socket would
 * block, nothing. */
int64_t delivery_next(struct delivery *delivery, millis now, int64_t *attempt);
void delivery_sent(struct delivery *delivery, int64_t item, millis now);
/* delivery_verdict - the store has decided attempt number `attempt`; the item leaves the window. False: not
 * in it. */
bool delivery_verdict(struct delivery *delivery, int64_t item, int64_t attempt);
/* delivery_remove - the item leaves without a verdict (it was buried); nothing is concluded from that. */
bool delivery_remove(struct delivery *delivery, int64_t item);

enum delivery_event {
  DELIVERY_NONE,
  DELIVERY_COUNTED /* journal one attempt */,
  DELIVERY_EXHAUSTED /* bury */
};
/* delivery_expire - one item whose timeout has passed and whose attempt counts: *item says which. Call until
 * DELIVERY_NONE. The item is held: not sent before delivery_resume (COUNTED, once journaled), in the window
 * until delivery_remove (EXHAUSTED, once buried). Items whose attempt does not count are due again without a
 * word. */
enum delivery_event delivery_expire(struct delivery *delivery, millis now, int64_t *item);
void delivery_resume(struct delivery *delivery, int64_t item);
/* delivery_hold - an item that waits is not sent before delivery_resume or delivery_remove. */
void delivery_hold(struct delivery *delivery, int64_t item);
millis delivery_wake_at(const struct delivery *delivery); /* next timeout; 0: none */

struct delivery_status {
  int64_t items, bytes, suspects;
  int64_t oldest_item;
  millis oldest_since; /* when the oldest entered; 0: empty */
};
struct delivery_status delivery_status(const struct delivery *delivery);

#endif
