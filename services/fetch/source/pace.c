/* pace.c - exponential forgetting in closed form, so that the spacing of the calls does not matter. */
#include "fetch/source/pace.h"

#include <math.h>

static double fade(millis age, millis half_life)
{
  return exp2(-(double)age / (double)half_life);
}

/* window - what `span` ms up to now weigh. */
static double window(millis span, millis half_life)
{
  return (double)half_life / log(2) * (1 - fade(span, half_life));
}

void pace_add(struct pace *pace, millis half_life, millis elapsed, int64_t events)
{
  if (elapsed <= 0) return;
  double share = window(elapsed, half_life);
  pace->events = pace->events * fade(elapsed, half_life) + (double)events / (double)elapsed * share;
  pace->time = pace->time * fade(elapsed, half_life) + share;
}

void pace_seed(struct pace *pace, millis half_life, const millis *times, size_t count, millis since,
               millis now)
{
  *pace = (struct pace){0, window(now > since ? now - since : 0, half_life)};
  for (size_t i = 0; i < count; i++)
    if (times[i] > since && times[i] <= now) pace->events += fade(now - times[i], half_life);
}

double pace_rate(const struct pace *pace, double prior_events, millis prior_time)
{
  double time = pace->time + (double)prior_time;
  return time > 0 ? (pace->events + prior_events) / time : 0;
}
