/* catalog.h - what the store knows: every article once, the verdict on every item, a gapless sequence, and of
 * each article which revision it is and which story it tells.
 *
 * A pure core over one database file: time is an argument, nothing is sent from here. Idempotent: an item is
 * decided once, and a redelivery is answered with the verdict that it already has. */
#ifndef STORE_CATALOG_H
#define STORE_CATALOG_H

#include "data/event.h"
#include "data/keep.h"

struct catalog;

struct catalog_options {
  const char *path;
  const char *vfs; /* NULL, or the crashing one of a simulation */
  bool exclusive;  /* single connection (simulation); a daemon has a second one for reading */
};
struct catalog *catalog_open(const struct catalog_options *options, dp_error *error);
/* catalog_open_reader - a second, read-only connection for another thread. */
struct catalog *catalog_open_reader(const char *path, dp_error *error);
void catalog_close(struct catalog **catalog);
const char *catalog_store_id(const struct catalog *catalog); /* UUID made with the file */
int64_t catalog_last_sequence(
    const struct catalog *catalog); /* of the last commit seen by this connection's writer */

enum verdict { VERDICT_STORED, VERDICT_DUPLICATE, VERDICT_REJECTED };
const char *verdict_name(enum verdict verdict); /* "stored", "duplicate", "rejected" */

struct catalog_decision {
  enum verdict verdict;
  int64_t sequence; /* STORED: its own; DUPLICATE: that of the article it repeats; REJECTED: 0 */
  bool fresh;       /* decided now; false: a redelivery of a decided item */
  /* Of a fresh STORED one; see struct catalog_article. */
  int64_t revision, story, alike;
};

/* catalog_begin, any number of catalog_decide, catalog_commit. Decisions count only when commit returned
 * true; after any false call catalog_rollback. `event_json` is the event as received, kept as it came. */
bool catalog_begin(struct catalog *catalog, dp_error *error);
bool catalog_decide(struct catalog *catalog, const struct event *event, struct slice event_json, millis now,
                    struct catalog_decision *decision, dp_error *error);
bool catalog_commit(struct catalog *catalog, dp_error *error);
void catalog_rollback(struct catalog *catalog);

/* A stored article. */
struct catalog_article {
  int64_t sequence;
  int64_t revision; /* of its uri, 1 and up */
  int64_t story;    /* sequence of the first article of its story, maybe its own */
  int64_t alike;    /* percent, to the article that put it there; 0: it is the first, or nobody can tell */
  millis stored_at;
  struct slice event_json; /* as it came, not yet numbered; empty when it is expired */
};

/* catalog_replay - calls fn with articles after sequence `after`, in order, expired ones too, until it
 * returns false or `limit` are given. */
typedef bool catalog_fn(void *context, const struct catalog_article *article);
bool catalog_replay(struct catalog *catalog, int64_t after, int64_t limit, catalog_fn *fn, void *context,
                    dp_error *error);

/* catalog_pick - calls fn with these articles, in the order given, until it returns false; unknown numbers
 * are left out. */
bool catalog_pick(struct catalog *catalog, const int64_t *sequences, size_t count, catalog_fn *fn,
                  void *context, dp_error *error);

/* catalog_expire - takes the event of articles away that are older than the rules let them become, at most
 * `limit`; everything else of them stays: address, digest, verdict, story. Between begin and commit. *more
 * says that there is more to do now. An article from before schema version 2 goes by rules->keep, whatever
 * its source. */
bool catalog_expire(struct catalog *catalog, const struct keep_rules *rules, millis now, int64_t limit,
                    bool *more, dp_error *error);

/* catalog_expired - which articles expired, in the order in which they did: into `sequences`, at most `limit`
 * behind the first *n, which is moved behind them. */
bool catalog_expired(struct catalog *catalog, int64_t *n, size_t limit, int64_t *sequences, size_t *count,
                     dp_error *error);

/* catalog_each_expired - calls fn with the sequence of each article in (after, to] that is expired,
 * ascending. It looks at every card between the two. */
typedef void catalog_sequence_fn(void *context, int64_t sequence);
bool catalog_each_expired(struct catalog *catalog, int64_t after, int64_t to, catalog_sequence_fn *fn,
                          void *context, dp_error *error);

/* catalog_print - appends the event of an article that is not expired as it is published: numbered. */
void catalog_print(const struct catalog *catalog, const struct catalog_article *article, struct buffer *out);

/* catalog_find - the article by sequence ("17"), event id ("EPOCH.ITEM"), fed URL or uri; NULL-type data when
 * unknown. */
struct catalog_record {
  int64_t sequence; /* 0 when rejected */
  enum verdict verdict;
  struct slice epoch;
  int64_t item;
  struct slice url, uri, reason, detail; /* reason, detail: rejected */
  millis decided_at;
  struct catalog_article article; /* of a stored item; else its event is empty and the rest 0 */
};
bool catalog_find(struct catalog *catalog, struct arena *arena, struct slice key,
                  struct catalog_record *record, bool *found, dp_error *error);

/* catalog_revisions - the newest `limit` articles of a uri, newest first, without their events; *count of
 * them in the arena. An expired one says so by `expired`. */
struct catalog_revision {
  int64_t sequence, revision, alike;
  millis stored_at;
  bool expired;
};
bool catalog_revisions(struct catalog *catalog, struct arena *arena, struct slice uri, int64_t limit,
                       struct catalog_revision **list, size_t *count, dp_error *error);

/* catalog_before - the last article that was stored before `when`; 0 when there is none. catalog_stored_at -
 * when an article was stored; 0 when there is no such article. */
bool catalog_before(struct catalog *catalog, millis when, int64_t *sequence, dp_error *error);
bool catalog_stored_at(struct catalog *catalog, int64_t sequence, millis *when, dp_error *error);

/* catalog_check - is the file whole, and does it agree with itself: no gap in the sequence, a card and an
 * item for each article, counts that are right, events where they must be. Reads all of it; `watch` (may be
 * NULL) is asked whether to go on. False with the first finding (EX_DATAERR). */
struct database_watch;
bool catalog_check(struct catalog *catalog, const struct database_watch *watch, dp_error *error);

struct catalog_counts {
  int64_t stored, duplicate, rejected, last_sequence;
  int64_t expired; /* of the stored ones */
};
bool catalog_count(struct catalog *catalog, struct catalog_counts *counts, dp_error *error);

#endif
