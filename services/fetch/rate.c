/* rate.c - a bucket is emptied when its second comes round again. */
#include "fetch/rate.h"

#include <string.h>

/* advance - empties the buckets of the seconds that have passed. */
static void advance(struct rate *rate, millis steady)
{
  int64_t second = steady / 1000;
  if (second - rate->second >= RATE_SECONDS || second < rate->second)
    memset(rate->buckets, 0, sizeof rate->buckets);
  else
    for (int64_t at = rate->second + 1; at <= second; at++) rate->buckets[at % RATE_SECONDS] = 0;
  rate->second = second;
}

void rate_add(struct rate *rate, int64_t count, millis steady)
{
  advance(rate, steady);
  rate->buckets[rate->second % RATE_SECONDS] += count;
}

int64_t rate_per_minute(struct rate *rate, millis steady)
{
  int64_t sum = 0;
  advance(rate, steady);
  for (int i = 0; i < RATE_SECONDS; i++) sum += rate->buckets[i];
  return sum;
}
