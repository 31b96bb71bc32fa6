/* rate.h - how many in the last minute: sixty buckets of a second. */
#ifndef FETCH_RATE_H
#define FETCH_RATE_H

#include "base/clock.h"

enum { RATE_SECONDS = 60 };
struct rate {
  int64_t buckets[RATE_SECONDS];
  int64_t second; /* the one that was written last */
};

void rate_add(struct rate *rate, int64_t count, millis steady);
int64_t rate_per_minute(struct rate *rate, millis steady);

#endif
