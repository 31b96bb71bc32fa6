/* answers.c - the handlers behind store.query. */
#include "store/answers.h"

#include "store/piece.h"
#include "store/search_answers.h"
#include "store/upkeep_answers.h"

#include <unistd.h>

/* ---- replay ---- */

static bool answer_replay(void *context, struct arena *arena, const struct json *data,
                          struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  struct piece_request request = {.filter = slice_trim(json_get_text(data, "filter"))};
  bool given;
  piece_forget(answers);
  if (!piece_from(answers, data, &request.after, &given, error) || !piece_limit(data, &request.limit, error))
    return false;
  if (!given) return error_set(error, EX_USAGE, "replay needs \"after\": a sequence, 0 for everything");
  return piece_read(answers, arena, &request, reply, error);
}

/* ---- show ---- */

static void describe_stored(struct arena *arena, struct json *object, const struct catalog_article *article)
{
  json_add_integer(arena, object, "revision", article->revision);
  json_add_integer(arena, object, "story", article->story);
  if (article->alike) json_add_integer(arena, object, "alike", article->alike);
  if (!article->event_json.length) json_add_bool(arena, object, "expired", true);
}

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
  if (record->verdict == VERDICT_STORED) describe_stored(arena, object, &record->article);
}

enum { REVISIONS_MOST = 100 };

/* add_revisions - where there is more than one. */
static bool add_revisions(struct answers *answers, struct arena *arena, struct json *object, struct slice uri,
                          dp_error *error)
{
  struct catalog_revision *list;
  size_t count;
  char time[CLOCK_TEXT];
  if (!catalog_revisions(answers->catalog, arena, uri, REVISIONS_MOST, &list, &count, error)) return false;
  struct json *revisions = count > 1 ? json_add_array(arena, object, "revisions") : NULL;
  for (size_t i = 0; revisions && i < count; i++) {
    struct json *entry = json_append_object(arena, revisions);
    json_add_integer(arena, entry, "sequence", list[i].sequence);
    json_add_integer(arena, entry, "revision", list[i].revision);
    if (list[i].alike) json_add_integer(arena, entry, "alike", list[i].alike);
    json_add_text(arena, entry, "stored_at", slice_of(clock_format(list[i].stored_at, time)));
    if (list[i].expired) json_add_bool(arena, entry, "expired", true);
  }
  return true;
}

static bool answer_show(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  struct answers *answers = context;
  struct catalog_record record;
  bool found = false;
  piece_forget(answers);
  struct slice key = json_get_text(data, "key");
  if (!key.length)
    return error_set(error, EX_USAGE,
                     "show needs \"key\": a sequence, EPOCH.ITEM, a fed URL or a uri, as a string");
  if (!catalog_find(answers->catalog, arena, key, &record, &found, error)) return false;
  reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_bool(arena, reply->data, "found", found);
  struct json *object = found ? json_add_object(arena, reply->data, "record") : NULL;
  if (found) describe(arena, object, &record);
  if (found && record.verdict == VERDICT_STORED && !add_revisions(answers, arena, object, record.uri, error))
    return false;
  if (found && record.article.event_json.length) piece_one(answers, arena, &record.article, reply);
  return true;
}

struct index *answers_index(const struct answers *answers, dp_error *error)
{
  if (!answers->index)
    error_set(error, EX_UNAVAILABLE, "the store has no index to find by: its setting store.index is 0");
  return answers->index;
}

/* ---- status ---- */

static void add_index(struct answers *answers, struct arena *arena, struct json *object, int64_t last)
{
  struct indexer_figures figures;
  if (!answers->indexer) return;
  indexer_figures(answers->indexer, &figures);
  struct json *index = json_add_object(arena, object, "index");
  json_add_integer(arena, index, "last", figures.last);
  json_add_integer(arena, index, "lag", last > figures.last ? last - figures.last : 0);
  json_add_given(arena, index, "stalled_reason", slice_of(figures.stalled_reason));
}

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
  json_add_integer(arena, object, "expired", figures.counts.expired);
  json_add_integer(arena, object, "duplicate", figures.counts.duplicate);
  json_add_integer(arena, object, "rejected", figures.counts.rejected);
  json_add_integer(arena, object, "refused_messages", figures.refused + control_refused(answers->control));
  json_add_integer(arena, object, "pending", figures.pending);
  json_add_integer(arena, object, "commits", figures.commits);
  cursor_answers_figures(answers, arena, json_add_object(arena, object, "cursors"));
  add_index(answers, arena, object, figures.counts.last_sequence);
  struct json *rates = json_add_object(arena, object, "rates");
  json_add_integer(arena, rates, "stored_per_minute",
                   throughput_last_minute(&figures.stored, clock_monotonic()));
  return true;
}

const struct control_verb answers_verbs[] = {{"replay", answer_replay, 0},
                                             {"show", answer_show, 0},
                                             {"status", answer_status, 0},
                                             {"search", answer_search, 0},
                                             {"entities", answer_entities, 0},
                                             {"cursor.open", answer_cursor_open, 0},
                                             {"cursor.next", answer_cursor_next, 0},
                                             {"cursor.ack", answer_cursor_ack, 0},
                                             {"cursor.seek", answer_cursor_seek, 0},
                                             {"cursor.list", answer_cursor_list, 0},
                                             {"cursor.remove", answer_cursor_remove, 0},
                                             {"backup", answer_backup, 0},
                                             {"check", answer_check, 0},
                                             {NULL, NULL, 0}};
