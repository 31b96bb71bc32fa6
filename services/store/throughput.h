/* throughput.h - how many in the last minute, from sixty counters of a second each. Pure; the clock is an
 * argument.
 */
#ifndef STORE_THROUGHPUT_H
#define STORE_THROUGHPUT_H

#include "base/clock.h"

enum { THROUGHPUT_SECONDS = 60 };

struct throughput {
  int64_t counts[THROUGHPUT_SECONDS];
  int64_t seconds[THROUGHPUT_SECONDS]; /* which second each counter is of; all zero: empty */
};

void throughput_add(struct throughput *throughput, int64_t count, millis now);
int64_t throughput_last_minute(const struct throughput *throughput, millis now);

#endif
