/* clock.h - time: reading it, writing it, reading it back. Pure cores never call clock_now; they are given
 * it. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/slice.h"

#include <stdint.h>

typedef int64_t millis; /* milliseconds: since 1970-01-01T00:00:00Z for a point in time, or a duration */

millis clock_now(void);       /* wall clock; may jump; for stamps and for what must outlive a restart */
millis clock_monotonic(void); /* never jumps back; for timeouts inside one process */
int64_t clock_cpu_us(void);   /* CPU time of the calling thread in microseconds */

enum { CLOCK_TEXT = 32 }; /* room for a formatted time */

/* clock_format - RFC 3339 in UTC with milliseconds, "2024-04-12T08:30:00.000Z". Returns `text`. */
char *clock_format(millis when, char text[CLOCK_TEXT]);

/* clock_parse - reads RFC 3339 ("2024-04-12T08:30:00Z", fraction and offset allowed) or a bare day
 * "2024-04-12", which is its first millisecond in UTC. False when it is neither, or no real date. */
bool clock_parse(struct slice text, millis *when);

/* clock_is_date - does the month have that day, in a proleptic Gregorian year? */
bool clock_is_date(int year, int month, int day);

/* clock_days - days from 1970-01-01 to a proleptic Gregorian date; and back. */
int64_t clock_days(int year, int month, int day);
void clock_date(int64_t days, int *year, int *month, int *day);

#endif
