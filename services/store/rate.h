/* rate.h - how many in the last minute, from sixty counters of a second each. Pure; the clock is an argument.
 */
#ifndef STORE_RATE_H
#define STORE_RATE_H

#include "base/clock.h"

enum { RATE_SECONDS = 60 };

struct rate {
  int64_t counts[RATE_SECONDS];
  int64_t seconds[RATE_SECONDS]; /* which second each counter is of; all zero: empty */
};

void rate_add(struct rate *rate, int64_t count, millis now);
int64_t rate_last_minute(const struct rate *rate, millis now);

#endif
