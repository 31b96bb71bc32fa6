/* attempt.h - what an answer to a webhook means, and when to try again.
 *
 * Pure; the clock and the dice are arguments. */
#ifndef SINK_ATTEMPT_H
#define SINK_ATTEMPT_H

#include "base/clock.h"
#include "base/slice.h"

enum { ATTEMPT_FIRST_MS = 1000, ATTEMPT_LONGEST_MS = 10 * 60 * 1000 };

/* What came back of one POST. */
struct attempt_answer {
  int status;         /* of HTTP; 0: no answer */
  millis retry_after; /* Retry-After as a duration; 0: not said */
};

enum attempt_verdict {
  ATTEMPT_TAKEN,
  ATTEMPT_AGAIN,   /* at attempts->next_at */
  ATTEMPT_REFUSED, /* this article never: a dead letter */
  ATTEMPT_GONE     /* the receiver wants no more of any (410) */
};

/* The attempts at one article. All zero: none was made. */
struct attempts {
  int64_t count;
  millis first_at, next_at;
};

/* attempt_judge - 2xx is taken, 400, 406, 409, 413, 415 and 422 refuse the article; any other answer and none
 * are tried again, after twice the pause each time (but not before Retry-After), until the article has been
 * tried for `retry_for`. `dice` is any number: the pause is half fixed and half by chance, so that many sinks
 * of one receiver don't come back at once. */
enum attempt_verdict attempt_judge(struct attempts *attempts, const struct attempt_answer *answer,
                                   millis retry_for, millis now, uint64_t dice);

#endif
