/* pace.h - how often something happens, where the recent past counts more: events and time, both fading
 * alike.
 *
 * Events are weighed by 2^(-age / half-life), and so is the time in which they were looked for; the quotient
 * is an unbiased rate at any age of the record, also in its first hour. */
#ifndef FETCH_SOURCE_PACE_H
#define FETCH_SOURCE_PACE_H

#include "base/clock.h"

struct pace {
  double events; /* faded count */
  double time;   /* faded milliseconds of looking */
};

/* pace_add - `events` came, evenly spread, in the last `elapsed` ms; half_life in ms. Events in no time, as
 * where a clock was set back, tell of no pace and are not counted. */
void pace_add(struct pace *pace, millis half_life, millis elapsed, int64_t events);

/* pace_seed - the pace that looking from `since` to `now` would have left, had each of the events at `times`
 * been seen. What happened at `since` itself only opens the window and is not counted. */
void pace_seed(struct pace *pace, millis half_life, const millis *times, size_t count, millis since,
               millis now);

/* pace_rate - events a millisecond, as if `prior_events` had been seen in `prior_time` before; 0: nothing
 * known. */
double pace_rate(const struct pace *pace, double prior_events, millis prior_time);

#endif
