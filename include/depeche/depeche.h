/* depeche.h - libdepeche: feed a pipeline, follow what comes out, ask.
 *
 * Link with `pkg-config --cflags --libs depeche`. A client belongs to one thread. Every call that can fail takes a
 * dp_error (may be NULL). Text is UTF-8. Nothing here keeps a pointer that the caller gave. */
#ifndef DEPECHE_H
#define DEPECHE_H

#include <depeche/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dp_client dp_client;

/* dp_open - a client of the pipeline that the configuration file names (NULL: $DEPECHE_CONFIG, else embedded defaults).
 * No daemon needs to be up yet. NULL when the configuration is wrong. */
dp_client *dp_open(const char *config_path, dp_error *error);
void dp_close(dp_client **client);

/* Feeding. dp_feed returns when the fetcher has committed the URLs, or false (EX_TEMPFAIL after timeout_ms without an
 * answer: asking again is safe). At most 1,000 URLs a call; results has as many entries. */
typedef enum dp_feed_outcome { DP_FEED_ACCEPTED, DP_FEED_KNOWN, DP_FEED_REFUSED } dp_feed_outcome;
typedef struct dp_feed_result {
  dp_feed_outcome outcome;
  int64_t item;     /* the fetcher's number of it; 0 when refused */
  char reason[160]; /* refused: why */
} dp_feed_result;
bool dp_feed(dp_client *client, const char *const *urls, size_t count, dp_feed_result *results, int timeout_ms,
             dp_error *error);

/* Following. A subscription delivers every article with a sequence greater than `after`, once, in order, without a gap:
 * live ones from the stream, missed ones by replay; with a filter, those that it lets through.
 *
 * With a name it is durable: the store keeps a cursor of that name, so that the next subscription under it goes on where
 * this one has acknowledged. Only for a cursor that is new, `after` or `since` says where it begins. What was given and not
 * acknowledged is given again: each article at least once. A reader that keeps `sequence` together with the result of its
 * work, and gives it as `after`, has each exactly once. One subscription a name at a time. */
typedef struct dp_subscription dp_subscription;
enum { DP_FROM_NOW = -1 };
typedef struct dp_subscribe_options {
  int64_t after;        /* 0: everything; N: what follows N; DP_FROM_NOW: only what comes */
  const char *language; /* primary subtag ("fr"); NULL: every language */
  const char *name;     /* of a cursor; NULL: nothing is kept */
  const char *filter;   /* a query ("place:NE OR place:ML"); NULL: that of the cursor, or every article */
  const char *since;    /* instead of `after`: with what was stored then ("2026-01-31", or a time of RFC 3339) */
  bool replace;         /* a cursor that has another filter gets this one; else that is refused (EX_USAGE) */
} dp_subscribe_options;
dp_subscription *dp_subscribe(dp_client *client, const dp_subscribe_options *options, dp_error *error);
/* dp_unsubscribe - ends it; what was acknowledged is told to the store, for which it waits two seconds at most. */
void dp_unsubscribe(dp_subscription **subscription);

typedef struct dp_article {
  int64_t sequence;
  const char *json; /* the CloudEvents event; valid until the next call on the subscription */
  size_t length;
} dp_article;
typedef enum dp_outcome { DP_OK, DP_TIMEOUT, DP_FAILED } dp_outcome;
/* dp_next - waits up to timeout_ms (-1: for ever) for the next article. DP_FAILED only for what waiting can't mend
 * (the store was rebuilt: EX_DATAERR; a filter that is no query or not that of the cursor: EX_USAGE; a cursor that was removed
 * meanwhile: EX_NOINPUT). A store that is down is waited for. */
dp_outcome dp_next(dp_subscription *subscription, dp_article *article, int timeout_ms, dp_error *error);
/* dp_caught_up - true when everything the store has told of was delivered. */
bool dp_caught_up(const dp_subscription *subscription);
/* dp_position - everything up to this sequence was given, or passed over because it is not wanted or has expired; -1 while the
 * store was not heard and it is not known where to begin. */
int64_t dp_position(const dp_subscription *subscription);
/* dp_missed - how many articles since the last call could not be given because they had expired (with a filter: whether it
 * would have let them through is not known any more), and the first and last of them. 0: none. */
int64_t dp_missed(dp_subscription *subscription, int64_t *first, int64_t *last);

/* Acknowledging, for subscriptions with a name. dp_ack - the work on everything given up to `sequence` is done. It costs nothing:
 * the store is told after every hundredth, or a second later, by the next dp_next. False (EX_USAGE): no name, or that
 * article was not given yet. */
bool dp_ack(dp_subscription *subscription, int64_t sequence, dp_error *error);
/* dp_ack_wait - tells the store now, and waits up to timeout_ms (-1: for ever) until it has it on disk. False: EX_TEMPFAIL when it
 * does not answer by then, or the code of its refusal. */
bool dp_ack_wait(dp_subscription *subscription, int timeout_ms, dp_error *error);

/* Asking. dp_ask sends the request `verb` ("status", "show", "dead.list", …; see PROTOCOL.md) with `data_json` (an object, or
 * NULL) to "fetch", "clean", "tag" or "store". *reply_json is the reply's data as JSON, to be released with dp_release;
 * *frame_json (may be NULL) the first further frame, or NULL. */
bool dp_ask(dp_client *client, const char *service, const char *verb, const char *data_json, int timeout_ms,
            char **reply_json, char **frame_json, dp_error *error);
/* dp_ask_with - the same for a request that brings bytes behind its event (source.import, archive). */
typedef struct {
  const void *data;
  size_t length;
} dp_bytes;
bool dp_ask_with(dp_client *client, const char *service, const char *verb, const char *data_json,
                 const dp_bytes *frames, size_t frame_count, int timeout_ms, char **reply_json,
                 char **frame_json, dp_error *error);
void dp_release(char *text);

const char *dp_version(void);

#ifdef __cplusplus
}
#endif
#endif
