/* schedule.h - when a feed or sitemap is asked again: often enough to miss nothing, no more often than it is
 * worth.
 *
 * Pure. The interval is learnt: from the pace of new entries of the last days and of the last hours,
 * whichever is livelier, so that a poll finds one or two. The publisher's own words bound it: it is not asked
 * before its ttl (RSS 2.0), Cache-Control max-age or Expires (RFC 9111, 5.2 and 5.3) are over, nor in its
 * skipHours and skipDays; sy:updatePeriod (RSS 1.0 Syndication module) is the first guess before a pace is
 * known. The publisher's words give way only where waiting so long would lose entries: where more of them are
 * to be expected than the feed holds. Hours and days to skip don't give way, for in them nothing is
 * published, and Retry-After (RFC 9110, 10.2.3) is always heeded.
 *
 * Errors back off by doubling, with jitter, up to a day, and never stop a source for good. Only 410 Gone
 * retires it (RFC 9110, 15.5.11). 301 and 308 move it: the answer behind them counts as any other. */
#ifndef FETCH_SOURCE_SCHEDULE_H
#define FETCH_SOURCE_SCHEDULE_H

#include "base/random.h"
#include "fetch/source/pace.h"

#include <stdbool.h>

struct schedule_limits {
  millis min, max; /* of the interval */
  millis websub;   /* at least this long where a hub tells of news (W3C WebSub) */
};
/* schedule_defaults - 5 min, 24 h, 6 h. */
struct schedule_limits schedule_defaults(void);

/* What is remembered of a source between polls: plain numbers, all zero at first. */
struct schedule {
  struct pace week, hours; /* half-lives of seven days and of three hours */
  millis polled;           /* the last poll that was answered, or content from a hub; 0: never */
  int64_t polls;           /* answered ones */
  int64_t errors;          /* in a row, since then */
  int64_t window;          /* how many entries the feed holds; 0: unknown */
};

/* What the publisher asked for, in the feed and in the header of the last answer. Zero: nothing said. */
struct schedule_hints {
  millis ttl;           /* of the feed */
  millis update_period; /* sy:updatePeriod divided by sy:updateFrequency */
  millis max_age;       /* Cache-Control max-age less Age, or Expires less Date; 0 also for no-cache */
  uint32_t skip_hours;  /* bit n: not in hour n (0 to 23, UTC) */
  uint32_t skip_days;   /* bit n: not on day n (0 is Sunday, UTC) */
  bool websub;          /* a subscription to its hub is active */
};

/* How a poll ended. */
struct schedule_poll {
  millis now;
  int status;             /* of the last hop, 200 or 304 and so on; 0: no answer at all */
  bool broken;            /* answered with 2xx, but nothing to be read: counts as an error */
  bool moved;             /* a permanent redirect (301, 308) led there */
  millis retry_after;     /* ms from now; 0: none */
  int64_t entries, fresh; /* in the answer, and how many of them are new; 0 for a 304. A list that only grows
                             (a sitemap) has no window to overflow: entries 0 */
  const millis
      *published; /* when the entries were published, as far as they say it; used by the first poll */
  size_t published_count;
};

enum { SCHEDULE_REASON = 320 };
struct schedule_decision {
  millis next;                  /* when to poll again; 0 when retired */
  bool retired;                 /* 410 */
  bool moved;                   /* the new address takes the place of the old */
  char reason[SCHEDULE_REASON]; /* a sentence without a full stop */
};

/* schedule_told - learns from what a hub has sent between two polls: `fresh` new entries. */
void schedule_told(struct schedule *schedule, millis now, int64_t fresh);

/* schedule_next - learns from a poll and says when the next one is due. */
struct schedule_decision schedule_next(struct schedule *schedule, const struct schedule_limits *limits,
                                       const struct schedule_poll *poll, const struct schedule_hints *hints,
                                       struct random *random);

#endif
