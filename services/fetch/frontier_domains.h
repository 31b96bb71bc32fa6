/* frontier_domains.h - what is due: by domain first, then by item.
 *
 * Everything that is due belongs to a domain, and a domain knows when it is worth looking at: ready_at is a
 * lower bound of when something of it may be transferred, 0 when nothing of it waits. Whatever makes an item
 * due lowers it in the same transaction, but not below the end of the domain's block
 * (politeness.ready_at). So due work is found by
 * one small index of domains, whatever the number of items, and a domain with a million items costs no more
 * than one with three.
 *
 * The way to use it: take due domains (frontier_domains_due) into the hand, a bounded number; fill their
 * queues (frontier_domain_items) a bounded number of items each; when nothing of a domain waits or is in
 * transfer any more, put it to rest (frontier_domain_rest) in the transaction that journals its last results.
 * Claims are not journaled: after a crash everything that was in hand is due as before. */
#ifndef FETCH_FRONTIER_DOMAINS_H
#define FETCH_FRONTIER_DOMAINS_H

#include "fetch/frontier.h"

/* What the gate remembers of a domain (gate.h, struct gate_state); kept and given back. */
struct frontier_politeness {
  millis ready_at;      /* wall: no transfer before; 0: free */
  millis response_time; /* smoothed; 0: nothing measured */
  int64_t pushbacks;    /* 429 and 503 since the last success */
  int64_t day_starts;   /* counted against the budget since day_from */
  millis day_from;
};
struct frontier_domain {
  int64_t id; /* 1 and up */
  struct slice name;
  millis ready_at; /* 0: nothing of it waits */
  struct frontier_politeness politeness;
};

/* frontier_domains_due - up to `limit` domains with ready_at in 1..now behind the cursor, ascending by
 * (ready_at, id), without those that `skip` (may be NULL) is true for; the cursor then stands on the last one
 * that was looked at. A cursor of zeros begins at the front. *more: there may be others behind it. What was
 * made due meanwhile may stand before the cursor: begin anew when the end has been reached. `rows` has room
 * for `limit`. */
struct frontier_domain_cursor {
  millis ready_at;
  int64_t id;
};
bool frontier_domains_due(struct frontier *frontier, struct arena *arena, millis now,
                          struct frontier_domain_cursor *cursor, size_t limit, frontier_skip_fn *skip,
                          void *context, struct frontier_domain *rows, size_t *count, bool *more,
                          dp_error *error);
/* frontier_next_ready_at - when the first domain that is not ready at `now` will be; 0: there is none. */
bool frontier_next_ready_at(struct frontier *frontier, millis now, millis *at, dp_error *error);
bool frontier_domain_find(struct frontier *frontier, struct arena *arena, struct slice name,
                          struct frontier_domain *row, bool *found, dp_error *error);

/* An item to transfer: QUEUED, or a revisit with what the last response of the page said. */
struct frontier_due_item {
  int64_t item, fetch_attempts, source;
  struct slice url;
  enum frontier_rank rank;
  millis due_at;
  bool revisit;
  /* revisits only: */
  int64_t visits;
  struct slice etag, last_modified; /* for a conditional request (RFC 9110, 13.1); empty: none */
  struct slice payload;             /* FRONTIER_PAYLOAD bytes; empty: not known */
  struct slice captured_url;        /* of the response that is compared with: WARC-Refers-To-Target-URI */
  millis captured_at;               /* WARC-Refers-To-Date */
};
/* frontier_domain_items - up to `limit` items of the domain due at `now`: by rank, longest due first within
 * one, without those that `skip` (may be NULL) is true for. *next_at: when the first one that is not due at
 * `now` will be, 0: none. `items` has room for `limit`. Skipping costs: `skip` should be true for a bounded
 * number only. */
bool frontier_domain_items(struct frontier *frontier, struct arena *arena, int64_t domain, millis now,
                           size_t limit, frontier_skip_fn *skip, void *context,
                           struct frontier_due_item *items, size_t *count, millis *next_at, dp_error *error);

/* frontier_due_read - one item by its number, as it would be listed above (its rank is FRESH or REVISIT);
 * *found false: it is not due at any time. */
bool frontier_due_read(struct frontier *frontier, struct arena *arena, int64_t item,
                       struct frontier_due_item *out, bool *found, dp_error *error);

/* frontier_domain_rest - (in a transaction) nothing of the domain is in hand any more. Its ready_at becomes
 * the time of its first due item, read in this transaction so that nothing fed meanwhile is missed, but not
 * before `not_before` or the end of its block; 0 when nothing waits. *ready_at tells. */
bool frontier_domain_rest(struct frontier *frontier, int64_t domain, millis not_before, millis *ready_at,
                          dp_error *error);
/* frontier_domain_keep - (in a transaction) journals the politeness of a domain, which is made when it is
 * new: sources go through its gate before it has an item. Its ready_at stays until the next rest. */
bool frontier_domain_keep(struct frontier *frontier, struct slice name,
                          const struct frontier_politeness *politeness, dp_error *error);

#endif
