/* heart.c - the times of the heartbeat. */
#include "store/heart.h"

void heart_init(struct heart *heart, millis interval, millis now)
{
  *heart = (struct heart){.interval = interval, .regular_at = now, .settled_at = 0};
}

void heart_committed(struct heart *heart, millis now)
{
  heart->settled_at = now + HEART_SETTLE_MS;
}

millis heart_wake_at(const struct heart *heart)
{
  bool sooner = heart->settled_at && heart->settled_at < heart->regular_at;
  return sooner ? heart->settled_at : heart->regular_at;
}

bool heart_due(const struct heart *heart, millis now)
{
  return now >= heart_wake_at(heart);
}

void heart_beaten(struct heart *heart, millis now)
{
  heart->regular_at = now + heart->interval;
  heart->settled_at = 0;
}
