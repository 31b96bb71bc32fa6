/* daemon.c - the store as a process: its files, sockets, timers and signals around the writer (store.c) and
 * the query thread (query.c). */
#include "store/daemon.h"

#include "base/files.h"
#include "base/log.h"
#include "base/memory.h"
#include "store/query.h"
#include "store/store.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  RETRY_MS = 1000,      /* between two attempts at a commit that failed */
  DRAIN_MS = 1000,      /* SIGTERM: what is queued is read for so long at most */
  DRAIN_QUIET_MS = 50,  /* and no longer than nothing came for so long */
  LAST_WORDS_MS = 1000, /* verdicts and articles of the last commit may still go out for so long */
};

struct state {
  struct daemon *daemon;
  struct config config; /* the settings in force */
  char path[PATH_MAX], cursors_path[PATH_MAX], index_path[PATH_MAX];
  int lock;
  struct catalog *catalog;
  struct bus_socket *in, *ack, *news, *query_socket;
  struct snapshot *snapshot;
  struct store *store;
  struct indexer *indexer;
  struct query *query;
  struct loop_timer *turn, *retry;
  millis turn_at; /* when `turn` is set for; 0: not set */
  bool reading, draining;
  millis drain_until, drain_quiet_at;
};

const char *store_daemon_name(const struct config *config)
{
  return config->store.name;
}

/* ---- the loop ---- */

static void on_message(void *context, struct bus_socket *socket);

static void read_input(struct state *state, bool on)
{
  if (state->reading == on) return;
  if (on)
    loop_watch_socket(state->daemon->loop, state->in, on_message, state);
  else
    loop_forget_socket(state->daemon->loop, state->in);
  state->reading = on;
}

/* hold_if_stalled - what can't be committed now is left to wait in the senders. */
static void hold_if_stalled(struct state *state, millis now)
{
  if (!store_stalled(state->store) || !state->reading) return;
  read_input(state, false);
  loop_timer_set(state->retry, now + RETRY_MS);
}

static void on_message(void *context, struct bus_socket *socket)
{
  struct state *state = context;
  struct bus_message message;
  if (bus_receive(socket, &message, 0) != BUS_DONE) return;
  millis now = clock_monotonic();
  state->drain_quiet_at = now + DRAIN_QUIET_MS;
  store_take(state->store, &message, now);
  hold_if_stalled(state, now);
}

static void on_retry(void *context)
{
  struct state *state = context;
  store_retry(state->store, clock_monotonic());
  if (store_stalled(state->store))
    loop_timer_set(state->retry, clock_monotonic() + RETRY_MS);
  else
    read_input(state, true);
}

static void on_time(void *context)
{
  struct state *state = context;
  state->turn_at = 0; /* the turn itself follows behind the callbacks */
}

static void finish(struct state *state)
{
  read_input(state, false);
  if (!store_flush(state->store, clock_monotonic()))
    log_error("store_stops_stalled",
              LOG_TEXT("detail", "what was not committed was not acknowledged and will be sent "
                                 "again"));
  bus_linger(state->ack, LAST_WORDS_MS);
  bus_linger(state->news, LAST_WORDS_MS);
  loop_stop(state->daemon->loop);
}

static bool drained(const struct state *state, bool more, millis now)
{
  return store_stalled(state->store) || now >= state->drain_until || (!more && now >= state->drain_quiet_at);
}

static millis next_turn(const struct state *state)
{
  millis wake_at = store_wake_at(state->store);
  return state->draining && state->drain_quiet_at < wake_at ? state->drain_quiet_at : wake_at;
}

static void each_turn(void *context)
{
  struct state *state = context;
  millis now = clock_monotonic();
  bool more = state->reading && bus_readable(state->in);
  store_turn(state->store, more, now);
  if (state->draining && drained(state, more, now)) {
    finish(state);
    return;
  }
  hold_if_stalled(state, now);
  millis wake_at = next_turn(state);
  if (wake_at == state->turn_at) return;
  state->turn_at = wake_at;
  loop_timer_set(state->turn, wake_at);
}

/* ---- start ---- */

static bool open_files(struct state *state, dp_error *error)
{
  const char *directory = state->config.state_dir;
  char lock[PATH_MAX];
  snprintf(state->path, sizeof state->path, "%s/catalog.db", directory);
  snprintf(state->cursors_path, sizeof state->cursors_path, "%s/cursors.db", directory);
  snprintf(state->index_path, sizeof state->index_path, "%s/index.db", directory);
  snprintf(lock, sizeof lock, "%s/catalog.lock", directory);
  if (!files_make_directory(directory, 0750, error)) return false;
  /* The run directory's lock does not help where two stores share only the state. */
  state->lock = files_lock(lock, "a store on the same state directory", error);
  if (state->lock < 0) return false;
  struct catalog_options options = {.path = state->path};
  state->catalog = catalog_open(&options, error);
  return state->catalog != NULL;
}

static bool bind_one(struct state *state, struct bus_socket **socket, enum bus_kind kind,
                     const char *endpoint, dp_error *error)
{
  *socket = bus_open(state->daemon->bus, kind);
  return bus_bind(*socket, endpoint, error);
}

static bool open_sockets(struct state *state, dp_error *error)
{
  const struct config_store *config = &state->config.store;
  return bind_one(state, &state->ack, BUS_PUB, config->ack, error) &&
         bind_one(state, &state->news, BUS_PUB, config->news, error) &&
         bind_one(state, &state->query_socket, BUS_ROUTER, config->query, error) &&
         bind_one(state, &state->in, BUS_PULL, config->in, error);
}

static struct batch_options batch_of(const struct config *config)
{
  return (struct batch_options){.max_items = config->store.batch_items, .max_wait = config->store.batch_wait};
}

static void open_store(struct state *state)
{
  struct keep_rules keep;
  keep_rules_read(&state->config.store, &keep);
  state->snapshot = snapshot_new();
  struct store_options options = {.catalog = state->catalog,
                                  .publish = {.ack = state->ack,
                                              .news = state->news,
                                              .source = state->daemon->source,
                                              .store = catalog_store_id(state->catalog)},
                                  .batch = batch_of(&state->config),
                                  .heartbeat = state->config.store.heartbeat,
                                  .keep = &keep,
                                  .snapshot = state->snapshot};
  state->store = store_new(&options, clock_monotonic());
}

static bool open_indexer(struct state *state, dp_error *error)
{
  if (!state->config.store.index) return true;
  struct indexer_options options = {.index_path = state->index_path, .catalog_path = state->path};
  state->indexer = indexer_start(&options, error);
  return state->indexer != NULL;
}

static bool open_query(struct state *state, dp_error *error)
{
  struct query_options options = {.socket = state->query_socket,
                                  .catalog_path = state->path,
                                  .cursors_path = state->cursors_path,
                                  .index_path = state->index_path,
                                  .source = state->daemon->source,
                                  .name = state->config.store.name,
                                  .snapshot = state->snapshot,
                                  .indexer = state->indexer};
  state->query = query_start(&options, error);
  return state->query != NULL;
}

static void watch(struct state *state)
{
  struct loop *loop = state->daemon->loop;
  state->turn = loop_timer_new(loop, on_time, state);
  state->retry = loop_timer_new(loop, on_retry, state);
  read_input(state, true);
  loop_each_turn(loop, each_turn, state);
  /* The loop sleeps before its first turn: without a timer, until the first article. */
  state->turn_at = clock_monotonic();
  loop_timer_set(state->turn, state->turn_at);
}

void *store_daemon_start(struct daemon *daemon, dp_error *error)
{
  struct state *state = memory_zero(1, sizeof *state);
  state->daemon = daemon;
  state->config = *daemon->config;
  state->lock = -1;
  bool ok = open_files(state, error) && open_sockets(state, error);
  if (ok) {
    open_store(state);
    ok = open_indexer(state, error) && open_query(state, error);
  }
  if (!ok) {
    store_daemon_stop(state);
    return NULL;
  }
  watch(state);
  log_info("catalog_open", LOG_TEXT("path", state->path), LOG_TEXT("store", catalog_store_id(state->catalog)),
           LOG_INT("last_sequence", catalog_last_sequence(state->catalog)));
  return state;
}

/* ---- change and end ---- */

void store_daemon_drain(void *context)
{
  struct state *state = context;
  if (state->draining) return;
  millis now = clock_monotonic();
  state->draining = true;
  state->drain_until = now + DRAIN_MS;
  state->drain_quiet_at = now + DRAIN_QUIET_MS;
  bus_unbind(state->in, state->config.store.in);
  store_draining(state->store);
  loop_wake(state->daemon->loop);
}

/* fixed_setting - the first setting that differs and can't change while the store runs; NULL when there is
 * none. */
static const char *fixed_setting(const struct config *now, const struct config *next)
{
  const struct {
    const char *name, *now, *next;
  } fixed[] = {{"run_dir", now->run_dir, next->run_dir},
               {"state_dir", now->state_dir, next->state_dir},
               {"store.name", now->store.name, next->store.name},
               {"store.in", now->store.in, next->store.in},
               {"store.ack", now->store.ack, next->store.ack},
               {"store.news", now->store.news, next->store.news},
               {"store.query", now->store.query, next->store.query}};
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
    if (strcmp(fixed[i].now, fixed[i].next) != 0) return fixed[i].name;
  return now->store.index != next->store.index ? "store.index" : NULL;
}

bool store_daemon_reload(void *context, const struct config *next, dp_error *error)
{
  struct state *state = context;
  const char *fixed = fixed_setting(&state->config, next);
  if (fixed)
    return error_set(error, EX_CONFIG, "%s can't change while the store runs; restart it for that", fixed);
  state->config = *next;
  struct batch_options batch = batch_of(next);
  struct keep_rules keep;
  keep_rules_read(&next->store, &keep);
  store_settings(state->store, &batch, next->store.heartbeat, &keep, clock_monotonic());
  return true;
}

void store_daemon_stop(void *context)
{
  struct state *state = context;
  if (state->reading) read_input(state, false);
  if (state->turn) loop_timer_free(&state->turn);
  if (state->retry) loop_timer_free(&state->retry);
  query_stop(&state->query);
  indexer_stop(&state->indexer);
  store_free(&state->store);
  snapshot_free(&state->snapshot);
  bus_close(&state->in);
  bus_close(&state->query_socket);
  bus_close(&state->news);
  bus_close(&state->ack);
  catalog_close(&state->catalog);
  if (state->lock >= 0) close(state->lock);
  free(state);
}
