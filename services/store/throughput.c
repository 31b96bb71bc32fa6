/* throughput.c - a ring of seconds; a counter is stale when the second it stands for is more than a minute
 * ago. */
#include "store/throughput.h"

void throughput_add(struct throughput *throughput, int64_t count, millis now)
{
  int64_t second = now / 1000;
  size_t place = (size_t)(second % THROUGHPUT_SECONDS);
  if (throughput->seconds[place] != second) {
    throughput->seconds[place] = second;
    throughput->counts[place] = 0;
  }
  throughput->counts[place] += count;
}

int64_t throughput_last_minute(const struct throughput *throughput, millis now)
{
  int64_t second = now / 1000, sum = 0;
  for (size_t i = 0; i < THROUGHPUT_SECONDS; i++)
    if (throughput->seconds[i] > second - THROUGHPUT_SECONDS && throughput->seconds[i] <= second)
      sum += throughput->counts[i];
  return sum;
}
