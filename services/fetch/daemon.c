/* daemon.c - the sockets of the fetcher and its timers around the core, from opening to draining. */
#include "fetch/daemon.h"

#include "base/files.h"
#include "base/log.h"
#include "base/memory.h"
#include "fetch/http.h"
#include "fetch/requests.h"
#include "fetch/source/callback.h"
#include "fetch/source/reader.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum { READ_TIMEOUT = 60 * 1000 /* for the answer of one source */ };

struct service {
  struct daemon *daemon;
  struct config_fetch settings; /* in force */
  struct bus_socket *feed, *out, *ack;
  bool out_watched;
  struct http *http;
  struct reader *reader;
  struct callback *callback; /* NULL: hubs have nothing to call */
  struct warc_io warc_io;
  struct fetcher *fetcher;
  struct control *control;
  struct requests requests;
  struct arena *arena;
  struct loop_timer *timer, *drain_timer;
};

/* The port of the core. */

static void port_start(void *context, const struct http_request *request)
{
  struct service *service = context;
  http_start(service->http, request);
}

static enum fetcher_sent port_send(void *context, struct slice event, struct slice body)
{
  struct service *service = context;
  const struct slice frames[] = {event, body};
  return bus_send(service->out, frames, 2) == BUS_DONE ? FETCHER_SENT : FETCHER_AGAIN;
}

static void port_read(void *context, uint64_t id, const struct source_answer *answer)
{
  struct service *service = context;
  reader_ask(service->reader, id, answer);
}

static void port_archived(void *context, uint64_t ticket, enum feed_outcome outcome, int64_t item)
{
  struct service *service = context;
  requests_archived(&service->requests, ticket, outcome, item);
}

static void on_found(void *context, uint64_t id, const struct found *found, bool more)
{
  struct service *service = context;
  if (id >> 56 == REQUESTS_READER)
    requests_found(&service->requests, id, found, more);
  else
    fetcher_found(service->fetcher, id, found, more, requests_now());
  reader_hold(service->reader, !fetcher_takes_links(service->fetcher));
}

static void on_response(void *context, uint64_t id, struct http_response *response)
{
  struct service *service = context;
  fetcher_response(service->fetcher, id, response, requests_now());
}

static void on_failure(void *context, uint64_t id, const struct http_failure *failure)
{
  struct service *service = context;
  fetcher_failure(service->fetcher, id, failure, requests_now());
}

static int on_called(void *context, const struct websub_request *request, struct buffer *body)
{
  struct service *service = context;
  return fetcher_called(service->fetcher, request, requests_now(), body);
}

/* The loop. */

static void on_out_changed(void *context, int fd, unsigned ready)
{
  (void)fd, (void)ready;
  struct service *service = context;
  if (bus_writable(service->out)) fetcher_writable(service->fetcher);
}

static void on_ack(void *context, struct bus_socket *socket)
{
  struct service *service = context;
  struct bus_message message;
  if (bus_receive(socket, &message, 0) != BUS_DONE) return;
  if (!message.refused && message.count == 2)
    requests_verdicts(&service->requests, service->arena, message.frames[1]);
  else
    requests_refuse(&service->requests, message.refused ? message.refused : "not a topic and an event");
  bus_message_free(&message);
}

/* turn - once a turn of the loop, behind the callbacks: the core acts on what they told it. */
static void turn(void *context)
{
  struct service *service = context;
  dp_error error = {0};
  if (requests_turn(&service->requests)) loop_wake(service->daemon->loop);
  if (!fetcher_turn(service->fetcher, requests_now(), &error)) {
    daemon_fatal(service->daemon, &error);
    return;
  }
  reader_hold(service->reader, !fetcher_takes_links(service->fetcher));
  if (service->requests.stopping && fetcher_idle(service->fetcher)) loop_stop(service->daemon->loop);
  millis at = fetcher_wake_at(service->fetcher), other = requests_wake_at(&service->requests);
  if (other && (!at || other < at)) at = other;
  if (at)
    loop_timer_set(service->timer, at);
  else
    loop_timer_cancel(service->timer);
}

static void on_timer(void *context)
{
  (void)context; /* the turn follows by itself */
}

static void on_drain_timeout(void *context)
{
  struct service *service = context;
  struct fetcher_status status = fetcher_status(service->fetcher, requests_now());
  log_warn("drain-timeout", LOG_INT("window_items", status.window.items),
           LOG_INT("transfers", status.transfers), LOG_INT("sockets", http_counts(service->http).sockets));
  loop_stop(service->daemon->loop);
}

/* Starting. */

const char *fetch_name(const struct config *config)
{
  return config->fetch.name;
}

static bool open_core(struct service *service, const char *state_dir, dp_error *error)
{
  char home[PATH_MAX], archive[PATH_MAX + 8], frontier[PATH_MAX + 16];
  snprintf(home, sizeof home, "%s/%s", state_dir, service->daemon->instance);
  snprintf(archive, sizeof archive, "%s/warc", home);
  snprintf(frontier, sizeof frontier, "%s/frontier.db", home);
  if (!files_make_directory(home, 0750, error) || !files_make_directory(archive, 0750, error)) return false;
  service->warc_io = warc_io_directory(archive);
  const struct fetcher_options options = {.settings = &service->settings,
                                          .frontier_path = frontier,
                                          .warc_io = service->warc_io,
                                          .seed = random_seed(),
                                          .port = {service, port_start, port_send, port_read, port_archived}};
  service->fetcher = fetcher_open(&options, requests_now(), error);
  return service->fetcher != NULL;
}

static bool open_sockets(struct service *service, dp_error *error)
{
  char topic[CONFIG_TEXT + 8];
  struct bus *bus = service->daemon->bus;
  service->feed = bus_open(bus, BUS_ROUTER);
  service->out = bus_open(bus, BUS_PUSH);
  service->ack = bus_open(bus, BUS_SUB);
  snprintf(topic, sizeof topic, "ack.%s|", service->settings.name);
  bus_subscribe(service->ack, topic);
  bus_subscribe(service->ack, "heartbeat|");
  return bus_connect(service->ack, service->settings.store_ack, error) &&
         bus_bind(service->out, service->settings.out, error) &&
         bus_bind(service->feed, service->settings.feed, error);
}

static bool open_callback(struct service *service, dp_error *error)
{
  const char *listen = service->settings.websub_listen;
  if (!*listen) return true;
  service->callback = callback_new(service->daemon->loop, listen, on_called, service, error);
  return service->callback != NULL;
}

static void watch(struct service *service)
{
  struct loop *loop = service->daemon->loop;
  service->control = control_new(service->feed, service->daemon->source, requests_verbs, &service->requests);
  service->requests = (struct requests){.fetcher = service->fetcher,
                                        .settings = &service->settings,
                                        .control = service->control,
                                        .loop = loop,
                                        .ask_reader = port_read,
                                        .reader_context = service,
                                        .refusals = {.event = "message-refused"},
                                        .started_at = clock_now()};
  service->timer = loop_timer_new(loop, on_timer, service);
  service->drain_timer = loop_timer_new(loop, on_drain_timeout, service);
  loop_watch_socket(loop, service->feed, control_serve, service->control);
  loop_watch_socket(loop, service->ack, on_ack, service);
  loop_watch_fd(loop, bus_descriptor(service->out), LOOP_READ, on_out_changed, service);
  service->out_watched = true;
  loop_each_turn(loop, turn, service);
}

void *fetch_start(struct daemon *daemon, dp_error *error)
{
  struct service *service = memory_zero(1, sizeof *service);
  const struct http_sink sink = {service, on_response, on_failure};
  service->daemon = daemon;
  service->settings = daemon->config->fetch;
  service->arena = arena_new();
  service->reader = reader_new(daemon->loop, READ_TIMEOUT, on_found, service);
  service->http = http_new(daemon->loop, &service->settings, &sink, error);
  if (!service->http || !open_core(service, daemon->config->state_dir, error) ||
      !open_sockets(service, error) || !open_callback(service, error)) {
    fetch_stop(service);
    return NULL;
  }
  watch(service);
  struct frontier_counts counts = frontier_counts(fetcher_frontier(service->fetcher));
  log_info("opened", LOG_TEXT("epoch", fetcher_epoch(service->fetcher)), LOG_INT("queued", counts.queued),
           LOG_INT("fetched", counts.fetched), LOG_INT("dead", counts.dead));
  return service;
}

/* Ending. */

void fetch_drain(void *state)
{
  struct service *service = state;
  service->requests.stopping = true;
  fetcher_drain(service->fetcher, true);
  loop_timer_set(service->drain_timer, clock_monotonic() + service->settings.drain_timeout);
}

void fetch_stop(void *state)
{
  struct service *service = state;
  dp_error error = {0};
  if (service->out_watched) loop_forget_fd(service->daemon->loop, bus_descriptor(service->out));
  callback_free(&service->callback);
  http_free(&service->http);
  reader_free(&service->reader);
  if (service->fetcher && !fetcher_flush(service->fetcher, requests_now(), &error))
    log_warn("flush-failed", LOG_TEXT("reason", error.text));
  if (service->requests.fetcher) log_limit_end(&service->requests.refusals);
  requests_end(&service->requests);
  fetcher_close(&service->fetcher);
  warc_io_free(&service->warc_io);
  control_free(&service->control);
  loop_timer_free(&service->timer);
  loop_timer_free(&service->drain_timer);
  bus_close(&service->feed);
  bus_close(&service->out);
  bus_close(&service->ack);
  arena_free(&service->arena);
  free(service);
}

/* Reloading. */

bool fetch_reload(void *state, const struct config *next, dp_error *error)
{
  struct service *service = state;
  const struct config_fetch *now = &service->settings, *then = &next->fetch;
  const struct {
    const char *key, *before, *after;
  } fixed[] = {{"fetch.name", now->name, then->name},
               {"fetch.feed", now->feed, then->feed},
               {"fetch.out", now->out, then->out},
               {"fetch.store_ack", now->store_ack, then->store_ack},
               {"fetch.websub_callback", now->websub_callback, then->websub_callback},
               {"fetch.websub_listen", now->websub_listen, then->websub_listen},
               {"run_dir", service->daemon->config->run_dir, next->run_dir},
               {"state_dir", service->daemon->config->state_dir, next->state_dir}};
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
    if (strcmp(fixed[i].before, fixed[i].after) != 0)
      return error_set(error, EX_CONFIG, "%s can't change while the fetcher runs: restart it", fixed[i].key);
  if (!http_configure(service->http, then, error)) return false;
  service->settings = *then;
  fetcher_settings(service->fetcher, then);
  return true;
}
