/* log_limit.h - so many lines of one kind a minute: who sends garbage must not fill the disk of the log.
 *
 * What is not written is counted, and the count is written when the minute is over. A limit has no clock and
 * no thread of its own: its owner calls log_limit_turn whenever it has something to do anyway. */
#ifndef BASE_LOG_LIMIT_H
#define BASE_LOG_LIMIT_H

#include "base/clock.h"

#include <stdbool.h>

enum { LOG_LIMIT_LINES = 20, LOG_LIMIT_MINUTE = 60 * 1000 };

struct log_limit {
  const char *event; /* which lines; a literal */
  millis since;      /* monotonic, start of the minute */
  int64_t lines;     /* that were asked for in it */
};

/* log_limit_allows - true when one more line may be written now. */
bool log_limit_allows(struct log_limit *limit, millis monotonic);
/* log_limit_turn - when the minute is over, a new one begins, and "lines-suppressed" is logged with the
 * number of those that were not allowed. Returns that number. */
int64_t log_limit_turn(struct log_limit *limit, millis monotonic);
/* log_limit_end - the same before the minute is over, because its owner ends. */
int64_t log_limit_end(struct log_limit *limit);

#endif
