/* wraps.c - what the real code calls and the simulation answers in its place (linked with --wrap): clocks,
 * the kernel's randomness, the sockets of the store's publisher, the log; and the commits that mutants
 * announce before they are done. */
#include "base/log.h"
#include "fetch/fetcher_sources.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

struct world *world_now;

millis __wrap_clock_now(void);
millis __wrap_clock_monotonic(void);
ssize_t __wrap_getrandom(void *bytes, size_t length, unsigned flags);
enum bus_outcome __wrap_bus_send(struct bus_socket *socket, const struct slice *frames, size_t count);
void __wrap_bus_message_free(struct bus_message *message);
void __wrap_log_write(enum log_level level, const char *event, const struct log_field *fields);
bool __wrap_catalog_commit(struct catalog *catalog, dp_error *error);
bool __real_catalog_commit(struct catalog *catalog, dp_error *error);
bool __wrap_fetcher_write_links(struct fetcher *fetcher, struct change *change, dp_error *error);
bool __real_fetcher_write_links(struct fetcher *fetcher, struct change *change, dp_error *error);
bool __wrap_frontier_commit(struct frontier *frontier, dp_error *error);
bool __real_frontier_commit(struct frontier *frontier, dp_error *error);

millis __wrap_clock_now(void)
{
  return fetch_clock(world_now).wall;
}

millis __wrap_clock_monotonic(void)
{
  return fetch_clock(world_now).steady;
}

ssize_t __wrap_getrandom(void *bytes, size_t length, unsigned flags)
{
  (void)flags;
  for (size_t i = 0; i < length; i++) ((char *)bytes)[i] = (char)random_next(&world_now->kernel);
  return (ssize_t)length;
}

enum bus_outcome __wrap_bus_send(struct bus_socket *socket, const struct slice *frames, size_t count)
{
  if (count == 2) store_say(world_now, socket, frames);
  return BUS_DONE;
}

void __wrap_bus_message_free(struct bus_message *message)
{
  for (size_t i = 0; i < message->count; i++) free(message->owned[i]);
  message->count = 0;
}

void __wrap_log_write(enum log_level level, const char *event, const struct log_field *fields)
{
  (void)level;
  if (world_now) world_say(world_now, "log: %s %.*s", event, (int)fields[0].text.length, fields[0].text.data);
}

bool __wrap_catalog_commit(struct catalog *catalog, dp_error *error)
{
  bool mutated = world_now->mutant == MUTANT_ACK_BEFORE_COMMIT && catalog == world_now->store.catalog;
  if (!mutated) return __real_catalog_commit(catalog, error);
  world_now->store.owes_commit = true;
  return true;
}

bool __wrap_frontier_commit(struct frontier *frontier, dp_error *error)
{
  bool mutated = world_now->mutant == MUTANT_ANSWER_BEFORE_COMMIT && world_now->fetch.feeding;
  if (!mutated) return __real_frontier_commit(frontier, error);
  world_now->fetch.owes_commit = true;
  return true;
}

/* The links are not written now but fed with the next turn. */
static struct {
  char urls[8][WORLD_URL];
  size_t count;
} owed;

bool __wrap_fetcher_write_links(struct fetcher *fetcher, struct change *change, dp_error *error)
{
  if (world_now->mutant != MUTANT_VALIDATORS_BEFORE_LINKS)
    return __real_fetcher_write_links(fetcher, change, error);
  for (size_t i = 0; i < change->links->link_count && owed.count < 8; i++)
    snprintf(owed.urls[owed.count++], WORLD_URL, "%.*s", (int)change->links->entries[i].length,
             change->links->text.data + change->links->entries[i].at);
  return true;
}

static void feed_owed(struct world *world)
{
  struct slice urls[8];
  struct fetcher_fed results[8];
  for (size_t i = 0; i < owed.count; i++) urls[i] = slice_of(owed.urls[i]);
  if (owed.count && world->fetch.fetcher)
    fetcher_feed(world->fetch.fetcher, urls, owed.count, results, fetch_clock(world), NULL);
  owed.count = 0;
}

void mutant_commits(struct world *world)
{
  feed_owed(world);
  if (world->store.owes_commit && !__real_catalog_commit(world->store.catalog, NULL))
    catalog_rollback(world->store.catalog);
  world->store.owes_commit = false;
  struct frontier *frontier = world->fetch.owes_commit ? fetcher_frontier(world->fetch.fetcher) : NULL;
  if (frontier && !__real_frontier_commit(frontier, NULL)) frontier_rollback(frontier);
  world->fetch.owes_commit = false;
}
