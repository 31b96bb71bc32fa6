/* world.c - the scheduler: one event at a time, drawn from the seed; then faults; then peace until everything
 * is settled. */
#include "world.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 10000, PULSE = 2500, FAULTS_FOR = 6000 };

void world_fail(struct world *world, const char *format, ...)
{
  va_list arguments;
  if (world->failed) return; /* the first is the one that counts */
  world->failed = true;
  va_start(arguments, format);
  vsnprintf(world->failure, sizeof world->failure, format, arguments);
  va_end(arguments);
}

void world_say(struct world *world, const char *format, ...)
{
  va_list arguments;
  if (!world->trace) return;
  printf("%6lld %8lld ms  ", (long long)world->step, (long long)world->now);
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  putchar('\n');
}

/* Making. */

static void add_promise(struct world *world, const char *kind)
{
  struct promise *promise = &world->promises[world->promise_count];
  snprintf(promise->url, sizeof promise->url, "http://h%d.example/%s/%zu",
           (int)random_below(&world->random, 4), kind, world->promise_count);
  promise->kind = web_kind(promise->url);
  promise->listed = world->web.feed && random_below(&world->random, 3) == 0;
  if (promise->listed) world->web.listed[world->web.listed_count++] = world->promise_count;
  world->promise_count++;
}

static void make_urls(struct world *world)
{
  static const char *const kinds[] = {"page", "page", "page",  "twin",    "twin",  "list",   "gone", "flaky",
                                      "slow", "page", "moved", "hopping", "round", "barred", "busy", "page"};
  size_t count = 3 + random_below(&world->random, 9);
  for (size_t i = 0; i < count; i++) add_promise(world, kinds[random_below(&world->random, 16)]);
  if (random_below(&world->random, 5) == 0) add_promise(world, "poison");
}

static void make_settings(struct world *world)
{
  struct config_fetch *fetch = &world->config.fetch;
  config_defaults(&world->config);
  snprintf(fetch->name, sizeof fetch->name, "main");
  fetch->window_items = 2 + (int64_t)random_below(&world->random, 8);
  fetch->ack_timeout = 1500;
  fetch->ack_timeout_max = 6000;
  fetch->max_attempts = 3;
  fetch->max_fetch_attempts = 4;
  fetch->retry_delay = 400;
  fetch->domain_delay = random_below(&world->random, 2) ? 0 : (millis)random_below(&world->random, 300);
  fetch->domain_delay_max = 300;
  fetch->revisit_after =
      random_below(&world->random, 2) ? 0 : 500 + (millis)random_below(&world->random, 9000);
  fetch->revisits = 1 + (int64_t)random_below(&world->random, 2);
  fetch->poll_min = 1000;
  fetch->poll_max = 5000;
  fetch->transfers = 4;
  fetch->transfers_per_domain = 2;
  fetch->group_commit = (millis)random_below(&world->random, 60);
  fetch->warc_rotate_bytes = 1000 + (int64_t)random_below(&world->random, 8000);
  world->web.feed = random_below(&world->random, 2);
  if (!world->web.feed) return;
  fetch->sources.count = 1;
  snprintf(fetch->sources.items[0], CONFIG_TEXT, "http://h0.example/feed");
}

void world_init(struct world *world, uint64_t seed, enum mutant mutant, bool trace)
{
  memset(world, 0, sizeof *world);
  world->seed = seed;
  world->random.state = seed * 0x9E3779B97F4A7C15u;
  world->kernel.state = ~seed;
  world->mutant = mutant;
  world->trace = trace;
  world->faults = true;
  world->step_limit = STEPS;
  world->arena = arena_new();
  world_now = world;
  disk_init(&world->fetch_disk, "disk-fetch", random_next(&world->random));
  disk_init(&world->store_disk, "disk-store", random_next(&world->random));
  world->fetch_disk.lies = mutant == MUTANT_UNSYNCED_WARC;
  world->store_disk.lies = mutant == MUTANT_UNSYNCED_CATALOG;
  world->fetch.io = disk_warc_io(&world->fetch_disk);
  world->fetch.requests.settings = &world->config.fetch;
  world->fetch.start_at = world->store.start_at = 1;
  world->store.snapshot = snapshot_new();
  world->faults_until = 2000 + (millis)random_below(&world->random, FAULTS_FOR);
  world->fault_at = (millis)random_below(&world->random, 300);
  make_settings(world);
  for (int host = 0; host < WORLD_HOSTS; host++)
    world->web.shaky[host] = random_below(&world->random, 12) == 0;
  make_urls(world);
}

void world_free(struct world *world)
{
  fetcher_close(&world->fetch.fetcher);
  store_free(&world->store.store);
  catalog_close(&world->store.catalog);
  snapshot_free(&world->store.snapshot);
  for (size_t i = 0; i < WORLD_PARCELS; i++) {
    buffer_free(&world->parcels[i].event);
    buffer_free(&world->parcels[i].body);
  }
  for (size_t i = 0; i < WORLD_HANDS; i++) buffer_free(&world->middle.hands[i].event);
  disk_free(&world->fetch_disk);
  disk_free(&world->store_disk);
  arena_free(&world->arena);
}

/* Faults. */

static void strike_fetch(struct world *world, bool power, bool soon)
{
  if (soon && world->fetch.fetcher) {
    disk_crash_in(&world->fetch_disk, (int64_t)random_below(&world->random, 16), power);
  } else {
    disk_crash(&world->fetch_disk, power);
    fetch_kill(world);
  }
}

static void strike_store(struct world *world, bool power, bool soon)
{
  if (soon && world->store.store) {
    disk_crash_in(&world->store_disk, (int64_t)random_below(&world->random, 16), power);
  } else {
    disk_crash(&world->store_disk, power);
    store_kill(world);
  }
}

static void fill(struct world *world, struct disk *disk)
{
  world->counts.full_disks++;
  world_say(world, "%s refuses soon", disk->vfs);
  disk_fill(disk, (int64_t)random_below(&world->random, 12), 1 + (int64_t)random_below(&world->random, 6));
}

static void strike(struct world *world)
{
  bool power = random_below(&world->random, 2), soon = random_below(&world->random, 3) != 0;
  world->fault_at = world->now + 1 + (millis)random_below(&world->random, 900);
  switch (random_below(&world->random, 10)) {
  case 0:
  case 1:
  case 2:
    strike_fetch(world, power, soon);
    break;
  case 3:
  case 4:
    strike_store(world, power, soon);
    break;
  case 5:
    middle_kill(world);
    break;
  case 6:
    fill(world, &world->fetch_disk);
    break;
  case 7:
    fill(world, &world->store_disk);
    break;
  case 8:
    world->cut_until = world->now + (millis)random_below(&world->random, 3000);
    world_say(world, "the network is cut until %lld", (long long)world->cut_until);
    break;
  default: /* the whole machine */
    strike_fetch(world, true, false);
    strike_store(world, true, false);
    middle_kill(world);
  }
}

static void make_peace(struct world *world)
{
  world->faults = false;
  world->cut_until = world->fault_at = 0;
  disk_mend(&world->fetch_disk);
  disk_mend(&world->store_disk);
  world_say(world, "peace");
}

/* Events: the earliest of all that may happen; among equals chance decides. */

enum event_kind {
  NOTHING,
  FAULT,
  PEACE,
  FEED,
  TRAFFIC,
  START_FETCH,
  START_MIDDLE,
  START_STORE,
  TURN_FETCH,
  TURN_STORE,
  TRANSFER,
  HAND,
  PARCEL,
  FOUND
};
struct choice {
  enum event_kind kind;
  size_t index;
  millis at;
  uint64_t equals;
};

static void offer(struct world *world, struct choice *choice, enum event_kind kind, size_t index, millis at)
{
  if (!at) return;
  if (at < world->now) at = world->now;
  if (choice->kind != NOTHING && at > choice->at) return;
  choice->equals = choice->kind != NOTHING && at == choice->at ? choice->equals + 1 : 1;
  if (choice->equals > 1 && random_below(&world->random, choice->equals)) return;
  choice->kind = kind;
  choice->index = index;
  choice->at = at;
}

static void offer_nodes(struct world *world, struct choice *choice)
{
  if (world->faults) offer(world, choice, FAULT, 0, world->fault_at);
  if (world->faults) offer(world, choice, PEACE, 0, world->faults_until);
  if (!world->faults) offer(world, choice, TRAFFIC, 0, world->pulse_at);
  offer(world, choice, FEED, 0, world->feed_at);
  offer(world, choice, START_FETCH, 0, world->fetch.start_at);
  offer(world, choice, START_MIDDLE, 0, world->middle.start_at);
  offer(world, choice, START_STORE, 0, world->store.start_at);
  if (world->fetch.fetcher) {
    millis wake = fetcher_wake_at(world->fetch.fetcher);
    offer(world, choice, TURN_FETCH, 0, wake > 1 ? wake - 1 : wake);
    offer(world, choice, FOUND, 0, world->web.found_at);
  }
  if (world->store.store) {
    millis wake = world->store.retry_at ? world->store.retry_at : store_wake_at(world->store.store);
    offer(world, choice, TURN_STORE, 0, wake);
  }
}

static void offer_all(struct world *world, struct choice *choice)
{
  offer_nodes(world, choice);
  for (size_t i = 0; i < WORLD_TRANSFERS; i++)
    if (world->fetch.transfers[i].used) offer(world, choice, TRANSFER, i, world->fetch.transfers[i].due);
  for (size_t i = 0; i < WORLD_HANDS; i++)
    if (world->middle.hands[i].busy) offer(world, choice, HAND, i, world->middle.hands[i].due);
  for (size_t i = 0; i < WORLD_PARCELS; i++)
    if (world->parcels[i].used) offer(world, choice, PARCEL, i, world->parcels[i].due);
}

/* traffic - in peace somebody goes on feeding while something is unsettled: an item that is alone in the
 * pipeline can't be told from an outage. */
static void traffic(struct world *world)
{
  world->pulse_at = world->now + PULSE;
  if (world->promise_count < WORLD_URLS) add_promise(world, "page");
}

static void hear(struct world *world, struct parcel_in_flight *parcel)
{
  if (parcel->hop == HOP_MIDDLE)
    middle_take(world, parcel);
  else if (parcel->hop == HOP_STORE)
    store_hear(world, parcel);
  else
    fetch_hear(world, parcel);
}

static void happen(struct world *world, const struct choice *choice)
{
  switch (choice->kind) {
  case NOTHING:
    world_fail(world, "nothing can happen any more and not everything is settled");
    break;
  case FAULT:
    strike(world);
    break;
  case PEACE:
    make_peace(world);
    world->pulse_at = world->now + 4 * PULSE;
    break;
  case FEED:
    fetch_feed(world);
    break;
  case TRAFFIC:
    traffic(world);
    break;
  case START_FETCH:
    fetch_start(world);
    break;
  case START_MIDDLE:
    world->middle.start_at = 0;
    break;
  case START_STORE:
    store_start(world);
    break;
  case TURN_FETCH:
    fetch_turn(world);
    break;
  case TURN_STORE:
    store_turn_now(world);
    break;
  case TRANSFER:
    fetch_transfer_ends(world, &world->fetch.transfers[choice->index]);
    break;
  case HAND:
    middle_finish(world, choice->index);
    break;
  case FOUND:
    web_found(world);
    break;
  case PARCEL:
    hear(world, &world->parcels[choice->index]);
    break;
  }
}

bool world_run(struct world *world)
{
  world->feed_at = 2;
  for (world->step = 1; !world->failed; world->step++) {
    struct choice choice = {.kind = NOTHING};
    if (!world->faults && ledger_settled(world)) break;
    if (world->step > world->step_limit) {
      world_fail(world, "not everything is settled after %lld steps", (long long)world->step_limit);
      break;
    }
    offer_all(world, &choice);
    if (choice.at > world->now) world->now = choice.at;
    arena_reset(world->arena);
    happen(world, &choice);
  }
  if (!world->failed) ledger_end(world);
  return !world->failed;
}
