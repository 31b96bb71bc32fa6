/* fuzz_subscription - a subscription of the library against a hostile store. Whatever that answers, what is
 * given ascends and can be acknowledged, what is missed is counted, and everything comes to an end.
 *
 * The first byte of the input chooses the kind of subscription; each line behind it is an answer to the next
 * request: "r" and the data of a reply, whose member "give" lists the articles that follow as frames; "e" and
 * the data of an error; "x" and anything at all. Requests behind the last line are refused. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/log.h"
#include "data/event.h"
#include "runtime/bus.h"

#include <depeche/depeche.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { LINES = 12, STEPS = 60, FRAMES = 64 };
#define STORE "11111111-2222-4333-8444-555555555555"

static struct {
  char directory[64], config[96];
  struct bus *bus;
  struct bus_socket *router, *news;
  struct arena *arena; /* of the store's thread */
  struct slice rest;
  atomic_bool ending;
} world;

static void remove_files(void)
{
  char command[96];
  snprintf(command, sizeof command, "rm -rf '%s'", world.directory);
  if (system(command) != 0) fprintf(stderr, "can't remove %s\n", world.directory);
}

static struct bus_socket *bind_one(enum bus_kind kind, const char *name)
{
  char endpoint[128];
  struct bus_socket *socket = bus_open(world.bus, kind);
  snprintf(endpoint, sizeof endpoint, "ipc://%s/%s", world.directory, name);
  must(bus_bind(socket, endpoint, NULL));
  return socket;
}

static void set_up(void)
{
  log_setup("fuzz", LOG_ERROR);
  snprintf(world.directory, sizeof world.directory, "/tmp/fuzz-subscription-XXXXXX");
  must(mkdtemp(world.directory));
  atexit(remove_files);
  snprintf(world.config, sizeof world.config, "%s/depeche.yaml", world.directory);
  FILE *file = fopen(world.config, "w");
  must(file && fprintf(file, "run_dir: %s\nstate_dir: %s\n", world.directory, world.directory) > 0 &&
       fclose(file) == 0);
  world.arena = arena_new();
  world.bus = bus_new();
  world.router = bind_one(BUS_ROUTER, "store.query");
  world.news = bind_one(BUS_PUB, "store.news");
}

/* ---- the store ---- */

static struct slice next_line(void)
{
  const char *end = world.rest.length ? memchr(world.rest.data, '\n', world.rest.length) : NULL;
  size_t length = end ? (size_t)(end - world.rest.data) : world.rest.length;
  struct slice line = {world.rest.data, length};
  world.rest = slice_from(world.rest, length + 1);
  return line;
}

static struct slice event_of(const char *type, struct slice inreplyto, struct slice data)
{
  return slice_of(arena_format(
      world.arena,
      "{\"specversion\":\"1.0\",\"type\":\"%s\",\"id\":\"r\",\"source\":\"/s\",\"store\":\"" STORE
      "\",\"inreplyto\":\"%.*s\",\"data\":%.*s}",
      type, (int)inreplyto.length, inreplyto.data, (int)data.length, data.data));
}

static struct slice article(int64_t sequence)
{
  return slice_of(arena_format(world.arena,
                               "{\"sequence\":%lld,\"store\":\"" STORE
                               "\",\"specversion\":\"1.0\",\"type\":\"" EVENT_TAGGED
                               "\",\"id\":\"a\",\"source\":\"/t\",\"data\":{\"language\":\"fr\"}}",
                               (long long)sequence));
}

static void answer(struct slice address, struct slice id, struct slice line)
{
  struct slice frames[2 + FRAMES] = {address};
  size_t count = 2;
  struct slice data = line.length ? slice_from(line, 1) : line;
  struct json *tree = slice_starts(line, "r") ? json_parse(world.arena, data, NULL) : NULL;
  if (slice_starts(line, "x"))
    frames[1] = data;
  else if (tree && json_type_of(tree) == JSON_OBJECT)
    frames[1] = event_of("depeche.reply.any", id, data);
  else
    frames[1] =
        event_of(EVENT_ERROR, id, slice_starts(line, "e") ? data : SLICE("{\"code\":64,\"message\":\"no\"}"));
  for
    json_each(sequence, json_get(tree, "give")) if (count < FRAMES) frames[count++] =
        article(json_integer(sequence, 0));
  bus_send(world.router, frames, count);
}

static void *play_store(void *context)
{
  while (!atomic_load(&world.ending)) {
    struct bus_message message;
    struct event request;
    if (bus_receive(world.router, &message, 1) != BUS_DONE) continue;
    arena_reset(world.arena);
    must(message.count == 2 && event_parse(world.arena, message.frames[1], &request, NULL));
    answer(message.frames[0], request.id, next_line());
    bus_message_free(&message);
  }
  return context;
}

/* ---- the subscriber ---- */

static dp_subscribe_options options_of(uint8_t choice)
{
  return (dp_subscribe_options){.after = choice & 1   ? DP_FROM_NOW
                                         : choice & 2 ? 3
                                                      : 0,
                                .language = choice & 4 ? "fr" : NULL,
                                .name = choice & 8 ? "desk1" : NULL,
                                .filter = choice & 16 ? "lang:fr" : NULL,
                                .since = choice & 32 ? "2026-01-01" : NULL,
                                .replace = choice & 64};
}

static void follow(dp_subscription *news, const dp_subscribe_options *options)
{
  dp_article given;
  dp_error error = {0, ""};
  int64_t last = options->after, first, end;
  for (int step = 0; step < STEPS; step++) {
    dp_outcome outcome = dp_next(news, &given, 1, &error);
    int64_t missed = dp_missed(news, &first, &end);
    must(missed >= 0 && (missed == 0 || first <= end));
    if (outcome == DP_FAILED) must(error.code >= EX__BASE && error.text[0]);
    if (outcome == DP_FAILED) return;
    if (outcome != DP_OK) continue;
    must(given.sequence > last && strlen(given.json) == given.length);
    last = given.sequence;
    if (options->name && last % 2) must(dp_ack(news, last, &error));
    must(!dp_ack(news, last + 1, &error));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  pthread_t store;
  if (!world.arena) set_up();
  if (!size) return 0;
  world.rest = (struct slice){(const char *)data + 1, size - 1};
  atomic_store(&world.ending, false);
  must(pthread_create(&store, NULL, play_store, NULL) == 0);
  dp_subscribe_options options = options_of(data[0]);
  dp_client *client = dp_open(world.config, NULL);
  dp_subscription *news = dp_subscribe(client, &options, NULL);
  must(news);
  follow(news, &options);
  dp_unsubscribe(&news);
  dp_close(&client);
  atomic_store(&world.ending, true);
  must(pthread_join(store, NULL) == 0);
  return 0;
}
