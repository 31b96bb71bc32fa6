/* answers.c - the handlers behind store.query. */
#include "store/answers.h"

#include "store/query.h"

#include <unistd.h>

/* ---- replay ---- */

struct replay {
  struct answers *answers;
  struct arena *arena;
  size_t *ends; /* of each article in answers->articles */
  size_t count;
  int64_t last;
};

/* take_article - false when the reply is full. The first always fits, so that a large one can't block the
 * way. */
static bool take_article(void *context, int64_t sequence, struct slice event_json)
{
  struct replay *replay = context;
  struct buffer *articles = &replay->answers->articles;
  size_t length = event_json.length + EVENT_NUMBERING;
  if (replay->count && articles->length + length > QUERY_REPLAY_BYTES) return false;
  event_number(event_json, sequence, catalog_store_id(replay->answers->catalog), articles);
  replay->ends[replay->count++] = articles->length;
  replay->last = sequence;
  return true;
}

static void cut_frames(const struct replay *replay, struct control_reply *reply)
{
  struct slice *frames = arena_alloc(replay->arena, (replay->count + 1) * sizeof *frames);
  size_t start = 0;
  for (size_t i = 0; i < replay->count; i++) {
    frames[i] = (struct slice){replay->answers->articles.data + start, replay->ends[i] - start};
    start = replay->ends[i];
  }
  reply->frames = frames;
  reply->frame_count = replay->count;
}

/* forget_reply - the last reply is sent; what a large one took is given back. */
static void forget_reply(struct buffer *articles)
{
  if (articles->capacity > 1024 * 1024)
    buffer_free(articles);
  else
    buffer_clear(articles);
}

static bool read_range(const struct json *data, int64_t *after, int64_t *limit, dp_error *error)
{
  const struct json *limit_node = json_get(data, "limit");
  *after = json_get_integer(data, "after", -1);
  *limit = limit_node ? json_integer(limit_node, 0) : QUERY_REPLAY_ITEMS;
  if (*after < 0) return error_set(error, EX_USAGE, "replay needs \"after\": a sequence, 0 for everything");
  if (*limit < 1) return error_set(error, EX_USAGE, "the limit of a replay is a whole number from 1 to 1000");
  if (*limit > QUERY_REPLAY_ITEMS) *limit = QUERY_REPLAY_ITEMS;
  return true;
}

static bool answer_replay(void *context, struct arena *arena, const struct json *data,
                          struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  struct catalog_counts counts;
  int64_t after, limit;
  forget_reply(&answers->articles);
  if (!read_range(data, &after, &limit, error)) return false;
  struct replay replay = {.answers = answers, .arena = arena, .last = after};
  replay.ends = arena_alloc(arena, (size_t)limit * sizeof *replay.ends);
  /* Counted before the reading: a commit between the two must not make `last` name what this reply could have
   * held. */
  if (!catalog_count(answers->catalog, &counts, error) ||
      !catalog_replay(answers->catalog, after, limit, take_article, &replay, error))
    return false;
  int64_t last = replay.count && replay.last > counts.last_sequence ? replay.last : counts.last_sequence;
  reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_integer(arena, reply->data, "from", after + 1);
  json_add_integer(arena, reply->data, "to", replay.last);
  json_add_integer(arena, reply->data, "last", last);
  json_add_bool(arena, reply->data, "more", last > replay.last);
  cut_frames(&replay, reply);
  return true;
}

/* ---- show ---- */

static void describe(struct arena *arena, struct json *object, const struct catalog_record *record)
{
  char time[CLOCK_TEXT];
  if (record->sequence) json_add_integer(arena, object, "sequence", record->sequence);
  json_add_text(arena, object, "verdict", slice_of(verdict_name(record->verdict)));
  json_add_text(arena, object, "epoch", record->epoch);
  json_add_integer(arena, object, "item", record->item);
  json_add_text(arena, object, "url", record->url);
  json_add_given(arena, object, "uri", record->uri);
  json_add_given(arena, object, "reason", record->reason);
  json_add_given(arena, object, "detail", record->detail);
  json_add_text(arena, object, "decided_at", slice_of(clock_format(record->decided_at, time)));
}

static bool answer_show(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  struct catalog_record record;
  bool found = false;
  forget_reply(&answers->articles);
  struct slice key = json_get_text(data, "key");
  if (!key.length)
    return error_set(error, EX_USAGE,
                     "show needs \"key\": a sequence, EPOCH.ITEM, a fed URL or a uri, as a string");
  if (!catalog_find(answers->catalog, arena, key, &record, &found, error)) return false;
  reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_bool(arena, reply->data, "found", found);
  if (found) describe(arena, json_add_object(arena, reply->data, "record"), &record);
  if (found && record.event_json.length) {
    struct replay one = {.answers = answers, .arena = arena, .ends = arena_alloc(arena, sizeof(size_t))};
    take_article(&one, record.sequence, record.event_json);
    cut_frames(&one, reply);
  }
  return true;
}

/* ---- status ---- */

static bool answer_status(void *context, struct arena *arena, const struct json *data,
                          struct control_reply *reply, dp_error *error)
{
  (void)data, (void)error;
  struct answers *answers = context;
  struct store_figures figures;
  char time[CLOCK_TEXT];
  snapshot_get(answers->snapshot, &figures);
  struct json *object = reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_text(arena, object, "service", SLICE("store"));
  json_add_text(arena, object, "name", slice_of(answers->name));
  json_add_text(arena, object, "version", SLICE(DEPECHE_VERSION));
  json_add_integer(arena, object, "pid", getpid());
  json_add_text(arena, object, "started_at", slice_of(clock_format(answers->started_at, time)));
  json_add_text(arena, object, "state", slice_of(store_state_name(figures.state)));
  json_add_given(arena, object, "stalled_reason", slice_of(figures.stalled_reason));
  json_add_text(arena, object, "store", slice_of(catalog_store_id(answers->catalog)));
  json_add_integer(arena, object, "last_sequence", figures.counts.last_sequence);
  json_add_integer(arena, object, "stored", figures.counts.stored);
  json_add_integer(arena, object, "duplicate", figures.counts.duplicate);
  json_add_integer(arena, object, "rejected", figures.counts.rejected);
  json_add_integer(arena, object, "refused_messages", figures.refused + control_refused(answers->control));
  json_add_integer(arena, object, "pending", figures.pending);
  json_add_integer(arena, object, "commits", figures.commits);
  struct json *rates = json_add_object(arena, object, "rates");
  json_add_integer(arena, rates, "stored_per_minute",
                   throughput_last_minute(&figures.stored, clock_monotonic()));
  return true;
}

const struct control_verb answers_verbs[] = {
    {"replay", answer_replay, 0}, {"show", answer_show, 0}, {"status", answer_status, 0}, {NULL, NULL, 0}};
