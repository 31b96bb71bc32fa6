/* upkeep_answers.c - see upkeep_answers.h. */
#include "store/upkeep_answers.h"

#include "store/answers.h"

static void add_time(struct arena *arena, struct json *object, const char *key, millis when)
{
  char time[CLOCK_TEXT];
  if (when) json_add_text(arena, object, key, slice_of(clock_format(when, time)));
}

static bool tell(struct answers *answers, struct arena *arena, struct control_reply *reply)
{
  static const char *const tasks[] = {"none", "backup", "check"};
  struct upkeep_figures figures;
  upkeep_tell(answers->upkeep, &figures);
  const char *state = figures.task == UPKEEP_NOTHING ? "none"
                      : figures.running              ? "running"
                      : figures.failure.code         ? "failed"
                                                     : "done";
  struct json *object = reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_text(arena, object, "task", slice_of(tasks[figures.task]));
  json_add_text(arena, object, "state", slice_of(state));
  json_add_given(arena, object, "directory", slice_of(figures.directory));
  json_add_integer(arena, object, "done", figures.done);
  json_add_integer(arena, object, "total", figures.total);
  add_time(arena, object, "started_at", figures.started_at);
  add_time(arena, object, "ended_at", figures.ended_at);
  if (figures.last_sequence) json_add_integer(arena, object, "last_sequence", figures.last_sequence);
  json_add_given(arena, object, "reason", slice_of(figures.failure.text));
  if (figures.failure.code) json_add_integer(arena, object, "code", figures.failure.code);
  return true;
}

bool answer_backup(void *context, struct arena *arena, const struct json *data, struct control_reply *reply,
                   dp_error *error)
{
  struct answers *answers = context;
  struct slice directory = json_get_text(data, "directory");
  if (directory.length && !upkeep_backup(answers->upkeep, arena_string(arena, directory), error))
    return false;
  return tell(answers, arena, reply);
}

bool answer_check(void *context, struct arena *arena, const struct json *data, struct control_reply *reply,
                  dp_error *error)
{
  struct answers *answers = context;
  if (json_get_bool(data, "begin", false) && !upkeep_check(answers->upkeep, error)) return false;
  return tell(answers, arena, reply);
}
