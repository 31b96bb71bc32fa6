/* schedule.c - learn, then: the wish (pace), the publisher's bounds, our bounds, the hours left out. */
#include "fetch/source/schedule.h"

#include "fetch/source/span.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define WEEK  (7 * SPAN_DAY)  /* half-life of the slow pace */
#define HOURS (3 * SPAN_HOUR) /* half-life of the quick pace */

/* New entries a poll should find. Less would mostly find nothing; more would come late. */
static const double AIM = 1.5;
/* A poll should find at most this share of what the feed holds, so that a lively hour between two polls does
 * not push entries out at its end. */
static const double WINDOW_SHARE = 0.5;
/* The first guess where nothing is known: one new entry an hour. */
static const millis FIRST_GUESS = SPAN_HOUR;
/* A Retry-After beyond a week is a mistake that must not stop a source. */
static const millis RETRY_AFTER_MAX = WEEK;

struct schedule_limits schedule_defaults(void)
{
  return (struct schedule_limits){5 * SPAN_MINUTE, 24 * SPAN_HOUR, 6 * SPAN_HOUR};
}

static void __attribute__((format(printf, 2, 3))) say(char reason[SCHEDULE_REASON], const char *format, ...)
{
  size_t used = strlen(reason);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reason + used, SCHEDULE_REASON - used, format, arguments);
  va_end(arguments);
}

/* seed - before the first poll the dates in the feed tell of its past, as far back as it reaches. */
static void seed(struct schedule *schedule, const struct schedule_poll *poll)
{
  millis oldest = poll->now;
  for (size_t i = 0; i < poll->published_count; i++)
    if (poll->published[i] > 0 && poll->published[i] < oldest) oldest = poll->published[i];
  pace_seed(&schedule->week, WEEK, poll->published, poll->published_count, oldest, poll->now);
  pace_seed(&schedule->hours, HOURS, poll->published, poll->published_count, oldest, poll->now);
}

void schedule_told(struct schedule *schedule, millis now, int64_t fresh)
{
  if (!schedule->polls) return; /* the first poll seeds the pace from what the feed says of its past */
  pace_add(&schedule->week, WEEK, now - schedule->polled, fresh);
  pace_add(&schedule->hours, HOURS, now - schedule->polled, fresh);
  schedule->polled = now;
}

static void learn(struct schedule *schedule, const struct schedule_poll *poll)
{
  if (schedule->polls == 0) seed(schedule, poll);
  schedule_told(schedule, poll->now, poll->fresh);
  schedule->polled = poll->now;
  schedule->polls++;
  schedule->errors = 0;
  if (poll->entries > 0) schedule->window = poll->entries;
}

/* expected_rate - new entries a millisecond, the livelier of the two paces. The first guess weighs one entry.
 */
static double expected_rate(const struct schedule *schedule, const struct schedule_hints *hints)
{
  millis guess = hints->update_period > 0 ? hints->update_period : FIRST_GUESS;
  double slow = pace_rate(&schedule->week, 1, guess);
  double quick = pace_rate(&schedule->hours, 0, SPAN_HOUR);
  return quick > slow ? quick : slow;
}

static millis clamp(double interval, millis min, millis max)
{
  if (interval < (double)min) return min;
  return interval > (double)max ? max : (millis)interval;
}

static void at_least(millis *interval, millis bound, const char *why, char reason[SCHEDULE_REASON])
{
  char words[SPAN_TEXT];
  if (bound <= *interval) return;
  *interval = bound;
  say(reason, "; %s of %s", why, span_words(bound, words));
}

/* jittered - up to `percent` more or less, so that sources added together do not stay together. */
static millis jittered(millis interval, uint64_t percent, struct random *random)
{
  uint64_t reach = (uint64_t)interval / 100 * percent;
  return interval - (millis)reach + (millis)random_below(random, 2 * reach + 1);
}

static bool skipped(const struct schedule_hints *hints, millis when)
{
  int64_t hour = when / SPAN_HOUR % 24, day = (when / SPAN_DAY + 4) % 7; /* 1970-01-01 was a Thursday */
  return (hints->skip_hours >> hour & 1) || (hints->skip_days >> day & 1);
}

/* outside_skipped - the first moment from `when` on that the publisher did not exclude; `when` itself where
 * all hours of the week are excluded, which can't be meant. */
static millis outside_skipped(const struct schedule_hints *hints, millis when, struct random *random)
{
  millis at = when;
  if (!skipped(hints, at)) return when;
  for (int hours = 0; hours < 8 * 24; hours++) {
    at = (at / SPAN_HOUR + 1) * SPAN_HOUR;
    if (!skipped(hints, at)) return at + (millis)random_below(random, 5 * SPAN_MINUTE);
  }
  return when;
}

static void decide_gone(struct schedule_decision *decision)
{
  decision->retired = true;
  say(decision->reason, "retired: the server says that it is gone for good (410)");
}

/* decide_error - doubling from the shortest interval, so that a short outage costs little and a long one is
 * asked about once a day. */
static void decide_error(struct schedule *schedule, const struct schedule_limits *limits,
                         const struct schedule_poll *poll, struct random *random,
                         struct schedule_decision *decision)
{
  char words[SPAN_TEXT];
  millis wait = limits->min;
  schedule->errors++;
  for (int64_t i = 1; i < schedule->errors && wait < SPAN_DAY; i++) wait *= 2;
  wait = clamp((double)wait, limits->min, limits->max > SPAN_DAY ? limits->max : SPAN_DAY);
  wait = jittered(wait > SPAN_DAY ? SPAN_DAY : wait, 20, random);
  if (wait < limits->min) wait = limits->min;
  say(decision->reason, "%" PRId64 " error%s in a row: backing off %s", schedule->errors,
      schedule->errors == 1 ? "" : "s", span_words(wait, words));
  millis asked = poll->retry_after > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : poll->retry_after;
  at_least(&wait, asked, "not before its Retry-After", decision->reason);
  decision->next = poll->now + wait;
}

/* keeping_up - the longest interval at which the feed would not overflow; without a length known: any. */
static double keeping_up(const struct schedule *schedule, double rate)
{
  return schedule->window > 0 ? (double)schedule->window * WINDOW_SHARE / rate : (double)INT64_MAX;
}

/* bounded - the wish within what the publisher asked for, what we bound it to, and what the feed holds. */
static millis bounded(const struct schedule *schedule, const struct schedule_limits *limits,
                      const struct schedule_hints *hints, double rate, struct random *random,
                      char reason[SCHEDULE_REASON])
{
  millis wait = clamp((double)jittered(clamp(AIM / rate, limits->min, limits->max), 5, random), limits->min,
                      limits->max);
  char words[SPAN_TEXT], every[SPAN_TEXT];
  say(reason, "every %s: one new entry in %s is expected", span_words(wait, every),
      span_words(clamp(1 / rate, 0, 3650 * SPAN_DAY), words));
  if (hints->websub) at_least(&wait, limits->websub, "its hub tells of news, polled as a safety net", reason);
  at_least(&wait, hints->ttl, "not before its ttl", reason);
  at_least(&wait, hints->max_age, "not before the max-age", reason);
  if (wait > limits->max) {
    wait = limits->max;
    say(reason, "; at least once in %s", span_words(wait, words));
  }
  millis longest = clamp(keeping_up(schedule, rate), limits->min, limits->max);
  if (wait > longest) {
    wait = longest;
    say(reason, "; already in %s, because it holds only %" PRId64 " entries", span_words(wait, words),
        schedule->window);
  }
  return wait;
}

struct schedule_decision schedule_next(struct schedule *schedule, const struct schedule_limits *limits,
                                       const struct schedule_poll *poll, const struct schedule_hints *hints,
                                       struct random *random)
{
  struct schedule_decision decision = {.moved = poll->moved};
  bool answered = (poll->status >= 200 && poll->status < 300) || poll->status == 304;
  if (poll->status == 410) {
    decide_gone(&decision);
    return decision;
  }
  if (poll->moved) say(decision.reason, "moved for good; ");
  if (!answered || poll->broken) {
    decide_error(schedule, limits, poll, random, &decision);
    return decision;
  }
  learn(schedule, poll);
  double rate = expected_rate(schedule, hints);
  millis wait = bounded(schedule, limits, hints, rate, random, decision.reason);
  at_least(&wait, poll->retry_after > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : poll->retry_after,
           "not before its Retry-After", decision.reason);
  decision.next = outside_skipped(hints, poll->now + (wait < limits->min ? limits->min : wait), random);
  if (skipped(hints, poll->now + wait)) say(decision.reason, "; not in the hours it skips");
  return decision;
}
