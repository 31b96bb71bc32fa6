/* network.c - messages on their way: delayed, reordered, lost, doubled. */
#include "base/memory.h"
#include "world.h"

bool network_loses(struct world *world)
{
  if (!world->faults) return false;
  return world->now < world->cut_until || random_below(&world->random, 40) == 0;
}

static struct parcel_in_flight *free_parcel(struct world *world)
{
  for (size_t i = 0; i < WORLD_PARCELS; i++)
    if (!world->parcels[i].used) return &world->parcels[i];
  return NULL;
}

static millis delay(struct world *world)
{
  uint64_t mood = world->faults ? random_below(&world->random, 30) : 1;
  return 1 + (millis)random_below(&world->random, mood == 0 ? 8000 : mood < 4 ? 400 : 12);
}

struct parcel_in_flight *network_put(struct world *world, enum hop hop, struct slice event, struct slice body)
{
  struct parcel_in_flight *parcel = free_parcel(world);
  if (!parcel) return NULL; /* a queue that is full drops: the protocol must live with it */
  parcel->used = true;
  parcel->hop = hop;
  parcel->due = world->now + delay(world);
  buffer_clear(&parcel->event);
  buffer_clear(&parcel->body);
  buffer_slice(&parcel->event, event);
  buffer_slice(&parcel->body, body);
  return parcel;
}

size_t network_count(const struct world *world, enum hop hop)
{
  size_t count = 0;
  for (size_t i = 0; i < WORLD_PARCELS; i++) count += world->parcels[i].used && world->parcels[i].hop == hop;
  return count;
}

void network_take(struct parcel_in_flight *parcel)
{
  parcel->used = false;
}

/* network_drop - an end of the hop died: what was queued there is lost, all of it or by chance. */
void network_drop(struct world *world, enum hop hop, bool all)
{
  for (size_t i = 0; i < WORLD_PARCELS; i++)
    if (world->parcels[i].used && world->parcels[i].hop == hop && (all || random_below(&world->random, 2)))
      network_take(&world->parcels[i]);
}
