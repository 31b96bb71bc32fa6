/* sources.h - the journal's list of sources: feeds, sitemaps, lists and home pages that name pages to fetch.
 *
 *    added ──> ACTIVE ──(410, or the caller says so)──> RETIRED ──(added again)──> ACTIVE
 *                └──(removed)──> REMOVED ──(added again)──> ACTIVE
 *
 * In the frontier's database, under its transactions: frontier_begin comes before every change, and the links
 * that a poll found are fed in the same transactions (frontier_feed). The last of these has sources_polled
 * too, so that a crash in between polls again and loses nothing. Nothing is ever deleted: a source that was
 * removed keeps its number, because items name it.
 *
 * A source is named by its URL, normalised. Invariants: only ACTIVE sources are due, and each of them is; a
 * URL belongs to one source; a DISCOVERED source has a parent, and leaves with it. */
#ifndef FETCH_SOURCES_H
#define FETCH_SOURCES_H

#include "fetch/frontier.h"
#include "fetch/source/found.h"
#include "fetch/source/schedule.h"
#include "fetch/source/silence.h"

enum source_owner { SOURCE_OPERATOR, SOURCE_CONFIG, SOURCE_DISCOVERED }; /* the first has the last word */
enum source_state { SOURCE_ACTIVE, SOURCE_RETIRED, SOURCE_REMOVED };
/* Of an ACTIVE source, as the last poll left it (silence_judge). */
enum source_health { SOURCE_LEARNING, SOURCE_LIVELY, SOURCE_SILENT, SOURCE_BROKEN };
enum source_websub { WEBSUB_NONE, WEBSUB_ASKED, WEBSUB_ACTIVE, WEBSUB_REFUSED };
const char *source_websub_name(enum source_websub websub); /* "none", "asked", "active", "refused" */
const char *source_owner_name(enum source_owner owner);    /* "operator", "config", "discovered" */
const char *source_state_name(enum source_state state);    /* "active", "retired", "removed" */
const char *source_health_name(enum source_health health); /* "learning", "lively", "silent", "broken" */

struct source {
  int64_t id; /* 1 and up */
  struct slice url, title, domain;
  enum source_kind kind; /* AUTO until a poll has told */
  enum source_owner owner;
  int64_t parent; /* 0: none */
  enum source_state state;
  enum source_health health;
  millis due_at;                             /* ACTIVE: when to poll; 0: never */
  struct slice etag, last_modified, payload; /* of the last answer with a body: for the next poll */
  struct schedule schedule;
  struct silence silence;
  int64_t errors;                               /* failed polls in a row */
  struct slice last_outcome, last_detail;       /* a class, and a sentence */
  millis added_at, last_polled_at, last_new_at; /* 0: not yet */
  int64_t entries_seen, entries_new;            /* in all */
  struct slice hub, topic, secret;              /* WebSub; empty: none */
  enum source_websub websub;
  millis lease_until;      /* of the subscription */
  millis renew_at;         /* when to ask the hub (again); 0: never */
  int64_t hub_errors;      /* requests to it in a row that brought no subscription */
  struct slice hub_detail; /* why there is none, in a sentence */
};

/* Changes: within a transaction. */

struct source_addition {
  struct slice url, title,
      domain; /* the URL checked and normalised; its registrable domain; title may be empty */
  enum source_kind kind;
  enum source_owner owner;
  int64_t parent; /* DISCOVERED: the source that named it; else 0 */
};
enum source_added {
  SOURCE_ADDED,   /* new: due now */
  SOURCE_KNOWN,   /* it was ACTIVE already; title and kind are taken over where none was known, and an owner
                     who has more to say */
  SOURCE_REVIVED, /* it was RETIRED or REMOVED, and is ACTIVE and due now */
  SOURCE_KEPT_OUT /* discovered, but an operator or the configuration had removed it, or 410 retired it:
                     nothing changed */
};
bool sources_add(struct frontier *frontier, const struct source_addition *addition, millis now,
                 enum source_added *outcome, int64_t *id, dp_error *error);
/* sources_remove - ACTIVE or RETIRED -> REMOVED, and the same for what it discovered, down to the last
 * descendant. *removed: how many, 0 when there was nothing to remove. */
bool sources_remove(struct frontier *frontier, int64_t id, int64_t *removed, dp_error *error);

/* sources_polled - what a poll has left. A no-op unless ACTIVE. Empty texts and 0 in `renew` leave what was
 * known where the member says "kept". */
struct source_poll {
  struct slice outcome, detail; /* "ok", "unchanged", "http-503", ...; a sentence or empty */
  bool failed;                  /* errors + 1; else errors 0 */
  bool retired;                 /* -> RETIRED */
  enum source_kind kind;        /* as what it was read; AUTO: kept */
  struct slice title;           /* empty: kept */
  bool body;                    /* an answer with a body: the three that follow are taken, else kept */
  struct slice etag, last_modified, payload;
  struct slice hub,
      topic; /* with `body`: what it named (both empty: no hub any more, the subscription ends) */
  const struct schedule *schedule;
  const struct silence *silence;
  enum source_health health;
  int64_t entries, fresh; /* added to what was seen */
  millis next;            /* when to poll again */
};
bool sources_polled(struct frontier *frontier, int64_t id, const struct source_poll *poll, millis now,
                    dp_error *error);
/* sources_moved - its URL is another from now on (301, 308 all the way). When that is another source's,
 * *other is that source, in whatever state, and nothing changes: this one goes on being polled by its old
 * URL, since nobody may poll the other any more. Else *other is 0. */
bool sources_moved(struct frontier *frontier, int64_t id, struct slice url, struct slice domain,
                   int64_t *other, dp_error *error);
/* sources_poll_at - polls it at another time: at once when an operator or a hub asks. A no-op unless ACTIVE.
 */
bool sources_poll_at(struct frontier *frontier, int64_t id, millis at, dp_error *error);
/* sources_none_beyond - whatever is due later than `latest` is due at `at`. */
bool sources_none_beyond(struct frontier *frontier, millis latest, millis at, dp_error *error);

/* Subscriptions. Another hub or topic, and a source that comes back, begin with a new secret: what an earlier
 * hub knows must be worth nothing. */
struct source_subscription {
  enum source_websub state;
  struct slice secret; /* empty: kept */
  struct slice detail; /* a sentence, or empty */
  int64_t errors;
  millis lease_until, renew_at;
};
bool sources_websub(struct frontier *frontier, int64_t id, const struct source_subscription *subscription,
                    dp_error *error);
/* sources_callback - the public address that hubs call is `base` from now on (empty: none). Where it was
 * another, no hub knows where to call any more: every subscription ends, and is asked for at once. */
bool sources_callback(struct frontier *frontier, struct slice base, millis now, dp_error *error);
/* sources_pushed - what a hub's content has left: as of a poll, without having been one. */
struct source_push {
  const struct schedule *schedule;
  const struct silence *silence;
  enum source_health health;
  int64_t entries, fresh; /* added to what was seen */
};
bool sources_pushed(struct frontier *frontier, int64_t id, const struct source_push *push, millis now,
                    dp_error *error);

/* Reading. Slices are in the arena. */

bool sources_read(struct frontier *frontier, struct arena *arena, int64_t id, struct source *out, bool *found,
                  dp_error *error);
bool sources_find(struct frontier *frontier, struct slice url, int64_t *id, bool *found, dp_error *error);
/* sources_list - up to `limit` sources that are not REMOVED with ids greater than `after`, ascending. */
bool sources_list(struct frontier *frontier, struct arena *arena, int64_t after, size_t limit,
                  struct source **rows, size_t *count, dp_error *error);
/* sources_due - numbers of up to `limit` sources due at `now`, longest due first, behind *cursor, which moves
 * along ({0, 0}: from the beginning), without those that `skip` (may be NULL) is true for.
 * sources_next_due_at - when the first that is not due at `now` will be; 0: none.
 */
struct source_cursor {
  millis due_at;
  int64_t id;
};
bool sources_due(struct frontier *frontier, millis now, struct source_cursor *cursor, size_t limit,
                 frontier_skip_fn *skip, void *context, int64_t *ids, size_t *count, dp_error *error);
bool sources_next_due_at(struct frontier *frontier, millis now, millis *at, dp_error *error);
/* The same of subscriptions, by renew_at. */
bool sources_renewals(struct frontier *frontier, millis now, size_t limit, frontier_skip_fn *skip,
                      void *context, int64_t *ids, size_t *count, dp_error *error);
bool sources_next_renewal_at(struct frontier *frontier, millis now, millis *at, dp_error *error);

struct source_counts {
  int64_t active; /* of these: */
  int64_t silent, broken;
  int64_t retired;
};
/* sources_count - as of the last commit; kept in memory and in the file. */
struct source_counts sources_count(const struct frontier *frontier);

#endif
