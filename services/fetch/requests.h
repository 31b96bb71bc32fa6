/* requests.h - what the fetcher can be asked over its feed socket (PROTOCOL.md, section 5), and what the
 * store tells it. */
#ifndef FETCH_REQUESTS_H
#define FETCH_REQUESTS_H

#include "base/log_limit.h"
#include "fetch/fetcher.h"
#include "runtime/control.h"

struct requests {
  struct fetcher *fetcher;
  const struct config_fetch *settings;
  struct control *control;           /* for its count of refused messages */
  bool stopping;                     /* the process ends when it has drained */
  int64_t refused;                   /* messages from the store that were refused */
  struct log_limit refusals;         /* their lines */
  millis started_at, last_heartbeat; /* wall; last_heartbeat 0: none yet */
  struct {                           /* of all dead letters, page by page */
    struct control_later *later;     /* who asked for it; NULL: none is under way */
    int64_t after, revived;
  } revival;
};

extern const struct control_verb requests_verbs[]; /* the context is a struct requests */

/* requests_verdicts - takes one event of the store's ack socket: verdicts or a heartbeat. What can't be
 * understood is counted and logged. */
void requests_verdicts(struct requests *requests, struct arena *arena, struct slice text);
/* requests_refuse - counts and logs a message from the store that is no topic and event at all. */
void requests_refuse(struct requests *requests, const char *reason);

/* requests_turn - goes on with what is too long for one turn of the loop. True: call it again in the next. */
bool requests_turn(struct requests *requests);
/* requests_end - who still waits for an answer is told that none comes. Before the control is freed. */
void requests_end(struct requests *requests);

struct fetcher_now requests_now(void);

#endif
