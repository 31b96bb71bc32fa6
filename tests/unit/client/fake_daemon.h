/* fake_daemon.h - a daemon as a client sees it, played by the test: a ROUTER and a PUB in a run directory of
 * its own. */
#ifndef TEST_FAKE_DAEMON_H
#define TEST_FAKE_DAEMON_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../write_file.h"
#include "base/arena.h"
#include "base/clock.h"
#include "data/event.h"
#include "runtime/bus.h"

#include <depeche/depeche.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STORE_ID "11111111-2222-4333-8444-555555555555"
#define OTHER_ID "99999999-2222-4333-8444-555555555555"

struct fake {
  char directory[64], config[96];
  struct bus *bus;
  struct bus_socket *router, *news;
  struct arena *arena;
  int64_t last; /* articles 1 to last exist; even ones are French, odd ones English */
  int64_t given_limit, replays;
  int64_t expired_from, expired_to; /* of those; 0: none is */
  bool holes;                       /* and the store does not say so */
  int64_t swallows;                 /* so many replays get no answer, as on a line too slow for it */
  const char *store;
};

static inline void fake_endpoint(const struct fake *fake, const char *name, char text[128])
{
  snprintf(text, 128, "ipc://%s/%s", fake->directory, name);
}

static inline struct fake fake_new(void)
{
  struct fake fake = {.store = STORE_ID};
  snprintf(fake.directory, sizeof fake.directory, "/tmp/depeche-client-XXXXXX");
  assert_non_null(mkdtemp(fake.directory));
  snprintf(fake.config, sizeof fake.config, "%s/depeche.yaml", fake.directory);
  char yaml[160];
  int length = snprintf(yaml, sizeof yaml, "run_dir: %s\nstate_dir: %s\n", fake.directory, fake.directory);
  assert_true(write_file(fake.config, (struct slice){yaml, (size_t)length}));
  fake.bus = bus_new();
  fake.arena = arena_new();
  return fake;
}

static inline void fake_bind(struct fake *fake, const char *router_name)
{
  char endpoint[128];
  fake->router = bus_open(fake->bus, BUS_ROUTER);
  fake_endpoint(fake, router_name, endpoint);
  assert_true(bus_bind(fake->router, endpoint, NULL));
  fake->news = bus_open(fake->bus, BUS_PUB);
  fake_endpoint(fake, "store.news", endpoint);
  assert_true(bus_bind(fake->news, endpoint, NULL));
}

static inline void fake_free(struct fake *fake)
{
  char command[128];
  bus_close(&fake->router);
  bus_close(&fake->news);
  bus_free(&fake->bus);
  arena_free(&fake->arena);
  snprintf(command, sizeof command, "rm -rf %s", fake->directory);
  assert_int_equal(system(command), 0);
}

/* The event of one article, as a store publishes it. */
static inline void fake_article(struct fake *fake, int64_t sequence, struct buffer *out)
{
  struct json *data = json_object(fake->arena);
  json_add_text(fake->arena, data, "uri",
                slice_of(arena_format(fake->arena, "http://a.example/%lld", (long long)sequence)));
  json_add_text(fake->arena, data, "language", sequence % 2 ? SLICE("en-GB") : SLICE("fr"));
  struct event event = {.type = SLICE(EVENT_TAGGED),
                        .id = SLICE("e.1"),
                        .source = SLICE("/depeche/store/main"),
                        .time = clock_now(),
                        .origin = SLICE("main"),
                        .epoch = SLICE("e"),
                        .item = sequence,
                        .attempt = 1,
                        .sequence = sequence,
                        .store = slice_of(fake->store),
                        .data = data};
  event_print(fake->arena, &event, out);
}

static inline void fake_publish(struct fake *fake, int64_t sequence)
{
  struct buffer text = BUFFER_EMPTY;
  fake_article(fake, sequence, &text);
  struct slice frames[] = {sequence % 2 ? SLICE("article.en|") : SLICE("article.fr|"), buffer_view(&text)};
  assert_int_equal(bus_send(fake->news, frames, 2), BUS_DONE);
  buffer_free(&text);
}

static inline void fake_heartbeat(struct fake *fake)
{
  struct buffer text = BUFFER_EMPTY;
  struct event event = {.type = SLICE(EVENT_HEARTBEAT),
                        .id = SLICE("h"),
                        .source = SLICE("/depeche/store/main"),
                        .time = clock_now(),
                        .sequence = fake->last,
                        .store = slice_of(fake->store)};
  event_print(fake->arena, &event, &text);
  struct slice frames[] = {SLICE("heartbeat|"), buffer_view(&text)};
  assert_int_equal(bus_send(fake->news, frames, 2), BUS_DONE);
  buffer_free(&text);
}

/* Sends a reply event, and `count` further frames. */
static inline void fake_reply(struct fake *fake, struct slice address, const char *type,
                              struct slice inreplyto, struct json *data, const struct buffer *further,
                              size_t count)
{
  struct buffer text = BUFFER_EMPTY;
  struct slice frames[16] = {address};
  struct event event = {.type = slice_of(type),
                        .id = SLICE("r"),
                        .source = SLICE("/depeche/store/main"),
                        .time = clock_now(),
                        .store = slice_of(fake->store),
                        .inreplyto = inreplyto,
                        .data = data};
  event_print(fake->arena, &event, &text);
  frames[1] = buffer_view(&text);
  for (size_t i = 0; i < count; i++) frames[2 + i] = buffer_view(&further[i]);
  assert_int_equal(bus_send(fake->router, frames, 2 + count), BUS_DONE);
  buffer_free(&text);
}

static inline void fake_expired(struct fake *fake, struct json *data, int64_t from, int64_t to)
{
  if (from < fake->expired_from) from = fake->expired_from;
  if (to > fake->expired_to) to = fake->expired_to;
  if (fake->holes || !fake->expired_to || from > to) return;
  struct json *ranges = json_add_array(fake->arena, data, "expired");
  struct json *range = json_append(fake->arena, ranges, json_array(fake->arena));
  json_append(fake->arena, range, json_new_integer(fake->arena, from));
  json_append(fake->arena, range, json_new_integer(fake->arena, to));
}

/* Answers one waiting replay, at most five articles a reply. Returns whether there was one. */
static inline bool fake_serve(struct fake *fake)
{
  struct bus_message message;
  struct event request;
  struct buffer further[5] = {BUFFER_EMPTY, BUFFER_EMPTY, BUFFER_EMPTY, BUFFER_EMPTY, BUFFER_EMPTY};
  size_t count = 0;
  arena_reset(fake->arena);
  if (bus_receive(fake->router, &message, 5) != BUS_DONE) return false;
  assert_true(event_parse(fake->arena, message.frames[1], &request, NULL));
  assert_true(slice_is(request.type, "depeche.request.replay"));
  int64_t after = json_get_integer(request.data, "after", -1);
  fake->given_limit = json_get_integer(request.data, "limit", -1);
  fake->replays++;
  if (fake->swallows && fake->swallows--) {
    bus_message_free(&message);
    return true;
  }
  int64_t to = after;
  for (; to < fake->last && count < 5; to++)
    if (to + 1 < fake->expired_from || to + 1 > fake->expired_to)
      fake_article(fake, to + 1, &further[count++]);
  struct json *data = json_object(fake->arena);
  json_add_integer(fake->arena, data, "from", after + 1);
  json_add_integer(fake->arena, data, "to", to);
  fake_expired(fake, data, after + 1, to);
  json_add_integer(fake->arena, data, "last", fake->last);
  json_add_bool(fake->arena, data, "more", to < fake->last);
  fake_reply(fake, message.frames[0], "depeche.reply.replay", request.id, data, further, count);
  for (size_t i = 0; i < 5; i++) buffer_free(&further[i]);
  bus_message_free(&message);
  return true;
}

#endif
