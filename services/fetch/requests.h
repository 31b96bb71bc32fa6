/* requests.h - what the fetcher can be asked over its feed socket (PROTOCOL.md, section 5), and what the
 * store tells it. */
#ifndef FETCH_REQUESTS_H
#define FETCH_REQUESTS_H

#include "base/log_limit.h"
#include "fetch/fetcher.h"
#include "fetch/map.h"
#include "runtime/control.h"
#include "runtime/loop.h"

struct requests {
  struct fetcher *fetcher;
  const struct config_fetch *settings;
  struct control *control;           /* for its count of refused messages */
  bool stopping;                     /* the process ends when it has drained */
  int64_t refused;                   /* messages from the store that were refused */
  struct log_limit refusals;         /* their lines */
  millis started_at, last_heartbeat; /* wall; last_heartbeat 0: none yet */
  struct loop *loop;                 /* NULL: no names are looked up for `explain` */
  void (*ask_reader)(void *context, uint64_t id, const struct source_answer *answer); /* for an import; may be
                                                                                         NULL */
  void *reader_context;
  struct {                       /* of all dead letters, page by page */
    struct control_later *later; /* who asked for it; NULL: none is under way */
    int64_t after, revived;
  } revival;
  struct map archives; /* by ticket: who waits for the commit of a response */
  uint64_t last_ticket;
  struct {
    struct control_later *later; /* who waits for room in the window; NULL: nobody */
    struct frontier_reprocess run;
    struct pattern *match; /* owned; NULL: every page */
  } reading;
  struct {
    struct control_later *later; /* who waits for a list to be read; NULL: nobody */
    int64_t added, known, refused;
    struct arena *arena;   /* holds `refusals`; owned; NULL: no list is being read */
    struct json *refusals; /* the first rows that were refused: {url, reason} */
    int64_t number;        /* of the question to the reader */
  } import;
  struct explain *explains; /* that wait for something */
};
enum { REQUESTS_READER = 1 }; /* in the top byte of ids of questions to the reader that come from here */

extern const struct control_verb requests_verbs[]; /* the context is a struct requests */

/* requests_verdicts - takes one event of the store's ack socket: verdicts or a heartbeat. What can't be
 * understood is counted and logged. */
void requests_verdicts(struct requests *requests, struct arena *arena, struct slice text);
/* requests_refuse - counts and logs a message from the store that is no topic and event at all. */
void requests_refuse(struct requests *requests, const char *reason);

/* requests_turn - goes on with what is too long for one turn of the loop. True: call it again in the next. */
bool requests_turn(struct requests *requests);
/* requests_wake_at - steady time at which requests_turn has something to do; 0: none. */
millis requests_wake_at(const struct requests *requests);
/* requests_archived - of fetcher_port. */
void requests_archived(void *requests, uint64_t ticket, enum feed_outcome outcome, int64_t item);
/* requests_found - an answer of the reader to a question of its own. */
void requests_found(struct requests *requests, uint64_t id, const struct found *found, bool more);
/* requests_end - who still waits for an answer is told that none comes. Before the control is freed. */
void requests_end(struct requests *requests);

struct fetcher_now requests_now(void);

#endif
