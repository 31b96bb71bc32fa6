/* answers.c - see answers.h. */
#include "sink/answers.h"

#include "data/event.h"
#include "sink/dead.h"

#include <stdio.h>
#include <unistd.h>

static void describe(struct arena *arena, struct json *entry, struct worker *worker)
{
  char time[CLOCK_TEXT];
  struct worker_figures figures;
  const struct sink_definition *definition = worker_definition(worker);
  worker_look(worker, &figures);
  json_add_text(arena, entry, "name", slice_of(definition->name));
  json_add_text(arena, entry, "kind", definition->webhook ? SLICE("webhook") : SLICE("directory"));
  json_add_text(arena, entry, "target",
                slice_of(definition->webhook ? definition->webhook : definition->directory));
  json_add_given(arena, entry, "filter", slice_of(definition->filter));
  json_add_text(arena, entry, "state", slice_of(worker_state_name(figures.state)));
  if (figures.position) json_add_integer(arena, entry, "position", figures.position);
  json_add_integer(arena, entry, "sent", figures.sent);
  json_add_integer(arena, entry, "dead", figures.dead);
  if (figures.missed) json_add_integer(arena, entry, "missed", figures.missed);
  if (figures.last_sent_at)
    json_add_text(arena, entry, "last_sent_at", slice_of(clock_format(figures.last_sent_at, time)));
  json_add_given(arena, entry, "last_error", slice_of(figures.last_error));
}

static bool answer_list(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  (void)data, (void)error;
  const struct sink_answers *answers = context;
  reply->data = json_object(arena);
  struct json *list = json_add_array(arena, reply->data, "sinks");
  for (size_t i = 0; i < answers->team->count; i++)
    describe(arena, json_append_object(arena, list), answers->team->workers[i]);
  return true;
}

static bool answer_retry(void *context, struct arena *arena, const struct json *data,
                         struct control_reply *reply, dp_error *error)
{
  const struct sink_answers *answers = context;
  struct slice name = json_get_text(data, "name");
  struct worker_figures figures;
  if (!name.length) return error_set(error, EX_USAGE, "sink.retry needs \"name\": that of a sink");
  struct worker *worker = team_find(answers->team, name);
  if (!worker)
    return error_set(error, EX_NOINPUT,
                     "there is no sink of that name; depeche sink list shows those that are");
  worker_look(worker, &figures);
  worker_retry(worker);
  reply->data = json_object(arena);
  json_add_integer(arena, reply->data, "revived", figures.dead);
  return true;
}

/* answer_dead - of a sink that is no more too, while its letters are there. */
static bool answer_dead(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  const struct sink_answers *answers = context;
  struct slice name = json_get_text(data, "name"), after = json_get_text(data, "after");
  char place[DEAD_PLACE];
  struct buffer lines = BUFFER_EMPTY;
  if (!event_valid_name(name)) return error_set(error, EX_USAGE, "sink.dead needs \"name\": that of a sink");
  snprintf(place, sizeof place, "%.*s", (int)(after.length < DEAD_PLACE ? after.length : DEAD_PLACE - 1),
           after.length ? after.data : "");
  bool good = dead_page(arena_format(arena, "%s/sinks", answers->team->given.state_dir),
                        arena_string(arena, name), place, &lines, error);
  if (good && !lines.length && !after.length && !team_find(answers->team, name))
    good =
        error_set(error, EX_NOINPUT, "there is no sink of that name; depeche sink list shows those that are");
  struct slice *frame = arena_alloc(arena, sizeof *frame);
  *frame = arena_slice(arena, buffer_view(&lines));
  buffer_free(&lines);
  reply->data = json_object(arena);
  reply->frames = frame;
  reply->frame_count = 1;
  json_add_given(arena, reply->data, "next", slice_of(place));
  return good;
}

static bool answer_status(void *context, struct arena *arena, const struct json *data,
                          struct control_reply *reply, dp_error *error)
{
  (void)data, (void)error;
  const struct sink_answers *answers = context;
  char time[CLOCK_TEXT];
  int64_t sent = 0, dead = 0, failing = 0;
  for (size_t i = 0; i < answers->team->count; i++) {
    struct worker_figures figures;
    worker_look(answers->team->workers[i], &figures);
    sent += figures.sent;
    dead += figures.dead;
    failing += figures.state != WORKER_RUNNING;
  }
  struct json *object = reply->data = json_object(arena);
  json_add_text(arena, object, "service", SLICE("sink"));
  json_add_text(arena, object, "name", slice_of(answers->name));
  json_add_text(arena, object, "version", SLICE(DEPECHE_VERSION));
  json_add_integer(arena, object, "pid", getpid());
  json_add_text(arena, object, "started_at", slice_of(clock_format(answers->started_at, time)));
  json_add_text(arena, object, "state", SLICE("running"));
  json_add_integer(arena, object, "sinks", (int64_t)answers->team->count);
  json_add_integer(arena, object, "failing", failing);
  json_add_integer(arena, object, "sent", sent);
  json_add_integer(arena, object, "dead_letters", dead);
  json_add_integer(arena, object, "refused_messages", control_refused(answers->control));
  return true;
}

const struct control_verb sink_verbs[] = {{"status", answer_status, 0},
                                          {"sink.list", answer_list, 0},
                                          {"sink.dead", answer_dead, 0},
                                          {"sink.retry", answer_retry, 0},
                                          {NULL, NULL, 0}};
