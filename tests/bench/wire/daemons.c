/* daemons.c - the real chain. The daemons are started with their own main tables; what is switched off is
 * replaced at link time (--wrap): http_* by a transfer that is over at once, warc_append and warc_sync by
 * nothing. */
#include "base/clock.h"
#include "base/memory.h"
#include "data/warc.h"
#include "fetch/daemon.h"
#include "fetch/frontier.h"
#include "fetch/http.h"
#include "runtime/stage.h"
#include "wire.h"

#include <depeche/depeche.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* Transfers. */

struct http {
  struct loop *loop;
  struct http_sink sink;
  int event;
  uint64_t items[1024];
  size_t count;
  struct slice body;
};

struct http *__wrap_http_new(struct loop *loop, const struct config_fetch *settings,
                             const struct http_sink *sink, dp_error *error);
void __wrap_http_free(struct http **http);
bool __wrap_http_configure(struct http *http, const struct config_fetch *settings, dp_error *error);
void __wrap_http_start(struct http *http, const struct http_request *request);
bool __wrap_warc_append(struct warc_writer *writer, const struct warc_response *response,
                        struct warc_place *place, dp_error *error);
bool __wrap_warc_sync(struct warc_writer *writer, dp_error *error);
bool __wrap_frontier_commit(struct frontier *frontier, dp_error *error);
bool __real_frontier_commit(struct frontier *frontier, dp_error *error);

static int64_t thread_cpu(void)
{
  struct timespec used;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

/* answer - the copy of the body stands for what libcurl would have received: that is a transfer's cost, not
 * the wire's, and is taken off. */
static void answer(struct http *http, uint64_t item)
{
  struct http_response response = {.status = 200, .version = 11, .url = SLICE("http://example.org/")};
  buffer_text(&response.head, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: none");
  int64_t before = thread_cpu();
  buffer_slice(&response.body, http->body);
  wire_shared->transfer_ns += thread_cpu() - before;
  http->sink.response(http->sink.context, item, &response);
}

static void on_event(void *context, int fd, unsigned ready)
{
  struct http *http = context;
  uint64_t ignored;
  (void)ready;
  if (read(fd, &ignored, sizeof ignored) != sizeof ignored) return;
  size_t count = http->count;
  http->count = 0;
  for (size_t i = 0; i < count; i++) answer(http, http->items[i]);
}

struct http *__wrap_http_new(struct loop *loop, const struct config_fetch *settings,
                             const struct http_sink *sink, dp_error *error)
{
  struct http *http = memory_zero(1, sizeof *http);
  (void)settings, (void)error;
  http->loop = loop;
  http->sink = *sink;
  http->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  http->body.length = strtoul(getenv("WIRE_BODY"), NULL, 10);
  char *body = memory_zero(1, http->body.length + 1);
  for (size_t i = 0; i < http->body.length; i++) body[i] = (char)('a' + i * i % 23);
  http->body.data = body;
  loop_watch_fd(loop, http->event, LOOP_READ, on_event, http);
  return http;
}

void __wrap_http_free(struct http **http)
{
  if (!*http) return;
  loop_forget_fd((*http)->loop, (*http)->event);
  close((*http)->event);
  free((void *)(uintptr_t)(*http)->body.data);
  free(*http);
  *http = NULL;
}

bool __wrap_http_configure(struct http *http, const struct config_fetch *settings, dp_error *error)
{
  (void)http, (void)settings, (void)error;
  return true;
}

void __wrap_http_start(struct http *http, const struct http_request *request)
{
  uint64_t one = 1;
  if (http->count == 1024) wire_fail("transfers", "too many");
  http->items[http->count++] = request->id;
  if (http->count == 1 && write(http->event, &one, sizeof one) != sizeof one) wire_fail("eventfd", "refuses");
}

bool __wrap_warc_append(struct warc_writer *writer, const struct warc_response *response,
                        struct warc_place *place, dp_error *error)
{
  static int64_t offset;
  (void)response, (void)error;
  snprintf(place->file, sizeof place->file, "%s", warc_writer_file(writer));
  place->offset = offset;
  place->length = 1000;
  offset += 1000;
  return true;
}

bool __wrap_warc_sync(struct warc_writer *writer, dp_error *error)
{
  (void)writer, (void)error;
  return true;
}

bool __wrap_frontier_commit(struct frontier *frontier, dp_error *error)
{
  if (wire_shared) wire_shared->frontier_commits++;
  return __real_frontier_commit(frontier, error);
}

/* Stages. */

static char text[WIRE_TEXT + 1];

static void make_text(void)
{
  for (size_t i = 0; i < WIRE_TEXT; i++) text[i] = i % 6 == 5 ? ' ' : (char)('a' + (i * 7 + i / 6) % 26);
}

static bool clean(const void *rules, void *worker, struct stage_work *work)
{
  (void)rules, (void)worker;
  /* each article its own text, as long as the others: else all but the first would be duplicates */
  char *own = arena_string(work->arena, (struct slice){text, WIRE_TEXT});
  struct slice uri = article_uri(work->article);
  memcpy(own, uri.data, uri.length < 100 ? uri.length : 100);
  struct article_clean article = wire_article(uri, (struct slice){own, WIRE_TEXT});
  article_add_clean(work->arena, work->article, &article);
  return true;
}

static bool tag(const void *rules, void *worker, struct stage_work *work)
{
  (void)rules, (void)worker, (void)work;
  return true;
}

static const char *clean_name(const struct config *config)
{
  return config->clean.name;
}

static const char *tag_name(const struct config *config)
{
  return config->tag.name;
}

static void clean_endpoints(const struct config *config, struct config_list *inputs, const char **output,
                            const char **status, int64_t *workers)
{
  *inputs = config->clean.from;
  *output = config->clean.to;
  *status = config->clean.status;
  *workers = 1;
}

static void tag_endpoints(const struct config *config, struct config_list *inputs, const char **output,
                          const char **status, int64_t *workers)
{
  inputs->count = 1;
  memcpy(inputs->items[0], config->tag.in, sizeof inputs->items[0]);
  *output = config->tag.to;
  *status = config->tag.status;
  *workers = 1;
}

int wire_role(int argc, char **argv)
{
  static const struct stage clean_stage = {
      .daemon = {.service = "clean", .purpose = "null", .help = "", .name = clean_name},
      .takes = EVENT_FETCHED,
      .gives = EVENT_CLEANED,
      .endpoints = clean_endpoints,
      .process = clean};
  static const struct stage tag_stage = {
      .daemon = {.service = "tag", .purpose = "null", .help = "", .name = tag_name},
      .takes = EVENT_CLEANED,
      .gives = EVENT_TAGGED,
      .binds_input = true,
      .endpoints = tag_endpoints,
      .process = tag};
  static const struct daemon_spec fetch = {.service = "fetch",
                                           .purpose = "null transfers",
                                           .help = "",
                                           .name = fetch_name,
                                           .start = fetch_start,
                                           .drain = fetch_drain,
                                           .reload = fetch_reload,
                                           .stop = fetch_stop};
  make_text();
  wire_shared = wire_share(getenv("WIRE_SHARED"));
  if (strcmp(argv[0], "clean") == 0) return stage_main(argc, argv, &clean_stage);
  if (strcmp(argv[0], "tag") == 0) return stage_main(argc, argv, &tag_stage);
  return daemon_main(argc, argv, &fetch);
}

/* Driving them. */

static char *ask(dp_client *client, const char *service, const char *verb, const char *data)
{
  char *reply = NULL;
  dp_error error;
  if (!dp_ask(client, service, verb, data, 20000, &reply, NULL, &error)) wire_fail(verb, error.text);
  return reply;
}

static int64_t number_in(const char *json, const char *key)
{
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\":", key);
  const char *at = strstr(json, quoted);
  return at ? strtoll(at + strlen(quoted), NULL, 10) : 0;
}

static void feed(dp_client *client, int64_t from, int64_t count)
{
  enum { PAGE = 500, URL = 96 };
  static char urls[PAGE][URL];
  static const char *pointers[PAGE];
  static dp_feed_result results[PAGE];
  dp_error error;
  for (int64_t done = 0; done < count;) {
    size_t page = count - done < PAGE ? (size_t)(count - done) : PAGE;
    for (size_t i = 0; i < page; i++) {
      int64_t number = from + done + (int64_t)i;
      snprintf(urls[i], URL, "http://site%lld.example.org/news/2024/04/article-%lld.html",
               (long long)number % 40, (long long)number);
      pointers[i] = urls[i];
    }
    if (!dp_feed(client, pointers, page, results, 20000, &error)) wire_fail("feed", error.text);
    done += (int64_t)page;
  }
}

static void wait_settled(dp_client *client, int64_t goal)
{
  for (;;) {
    char *status = ask(client, "fetch", "status", NULL);
    int64_t settled = number_in(status, "stored");
    if (number_in(status, "duplicate") || number_in(status, "dead")) wire_fail("the real chain", status);
    dp_release(status);
    if (settled >= goal) return;
    usleep(20000);
  }
}

static void start_all(const char *configuration, pid_t *pids)
{
  char self[512], path[512], store[] = STORE_PROGRAM;
  snprintf(self, sizeof self, "%s", wire_self);
  snprintf(path, sizeof path, "%s", configuration);
  static char flag[] = "--config", roles[3][8] = {"fetch", "clean", "tag"};
  pids[3] = wire_start((char *const[]){store, flag, path, NULL});
  for (int i = 2; i >= 0; i--) pids[i] = wire_start((char *const[]){self, roles[i], flag, path, NULL});
}

static void write_configuration(const char *directory, char path[512])
{
  snprintf(path, 512, "%s/depeche.yaml", directory);
  FILE *file = fopen(path, "w");
  if (!file) wire_fail(path, "can't be written");
  fprintf(file,
          "run_dir: %s/run\nstate_dir: %s/state\nlog_level: error\nfetch:\n  transfers_per_domain: 32\n  "
          "domain_delay: 0ms\n  domain_budget: 0\nstore:\n  index: 0\n",
          directory, directory);
  fclose(file);
}

void wire_measure_real(const struct wire_options *options, const char *directory, struct wire_result *result)
{
  char configuration[512];
  pid_t pids[WIRE_PROCESSES];
  dp_error error;
  write_configuration(directory, configuration);
  start_all(configuration, pids);
  dp_client *client = dp_open(configuration, &error);
  if (!client) wire_fail("client", error.text);
  feed(client, 1, options->warm_up);
  wait_settled(client, options->warm_up);
  dp_release(ask(client, "fetch", "drain", "{\"on\":true}"));
  feed(client, options->warm_up + 1, options->articles);
  char *status = ask(client, "store", "status", NULL);
  result->catalog_commits = -number_in(status, "commits");
  dp_release(status);
  result->frontier_commits = -wire_shared->frontier_commits;
  for (int i = 0; i < WIRE_PROCESSES; i++) result->cpu_ns[i] = -wire_cpu(pids[i]);
  result->cpu_ns[0] += wire_shared->transfer_ns;
  result->wall_ms = -clock_monotonic();
  dp_release(ask(client, "fetch", "drain", "{\"on\":false}"));
  wait_settled(client, options->warm_up + options->articles);
  result->wall_ms += clock_monotonic();
  for (int i = 0; i < WIRE_PROCESSES; i++) result->cpu_ns[i] += wire_cpu(pids[i]);
  result->cpu_ns[0] -= wire_shared->transfer_ns;
  result->frontier_commits += wire_shared->frontier_commits;
  status = ask(client, "store", "status", NULL);
  result->catalog_commits += number_in(status, "commits");
  dp_release(status);
  dp_close(&client);
  wire_stop(pids);
}
