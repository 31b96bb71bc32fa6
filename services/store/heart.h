/* heart.h - when to tell the last sequence: every interval, and shortly after a burst has ended, so that a
 * subscriber that missed the last articles of the burst learns it before the interval is over.
 *
 * Pure; the clock (monotonic) is an argument. */
#ifndef STORE_HEART_H
#define STORE_HEART_H

#include "base/clock.h"

#include <stdbool.h>

enum { HEART_SETTLE_MS = 30 }; /* a commit with no other behind it for so long was the last of its burst */

struct heart {
  millis interval;
  millis regular_at, settled_at; /* settled_at 0: no commit since the last beat */
};

void heart_init(struct heart *heart, millis interval, millis now); /* the first beat is due at once */
void heart_committed(struct heart *heart, millis now);
bool heart_due(const struct heart *heart, millis now);
millis heart_wake_at(const struct heart *heart);
void heart_beaten(struct heart *heart, millis now);

#endif
