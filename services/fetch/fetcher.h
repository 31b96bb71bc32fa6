/* fetcher.h - the fetcher without its sockets: what is fetched, journaled, sent, and settled, in which order.
 *
 * It joins the frontier (journal), the gate (politeness), the archive (WARC) and the delivery window. It
 * opens no socket and reads no clock: time comes with each call, transfers and sending go through a port. So
 * the daemon, the simulation and the benchmarks drive the same code. Not for use by two threads, nor from
 * inside its own port.
 *
 * How to drive it: tell it what happened (feed, response, failure, verdict), then call fetcher_turn; call it
 * again not later than fetcher_wake_at. Nothing but fetcher_turn (and fetcher_feed, fetcher_revive,
 * fetcher_called) writes or calls the port.
 *
 * The order that the promise rests on: a fed URL is committed before fetcher_feed returns true; a response is
 * in the WARC file, synced, and its row committed before its event is sent; a verdict is committed before its
 * item leaves the window; an attempt that counts is committed before the next one is sent; the links of a
 * source are committed before, or with, what makes its next poll conditional. When the disk refuses,
 * everything gathered is kept in memory, no new transfer starts, and the commit is tried again every few
 * seconds ("stalled").
 *
 * Every transfer is a job (gate.h): a page, a source, or the robots.txt of an origin. Redirects are the
 * core's: each hop is a job of its own domain, with that domain's pauses and its origin's robots.txt. */
#ifndef FETCH_FETCHER_H
#define FETCH_FETCHER_H

#include "data/config.h"
#include "data/warc.h"
#include "fetch/delivery.h"
#include "fetch/frontier_captures.h"
#include "fetch/http_exchange.h"
#include "fetch/link.h"
#include "fetch/robots.h"
#include "fetch/robots_policy.h"
#include "fetch/source/read.h"
#include "fetch/source/websub.h"
#include "fetch/sources.h"

struct fetcher;

/* The two clocks of one moment. `wall` is journaled and may jump; `steady` never goes back and drives
 * timeouts. */
struct fetcher_now {
  millis wall, steady;
};

enum fetcher_sent {
  FETCHER_SENT,
  FETCHER_AGAIN /* would block: call fetcher_writable when that may have changed */
};

struct fetcher_port {
  void *context;
  /* start - begin a transfer. Exactly one fetcher_response or fetcher_failure with its id follows, later, not
   * from inside this call. */
  void (*start)(void *context, const struct http_request *request);
  /* send - one event and the body it speaks of, towards the cleaners. Bytes are copied or gone when it
   * returns. */
  enum fetcher_sent (*send)(void *context, struct slice event, struct slice body);
  /* read - the answer of a source is to be read (source/reader.h); copied. fetcher_found with its id follows,
   * later, in one part or several. NULL: sources are not polled. */
  void (*read)(void *context, uint64_t id, const struct source_answer *answer);
  /* archived - what became of a fetcher_archive. May be NULL where that is not called. */
  void (*archived)(void *context, uint64_t ticket, enum feed_outcome outcome, int64_t item);
};

struct fetcher_options {
  const struct config_fetch *settings; /* copied; name, limits and timeouts are used, endpoints are not */
  const char *frontier_path;
  const char *vfs;        /* of the frontier; NULL: the system's */
  struct warc_io warc_io; /* stays the caller's, must outlive the fetcher */
  uint64_t seed;          /* of every jitter */
  struct fetcher_port port;
};

/* fetcher_open - opens or creates the journal, cuts the torn tail of the last WARC file. Items that were
 * fetched but got no verdict enter the window with the coming turns. NULL with the sentence and code of
 * database_open or warc_io. */
struct fetcher *fetcher_open(const struct fetcher_options *options, struct fetcher_now now, dp_error *error);
/* fetcher_close - without a commit: what was gathered and not committed is fetched or asked for again later.
 */
void fetcher_close(struct fetcher **fetcher);
const char *fetcher_epoch(const struct fetcher *fetcher);

/* Feeding. */
enum { FETCHER_FEED_MAX = 1000 };
struct fetcher_fed {
  enum feed_outcome outcome;
  int64_t item; /* 0 when refused */
  enum item_state state;
  char reason[160]; /* refused: why */
};
/* fetcher_feed - checks, normalises and journals the URLs in one transaction; results[i] tells of urls[i].
 * False (with a sentence for the feeder): nothing was accepted. */
bool fetcher_feed(struct fetcher *fetcher, const struct slice *urls, size_t count,
                  struct fetcher_fed *results, struct fetcher_now now, dp_error *error);

/* The end of a transfer, by the id of its request. */

/* fetcher_response - a response of any status; its buffers are taken. A page's: 2xx is journaled and
 * delivered with a coming turn; a redirect is followed; 408, 425, 429 and 5xx: transferred again later;
 * other: a dead letter "http-STATUS". */
void fetcher_response(struct fetcher *fetcher, uint64_t id, struct http_response *response,
                      struct fetcher_now now);
/* fetcher_failure - no response. Addresses that must not be asked and what is too large are dead at once,
 * all else is transferred again later. */
void fetcher_failure(struct fetcher *fetcher, uint64_t id, const struct http_failure *failure,
                     struct fetcher_now now);

/* fetcher_found - what was read in the answer of a source: one part, and whether `more` follow. Parts are
 * only given while fetcher_takes_links. */
void fetcher_found(struct fetcher *fetcher, uint64_t id, const struct found *found, bool more,
                   struct fetcher_now now);
bool fetcher_takes_links(const struct fetcher *fetcher);

/* fetcher_called - a request to the callback (source/callback.h): the status of its answer, whose body is
 * appended to `body`. What the answer promises is committed before it returns. */
int fetcher_called(struct fetcher *fetcher, const struct websub_request *request, struct fetcher_now now,
                   struct buffer *body);

/* fetcher_verdict - what the store said of an item. False: it is of another epoch or makes no sense (unknown
 * verdict, item below 1), and was ignored. */
struct fetcher_verdict {
  struct slice epoch, verdict;
  int64_t item, attempt, sequence;
};
bool fetcher_verdict(struct fetcher *fetcher, const struct fetcher_verdict *verdict, struct fetcher_now now);

/* fetcher_writable - the port may take a message again. */
void fetcher_writable(struct fetcher *fetcher);

/* fetcher_turn - everything that can be done now: commit what is ripe, count and bury, send, start transfers.
 * False only when the journal is damaged (EX_DATAERR): the process must end. A full disk is no such case, see
 * fetcher_status. */
bool fetcher_turn(struct fetcher *fetcher, struct fetcher_now now, dp_error *error);
/* fetcher_wake_at - steady time of the next turn if nothing happens before; 0: none needed. */
millis fetcher_wake_at(const struct fetcher *fetcher);

/* fetcher_drain - on: start no transfer and take no old item into the window. fetcher_idle: nothing in
 * transfer, nothing to commit, nothing in the window. */
void fetcher_drain(struct fetcher *fetcher, bool on);
bool fetcher_idle(const struct fetcher *fetcher);
/* fetcher_flush - commits what was gathered, ripe or not: the last act before a clean stop. */
bool fetcher_flush(struct fetcher *fetcher, struct fetcher_now now, dp_error *error);

/* fetcher_settings - new limits and timeouts from now on; the name stays. */
void fetcher_settings(struct fetcher *fetcher, const struct config_fetch *settings);

/* fetcher_revive - dead letters are tried again: those among the given items, in one transaction. */
bool fetcher_revive(struct fetcher *fetcher, const int64_t *items, size_t count, struct fetcher_now now,
                    int64_t *revived, dp_error *error);
/* fetcher_revive_page - the same for the next dead letters behind item *after (0: the first), so many as one
 * transaction should take. *after moves on, so that who dies again meanwhile is not revived twice; *more:
 * call again. */
bool fetcher_revive_page(struct fetcher *fetcher, int64_t *after, struct fetcher_now now, int64_t *revived,
                         bool *more, dp_error *error);

/* Sources. */
struct fetcher_source_wish {
  struct slice url, title; /* title may be empty */
  enum source_kind kind;
};
struct fetcher_source_result {
  enum { SOURCE_WAS_ADDED, SOURCE_WAS_KNOWN, SOURCE_WAS_REFUSED } outcome;
  int64_t source;           /* 0 when refused */
  char reason[LINK_REASON]; /* refused: why */
};
/* fetcher_add_sources - in one transaction, in order; at most FETCHER_FEED_MAX. False (with a sentence for
 * the operator): nothing was added. */
bool fetcher_add_sources(struct fetcher *fetcher, const struct fetcher_source_wish *wishes, size_t count,
                         struct fetcher_source_result *results, struct fetcher_now now, dp_error *error);
/* fetcher_remove_sources, fetcher_poll_sources - *changed tells how many were there to be removed, or are due
 * now. */
bool fetcher_remove_sources(struct fetcher *fetcher, const int64_t *ids, size_t count, struct fetcher_now now,
                            int64_t *changed, dp_error *error);
bool fetcher_poll_sources(struct fetcher *fetcher, const int64_t *ids, size_t count, struct fetcher_now now,
                          int64_t *changed, dp_error *error);

/* Responses that are in an archive already. */

/* fetcher_archive - a response of a foreign archive: into ours, and on its way to the store, as if it had
 * been fetched at `at`. False at once (EX_TEMPFAIL: no room now, ask again later; EX_USAGE: not taken), or
 * true: then port.archived tells of `ticket`, once it is committed. */
struct fetcher_archived {
  struct slice url, head, body; /* head: status line and fields, without the empty line */
  millis at;
  int64_t status;
};
bool fetcher_archive(struct fetcher *fetcher, const struct fetcher_archived *response, uint64_t ticket,
                     struct fetcher_now now, dp_error *error);
/* fetcher_has_room - something more may be sent on its way. */
bool fetcher_has_room(const struct fetcher *fetcher);
/* fetcher_reprocess - one step of frontier_reprocess, in a transaction of its own; `try_only`: nothing is
 * changed, only counted. */
bool fetcher_reprocess(struct fetcher *fetcher, struct frontier_reprocess *run, size_t limit, bool try_only,
                       struct fetcher_now now, int64_t *made, bool *more, dp_error *error);

/* What decides about a URL. */
enum fetcher_robots { FETCHER_ROBOTS_UNKNOWN, FETCHER_ROBOTS_ALLOW, FETCHER_ROBOTS_FORBID };
/* fetcher_ask_robots - what robots.txt says of a URL that link_check has passed, in a sentence of at most 320
 * bytes. */
enum fetcher_robots fetcher_ask_robots(struct fetcher *fetcher, struct slice url, char detail[320]);
/* fetcher_want_robots - it is UNKNOWN: the file is asked for when its domain's turn has come, as if the page
 * were to be fetched. */
void fetcher_want_robots(struct fetcher *fetcher, struct slice url, struct fetcher_now now);
/* fetcher_explain_domain - what the gate knows of the URL's domain, a line each; whether it rests. */
bool fetcher_explain_domain(struct fetcher *fetcher, struct slice domain, struct fetcher_now now,
                            struct buffer *out);

/* fetcher_frontier - for reading only (show, settled, dead.list); between two calls no transaction is open.
 */
struct frontier *fetcher_frontier(struct fetcher *fetcher);

struct fetcher_status {
  struct frontier_counts counts;
  struct delivery_status window;
  struct source_counts sources;
  int64_t domains_in_hand, waiting; /* waiting: jobs in the gate */
  int64_t transfers;
  int64_t fetched_per_minute, settled_per_minute;
  bool draining, stalled;
  char stalled_reason[480];
};
struct fetcher_status fetcher_status(struct fetcher *fetcher, struct fetcher_now now);

#endif
