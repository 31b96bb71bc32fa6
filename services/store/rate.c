/* rate.c - a ring of seconds; a counter is stale when the second it stands for is more than a minute ago. */
#include "store/rate.h"

void rate_add(struct rate *rate, int64_t count, millis now)
{
  int64_t second = now / 1000;
  size_t place = (size_t)(second % RATE_SECONDS);
  if (rate->seconds[place] != second) {
    rate->seconds[place] = second;
    rate->counts[place] = 0;
  }
  rate->counts[place] += count;
}

int64_t rate_last_minute(const struct rate *rate, millis now)
{
  int64_t second = now / 1000, sum = 0;
  for (size_t i = 0; i < RATE_SECONDS; i++)
    if (rate->seconds[i] > second - RATE_SECONDS && rate->seconds[i] <= second) sum += rate->counts[i];
  return sum;
}
