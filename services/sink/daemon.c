/* daemon.c - the sinks as a process: definitions, the team that works by them, and the socket that tells of
 * it.
 */
#include "sink/daemon.h"

#include "base/log.h"
#include "base/memory.h"
#include "sink/answers.h"

#include <stdlib.h>

struct state {
  struct daemon *daemon;
  struct bus_socket *socket;
  struct sink_answers answers;
  struct control *control;
  struct team team;
  struct loop_timer *tend; /* while workers end */
};

const char *sink_daemon_name(const struct config *config)
{
  return config->sink.name;
}

static void tend(void *context)
{
  struct state *state = context;
  millis pause = team_tend(&state->team);
  if (pause)
    loop_timer_set(state->tend, clock_monotonic() + pause);
  else
    log_info("sinks", LOG_INT("running", state->team.count));
}

/* change - by the definitions as they stand on disk now; false: they are wrong, and nothing changes. */
static bool change(struct state *state, const struct config *config, dp_error *error)
{
  const char *directory = config->sink.definitions;
  struct worker_options options = {.config_path = state->daemon->config_path,
                                   .state_dir = config->state_dir,
                                   .user_agent = config->fetch.user_agent,
                                   .ca_file = config->sink.ca_file};
  struct sink_definitions *wanted = NULL;
  if (*directory && !(wanted = sink_definitions_read(directory, NULL, error))) return false;
  team_change(&state->team, wanted, &options);
  tend(state);
  return true;
}

void *sink_daemon_start(struct daemon *daemon, dp_error *error)
{
  struct state *state = memory_zero(1, sizeof *state);
  state->daemon = daemon;
  state->tend = loop_timer_new(daemon->loop, tend, state);
  state->socket = bus_open(daemon->bus, BUS_ROUTER);
  state->answers = (struct sink_answers){
      .team = &state->team, .name = daemon->config->sink.name, .started_at = clock_now()};
  state->control = control_new(state->socket, daemon->source, sink_verbs, &state->answers);
  state->answers.control = state->control;
  if (!bus_bind(state->socket, daemon->config->sink.status, error) || !change(state, daemon->config, error)) {
    sink_daemon_stop(state);
    return NULL;
  }
  loop_watch_socket(daemon->loop, state->socket, control_serve, state->control);
  return state;
}

/* What is under way is cut off: it is not acknowledged, and comes again. */
void sink_daemon_drain(void *context)
{
  struct state *state = context;
  loop_stop(state->daemon->loop);
}

bool sink_daemon_reload(void *context, const struct config *next, dp_error *error)
{
  struct state *state = context;
  const struct config *now = state->daemon->config;
  bool fixed =
      strcmp(now->sink.name, next->sink.name) == 0 && strcmp(now->sink.status, next->sink.status) == 0 &&
      strcmp(now->state_dir, next->state_dir) == 0 && strcmp(now->store.query, next->store.query) == 0 &&
      strcmp(now->store.news, next->store.news) == 0;
  if (!fixed)
    return error_set(error, EX_CONFIG,
                     "only sink.definitions and sink.ca_file can change while it runs; restart it");
  if (!change(state, next, error)) return false;
  state->answers.name = next->sink.name;
  return true;
}

void sink_daemon_stop(void *context)
{
  struct state *state = context;
  loop_timer_free(&state->tend);
  team_end(&state->team);
  loop_forget_socket(state->daemon->loop, state->socket);
  control_free(&state->control);
  bus_close(&state->socket);
  free(state);
}
