/* stage.c - a stage as a daemon: opens the sockets, starts the workers, and in the main thread answers for
 * them.
 *
 * Connected inputs: each worker has a socket of its own, so that the fetchers deal out articles to idle
 * workers. A bound input exists once and is shared. Every worker has its own output. */
#include "runtime/stage.h"

#include "base/memory.h"
#include "runtime/stage_worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DRAIN_MS = 1000, LINGER_MS = 1000 };

/* What the configuration says of the sockets, copied so that it outlives a reload. */
struct plumbing {
  struct config_list inputs;
  char output[CONFIG_TEXT], status[CONFIG_TEXT];
  int64_t workers;
};

struct state {
  struct stage_shared shared;
  struct daemon *daemon;
  struct plumbing plumbing;
  struct stage_input *inputs;
  size_t input_count;
  struct stage_worker *workers;
  size_t worker_count, started;
  struct bus_socket *status;
  struct control *control;
  millis started_at;
};

static const struct stage *this_stage; /* daemon_spec.start takes no context, and a process is one stage */

static struct plumbing read_plumbing(const struct stage *stage, const struct config *config)
{
  struct plumbing plumbing;
  const char *output = "", *status = "";
  memset(&plumbing, 0, sizeof plumbing); /* compared as bytes */
  stage->endpoints(config, &plumbing.inputs, &output, &status, &plumbing.workers);
  snprintf(plumbing.output, sizeof plumbing.output, "%s", output);
  snprintf(plumbing.status, sizeof plumbing.status, "%s", status);
  if (plumbing.workers < 1) plumbing.workers = 1;
  return plumbing;
}

/* Status. */

static int64_t sum(const struct state *state, size_t offset)
{
  int64_t total = 0;
  for (size_t i = 0; i < state->worker_count; i++) {
    const char *counts = (const char *)&state->workers[i].counts;
    total +=
        atomic_load_explicit((const atomic_llong *)(const void *)(counts + offset), memory_order_relaxed);
  }
  return total;
}

static void add_counts(const struct state *state, struct arena *arena, struct json *data)
{
  json_add_integer(arena, data, "workers", (int64_t)state->worker_count);
  json_add_integer(arena, data, "processed", sum(state, offsetof(struct stage_counts, processed)));
  json_add_integer(arena, data, "rejected", sum(state, offsetof(struct stage_counts, rejected)));
  json_add_integer(arena, data, "passed", sum(state, offsetof(struct stage_counts, passed)));
  json_add_integer(arena, data, "refused",
                   sum(state, offsetof(struct stage_counts, refused)) + control_refused(state->control));
  json_add_integer(arena, data, "cpu_us", sum(state, offsetof(struct stage_counts, cpu_us)));
}

static void add_rules_version(struct state *state, struct arena *arena, struct json *data)
{
  if (!this_stage->rules_version) return;
  struct stage_edition *edition = stage_rules_hold(state->shared.rules);
  json_add_text(arena, data, "rules_version", this_stage->rules_version(stage_edition_rules(edition)));
  stage_rules_release(state->shared.rules, edition);
}

static bool tell_status(void *context, struct arena *arena, const struct json *request,
                        struct control_reply *reply, dp_error *error)
{
  (void)request, (void)error;
  struct state *state = context;
  char started_at[CLOCK_TEXT];
  struct json *data = reply->data = json_object(arena);
  json_add_text(arena, data, "service", slice_of(this_stage->daemon.service));
  json_add_text(arena, data, "name", slice_of(strrchr(state->daemon->source, '/') + 1));
  json_add_text(arena, data, "version", slice_of(DEPECHE_VERSION));
  json_add_integer(arena, data, "pid", getpid());
  json_add_text(arena, data, "started_at", slice_of(clock_format(state->started_at, started_at)));
  add_counts(state, arena, data);
  add_rules_version(state, arena, data);
  return true;
}

static const struct control_verb verbs[] = {{"status", tell_status, 0}, {NULL, NULL, 0}};

static bool open_status(struct state *state, dp_error *error)
{
  state->status = bus_open(state->daemon->bus, BUS_ROUTER);
  if (!bus_bind(state->status, state->plumbing.status, error)) return false;
  state->control = control_new(state->status, state->daemon->source, verbs, state);
  loop_watch_socket(state->daemon->loop, state->status, control_serve, state->control);
  return true;
}

/* Sockets and threads. */

static bool open_input(struct state *state, struct stage_input *input, dp_error *error)
{
  const struct config_list *endpoints = &state->plumbing.inputs;
  pthread_mutex_init(&input->turn, NULL);
  input->socket = bus_open(state->daemon->bus, BUS_PULL);
  if (this_stage->binds_input) {
    if (!bus_bind(input->socket, endpoints->items[0], error)) return false;
    input->bound = endpoints->items[0];
    return true;
  }
  for (size_t i = 0; i < endpoints->count; i++)
    if (!bus_connect(input->socket, endpoints->items[i], error)) return false;
  return true;
}

static bool open_inputs(struct state *state, dp_error *error)
{
  if (state->plumbing.inputs.count == 0)
    return error_set(error, EX_CONFIG, "no input endpoint is configured");
  size_t count = this_stage->binds_input ? 1 : state->worker_count;
  state->inputs = memory_zero(count, sizeof *state->inputs);
  while (state->input_count < count)
    if (!open_input(state, &state->inputs[state->input_count++], error)) return false;
  return true;
}

static bool open_outputs(struct state *state, dp_error *error)
{
  for (size_t i = 0; i < state->worker_count; i++) {
    struct stage_worker *worker = &state->workers[i];
    worker->shared = &state->shared;
    worker->input = &state->inputs[i % state->input_count];
    worker->output = bus_open(state->daemon->bus, BUS_PUSH);
    if (!bus_connect(worker->output, state->plumbing.output, error)) return false;
  }
  return true;
}

static bool start_workers(struct state *state, dp_error *error)
{
  atomic_store(&state->shared.alive, (int)state->worker_count);
  for (; state->started < state->worker_count; state->started++) {
    struct stage_worker *worker = &state->workers[state->started];
    int failure = pthread_create(&worker->thread, NULL, stage_worker_run, worker);
    if (failure) return error_set(error, EX_OSERR, "can't start a worker thread: %s", strerror(failure));
  }
  return true;
}

/* close_sockets - articles that were worked on get a moment to leave, unless the workers had to be broken
 * off. */
static void close_sockets(struct state *state, bool drained)
{
  for (size_t i = 0; i < state->worker_count; i++) {
    struct bus_socket *output = state->workers[i].output;
    if (output && drained) bus_linger(output, LINGER_MS);
    bus_close(&state->workers[i].output);
  }
  for (size_t i = 0; i < state->input_count; i++) {
    bus_close(&state->inputs[i].socket);
    pthread_mutex_destroy(&state->inputs[i].turn);
  }
  if (state->control) loop_forget_socket(state->daemon->loop, state->status);
  control_free(&state->control);
  bus_close(&state->status);
}

static void stage_stop(void *context)
{
  struct state *state = context;
  bool drained = atomic_load(&state->shared.alive) == 0;
  stage_shared_end(&state->shared);
  for (size_t i = 0; i < state->started; i++) pthread_join(state->workers[i].thread, NULL);
  close_sockets(state, drained);
  stage_shared_close(&state->shared);
  stage_rules_free(&state->shared.rules);
  free(state->workers);
  free(state->inputs);
  free(state);
}

static struct state *state_new(struct daemon *daemon)
{
  struct state *state = memory_zero(1, sizeof *state);
  state->daemon = daemon;
  state->started_at = clock_now();
  state->plumbing = read_plumbing(this_stage, daemon->config);
  state->worker_count = (size_t)state->plumbing.workers;
  state->workers = memory_zero(state->worker_count, sizeof *state->workers);
  state->shared.stage = this_stage;
  state->shared.source = daemon->source;
  state->shared.loop = daemon->loop;
  stage_shared_open(&state->shared);
  return state;
}

static void *stage_start(struct daemon *daemon, dp_error *error)
{
  struct state *state = state_new(daemon);
  state->shared.rules = stage_rules_new(this_stage, daemon->config, error);
  if (state->shared.rules && open_status(state, error) && open_inputs(state, error) &&
      open_outputs(state, error) && start_workers(state, error))
    return state;
  stage_stop(state);
  return NULL;
}

static void stage_drain(void *context)
{
  struct state *state = context;
  stage_shared_drain(&state->shared, clock_monotonic() + DRAIN_MS);
}

static bool stage_reload(void *context, const struct config *next, dp_error *error)
{
  struct state *state = context;
  struct plumbing wanted = read_plumbing(this_stage, next);
  if (!stage_rules_swap(state->shared.rules, next, error)) return false;
  if (memcmp(&wanted, &state->plumbing, sizeof wanted) != 0)
    log_warn("restart_needed", LOG_TEXT("reason", "endpoints and workers change at a restart only"));
  return true;
}

int stage_main(int argc, char **argv, const struct stage *stage)
{
  struct daemon_spec spec = stage->daemon;
  this_stage = stage;
  spec.stateless = true;
  spec.start = stage_start;
  spec.drain = stage_drain;
  spec.reload = stage_reload;
  spec.stop = stage_stop;
  return daemon_main(argc, argv, &spec);
}
