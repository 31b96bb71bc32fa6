/* subscription.h - what the files of a subscription share.
 *
 * subscription.c chooses what to do next and listens to the stream; subscription_piece.c fetches what the
 * stream did not bring; subscription_cursor.c makes the cursor and acknowledges. */
#ifndef CLIENT_SUBSCRIPTION_H
#define CLIENT_SUBSCRIPTION_H

#include "base/clock.h"
#include "client/client.h"

/* What could not be given: [first, last], both expired. */
struct subscription_range {
  int64_t first, last;
};

struct dp_subscription {
  dp_client *client;
  struct bus_socket *news;
  struct ask *ask;
  struct arena *arena;
  struct buffer text;          /* of the article given last */
  char *name, *filter, *since; /* NULL: none; `since` until the store has told what it means */
  char language[16];           /* empty: every language */
  char store[40];              /* empty until the store was heard */
  bool replace, filtered;      /* filtered: what the stream brings may be none of ours */
  int64_t last;                /* greatest sequence delivered or passed over; below 0: to be learned */
  int64_t known;               /* greatest sequence the store has told of; below 0: not heard yet */
  millis heard_at, asked_at, pause_until;
  bool asking;

  int64_t piece; /* articles to ask for at once */
  /* The piece in hand: articles kept by `ask`, from batch_at on to be delivered; then `last` becomes
   * batch_to. */
  const struct slice *batch;
  size_t batch_count, batch_at;
  int64_t batch_to;
  bool in_batch;
  struct subscription_range *expired; /* in the piece, ascending; from expired_at on not passed yet */
  size_t expired_count, expired_at;
  struct {
    int64_t count, first, last;
  } missed; /* since dp_missed was asked */

  struct {
    bool open;          /* the cursor is there, and `last` is behind its position */
    struct ask *ask;    /* NULL until the first acknowledgement */
    int64_t given;      /* sequence of the article given last */
    int64_t done;       /* acknowledged by the reader */
    int64_t told;       /* acknowledged to the store */
    int64_t telling;    /* under way */
    int64_t since_told; /* calls of dp_ack that the store does not know of */
    bool asking;
    millis asked_at, due_at; /* due_at: when it is to be told; 0: nothing is */
  } ack;
};

enum {
  SUBSCRIPTION_PATIENCE_MS = 3000, /* then a question is asked anew: the store may have been started again */
  SUBSCRIPTION_PAUSE_MS = 500      /* after the store said that it can't answer now */
};
#define SUBSCRIPTION_LAST_OF_ALL ((int64_t)9007199254740000) /* beyond any sequence, below 2^53 (RFC 7493)   \
                                                              */

enum step { STEP_ON, STEP_ARTICLE, STEP_FAILED };

/* subscription_heard - takes in what the store tells of itself. False: it is not the store whose numbers we
 * count by. */
bool subscription_heard(dp_subscription *s, struct slice store, int64_t sequence, dp_error *error);
/* subscription_deliver - the article is the next one; STEP_ON when its language is not wanted. */
enum step subscription_deliver(dp_subscription *s, const struct event *event, struct slice json,
                               dp_article *article);
/* subscription_passing - what waiting can mend: the store is down, starting, or short of something. */
bool subscription_passing(const dp_error *error);
/* subscription_wait - of the time left, as much as the question under way has still patience for. */
int subscription_wait(millis asked_at, int wait_ms);

/* subscription_fetch - asks for what follows, and waits for it. */
enum step subscription_fetch(dp_subscription *s, int wait_ms, dp_error *error);
/* subscription_take - the next article of the piece in hand, or its end. */
enum step subscription_take(dp_subscription *s, dp_article *article, dp_error *error);

/* subscription_open - makes the cursor, or finds it, and learns where it stands. */
enum step subscription_open(dp_subscription *s, int wait_ms, dp_error *error);
/* subscription_tell - begins, or goes on with, telling the store what is acknowledged; does not wait. */
enum step subscription_tell(dp_subscription *s, dp_error *error);
/* subscription_tell_at - when it has something to do; 0: nothing. */
millis subscription_tell_at(const dp_subscription *s);

#endif
