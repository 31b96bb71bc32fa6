/* cursor_answers.c - the handlers behind the requests cursor.*. */
#include "store/cursor_answers.h"

#include "base/log.h"
#include "store/piece.h"
#include "store/search_query.h"

/* ---- what several of them do ---- */

/* finish - commits what acknowledgements have left open: any other request is to see it on disk, or not at
 * all. */
static void finish(struct answers *answers)
{
  struct cursor_acks *acks = &answers->acks;
  if (!acks->open) return;
  acks->open = false;
  if (acks->failure.code || !cursors_commit(answers->cursors, &acks->failure))
    cursors_rollback(answers->cursors);
}

static bool end(struct answers *answers, bool ok, dp_error *error)
{
  if (ok && cursors_commit(answers->cursors, error)) return true;
  cursors_rollback(answers->cursors);
  return false;
}

static bool is_ours(const struct answers *answers, const struct cursor *cursor)
{
  return slice_is(cursor->store, catalog_store_id(answers->catalog));
}

/* find - the cursor of a request that reads or acknowledges by it. */
static bool find(struct answers *answers, struct arena *arena, const struct json *data, struct cursor *cursor,
                 dp_error *error)
{
  struct slice name = json_get_text(data, "name");
  if (!name.length) return error_set(error, EX_USAGE, "the request needs \"name\": that of the cursor");
  return cursors_find(answers->cursors, arena, name, cursor, error) &&
         (is_ours(answers, cursor) ||
          error_set(error, EX_DATAERR,
                    "the store was rebuilt and counts anew: the cursor “%.*s” has to be told where it goes on"
                    " (cursor.seek)",
                    (int)cursor->name.length, cursor->name.data));
}

static void add_time(struct arena *arena, struct json *object, const char *key, millis when)
{
  char text[CLOCK_TEXT];
  if (when) json_add_text(arena, object, key, slice_of(clock_format(when, text)));
}

/* describe - a cursor as all replies show it. */
static bool describe(struct answers *answers, struct arena *arena, struct json *object,
                     const struct cursor *cursor, int64_t last, dp_error *error)
{
  millis oldest_at = 0;
  bool ours = is_ours(answers, cursor);
  int64_t lag = last > cursor->position ? last - cursor->position : 0;
  if (ours && lag && !catalog_stored_at(answers->catalog, cursor->position + 1, &oldest_at, error))
    return false;
  json_add_text(arena, object, "name", cursor->name);
  json_add_given(arena, object, "filter", cursor->filter);
  json_add_integer(arena, object, "position", cursor->position);
  if (ours) json_add_integer(arena, object, "lag", lag);
  if (!ours) json_add_bool(arena, object, "rebuilt", true);
  add_time(arena, object, "oldest_at", oldest_at);
  add_time(arena, object, "made_at", cursor->made_at);
  add_time(arena, object, "acked_at", cursor->acked_at);
  return true;
}

/* reply_cursor - the cursor as it is on disk now. */
static bool reply_cursor(struct answers *answers, struct arena *arena, struct slice name,
                         struct control_reply *reply, dp_error *error)
{
  struct cursor cursor;
  struct catalog_counts counts;
  reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  if (!cursors_find(answers->cursors, arena, name, &cursor, error) ||
      !catalog_count(answers->catalog, &counts, error) ||
      !describe(answers, arena, reply->data, &cursor, counts.last_sequence, error))
    return false;
  json_add_integer(arena, reply->data, "last", counts.last_sequence);
  return true;
}

/* ---- open, seek, remove ---- */

/* read_filter - an absent one leaves an existing cursor's as it is. */
static bool read_filter(struct answers *answers, struct arena *arena, const struct json *data,
                        struct cursor *cursor, dp_error *error)
{
  struct cursor known;
  dp_error ignored = {0};
  const struct json *node = json_get(data, "filter");
  cursor->filter = slice_trim(json_text(node));
  if (node && json_type_of(node) != JSON_STRING)
    return error_set(error, EX_USAGE, "\"filter\" is the text of a query");
  if (node) return !cursor->filter.length || search_query_parse(arena, cursor->filter, error);
  if (cursors_find(answers->cursors, arena, cursor->name, &known, &ignored)) cursor->filter = known.filter;
  return ignored.code == 0 || ignored.code == EX_NOINPUT ||
         error_set(error, ignored.code, "%s", ignored.text);
}

bool answer_cursor_open(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  struct catalog_counts counts;
  struct cursor cursor = {.name = json_get_text(data, "name"),
                          .store = slice_of(catalog_store_id(answers->catalog)),
                          .made_at = clock_now()};
  bool given, made = false, replace = json_get_bool(data, "replace", false);
  finish(answers);
  if (!catalog_count(answers->catalog, &counts, error)) return false;
  cursor.position = counts.last_sequence;
  if (!piece_from(answers, data, &cursor.position, &given, error) ||
      !read_filter(answers, arena, data, &cursor, error))
    return false;
  if (cursor.position > counts.last_sequence) cursor.position = counts.last_sequence;
  if (!cursors_begin(answers->cursors, error) ||
      !end(answers, cursors_make(answers->cursors, &cursor, replace, &made, error), error) ||
      !reply_cursor(answers, arena, cursor.name, reply, error))
    return false;
  json_add_bool(arena, reply->data, "made", made);
  return true;
}

bool answer_cursor_seek(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  struct slice name = json_get_text(data, "name"), store = slice_of(catalog_store_id(answers->catalog));
  struct catalog_counts counts;
  int64_t position = 0;
  bool given = false;
  finish(answers);
  if (!catalog_count(answers->catalog, &counts, error) ||
      !piece_from(answers, data, &position, &given, error))
    return false;
  if (!given)
    return error_set(error, EX_USAGE, "cursor.seek needs \"after\", \"since\" or \"from\": where to go on");
  if (position > counts.last_sequence)
    return error_set(error, EX_USAGE, "the store ends at article %lld", (long long)counts.last_sequence);
  return cursors_begin(answers->cursors, error) &&
         end(answers, cursors_seek(answers->cursors, name, store, position, error), error) &&
         reply_cursor(answers, arena, name, reply, error);
}

bool answer_cursor_remove(void *context, struct arena *arena, const struct json *data,
                          struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  bool removed = false;
  finish(answers);
  if (!cursors_begin(answers->cursors, error) ||
      !end(answers, cursors_remove(answers->cursors, json_get_text(data, "name"), &removed, error), error))
    return false;
  reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_bool(arena, reply->data, "removed", removed);
  return true;
}

/* ---- reading ---- */

bool answer_cursor_next(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  struct cursor cursor;
  struct piece_request request = {.after = json_get_integer(data, "after", 0)};
  finish(answers);
  piece_forget(answers);
  if (!find(answers, arena, data, &cursor, error) || !piece_limit(data, &request.limit, error)) return false;
  if (request.after < cursor.position) request.after = cursor.position;
  request.filter = cursor.filter;
  if (!piece_read(answers, arena, &request, reply, error)) return false;
  int64_t last = json_get_integer(reply->data, "last", 0);
  return describe(answers, arena, reply->data, &cursor, last, error);
}

bool answer_cursor_list(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  struct catalog_counts counts;
  struct cursor *list;
  size_t count = 0;
  int64_t limit;
  finish(answers);
  /* One more than asked for tells whether there are more. */
  if (!piece_limit(data, &limit, error) || !catalog_count(answers->catalog, &counts, error) ||
      !cursors_list(answers->cursors, arena, json_get_text(data, "after"), limit + 1, &list, &count, error))
    return false;
  bool more = count > (size_t)limit;
  reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  struct json *cursors = json_add_array(arena, reply->data, "cursors");
  for (size_t i = 0; i < count - more; i++)
    if (!describe(answers, arena, json_append_object(arena, cursors), &list[i], counts.last_sequence, error))
      return false;
  json_add_integer(arena, reply->data, "last", counts.last_sequence);
  json_add_bool(arena, reply->data, "more", more);
  return true;
}

/* ---- acknowledging ---- */

static bool check_end(struct answers *answers, int64_t to, dp_error *error)
{
  struct catalog_counts counts;
  if (to < 0) return error_set(error, EX_USAGE, "cursor.ack needs \"to\": the last sequence that is done");
  return catalog_count(answers->catalog, &counts, error) &&
         (to <= counts.last_sequence ||
          error_set(error, EX_USAGE, "the store ends at article %lld; %lld can't be done yet",
                    (long long)counts.last_sequence, (long long)to));
}

bool answer_cursor_ack(void *context, struct arena *arena, const struct json *data,
                       struct control_reply *reply, dp_error *error)
{
  (void)reply;
  struct answers *answers = context;
  struct cursor_acks *acks = &answers->acks;
  struct cursor cursor;
  int64_t to = json_get_integer(data, "to", -1);
  if (acks->count == CURSOR_ACKS)
    return error_set(error, EX_TEMPFAIL, "too many acknowledgements at once; ask again");
  if (!find(answers, arena, data, &cursor, error) || !check_end(answers, to, error)) return false;
  if (!acks->open && !cursors_begin(answers->cursors, error)) return false;
  acks->open = true;
  if (!cursors_acknowledge(answers->cursors, cursor.name, to, clock_now(), error)) {
    acks->failure = *error; /* with it fall all that wait */
    return false;
  }
  memcpy(acks->waiting[acks->count].name, cursor.name.data, cursor.name.length);
  acks->waiting[acks->count].name[cursor.name.length] = '\0';
  acks->waiting[acks->count++].later = control_later(answers->control);
  return true;
}

void cursor_answers_settle(struct answers *answers, bool more)
{
  struct cursor_acks *acks = &answers->acks;
  if (more && acks->open && acks->count < CURSOR_ACKS / 2 && !acks->failure.code) return;
  finish(answers);
  for (size_t i = 0; i < acks->count; i++) {
    struct control_reply reply = {0};
    dp_error error = acks->failure;
    arena_reset(answers->arena);
    bool ok =
        !error.code && reply_cursor(answers, answers->arena, slice_of(acks->waiting[i].name), &reply, &error);
    control_answer(answers->control, &acks->waiting[i].later, &reply, ok ? NULL : &error);
  }
  acks->count = 0;
  acks->failure.code = 0;
}

void cursor_answers_figures(struct answers *answers, struct arena *arena, struct json *object)
{
  enum { SHOWN = 20 };
  struct slice store = slice_of(catalog_store_id(answers->catalog));
  struct cursors_figures figures;
  struct catalog_counts counts;
  struct cursor *list;
  size_t shown = 0;
  if (!cursors_count(answers->cursors, store, &figures, NULL) ||
      !catalog_count(answers->catalog, &counts, NULL) ||
      !cursors_behind(answers->cursors, arena, store, SHOWN, &list, &shown, NULL))
    return;
  bool behind = figures.behind >= 0 && figures.behind < counts.last_sequence;
  json_add_integer(arena, object, "count", figures.count);
  json_add_integer(arena, object, "lag", behind ? counts.last_sequence - figures.behind : 0);
  struct json *each = json_add_array(arena, object, "behind");
  for (size_t i = 0; i < shown; i++)
    if (!describe(answers, arena, json_append_object(arena, each), &list[i], counts.last_sequence, NULL))
      return;
}

bool cursor_answers_start(struct answers *answers, dp_error *error)
{
  struct catalog_counts counts;
  struct slice store = slice_of(catalog_store_id(answers->catalog));
  int64_t receded = 0;
  if (!catalog_count(answers->catalog, &counts, error) || !cursors_begin(answers->cursors, error) ||
      !end(answers, cursors_recede(answers->cursors, store, counts.last_sequence, &receded, error), error))
    return false;
  if (receded)
    log_warn("cursors_receded", LOG_INT("cursors", receded), LOG_INT("to", counts.last_sequence),
             LOG_TEXT("detail", "they were ahead of the catalog, which is an older copy of itself"));
  return true;
}
