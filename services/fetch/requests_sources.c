/* requests_sources.c - requests about sources: adding, removing, asking for a poll, and how each is doing. */
#include "base/log.h"
#include "fetch/requests_internal.h"
#include "fetch/source/opml.h"
#include "fetch/sources.h"

#include <stdlib.h>

enum { LIST_MAX = 1000, LIST_DEFAULT = 100, LIST_PAGE = 500, NAMES_MAX = 1000, CHILDREN_SHOWN = 50 };
enum { REFUSALS_TOLD = 20 };

static struct frontier *journal(const struct requests *requests)
{
  return fetcher_frontier(requests->fetcher);
}

/* source.add */

static bool read_wish(const struct json *node, struct fetcher_source_wish *wish, dp_error *error)
{
  struct slice kind = json_get_text(node, "kind"), title = json_get_text(node, "title");
  wish->url = json_get_text(node, "url");
  wish->title = title.data ? title : SLICE("");
  wish->kind = SOURCE_AUTO;
  if (!wish->url.data) return error_set(error, EX_USAGE, "each of the sources needs a url");
  return !kind.data || source_kind_of(kind, &wish->kind) ||
         error_set(error, EX_USAGE, "kind is auto, page, feed, sitemap, home or opml");
}

static bool read_wishes(struct arena *arena, const struct json *data, struct fetcher_source_wish **wishes,
                        size_t *count, dp_error *error)
{
  const struct json *list = json_get(data, "sources");
  size_t at = 0;
  *count = json_count(list);
  if (json_type_of(list) != JSON_ARRAY)
    return error_set(error, EX_USAGE, "source.add needs data with sources, an array of objects with url");
  if (*count > FETCHER_FEED_MAX)
    return error_set(error, EX_USAGE, "at most %d sources can be added in one request", FETCHER_FEED_MAX);
  *wishes = arena_zero(arena, *count ? *count : 1, sizeof **wishes);
  for
    json_each(node, list) if (!read_wish(node, &(*wishes)[at++], error)) return false;
  return true;
}

bool requests_serve_source_add(void *context, struct arena *arena, const struct json *data,
                               struct control_reply *reply, dp_error *error)
{
  static const char *const outcomes[] = {"added", "known", "refused"};
  struct requests *requests = context;
  struct fetcher_source_wish *wishes = NULL;
  size_t count;
  if (!read_wishes(arena, data, &wishes, &count, error)) return false;
  struct fetcher_source_result *results = arena_zero(arena, count ? count : 1, sizeof *results);
  if (!fetcher_add_sources(requests->fetcher, wishes, count, results, requests_now(), error)) return false;
  reply->data = json_object(arena);
  struct json *list = json_add_array(arena, reply->data, "results");
  for (size_t i = 0; i < count; i++) {
    struct json *result = json_append_object(arena, list);
    json_add_text(arena, result, "url", wishes[i].url);
    json_add_text(arena, result, "outcome", slice_of(outcomes[results[i].outcome]));
    requests_add_positive(arena, result, "source", results[i].source);
    if (results[i].outcome == SOURCE_WAS_REFUSED)
      json_add_text(arena, result, "reason", slice_of(results[i].reason));
  }
  return true;
}

/* source.list and source.show */

static struct slice reason_of(struct arena *arena, const struct source *row)
{
  const char *last_error = row->errors ? arena_string(arena, row->last_detail) : "";
  if (row->state == SOURCE_RETIRED || row->errors)
    return row->last_detail.length ? row->last_detail : row->last_outcome;
  if (!row->last_polled_at) return SLICE("not asked yet");
  struct silence_verdict verdict = silence_judge(&row->silence, clock_now(), last_error);
  return arena_slice(arena, slice_of(verdict.reason));
}

static bool is_problem(const struct source *row)
{
  return row->state == SOURCE_RETIRED || row->health == SOURCE_SILENT || row->health == SOURCE_BROKEN ||
         row->errors > 0;
}

static double per_day(const struct source *row)
{
  enum { DAY = 24 * 3600 * 1000 };
  return pace_rate(&row->schedule.week, 0, 0) * DAY;
}

/* add_hub - the secret is for the hub alone. A lease that has run out is one that is being asked for. */
static void add_hub(struct arena *arena, struct json *object, const struct source *row)
{
  bool ended = row->websub == WEBSUB_ACTIVE && row->lease_until <= clock_now();
  if (!row->hub.length) return;
  json_add_text(arena, object, "hub", row->hub);
  json_add_text(arena, object, "websub", slice_of(source_websub_name(ended ? WEBSUB_ASKED : row->websub)));
  requests_add_time(arena, object, "lease_until", ended ? 0 : row->lease_until);
}

static void add_source(struct arena *arena, struct json *object, const struct source *row)
{
  bool retired = row->state == SOURCE_RETIRED;
  json_add_integer(arena, object, "source", row->id);
  json_add_text(arena, object, "url", row->url);
  json_add_text(arena, object, "kind", slice_of(source_kind_name(row->kind)));
  json_add_given(arena, object, "title", row->title);
  json_add_text(arena, object, "owner", slice_of(source_owner_name(row->owner)));
  json_add_text(arena, object, "state", slice_of(source_state_name(row->state)));
  json_add_text(arena, object, "health", slice_of(retired ? "retired" : source_health_name(row->health)));
  json_add_given(arena, object, "reason", reason_of(arena, row));
  requests_add_positive(arena, object, "parent", row->parent);
  millis interval = row->due_at && row->last_polled_at ? row->due_at - row->last_polled_at : 0;
  requests_add_positive(arena, object, "interval_s", interval / 1000);
  requests_add_time(arena, object, "next_poll_at", row->due_at);
  requests_add_time(arena, object, "last_polled_at", row->last_polled_at);
  requests_add_time(arena, object, "last_new_at", row->last_new_at);
  json_add_integer(arena, object, "entries_seen", row->entries_seen);
  json_add_integer(arena, object, "entries_new", row->entries_new);
  json_add_integer(arena, object, "expected_per_day", (int64_t)(per_day(row) + 0.5));
  add_hub(arena, object, row);
}

bool requests_serve_source_list(void *context, struct arena *arena, const struct json *data,
                                struct control_reply *reply, dp_error *error)
{
  int64_t after = json_get_integer(data, "after", 0), limit = json_get_integer(data, "limit", LIST_DEFAULT);
  bool problems = json_get_bool(data, "problem", false), more = true;
  if (limit < 1 || limit > LIST_MAX || after < 0)
    return error_set(error, EX_USAGE, "source.list takes a limit from 1 to %d, and after from 0", LIST_MAX);
  reply->data = json_object(arena);
  struct json *list = json_add_array(arena, reply->data, "sources");
  for (int64_t listed = 0; more && listed < limit;) {
    struct source *rows;
    size_t count;
    if (!sources_list(journal(context), arena, after, LIST_PAGE, &rows, &count, error)) return false;
    more = count == LIST_PAGE;
    for (size_t i = 0; i < count; i++) {
      if (listed == limit) more = true;
      if (listed == limit) break;
      after = rows[i].id;
      if (problems && !is_problem(&rows[i])) continue;
      add_source(arena, json_append_object(arena, list), &rows[i]);
      listed++;
    }
  }
  json_add_bool(arena, reply->data, "more", more);
  return true;
}

/* find_source - by number or URL; 0: not known. */
static bool find_source(struct requests *requests, const struct json *name, int64_t *id, dp_error *error)
{
  struct buffer url = BUFFER_EMPTY;
  char reason[LINK_REASON];
  bool found = false, ok = true;
  *id = json_integer(name, 0);
  if (json_type_of(name) != JSON_STRING) return true;
  if (link_check(json_text(name), &url, NULL, reason))
    ok = sources_find(journal(requests), buffer_view(&url), id, &found, error);
  if (!found) *id = 0;
  buffer_free(&url);
  return ok;
}

static bool add_children(struct requests *requests, struct arena *arena, struct json *object, int64_t parent,
                         dp_error *error)
{
  struct json *list = NULL;
  int64_t after = parent;
  size_t count = LIST_PAGE;
  for (int64_t shown = 0; count == LIST_PAGE && shown < CHILDREN_SHOWN;) {
    struct source *rows;
    if (!sources_list(journal(requests), arena, after, LIST_PAGE, &rows, &count, error)) return false;
    for (size_t i = 0; i < count && shown < CHILDREN_SHOWN; i++) {
      after = rows[i].id;
      if (rows[i].parent != parent) continue;
      if (!list) list = json_add_array(arena, object, "children");
      struct json *child = json_append_object(arena, list);
      json_add_integer(arena, child, "source", rows[i].id);
      json_add_text(arena, child, "url", rows[i].url);
      json_add_text(arena, child, "kind", slice_of(source_kind_name(rows[i].kind)));
      shown++;
    }
  }
  return true;
}

bool requests_serve_source_show(void *context, struct arena *arena, const struct json *data,
                                struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  const struct json *name = json_get(data, "source");
  struct source row;
  bool found = false;
  int64_t id;
  if (!name) name = json_get(data, "url");
  if (!name) return error_set(error, EX_USAGE, "source.show needs data with source, a number, or url");
  if (!find_source(requests, name, &id, error)) return false;
  if (id && !sources_read(journal(requests), arena, id, &row, &found, error)) return false;
  if (!found) return error_set(error, EX_NOINPUT, "there is no such source; see: depeche source list");
  reply->data = json_object(arena);
  add_source(arena, reply->data, &row);
  requests_add_time(arena, reply->data, "added_at", row.added_at);
  json_add_given(arena, reply->data, "last_outcome", row.last_outcome);
  json_add_given(arena, reply->data, "last_detail", row.last_detail);
  json_add_integer(arena, reply->data, "errors", row.errors);
  json_add_integer(arena, reply->data, "polls", row.schedule.polls);
  json_add_given(arena, reply->data, "etag", row.etag);
  json_add_given(arena, reply->data, "last_modified", row.last_modified);
  json_add_given(arena, reply->data, "topic", row.topic);
  json_add_given(arena, reply->data, "hub_detail", row.hub_detail);
  requests_add_time(arena, reply->data, "renew_at", row.hub.length ? row.renew_at : 0);
  return add_children(requests, arena, reply->data, id, error);
}

/* source.remove, source.poll */

/* add_unknown - a name that nothing answers to, told back as it came. */
static void add_unknown(struct arena *arena, struct json *list, const struct json *name)
{
  json_append(arena, list,
              json_type_of(name) == JSON_STRING ? json_new_text(arena, json_text(name))
                                                : json_new_integer(arena, json_integer(name, 0)));
}

/* read_names - the numbers of the sources that are named. */
static bool read_names(struct requests *requests, struct arena *arena, const struct json *data, int64_t **ids,
                       size_t *count, struct json *unknown, dp_error *error)
{
  const struct json *list = json_get(data, "sources");
  size_t named = json_count(list);
  *count = 0;
  if (json_type_of(list) != JSON_ARRAY)
    return error_set(error, EX_USAGE, "the data needs sources, an array of numbers and URLs");
  if (named > NAMES_MAX)
    return error_set(error, EX_USAGE, "at most %d sources can be named in one request", NAMES_MAX);
  *ids = arena_zero(arena, named ? named : 1, sizeof **ids);
  for
    json_each(name, list)
    {
      int64_t id;
      struct source row;
      bool found = false;
      if (!find_source(requests, name, &id, error)) return false;
      if (id > 0 && !sources_read(journal(requests), arena, id, &row, &found, error)) return false;
      if (found && row.state != SOURCE_REMOVED)
        (*ids)[(*count)++] = id;
      else
        add_unknown(arena, unknown, name);
    }
  return true;
}

typedef bool change_fn(struct fetcher *fetcher, const int64_t *ids, size_t count, struct fetcher_now now,
                       int64_t *changed, dp_error *error);

static bool change_sources(struct requests *requests, struct arena *arena, const struct json *data,
                           change_fn *fn, struct control_reply *reply, dp_error *error)
{
  int64_t *ids = NULL, changed = 0;
  size_t count;
  struct json *unknown = json_array(arena);
  if (!read_names(requests, arena, data, &ids, &count, unknown, error) ||
      !fn(requests->fetcher, ids, count, requests_now(), &changed, error))
    return false;
  reply->data = json_object(arena);
  json_add_integer(arena, reply->data, "changed", changed);
  if (json_count(unknown)) json_add(arena, reply->data, "unknown", unknown);
  return true;
}

bool requests_serve_source_remove(void *context, struct arena *arena, const struct json *data,
                                  struct control_reply *reply, dp_error *error)
{
  return change_sources(context, arena, data, fetcher_remove_sources, reply, error);
}

bool requests_serve_source_poll(void *context, struct arena *arena, const struct json *data,
                                struct control_reply *reply, dp_error *error)
{
  return change_sources(context, arena, data, fetcher_poll_sources, reply, error);
}

/* source.import - a list of subscriptions or of URLs is foreign text: the reader reads it, and what it finds
 * is added part by part. */

bool requests_serve_source_import(void *context, struct arena *arena, const struct json *data,
                                  struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  const struct source_answer answer = {.kind = SOURCE_OPML,
                                       .url = SLICE("http://import.invalid/"),
                                       .content_type = SLICE(""),
                                       .content_encoding = SLICE(""),
                                       .content_location = SLICE(""),
                                       .content_language = SLICE(""),
                                       .body = control_frames(requests->control)[0]};
  (void)arena, (void)data, (void)reply;
  if (!requests->ask_reader) return error_set(error, EX_UNAVAILABLE, "there is nobody to read a list here");
  if (requests->import.later)
    return error_set(error, EX_TEMPFAIL, "another list is being read; import this one later");
  int64_t number = requests->import.number + 1;
  requests->import.later = control_later(requests->control);
  requests->import.added = requests->import.known = requests->import.refused = 0;
  requests->import.number = number;
  requests->import.arena = arena_new();
  requests->import.refusals = json_array(requests->import.arena);
  requests->ask_reader(requests->reader_context, (uint64_t)REQUESTS_READER << 56 | (uint64_t)number, &answer);
  return true;
}

static void count_result(struct requests *requests, struct slice url,
                         const struct fetcher_source_result *result)
{
  requests->import.added += result->outcome == SOURCE_WAS_ADDED;
  requests->import.known += result->outcome == SOURCE_WAS_KNOWN;
  if (result->outcome != SOURCE_WAS_REFUSED || ++requests->import.refused > REFUSALS_TOLD) return;
  struct arena *arena = requests->import.arena;
  struct json *row = json_append_object(arena, requests->import.refusals);
  json_add_text(arena, row, "url", url);
  json_add_text(arena, row, "reason", slice_of(result->reason));
}

static bool add_found(struct requests *requests, struct arena *arena, const struct found *found,
                      dp_error *error)
{
  size_t count = found->link_count + found->source_count, at = 0;
  struct fetcher_source_wish *wishes = arena_zero(arena, count + 1, sizeof *wishes);
  struct fetcher_source_result *results = arena_zero(arena, count + 1, sizeof *results);
  for (size_t i = 0; i < found->source_count; i++)
    wishes[at++] =
        (struct fetcher_source_wish){found->sources[i].url, found->sources[i].title, found->sources[i].kind};
  for (size_t i = 0; i < found->link_count; i++)
    wishes[at++] = (struct fetcher_source_wish){found->links[i].url, SLICE(""), SOURCE_AUTO};
  for (size_t done = 0; done < count; done += FETCHER_FEED_MAX) {
    size_t batch = count - done < FETCHER_FEED_MAX ? count - done : FETCHER_FEED_MAX;
    if (!fetcher_add_sources(requests->fetcher, wishes + done, batch, results + done, requests_now(), error))
      return false;
  }
  for (size_t i = 0; i < count; i++) count_result(requests, wishes[i].url, &results[i]);
  return true;
}

static void end_import(struct requests *requests, struct arena *arena, const dp_error *failure)
{
  struct json *data = json_object(arena);
  json_add_integer(arena, data, "added", requests->import.added);
  json_add_integer(arena, data, "known", requests->import.known);
  json_add_integer(arena, data, "refused", requests->import.refused);
  if (requests->import.refused) json_add(arena, data, "refusals", requests->import.refusals);
  requests_answer_later(requests, &requests->import.later, data, failure);
  arena_free(&requests->import.arena);
}

void requests_found(struct requests *requests, uint64_t id, const struct found *found, bool more)
{
  dp_error error = {0};
  if (!requests->import.later || (id & 0xFFFFFFFF) != (uint64_t)requests->import.number) return;
  struct arena *arena = arena_new();
  bool ok = !found->problem.length ||
            error_set(&error, EX_DATAERR, "the list can't be read: %s", arena_string(arena, found->problem));
  ok = ok && add_found(requests, arena, found, &error);
  if (!ok || !more) end_import(requests, arena, ok ? NULL : &error);
  arena_free(&arena);
}

/* source.export */

/* outline_of - a site is written by its page alone: read as a feed again it would be refused. So is what has
 * not told yet what it is, because a page's address may turn out to be anything. */
static enum opml_kind outline_of(enum source_kind kind)
{
  if (kind == SOURCE_OPML) return OPML_LIST;
  return kind == SOURCE_HOME || kind == SOURCE_AUTO || kind == SOURCE_PAGE ? OPML_OPPORTUNITY : OPML_FEED;
}

bool requests_serve_source_export(void *context, struct arena *arena, const struct json *data,
                                  struct control_reply *reply, dp_error *error)
{
  struct opml list = {.format = OPML_2, .title = SLICE("Sources of depeche"), .remark = ""};
  struct opml_entry **last = &list.entries;
  struct buffer text = BUFFER_EMPTY;
  int64_t after = 0;
  (void)data;
  for (size_t count = LIST_PAGE; count == LIST_PAGE && list.entry_count < OPML_ENTRIES_MAX;) {
    struct source *rows;
    if (!sources_list(journal(context), arena, after, LIST_PAGE, &rows, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
      after = rows[i].id;
      if (rows[i].owner == SOURCE_DISCOVERED || rows[i].state != SOURCE_ACTIVE) continue;
      struct opml_entry *entry = arena_zero(arena, 1, sizeof *entry);
      entry->kind = outline_of(rows[i].kind);
      entry->url = rows[i].url;
      entry->page = SLICE("");
      entry->title = rows[i].title;
      *last = entry;
      last = &entry->next;
      list.entry_count++;
    }
  }
  opml_write(&list, &text);
  struct slice *frame = arena_zero(arena, 1, sizeof *frame);
  *frame = arena_slice(arena, buffer_view(&text));
  buffer_free(&text);
  reply->frames = frame;
  reply->frame_count = 1;
  return true;
}

void requests_end_sources(struct requests *requests)
{
  dp_error error = {0};
  error_set(&error, EX_TEMPFAIL, "the fetcher stops; import the list again");
  if (requests->import.later) requests_answer_later(requests, &requests->import.later, NULL, &error);
  arena_free(&requests->import.arena);
}
