/* store_node.c - the store in the simulation: the real writer with its catalog and publisher; the sockets end
 * here. */
#include "base/memory.h"
#include "world.h"

#include <stdlib.h>

enum { RESTART = 3000, RETRY = 1000, KEEP = 20 * 1000 };

static char ack_place, news_place; /* stand for the sockets: the writer only hands them on */
struct bus_socket *const store_ack = (struct bus_socket *)&ack_place;
struct bus_socket *const store_news = (struct bus_socket *)&news_place;

static void open_writer(struct world *world)
{
  /* After some starts articles expire, after others they don't. */
  const struct keep_rules keep = {.keep = random_below(&world->random, 3) ? 0 : KEEP};
  struct store_options options = {
      .catalog = world->store.catalog,
      .publish = {store_ack, store_news, "/depeche/store/main", catalog_store_id(world->store.catalog)},
      .batch = {.max_items = 4, .max_wait = 200},
      .heartbeat = 60 * 1000,
      .keep = &keep,
      .snapshot = world->store.snapshot};
  world->store.store = store_new(&options, world->now + 1);
  world->store.published = 0;
}

void store_start(struct world *world)
{
  struct catalog_options options = {.path = "catalog.db", .vfs = world->store_disk.vfs, .exclusive = true};
  dp_error error = {0};
  world->store.catalog = catalog_open(&options, &error);
  world->store.start_at = world->store.catalog ? 0 : world->now + RESTART;
  world_say(world, "store starts: %s", world->store.catalog ? "up" : error.text);
  if (world->store_disk.dead) {
    store_kill(world);
    return;
  }
  if (!world->store.catalog) {
    if (error.code == EX_DATAERR || error.code == EX_CONFIG || error.code == EX_SOFTWARE)
      world_fail(world, "the store does not start any more: %s", error.text);
    return;
  }
  open_writer(world);
  ledger_store_started(world);
}

void store_kill(struct world *world)
{
  bool power = world->store_disk.power;
  world_say(world, "store dies%s", power ? " of a power loss" : "");
  world->store_disk.dead = true;
  store_free(&world->store.store);
  catalog_close(&world->store.catalog);
  world->store.owes_commit = false;
  world->store.retry_at = 0;
  network_drop(world, HOP_STORE, false);
  network_drop(world, HOP_FETCH, false);
  disk_power_on(&world->store_disk);
  world->counts.crashes++;
  world->counts.power_losses += power;
  world->store.start_at = world->now + 1 + (millis)random_below(&world->random, RESTART);
}

static void after(struct world *world)
{
  if (world->store_disk.dead) {
    store_kill(world);
    return;
  }
  world->store.retry_at = !store_stalled(world->store.store) ? 0
                          : world->store.retry_at            ? world->store.retry_at
                                                             : world->now + RETRY;
}

void store_hear(struct world *world, struct parcel_in_flight *parcel)
{
  if (!world->store.store || store_stalled(world->store.store)) {
    parcel->due = world->now + 50; /* it waits in a queue */
    return;
  }
  struct bus_message message = {.count = 1};
  message.frames[0].length = parcel->event.length;
  message.frames[0].data = message.owned[0] = buffer_take(&parcel->event);
  network_take(parcel);
  mutant_commits(world);
  store_take(world->store.store, &message, world->now + 1);
  after(world);
  if (world->store.store) store_turn_now(world);
}

void store_turn_now(struct world *world)
{
  mutant_commits(world);
  if (world->store.retry_at && world->store.retry_at <= world->now) {
    world->store.retry_at = 0;
    store_retry(world->store.store, world->now + 1);
  } else {
    store_turn(world->store.store, random_below(&world->random, 2), world->now + 1);
  }
  after(world);
}

/* store_say - what the publisher puts on its sockets. What it says after its disk died was never said. */
void store_say(struct world *world, const struct bus_socket *socket, const struct slice *frames)
{
  struct event event;
  dp_error error = {0};
  if (world->store_disk.dead) return;
  if (!event_parse(world->arena, frames[1], &event, &error)) {
    world_fail(world, "the store published what is no event: %s", error.text);
    return;
  }
  if (socket == store_news) {
    if (slice_starts(frames[0], "article.")) ledger_published(world, &event);
    return;
  }
  if (slice_is(event.type, EVENT_VERDICTS)) ledger_verdicts(world, &event);
  if (world->fetch.fetcher && !network_loses(world)) network_put(world, HOP_FETCH, frames[1], SLICE(""));
}
