/* span.h - a duration in words for people: "35 min", "9 h", "3 d 4 h". */
#ifndef FETCH_SOURCE_SPAN_H
#define FETCH_SOURCE_SPAN_H

#include "base/clock.h"

#define SPAN_SECOND INT64_C(1000)
#define SPAN_MINUTE (60 * SPAN_SECOND)
#define SPAN_HOUR   (60 * SPAN_MINUTE)
#define SPAN_DAY    (24 * SPAN_HOUR)

enum { SPAN_TEXT = 48 }; /* room for the words */

/* span_words - the two largest units that matter, rounded down; a negative span counts as 0 s. Returns
 * `text`. */
char *span_words(millis span, char text[SPAN_TEXT]);

#endif
