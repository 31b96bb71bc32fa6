/* control.c - takes a request apart, finds its verb, puts the reply together.
 *
 * On the wire a ROUTER sees: routing id, an empty delimiter from REQ peers, then the request's event, and the
 * frames its verb wants. The reply goes back with the same address in front. Nothing that comes in stops the
 * daemon: what can't be understood is counted, logged and answered with an error, and a peer that has gone is
 * not waited for. */
#include "runtime/control.h"

#include "base/log.h"
#include "base/log_limit.h"
#include "base/memory.h"
#include "base/random.h"

#include <stdlib.h>
#include <unistd.h>

#define REQUEST_PREFIX "depeche.request."

enum { KEEP_BYTES = 1024 * 1024, ADDRESS_FRAMES = 2 };

/* What is known of one request while it is answered. */
struct request {
  struct slice address[ADDRESS_FRAMES];
  size_t address_count;
  struct slice id, verb;
  const struct slice *frames; /* behind the event */
  size_t frame_count;
};

struct control_later {
  struct arena *arena;
  struct request request;
};

struct control {
  struct bus_socket *socket;
  char *source;
  const struct control_verb *verbs;
  void *context;
  struct arena *arena; /* of one request */
  struct buffer out;
  char run[UUID_TEXT]; /* with `replies`: the id of a reply */
  int64_t replies, refused;
  struct log_limit refusals, unsent;
  const struct request *current; /* while a handler runs */
  bool postponed;                /* by that handler */
};

struct control *control_new(struct bus_socket *socket, const char *source, const struct control_verb *verbs,
                            void *context)
{
  struct control *control = memory_zero(1, sizeof *control);
  control->socket = socket;
  control->source = memory_string(source);
  control->verbs = verbs;
  control->context = context;
  control->arena = arena_new();
  control->refusals.event = "request_refused";
  control->unsent.event = "reply_not_sent";
  random_uuid(control->run);
  return control;
}

void control_free(struct control **control)
{
  if (!*control) return;
  log_limit_end(&(*control)->refusals);
  log_limit_end(&(*control)->unsent);
  free((*control)->source);
  arena_free(&(*control)->arena);
  buffer_free(&(*control)->out);
  free(*control);
  *control = NULL;
}

int64_t control_refused(const struct control *control)
{
  return control->refused;
}

static void send_reply(struct control *control, const struct request *request, const char *type,
                       const struct control_reply *reply)
{
  struct arena *arena = control->arena;
  struct event event = {
      .type = slice_of(type),
      .id = slice_of(arena_format(arena, "%s.%lld", control->run, (long long)++control->replies)),
      .source = slice_of(control->source),
      .time = clock_now(),
      .inreplyto = request->id,
      .store = slice_of(reply->store),
      .data = reply->data ? reply->data : json_object(arena)};
  buffer_clear(&control->out);
  event_print(arena, &event, &control->out);
  struct slice *frames = arena_zero(arena, ADDRESS_FRAMES + 1 + reply->frame_count, sizeof *frames);
  size_t count = request->address_count;
  memcpy(frames, request->address, count * sizeof *frames);
  frames[count++] = buffer_view(&control->out);
  for (size_t i = 0; i < reply->frame_count; i++) frames[count++] = reply->frames[i];
  if (bus_send(control->socket, frames, count) != BUS_DONE &&
      log_limit_allows(&control->unsent, clock_monotonic()))
    log_warn("reply_not_sent", LOG_SLICE("request", request->verb));
}

static void send_error(struct control *control, const struct request *request, const dp_error *error)
{
  struct control_reply reply = {.data = json_object(control->arena)};
  json_add_integer(control->arena, reply.data, "code", error->code);
  json_add_text(control->arena, reply.data, "message", slice_of(error->text));
  send_reply(control, request, EVENT_ERROR, &reply);
}

static void refuse(struct control *control, const struct request *request, const dp_error *error)
{
  control->refused++;
  if (log_limit_allows(&control->refusals, clock_monotonic()))
    log_warn("request_refused", LOG_TEXT("reason", error->text), LOG_SLICE("request", request->id));
  if (request->address_count) send_error(control, request, error);
}

static bool ping(const struct control *control, struct arena *arena, struct control_reply *reply)
{
  /* the source is "/depeche/SERVICE/NAME" */
  const char *service = control->source + (strncmp(control->source, "/depeche/", 9) == 0 ? 9 : 0);
  const char *name = strchr(service, '/');
  struct slice first = {service, name ? (size_t)(name - service) : strlen(service)};
  reply->data = json_object(arena);
  json_add_text(arena, reply->data, "service", first);
  json_add_text(arena, reply->data, "name", slice_of(name ? name + 1 : ""));
  json_add_text(arena, reply->data, "version", slice_of(DEPECHE_VERSION));
  json_add_integer(arena, reply->data, "pid", getpid());
  return true;
}

static void send_answer(struct control *control, const struct request *request,
                        const struct control_reply *reply, const dp_error *failure)
{
  int length = (int)request->verb.length;
  if (failure)
    send_error(control, request, failure);
  else
    send_reply(control, request,
               arena_format(control->arena, "depeche.reply.%.*s", length, request->verb.data), reply);
}

/* Answering later. */

struct control_later *control_later(struct control *control)
{
  struct control_later *later = memory_zero(1, sizeof *later);
  later->arena = arena_new();
  later->request = *control->current;
  for (size_t i = 0; i < later->request.address_count; i++)
    later->request.address[i] = arena_slice(later->arena, control->current->address[i]);
  later->request.id = arena_slice(later->arena, control->current->id);
  later->request.verb = arena_slice(later->arena, control->current->verb);
  control->postponed = true;
  return later;
}

void control_answer(struct control *control, struct control_later **take_later,
                    const struct control_reply *reply, const dp_error *failure)
{
  struct control_later *later = *take_later;
  send_answer(control, &later->request, reply, failure);
  arena_reset(control->arena);
  arena_free(&later->arena);
  free(later);
  *take_later = NULL;
}

static const struct control_verb *find_verb(const struct control *control, struct slice name)
{
  for (const struct control_verb *verb = control->verbs; verb && verb->name; verb++)
    if (slice_is(name, verb->name)) return verb;
  return NULL;
}

static bool unknown_verb(const struct control *control, struct slice name, dp_error *error)
{
  struct buffer known = BUFFER_EMPTY;
  buffer_text(&known, "ping");
  for (const struct control_verb *verb = control->verbs; verb && verb->name; verb++)
    buffer_format(&known, ", %s", verb->name);
  int length = (int)(name.length < 80 ? name.length : 80);
  error_set(error, EX_USAGE, "there is no request \"%.*s\" here; known are: %s", length, name.data,
            buffer_string(&known));
  buffer_free(&known);
  return false;
}

const struct slice *control_frames(const struct control *control)
{
  return control->current->frames;
}

/* answer - false when the request itself is to be refused; what a handler refuses is answered here. */
static bool answer(struct control *control, const struct request *request, const struct json *data,
                   dp_error *error)
{
  struct control_reply reply = {0};
  dp_error failure = {0};
  bool built_in = slice_is(request->verb, "ping"), done;
  const struct control_verb *verb = find_verb(control, request->verb);
  size_t wanted = verb ? verb->frames : 0;
  if (!built_in && !verb) return unknown_verb(control, request->verb, error);
  if (request->frame_count != wanted)
    return error_set(error, EX_DATAERR, "this request is an event and %zu frames behind it, not %zu", wanted,
                     request->frame_count);
  control->current = request;
  control->postponed = false;
  if (verb)
    done = verb->fn(control->context, control->arena, data, &reply, &failure);
  else
    done = ping(control, control->arena, &reply);
  control->current = NULL;
  if (!control->postponed) send_answer(control, request, &reply, done ? NULL : &failure);
  return true;
}

/* read_address - takes the routing id and a delimiter off the message; returns the number of frames behind
 * them. */
static size_t read_address(const struct bus_message *message, struct request *request)
{
  bool delimiter = message->count > 1 && message->frames[1].length == 0;
  request->address_count = message->count ? 1 + (size_t)delimiter : 0;
  memcpy(request->address, message->frames, request->address_count * sizeof *request->address);
  return message->count - request->address_count;
}

static bool handle(struct control *control, const struct bus_message *message, struct request *request,
                   dp_error *error)
{
  size_t rest = read_address(message, request);
  if (message->refused) return error_set(error, EX_DATAERR, "not a request: %s", message->refused);
  if (rest < 1) return error_set(error, EX_DATAERR, "a request is at least one frame: an event");
  struct event event;
  request->frames = message->frames + request->address_count + 1;
  request->frame_count = rest - 1;
  bool parsed = event_parse(control->arena, request->frames[-1], &event, error);
  request->id = event.id; /* may be known even of an event that is refused */
  if (!parsed) return false;
  if (!slice_starts(event.type, REQUEST_PREFIX))
    return error_set(error, EX_DATAERR, "the type of a request begins with " REQUEST_PREFIX);
  request->verb = slice_from(event.type, sizeof REQUEST_PREFIX - 1);
  return answer(control, request, event.data, error);
}

void control_serve(void *context, struct bus_socket *socket)
{
  struct control *control = context;
  struct bus_message message;
  struct request request = {.id = SLICE(""), .verb = SLICE("")};
  dp_error error = {0};
  millis now = clock_monotonic();
  log_limit_turn(&control->refusals, now);
  log_limit_turn(&control->unsent, now);
  if (bus_receive(socket, &message, 0) != BUS_DONE) return;
  if (!handle(control, &message, &request, &error)) refuse(control, &request, &error);
  bus_message_free(&message);
  arena_reset(control->arena);
  if (control->out.capacity > KEEP_BYTES) buffer_free(&control->out);
}
