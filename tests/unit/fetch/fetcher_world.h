/* fetcher_world.h - the core with a played web, a played pipeline and files in memory: what its tests share.
 */
#ifndef TESTS_FETCHER_WORLD_H
#define TESTS_FETCHER_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../memory_archive.h"
#include "data/article.h"
#include "data/event.h"
#include "fetch/fetcher.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SENT_MAX = 400, STARTED_MAX = 400 };

struct world {
  char directory[64], path[96];
  struct config config;
  struct memory_archive archive;
  struct fetcher *fetcher;
  struct arena *arena;
  struct fetcher_now now;
  struct started {
    uint64_t id;
    int64_t item;
    char url[128], fields[256];
  } started[STARTED_MAX];
  size_t started_count;
  struct { /* what came out of the port */
    int64_t item, attempt;
    char body[32];
  } sent[SENT_MAX];
  size_t sent_count;
  char last[4096]; /* event sent last, as it was printed */
  bool deaf;       /* the port takes nothing */
  struct {         /* what the reader was asked */
    uint64_t id;
    char body[128];
  } asked;
  size_t asked_count;
  struct { /* what became of a fetcher_archive */
    uint64_t ticket;
    enum feed_outcome outcome;
    int64_t item;
  } archived;
};

static dp_error error;

/* The port. At each sending the journal must already say what the message claims. */

static inline void port_start(void *context, const struct http_request *request)
{
  struct world *world = context;
  assert_true(slice_starts(request->url, "http://"));
  assert_true(world->started_count < STARTED_MAX);
  struct started *started = &world->started[world->started_count++];
  started->id = request->id;
  started->item = (int64_t)(request->id & 0xFFFFFFFFFFFFFF);
  snprintf(started->url, sizeof started->url, "%.*s", (int)request->url.length, request->url.data);
  started->fields[0] = '\0';
  for (size_t i = 0; i < request->field_count; i++) {
    size_t at = strlen(started->fields);
    snprintf(started->fields + at, sizeof started->fields - at, "%.*s\n", (int)request->fields[i].length,
             request->fields[i].data);
  }
}

static inline struct frontier_item row_of(struct world *world, int64_t item)
{
  struct frontier_item row;
  bool found;
  assert_true(frontier_read(fetcher_frontier(world->fetcher), world->arena, item, &row, &found, &error) &&
              found);
  return row;
}

static inline void assert_journaled(struct world *world, const struct event *event)
{
  struct frontier_item row = row_of(world, event->item);
  struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY;
  assert_int_equal(row.state, ITEM_FETCHED);
  const struct memory_file *file = memory_find(&world->archive, row.warc_file.data);
  assert_non_null(file);
  assert_true(file->durable.length >= (size_t)(row.warc_offset + row.warc_length));
  const struct warc_io io = memory_io(&world->archive);
  assert_true(warc_read_response(&io, row.warc_file.data, row.warc_offset, 1000, &head, &body, &error));
  buffer_free(&head);
  buffer_free(&body);
}

static inline enum fetcher_sent port_send(void *context, struct slice text, struct slice body)
{
  struct world *world = context;
  struct event event;
  if (world->deaf) return FETCHER_AGAIN;
  if (!event_parse(world->arena, text, &event, &error) || !event_check_article(&event, &error))
    fail_msg("%s", error.text);
  assert_journaled(world, &event);
  snprintf(world->last, sizeof world->last, "%.*s", (int)text.length, text.data);
  assert_true(world->sent_count < SENT_MAX);
  world->sent[world->sent_count].item = event.item;
  world->sent[world->sent_count].attempt = event.attempt;
  snprintf(world->sent[world->sent_count++].body, sizeof world->sent->body, "%.*s", (int)body.length,
           body.data);
  arena_reset(world->arena);
  return FETCHER_SENT;
}

static inline void port_read(void *context, uint64_t id, const struct source_answer *source_answer)
{
  struct world *world = context;
  world->asked.id = id;
  snprintf(world->asked.body, sizeof world->asked.body, "%.*s", (int)source_answer->body.length,
           source_answer->body.data);
  world->asked_count++;
}

static inline void port_archived(void *context, uint64_t ticket, enum feed_outcome outcome, int64_t item)
{
  struct world *world = context;
  world->archived.ticket = ticket;
  world->archived.outcome = outcome;
  world->archived.item = item;
}

/* The world. */

static inline void open_fetcher(struct world *world)
{
  const struct fetcher_options options = {.settings = &world->config.fetch,
                                          .frontier_path = world->path,
                                          .warc_io = memory_io(&world->archive),
                                          .seed = 1,
                                          .port = {world, port_start, port_send, port_read, port_archived}};
  world->fetcher = fetcher_open(&options, world->now, &error);
  if (!world->fetcher) fail_msg("%s", error.text);
}

/* restart - the process is killed; power_loss: what was not synced is gone from the archive. */
static inline void restart(struct world *world, bool power_loss)
{
  fetcher_close(&world->fetcher);
  world->started_count = world->sent_count = 0;
  for (size_t i = 0; power_loss && i < world->archive.count; i++) {
    buffer_clear(&world->archive.files[i].now);
    buffer_slice(&world->archive.files[i].now, buffer_view(&world->archive.files[i].durable));
  }
  open_fetcher(world);
}

static inline int set_up(void **state)
{
  struct world *world = calloc(1, sizeof *world);
  strcpy(world->directory, "/tmp/depeche-fetcher-XXXXXX");
  if (!mkdtemp(world->directory)) return -1;
  snprintf(world->path, sizeof world->path, "%s/frontier.db", world->directory);
  config_defaults(&world->config);
  snprintf(world->config.fetch.name, sizeof world->config.fetch.name, "main");
  world->config.fetch.window_items = 8;
  world->config.fetch.transfers = 4;
  world->config.fetch.transfers_per_domain = 4;
  world->config.fetch.ack_timeout = 30000;
  world->config.fetch.ack_timeout_max = 600000;
  world->config.fetch.max_attempts = 5;
  world->config.fetch.max_fetch_attempts = 3;
  world->config.fetch.retry_delay = 1000;
  world->config.fetch.group_commit = 50;
  world->config.fetch.robots = CONFIG_ROBOTS_IGNORE;
  world->config.fetch.domain_delay = 0;
  world->now = (struct fetcher_now){1712910600000, 5000};
  world->arena = arena_new();
  *state = world;
  open_fetcher(world);
  return 0;
}

static inline int tear_down(void **state)
{
  struct world *world = *state;
  char command[128];
  fetcher_close(&world->fetcher);
  memory_archive_free(&world->archive);
  arena_free(&world->arena);
  snprintf(command, sizeof command, "rm -rf %s", world->directory);
  int result = system(command);
  free(world);
  return result;
}

static inline void turn(struct world *world)
{
  if (!fetcher_turn(world->fetcher, world->now, &error)) fail_msg("%s", error.text);
}

static inline void pass(struct world *world, millis time)
{
  world->now.wall += time;
  world->now.steady += time;
  turn(world);
}

static inline bool try_feed(struct world *world, const char *url, struct fetcher_fed *fed)
{
  struct slice slice = slice_of(url);
  return fetcher_feed(world->fetcher, &slice, 1, fed, world->now, &error);
}

static inline int64_t feed(struct world *world, const char *url)
{
  struct fetcher_fed fed;
  if (!try_feed(world, url, &fed)) fail_msg("%s", error.text);
  return fed.item;
}

static inline void feed_many(struct world *world, int count)
{
  for (int i = 1; i <= count; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://host%d.example/%d", i % 3, i);
    feed(world, url);
  }
}

/* answer - with these header fields, each ended by CRLF. */
static inline void answer(struct world *world, uint64_t id, int64_t status, const char *fields,
                          const char *body)
{
  struct http_response response = {.status = status, .version = 11, .peer = "192.0.2.7:80"};
  buffer_format(&response.head, "HTTP/1.1 %d x\r\n%s", (int)status, fields);
  buffer_text(&response.request, "GET / HTTP/1.1\r\n");
  buffer_text(&response.body, body);
  fetcher_response(world->fetcher, id, &response, world->now);
  assert_null(response.body.data);
}

static inline void respond_with(struct world *world, int64_t item, int64_t status)
{
  char body[32];
  snprintf(body, sizeof body, "body of %lld", (long long)item);
  answer(world, (uint64_t)item, status, "Content-Type: text/html\r\nLast-Modified: Fri\r\n", body);
}

static inline void fail_with(struct world *world, int64_t item, enum http_failure_kind kind,
                             const char *detail)
{
  const struct http_failure failure = {.kind = kind, .detail = detail};
  fetcher_failure(world->fetcher, (uint64_t)item, &failure, world->now);
}

/* fetch_all - answers everything that was started since. */
static inline void fetch_all(struct world *world)
{
  for (size_t done = 0; done < world->started_count; done++)
    respond_with(world, world->started[done].item, 200);
  world->started_count = 0;
  turn(world);
}

static inline bool verdict(struct world *world, int64_t item, int64_t attempt, const char *word)
{
  const struct fetcher_verdict verdict = {.epoch = slice_of(fetcher_epoch(world->fetcher)),
                                          .verdict = slice_of(word),
                                          .item = item,
                                          .attempt = attempt,
                                          .sequence = item};
  return fetcher_verdict(world->fetcher, &verdict, world->now);
}

static inline void settle(struct world *world, int64_t item)
{
  assert_true(verdict(world, item, 1, "stored"));
  turn(world);
}

static inline struct fetcher_status status(struct world *world)
{
  return fetcher_status(world->fetcher, world->now);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
