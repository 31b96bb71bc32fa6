/* frontier.h - the fetcher's journal: every URL that was ever accepted, and what became of it.
 *
 * One database file, written in transactions; time is an argument; nothing is sent or fetched from here.
 *
 *    fed ──> QUEUED ──(response in the WARC, synced)──> FETCHED ──(verdict)──> DONE
 *              │  ^                                        │
 *              │  └── retry later (transfer failed)        └──(attempts used up)──> DEAD
 *              └──(transfer failed for good)──> DEAD ──(dead retry)──> QUEUED or FETCHED
 *
 * Invariants: an item is in exactly one state; FETCHED, and DEAD with a response, name a WARC record that is
 * on disk; DONE has a verdict; DEAD has a reason. */
#ifndef FETCH_FRONTIER_H
#define FETCH_FRONTIER_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"

struct frontier;
struct frontier_options {
  const char *path;
  const char *vfs; /* NULL, or the crashing one of a simulation */
};
struct frontier *frontier_open(const struct frontier_options *options, dp_error *error);
void frontier_close(struct frontier **frontier);
const char *frontier_epoch(const struct frontier *frontier); /* UUID made with the file */

enum item_state { ITEM_QUEUED, ITEM_FETCHED, ITEM_DONE, ITEM_DEAD };
const char *item_state_name(enum item_state state);

struct frontier_item {
  int64_t id; /* 1 and up */
  enum item_state state;
  struct slice url;
  millis due_at;                         /* QUEUED: when to transfer */
  int64_t fetch_attempts;                /* transfers that failed */
  int64_t attempts;                      /* deliveries that count against the item */
  millis fed_at, fetched_at, settled_at; /* 0: not yet */
  /* the response, from FETCHED on */
  struct slice final_url, content_type, content_encoding, last_modified, warc_file;
  int64_t status, warc_offset, warc_length, body_bytes;
  /* the end */
  struct slice verdict; /* DONE: stored, duplicate or rejected */
  int64_t sequence;
  struct slice reason; /* DEAD: a class (PROTOCOL.md, 3.7), and a sentence */
  struct slice detail;
};

/* All changes happen between begin and commit; they count when commit returned true. After any false:
 * rollback. */
bool frontier_begin(struct frontier *frontier, dp_error *error);
bool frontier_commit(struct frontier *frontier, dp_error *error);
void frontier_rollback(struct frontier *frontier);
/* frontier_probe - a whole transaction that changes no item: true when the file can be written (again). It
 * also overwrites what a commit that failed half-way may have left for a later recovery to find. */
bool frontier_probe(struct frontier *frontier, dp_error *error);

enum feed_outcome { FEED_ACCEPTED, FEED_KNOWN, FEED_REFUSED };
/* frontier_feed - `url` has been checked and normalised (http_url.h). *item is its id, new or old; *state is
 * its state. */
bool frontier_feed(struct frontier *frontier, struct slice url, millis now, enum feed_outcome *outcome,
                   int64_t *item, enum item_state *state, dp_error *error);
struct frontier_response {
  struct slice final_url, content_type, content_encoding, last_modified, warc_file;
  int64_t status, warc_offset, warc_length, body_bytes;
};
bool frontier_fetched(struct frontier *frontier, int64_t item, const struct frontier_response *response,
                      millis now, dp_error *error);
/* frontier_transfer_failed - QUEUED again at `retry_at`, one failed transfer more. */
bool frontier_transfer_failed(struct frontier *frontier, int64_t item, struct slice reason,
                              struct slice detail, millis now, millis retry_at, dp_error *error);
bool frontier_attempt_counted(struct frontier *frontier, int64_t item, millis now, dp_error *error);
bool frontier_settled(struct frontier *frontier, int64_t item, struct slice verdict, int64_t sequence,
                      millis now,
                      dp_error *error); /* a no-op unless FETCHED or DEAD: a late verdict revives nothing, but
                                           a DEAD item that was stored after all becomes DONE */
bool frontier_bury(struct frontier *frontier, int64_t item, struct slice reason, struct slice detail,
                   millis now, dp_error *error);
bool frontier_revive(struct frontier *frontier, int64_t item, millis now, bool *revived, dp_error *error);

/* frontier_warc_begin - journals the name of a WARC file before anything is written to it. */
bool frontier_warc_begin(struct frontier *frontier, struct slice file, dp_error *error);

/* Reading. */
struct frontier_due {
  int64_t item, fetch_attempts;
  struct slice url;
};
/* frontier_due - up to `limit` QUEUED items due at `now`, longest due first, without those that `skip` (may
 * be NULL) is true for: the caller knows which are in transfer. `due` has room for `limit`. */
typedef bool frontier_skip_fn(void *context, int64_t item);
bool frontier_due(struct frontier *frontier, struct arena *arena, millis now, size_t limit,
                  frontier_skip_fn *skip, void *context, struct frontier_due *due, size_t *count,
                  dp_error *error);
/* frontier_next_due_at - when the first QUEUED item that is not due at `now` will be; 0: there is none. */
bool frontier_next_due_at(struct frontier *frontier, millis now, millis *at, dp_error *error);
/* frontier_undelivered - up to `limit` FETCHED items with ids greater than `after`, ascending: what a restart
 * must send again. */
struct frontier_parcel {
  int64_t item, bytes, attempts;
};
bool frontier_undelivered(struct frontier *frontier, int64_t after, size_t limit,
                          struct frontier_parcel *parcels, size_t *count, dp_error *error);
bool frontier_read(struct frontier *frontier, struct arena *arena, int64_t item, struct frontier_item *out,
                   bool *found, dp_error *error);
bool frontier_find(struct frontier *frontier, struct slice url, int64_t *item, bool *found, dp_error *error);
/* frontier_last_warc - the WARC file that was begun last, and the end of its last committed record (what lies
 * behind is a torn tail); empty: none yet. */
bool frontier_last_warc(struct frontier *frontier, struct arena *arena, struct slice *file, int64_t *end,
                        dp_error *error);
bool frontier_dead(struct frontier *frontier, struct arena *arena, int64_t after, size_t limit,
                   struct frontier_item **items, size_t *count, dp_error *error);

struct frontier_counts {
  int64_t queued, fetched, stored, duplicate, rejected, dead;
};
struct frontier_counts
frontier_counts(const struct frontier *frontier); /* kept in memory, exact after each commit */

/* The trace: what happened to an item beyond its own columns (failed transfers, counted attempts, revivals).
 */
struct frontier_trace {
  millis at;
  struct slice what, detail;
};
bool frontier_trace(struct frontier *frontier, struct arena *arena, int64_t item,
                    struct frontier_trace **traces, size_t *count, dp_error *error);

#endif
