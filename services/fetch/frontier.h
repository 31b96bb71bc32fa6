/* frontier.h - the fetcher's journal: every page that was ever accepted, and what became of it.
 *
 * One database file, written in transactions; time is an argument; nothing is sent or fetched from here.
 *
 *    fed ──> QUEUED ──(response in the WARC, synced)──> FETCHED ──(verdict)──> DONE ──┐
 *              │  ^                                        │                    ^     │ revisit
 *              │  └── retry later (transfer failed)        │                    └─────┘
 *              │                                           └──(attempts used up)──> DEAD
 *              └──(transfer failed for good)──> DEAD ──(dead retry)──> QUEUED or FETCHED
 *                                                 └──(fed again)──> QUEUED
 *
 * An item is one response to deliver, or still to be fetched. The first item of a page is made by feeding and
 * stands for the page: it holds the URL, the domain, the source and the schedule. A page that changed, that
 * came from a foreign archive, or that is read once more gets a later item, which begins in FETCHED and names
 * the first. So (epoch, item) stays the key of every message, and each item has one verdict.
 *
 * A page is known by the keys of its identities (base/url_identity.h): that of the URL that was fed, and
 * those of the URLs it has moved to for good.
 *
 * Invariants: an item is in exactly one state; only first items are QUEUED; FETCHED, and DEAD with a
 * response, name a capture whose WARC record is on disk; DONE has a verdict; DEAD has a reason; a key belongs
 * to one page. An item is due (due_at > 0) when it is QUEUED, or is the first of its page, DONE, and to be
 * visited again; the ready_at of its domain is then no later than that, or than the end of the domain's block
 * (frontier_domains.h).
 *
 * No call costs more as the journal grows, beyond the depth of its trees. Split off: frontier_domains.h
 * (what is due), frontier_captures.h (the archive), frontier_origins.h (robots.txt), sources.h. */
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
/* frontier_open - opens or creates. NULL with the reason as database_open says; a journal from before the
 * first release is refused (EX_CONFIG). */
struct frontier *frontier_open(const struct frontier_options *options, dp_error *error);
void frontier_close(struct frontier **frontier);
const char *frontier_epoch(const struct frontier *frontier); /* UUID made with the file */

/* All changes happen between begin and commit, those of the split-off headers and of sources.h too; they
 * count when commit returned true. After any false: rollback. Texts and blobs that are given are copied. */
bool frontier_begin(struct frontier *frontier, dp_error *error);
bool frontier_commit(struct frontier *frontier, dp_error *error);
void frontier_rollback(struct frontier *frontier);
/* frontier_probe - a whole transaction that changes no item: true when the file can be written (again). It
 * also overwrites what a commit that failed half-way may have left for a later recovery to find. */
bool frontier_probe(struct frontier *frontier, dp_error *error);

/* Feeding. */

/* What a domain's turn is spent on first: what is fresh, then what was listed in bulk, then revisits. */
enum frontier_rank { RANK_FRESH, RANK_BULK, RANK_REVISIT };
struct frontier_link {
  struct slice url;           /* as it is to be fetched, checked and normalised */
  struct slice identity;      /* the text by which pages are the same (base/url_identity.h) */
  struct slice domain;        /* registrable domain, or the address, in ASCII: whose gate it goes through */
  int64_t source;             /* id of the source that named it (sources.h); 0: none */
  enum frontier_rank rank;    /* FRESH or BULK */
  millis updated;             /* when the source says that the page changed; 0: it does not say */
  enum frontier_rank revisit; /* of the visit that this brings about: FRESH or REVISIT */
};
enum feed_outcome { FEED_ACCEPTED, FEED_KNOWN, FEED_REFUSED /* by the caller's checks, never from here */ };
enum item_state { ITEM_QUEUED, ITEM_FETCHED, ITEM_DONE, ITEM_DEAD };
const char *item_state_name(enum item_state state);
enum { FRONTIER_DEAD_REST = 24 * 60 * 60 * 1000 };
/* frontier_feed - *item is the first item of the page, new or old; *state is its state. A known page keeps
 * its URL and source. When it is DEAD because its server could not be had (no answer, or one that asks for
 * patience), it is QUEUED again: at once when nobody's source names it, else when it has been dead for
 * FRONTIER_DEAD_REST, since feeds name their pages at each poll. When it waits in bulk and the link is fresh,
 * it becomes fresh. When it is DONE and the link says that it was updated after the last visit (and not after
 * `now`), its revisit becomes due: at once, or an hour after that visit, in the rank that the link gives it.
 */
bool frontier_feed(struct frontier *frontier, const struct frontier_link *link, millis now,
                   enum feed_outcome *outcome, int64_t *item, enum item_state *state, dp_error *error);
/* frontier_find - the page's first item by an identity it has or had. */
bool frontier_find(struct frontier *frontier, struct slice identity, int64_t *item, bool *found,
                   dp_error *error);

/* Transfers. */

enum { FRONTIER_PAYLOAD = 20 }; /* bytes of a SHA-1 */
struct frontier_response {
  struct slice final_url;                                           /* empty: the URL that was asked for */
  struct slice content_type, content_encoding, etag, last_modified; /* as received; empty: not there */
  struct slice payload; /* FRONTIER_PAYLOAD bytes of the body as received; empty: not known */
  struct slice extra;   /* what else the message says of the transfer (hops, address, ...): JSON text that is
                           kept as it is; empty: nothing */
  struct slice warc_file; /* where the record stands; begun with frontier_warc_begin */
  int64_t status, warc_offset, warc_length, body_bytes;
};
/* frontier_fetched - QUEUED -> FETCHED; the capture is indexed. A no-op in any other state. `at`: when the
 * response came. */
bool frontier_fetched(struct frontier *frontier, int64_t item, const struct frontier_response *response,
                      millis at, dp_error *error);
/* frontier_transfer_failed - QUEUED again at `retry_at`, one failed transfer more, and a trace row. */
bool frontier_transfer_failed(struct frontier *frontier, int64_t item, struct slice reason,
                              struct slice detail, millis now, millis retry_at, dp_error *error);
/* frontier_moved - the page's URL, in its first item, is `link`'s from now on (301 or 308 all the way), and
 * the page is found by both identities. When the identity is that of another page, *other is that page's
 * first item and nothing is changed; else *other is 0. `item` may be a later item; it may be in any state. */
bool frontier_moved(struct frontier *frontier, int64_t item, const struct frontier_link *link, millis now,
                    int64_t *other, dp_error *error);

/* Revisits of DONE first items. */

enum revisit_outcome {
  REVISIT_UNCHANGED, /* 304, or a body with the same payload: `response` is a WARC revisit record */
  REVISIT_CHANGED, /* another payload: `response` is a response record; *new_item is a later item, FETCHED */
  REVISIT_GONE,    /* 404, 410: traced as `gone`; *next_due_at says whether it is tried again */
  REVISIT_FAILED   /* no answer, or no usable one: traced with reason and detail, fetch_attempts + 1 */
};
struct frontier_visit {
  enum revisit_outcome outcome;
  const struct frontier_response *response; /* UNCHANGED, CHANGED; else NULL */
  struct slice reason, detail;              /* GONE, FAILED */
  millis at, next_due_at;                   /* next_due_at 0: no visit any more */
};
/* frontier_revisited - visits + 1 unless FAILED; fetch_attempts 0 unless FAILED. *new_item is 0 unless
 * CHANGED. A no-op when the item is no longer DONE, or is a later item. */
bool frontier_revisited(struct frontier *frontier, int64_t item, const struct frontier_visit *visit,
                        int64_t *new_item, dp_error *error);

/* The end. */

/* frontier_settled - a no-op unless FETCHED or DEAD: a late verdict revives nothing, but a DEAD item that was
 * stored after all becomes DONE. */
bool frontier_settled(struct frontier *frontier, int64_t item, struct slice verdict, int64_t sequence,
                      millis now, dp_error *error);
/* frontier_revisit_at - when a page is to be visited again, 0: never. A no-op unless the item is the first of
 * its page, DONE, and fetched by us: feeding somebody's archive must not start a crawl of the sites in it. */
bool frontier_revisit_at(struct frontier *frontier, int64_t item, millis at, dp_error *error);
bool frontier_attempt_counted(struct frontier *frontier, int64_t item, millis now, dp_error *error);
/* frontier_bury - QUEUED or FETCHED -> DEAD, with a trace row. */
bool frontier_bury(struct frontier *frontier, int64_t item, struct slice reason, struct slice detail,
                   millis now, dp_error *error);
/* frontier_revive - DEAD -> FETCHED when only its delivery failed, or when it is a later item; else ->
 * QUEUED. */
bool frontier_revive(struct frontier *frontier, int64_t item, millis now, bool *revived, dp_error *error);

/* frontier_warc_begin - journals the name of a WARC file before anything is written to it. */
bool frontier_warc_begin(struct frontier *frontier, struct slice file, dp_error *error);
/* frontier_warc_end - the file's records up to `end` belong to this transaction. What is captured says so by
 * itself; this is for records that no capture names and that stand behind the last one that is. */
bool frontier_warc_end(struct frontier *frontier, struct slice file, int64_t end, dp_error *error);

/* Reading. Slices are in the arena. */

/* frontier_skip_fn - true for what the caller has in hand already. It must not ask the journal. */
typedef bool frontier_skip_fn(void *context, int64_t id);

enum item_kind {
  ITEM_FED,        /* the first of its page */
  ITEM_REVISION,   /* a revisit found another payload */
  ITEM_ARCHIVED,   /* first or later: its response came from a foreign WARC */
  ITEM_REPROCESSED /* an archived response of the page, read once more */
};
struct frontier_item {
  int64_t id;   /* 1 and up */
  int64_t page; /* first item of the page: the item itself, or, for a later one, what it is a revision of */
  enum item_kind kind;
  enum item_state state;
  enum frontier_rank rank; /* while it is due */
  struct slice url, domain;
  int64_t source;                        /* 0: none */
  millis due_at;                         /* QUEUED: when to transfer; DONE: when to visit again; 0: not due */
  int64_t fetch_attempts;                /* transfers that failed, since the last that did not */
  int64_t attempts;                      /* deliveries that count against the item */
  int64_t visits;                        /* revisits that had an answer */
  millis visited_at;                     /* the last revisit, failed ones too; 0: none */
  millis fed_at, fetched_at, settled_at; /* 0: not yet */
  /* the response, from FETCHED on */
  int64_t capture; /* frontier_captures.h */
  struct slice final_url, content_type, content_encoding, etag, last_modified, payload, extra, warc_file;
  int64_t status, warc_offset, warc_length, body_bytes;
  /* the end */
  struct slice verdict; /* DONE: stored, duplicate or rejected */
  int64_t sequence;
  struct slice reason; /* DEAD: a class (PROTOCOL.md, 3.7), and a sentence */
  struct slice detail;
};
bool frontier_read(struct frontier *frontier, struct arena *arena, int64_t item, struct frontier_item *out,
                   bool *found, dp_error *error);
/* frontier_later - numbers of up to `limit` later items of the page, newest first. */
bool frontier_later(struct frontier *frontier, int64_t page, size_t limit, int64_t *items, size_t *count,
                    dp_error *error);

/* frontier_undelivered - up to `limit` FETCHED items with ids greater than `after`, ascending: what a restart
 * must send again. */
struct frontier_parcel {
  int64_t item, bytes, attempts;
};
bool frontier_undelivered(struct frontier *frontier, int64_t after, size_t limit,
                          struct frontier_parcel *parcels, size_t *count, dp_error *error);
/* frontier_last_warc - the WARC file that was begun last, and the end of its last committed record (what lies
 * behind is a torn tail); empty: none yet. */
bool frontier_last_warc(struct frontier *frontier, struct arena *arena, struct slice *file, int64_t *end,
                        dp_error *error);
/* frontier_dead - up to `limit` DEAD items with ids greater than `after`, ascending. */
bool frontier_dead(struct frontier *frontier, struct arena *arena, int64_t after, size_t limit,
                   struct frontier_item **items, size_t *count, dp_error *error);

struct frontier_counts {
  int64_t queued, fetched, stored, duplicate, rejected, dead; /* items, later ones too */
  int64_t domains; /* that wait for a transfer or a revisit, now or later */
};
/* frontier_counts - as of the last commit; kept in memory and in the file, never counted. */
struct frontier_counts frontier_counts(const struct frontier *frontier);

/* The trace: what happened to an item beyond its own columns (failed transfers, counted attempts, revivals,
 * moves, visits that failed). The latest 200, oldest first. */
struct frontier_trace {
  millis at;
  struct slice what, detail;
};
bool frontier_trace(struct frontier *frontier, struct arena *arena, int64_t item,
                    struct frontier_trace **traces, size_t *count, dp_error *error);

#endif
