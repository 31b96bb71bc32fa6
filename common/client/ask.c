/* ask.c - requests over a DEALER socket; see ask.h and PROTOCOL.md, "Requests". */
#include "client/ask.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct ask {
  struct bus *bus;
  struct bus_socket *socket; /* NULL until the first request */
  char *service, *endpoint;
  char source[48];
  char id[UUID_TEXT]; /* of the request under way; empty: none */
  struct bus_reply received;
};

struct ask *ask_new(struct bus *bus, const char *service, const char *endpoint)
{
  struct ask *ask = memory_zero(1, sizeof *ask);
  ask->bus = bus;
  ask->service = memory_string(service);
  ask->endpoint = memory_string(endpoint);
  snprintf(ask->source, sizeof ask->source, "/depeche/client/%ld", (long)getpid());
  return ask;
}

void ask_free(struct ask **ask)
{
  if (!*ask) return;
  if ((*ask)->socket) bus_close(&(*ask)->socket);
  bus_reply_free(&(*ask)->received);
  free((*ask)->service);
  free((*ask)->endpoint);
  free(*ask);
  *ask = NULL;
}

const char *ask_endpoint(const struct ask *ask)
{
  return ask->endpoint;
}

const char *ask_service(const struct ask *ask)
{
  return ask->service;
}

/* The socket to ask on: a new one unless the old one has nothing outstanding. */
static bool connect_socket(struct ask *ask, dp_error *error)
{
  if (ask->socket && ask->id[0]) bus_close(&ask->socket);
  if (ask->socket) return true;
  ask->socket = bus_open(ask->bus, BUS_DEALER);
  if (bus_connect(ask->socket, ask->endpoint, error)) return true;
  bus_close(&ask->socket);
  return false;
}

bool ask_begin(struct ask *ask, struct arena *arena, const char *verb, struct json *data,
               const struct ask_frames *further, dp_error *error)
{
  if (!connect_socket(ask, error)) return false;
  random_uuid(ask->id);
  struct event event = {.type = slice_of(arena_format(arena, "depeche.request.%s", verb)),
                        .id = slice_of(ask->id),
                        .source = slice_of(ask->source),
                        .time = clock_now(),
                        .data = data};
  struct buffer text = BUFFER_EMPTY;
  event_print(arena, &event, &text);
  struct slice frames[1 + ASK_FRAMES] = {buffer_view(&text)};
  size_t count = further ? further->count : 0;
  for (size_t i = 0; i < count; i++) frames[1 + i] = further->frames[i];
  bool sent = bus_send(ask->socket, frames, 1 + count) == BUS_DONE;
  buffer_free(&text);
  return sent || error_set(error, EX_TEMPFAIL, "can't send to %s on %s: the socket has no room", ask->service,
                           ask->endpoint);
}

/* code_of - a program ends with this code, so what is none of sysexits(3) must not pass for success or for
 * another program's. */
static int code_of(const struct json *data)
{
  int64_t code = json_get_integer(data, "code", EX_PROTOCOL);
  return code >= EX__BASE && code <= EX__MAX ? (int)code : EX_PROTOCOL;
}

static bool refused_by_service(const struct ask *ask, const struct json *data, dp_error *error)
{
  struct slice message = json_get_text(data, "message");
  return error_set(error, code_of(data), "%s: %.*s", ask->service, (int)message.length,
                   message.length ? message.data : "");
}

/* Fills `reply` from an event that answers us. ASK_WAITING: it answers something else. */
static enum ask_outcome read_reply(struct ask *ask, struct arena *arena, struct ask_reply *reply,
                                   dp_error *error)
{
  const struct bus_reply *received = &ask->received;
  struct event event;
  if (received->refused || received->count == 0 || !event_parse(arena, received->frames[0], &event, NULL)) {
    error_set(error, EX_PROTOCOL,
              "the answer of %s on %s can't be understood; is it a depeche daemon of this version?",
              ask->service, ask->endpoint);
    return ASK_FAILED;
  }
  if (!slice_is(event.inreplyto, ask->id)) return ASK_WAITING;
  ask->id[0] = '\0';
  if (slice_is(event.type, EVENT_ERROR)) {
    refused_by_service(ask, event.data, error);
    return ASK_FAILED;
  }
  *reply = (struct ask_reply){
      .data = event.data, .frames = received->frames + 1, .frame_count = received->count - 1};
  snprintf(reply->store, sizeof reply->store, "%.*s", (int)event.store.length,
           event.store.length ? event.store.data : "");
  return ASK_DONE;
}

static int wait_left(int wait_ms, millis since)
{
  if (wait_ms < 0) return -1;
  millis left = wait_ms - (clock_monotonic() - since);
  return left > 0 ? (int)left : 0;
}

enum ask_outcome ask_poll(struct ask *ask, struct arena *arena, int wait_ms, struct ask_reply *reply,
                          dp_error *error)
{
  millis since = clock_monotonic();
  for (;;) {
    enum bus_outcome got = bus_receive_reply(ask->socket, &ask->received, wait_left(wait_ms, since));
    if (got == BUS_AGAIN) return ASK_WAITING;
    if (got == BUS_FAILED) {
      error_set(error, EX_OSERR, "can't receive from %s on %s", ask->service, ask->endpoint);
      return ASK_FAILED;
    }
    enum ask_outcome outcome = read_reply(ask, arena, reply, error);
    if (outcome != ASK_WAITING) return outcome;
  }
}
