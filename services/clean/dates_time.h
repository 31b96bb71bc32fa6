/* dates_time.h - the time of day and the zone that stand behind a date. */
#ifndef CLEAN_DATES_TIME_H
#define CLEAN_DATES_TIME_H

#include "clean/dates.h"

/* date_time - reads "T08:30:00.123+02:00", ", 08:30 Uhr", " at 8:30 pm EDT", " à 14h30" at byte `at`; fills
 * hour, minute, second and offset of *date. Returns the byte behind it, or `at` and leaves *date alone when
 * no time stands there. */
size_t date_time(struct slice text, size_t at, struct date *date);

#endif
