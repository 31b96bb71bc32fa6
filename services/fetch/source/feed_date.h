/* feed_date.h - dates as feeds write them: RFC 822 and 5322 with all the mistakes met, ISO 8601 and W3CDTF in
 * every form that names a year, asctime, SQL dumps, and month names of a dozen languages. */
#ifndef FETCH_SOURCE_FEED_DATE_H
#define FETCH_SOURCE_FEED_DATE_H

#include "base/slice.h"

/* feed_date_parse - the time in seconds since 1970-01-01T00:00:00Z; false: no date. Without a zone it is
 * taken for UTC, without a time for midnight. Years from 1 to 9999. */
bool feed_date_parse(struct slice text, int64_t *time);

#endif
