/* robots_policy.c - from one state of an origin's robots.txt to the next. */
#include "fetch/robots_policy.h"

enum {
  MINUTE = 60 * 1000,
  HOUR = 60 * MINUTE,
  KEEP = 24 * HOUR,
  KEEP_LEAST = HOUR / 2,
  RETRY_LEAST = MINUTE,
  RETRY_MOST = 4 * HOUR,
};
static const millis GIVE_UP = (millis)30 * 24 * HOUR;

static millis within(millis value, millis least, millis most)
{
  return value < least ? least : value > most ? most : value;
}

static struct robots_state answered(enum robots_standing standing, const struct robots_outcome *outcome,
                                    millis now)
{
  millis keep = outcome->max_age < 0 ? KEEP : within(outcome->max_age, KEEP_LEAST, KEEP);
  return (struct robots_state){standing, now, now + keep, 0};
}

static struct robots_state unreachable(struct robots_state previous, const struct robots_outcome *outcome,
                                       millis now)
{
  struct robots_state state = previous;
  if (!state.unreachable_since || state.unreachable_since > now) state.unreachable_since = now;
  millis since = now - state.unreachable_since;
  millis wait = within(since, RETRY_LEAST, RETRY_MOST);
  if (outcome->retry_after > wait) wait = within(outcome->retry_after, wait, KEEP);
  state.until = now + wait;
  if (state.standing != ROBOTS_RULES) state.standing = since < GIVE_UP ? ROBOTS_UNREACHABLE : ROBOTS_NONE;
  return state;
}

struct robots_state robots_after(struct robots_state previous, const struct robots_outcome *outcome,
                                 millis now, bool *take)
{
  int64_t status = outcome->status;
  *take = status >= 200 && status <= 299;
  if (*take) return answered(ROBOTS_RULES, outcome, now);
  if (status >= 300 && status <= 499 && status != 429) return answered(ROBOTS_NONE, outcome, now);
  return unreachable(previous, outcome, now);
}

bool robots_due(const struct robots_state *state, millis now)
{
  return state->standing == ROBOTS_UNKNOWN || now >= state->until || state->until - now > KEEP;
}
