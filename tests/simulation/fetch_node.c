/* fetch_node.c - the fetcher in the simulation: its port, its transfers, its feeder. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

enum { RESTART = 3000, ASK_AGAIN = 700 };

struct fetcher_now fetch_clock(const struct world *world)
{
  return (struct fetcher_now){1700000000000 + world->now + world->fetch.jump, world->now + 1};
}

/* The port. What the core says after its disk died was never said: the process was dead by then. */

static void port_start(void *context, const struct http_request *request)
{
  struct world *world = context;
  if (world->fetch_disk.dead) return;
  for (size_t i = 0; i < WORLD_TRANSFERS; i++) {
    struct transfer *transfer = &world->fetch.transfers[i];
    if (transfer->used) continue;
    *transfer = (struct transfer){.used = true,
                                  .id = request->id,
                                  .known_version = -1,
                                  .due = world->now + 5 + (millis)random_below(&world->random, 300)};
    web_asked(world, request, transfer);
    return;
  }
  world_fail(world, "more than %d transfers at a time", WORLD_TRANSFERS);
}

static enum fetcher_sent port_send(void *context, struct slice text, struct slice body)
{
  struct world *world = context;
  struct event event;
  dp_error error = {0};
  if (world->fetch_disk.dead) return FETCHER_SENT;
  if (network_count(world, HOP_MIDDLE) >= HOP_QUEUE) {
    world->fetch.blocked = true;
    return FETCHER_AGAIN;
  }
  if (!event_parse(world->arena, text, &event, &error)) {
    world_fail(world, "the fetcher sent what is no event: %s", error.text);
    return FETCHER_SENT;
  }
  world_say(world, "send item %lld attempt %lld", (long long)event.item, (long long)event.attempt);
  ledger_sent(world, &event);
  if (network_loses(world)) return FETCHER_SENT;
  network_put(world, HOP_MIDDLE, text, body);
  if (world->faults && random_below(&world->random, 50) == 0) network_put(world, HOP_MIDDLE, text, body);
  return FETCHER_SENT;
}

static void port_read(void *context, uint64_t id, const struct source_answer *answer)
{
  struct world *world = context;
  (void)id, (void)answer;
  if (!world->fetch_disk.dead) web_reads(world);
}

/* Life and death. */

void fetch_start(struct world *world)
{
  struct fetcher_options options = {.settings = &world->config.fetch,
                                    .frontier_path = "frontier.db",
                                    .vfs = world->fetch_disk.vfs,
                                    .warc_io = world->fetch.io,
                                    .seed = random_next(&world->random),
                                    .port = {world, port_start, port_send, port_read, NULL}};
  dp_error error = {0};
  if (world->faults) world->fetch.jump += (millis)random_below(&world->random, 4000) - 2000;
  world->fetch.fetcher = fetcher_open(&options, fetch_clock(world), &error);
  world->fetch.start_at = world->fetch.fetcher ? 0 : world->now + RESTART;
  world_say(world, "fetch starts: %s", world->fetch.fetcher ? "up" : error.text);
  if (world->fetch_disk.dead) {
    fetch_kill(world);
    return;
  }
  if (!world->fetch.fetcher) {
    if (error.code == EX_DATAERR || error.code == EX_CONFIG || error.code == EX_SOFTWARE)
      world_fail(world, "the fetcher does not start any more: %s", error.text);
    return;
  }
  world->fetch.requests.fetcher = world->fetch.fetcher;
  ledger_fetch_started(world);
}

void fetch_kill(struct world *world)
{
  bool power = world->fetch_disk.power;
  world_say(world, "fetch dies%s", power ? " of a power loss" : "");
  world->fetch_disk.dead = true;
  fetcher_close(&world->fetch.fetcher);
  world->fetch.requests.fetcher = NULL;
  memset(world->fetch.transfers, 0, sizeof world->fetch.transfers);
  world->fetch.blocked = world->fetch.owes_commit = false;
  world->fetch.sent_count = 0;
  world->web.found_at = 0;
  memset(world->web.started_at, 0, sizeof world->web.started_at);
  memset(world->web.quiet_until, 0, sizeof world->web.quiet_until);
  network_drop(world, HOP_MIDDLE, false);
  network_drop(world, HOP_FETCH, true);
  disk_power_on(&world->fetch_disk);
  world->counts.crashes++;
  world->counts.power_losses += power;
  world->fetch.start_at = world->now + 1 + (millis)random_below(&world->random, RESTART);
}

static bool survives(struct world *world)
{
  if (world->fetch_disk.dead) fetch_kill(world);
  return world->fetch.fetcher != NULL;
}

void fetch_turn(struct world *world)
{
  dp_error error = {0};
  if (world->fetch.blocked && network_count(world, HOP_MIDDLE) < HOP_QUEUE) {
    world->fetch.blocked = false;
    fetcher_writable(world->fetch.fetcher);
  }
  world->fetch.sent_count = 0;
  mutant_commits(world);
  bool ok = fetcher_turn(world->fetch.fetcher, fetch_clock(world), &error);
  if (!survives(world)) return;
  if (!ok)
    world_fail(world, "the fetcher ended itself: %s", error.text);
  else
    ledger_sent_journaled(world);
}

/* What happens to it. */

void fetch_transfer_ends(struct world *world, struct transfer *transfer)
{
  struct http_response response;
  const struct http_failure slow = {.kind = HTTP_FAILED_TIMEOUT, .detail = "too slow"};
  struct promise *promise = transfer->promise;
  bool first = promise && promise->tries++ == 0;
  transfer->used = false;
  if (first && promise->kind == PAGE_SLOW) {
    fetcher_failure(world->fetch.fetcher, transfer->id, &slow, fetch_clock(world));
  } else {
    web_answers(world, transfer, &response);
    fetcher_response(world->fetch.fetcher, transfer->id, &response, fetch_clock(world));
  }
  fetch_turn(world);
}

void fetch_hear(struct world *world, struct parcel_in_flight *parcel)
{
  network_take(parcel);
  if (!world->fetch.fetcher || network_loses(world) || world->mutant == MUTANT_NO_VERDICTS) return;
  int64_t refused = world->fetch.requests.refused;
  requests_verdicts(&world->fetch.requests, world->arena, buffer_view(&parcel->event));
  if (world->fetch.requests.refused != refused) world_fail(world, "the fetcher refused the store's verdicts");
  fetch_turn(world);
}

/* fetch_feed - the feeder asks for up to five URLs, old ones among them, and believes only a true. */
void fetch_feed(struct world *world)
{
  struct slice urls[5];
  struct promise *asked[5];
  struct fetcher_fed results[5];
  dp_error error = {0};
  size_t count = 0, batch = 1 + random_below(&world->random, 5);
  world->feed_at = world->now + 50 + (millis)random_below(&world->random, ASK_AGAIN);
  if (!world->fetch.fetcher) return;
  for (size_t i = 0; i < world->promise_count && count < batch; i++)
    if ((!world->promises[i].answered && !world->promises[i].listed) || random_below(&world->random, 20) == 0)
      asked[count++] = &world->promises[i];
  for (size_t i = 0; i < count; i++) urls[i] = slice_of(asked[i]->url);
  if (!count) return;
  world->fetch.feeding = true;
  bool ok = fetcher_feed(world->fetch.fetcher, urls, count, results, fetch_clock(world), &error);
  world->fetch.feeding = false;
  if (world->fetch_disk.dead) {
    fetch_kill(world);
    return;
  }
  for (size_t i = 0; ok && i < count; i++) {
    if (results[i].outcome == FEED_REFUSED)
      world_fail(world, "%s was refused: %s", asked[i]->url, results[i].reason);
    ledger_answered(world, asked[i], results[i].item);
  }
  fetch_turn(world);
}
