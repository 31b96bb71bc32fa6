/* log_limit.c - counts the lines of a minute, and tells of those that were too many. */
#include "base/log_limit.h"

#include "base/log.h"

int64_t log_limit_end(struct log_limit *limit)
{
  int64_t suppressed = limit->lines - LOG_LIMIT_LINES;
  limit->lines = 0;
  if (suppressed <= 0) return 0;
  log_warn("lines-suppressed", LOG_TEXT("of", limit->event), LOG_INT("count", suppressed));
  return suppressed;
}

int64_t log_limit_turn(struct log_limit *limit, millis monotonic)
{
  if (monotonic - limit->since < LOG_LIMIT_MINUTE) return 0;
  limit->since = monotonic;
  return log_limit_end(limit);
}

bool log_limit_allows(struct log_limit *limit, millis monotonic)
{
  log_limit_turn(limit, monotonic);
  return limit->lines++ < LOG_LIMIT_LINES;
}
