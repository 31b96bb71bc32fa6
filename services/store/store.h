/* store.h - the writer: takes articles in, commits them in batches, and only then answers and publishes.
 *
 * Between batches it lets go of what the rules for keeping don't keep, some hundred articles at a time. Runs
 * in one thread; its timers and sockets are watched by daemon.c. A commit that fails keeps the batch in
 * memory and stalls the store: the caller stops reading until store_retry came through. Nothing is
 * acknowledged before its commit. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/batch.h"
#include "store/publish.h"
#include "store/snapshot.h"

struct store;
struct store_options {
  struct catalog *catalog; /* opened and closed by the caller, as are the sockets */
  struct publisher_options publish;
  struct batch_options batch;
  millis heartbeat;
  const struct keep_rules *keep; /* copied */
  struct snapshot *snapshot;
};
struct store *store_new(const struct store_options *options, millis monotonic);
void store_free(struct store **store); /* what is not committed is forgotten: it was not answered */

/* store_take - one message from store.in, which it owns from now on. Not while stalled. A full batch is
 * committed here. */
void store_take(struct store *store, struct bus_message *take_message, millis monotonic);

/* store_turn - commits when the batch is due, and sends the heartbeat when that is due. `more`: a message is
 * waiting. */
void store_turn(struct store *store, bool more, millis monotonic);
millis store_wake_at(const struct store *store); /* when store_turn has something to do if nothing arrives */

bool store_stalled(const struct store *store);
void store_retry(struct store *store, millis monotonic); /* decides and commits the batch that failed anew */

void store_draining(struct store *store); /* from now on the state says so */
/* store_flush - commits what there is now, due or not. False: it failed, and what was taken in is not
 * acknowledged. */
bool store_flush(struct store *store, millis monotonic);

void store_settings(struct store *store, const struct batch_options *batch, millis heartbeat,
                    const struct keep_rules *keep, millis monotonic);

#endif
