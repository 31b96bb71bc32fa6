/* requests_archive.c - requests about archived responses: taking them in, finding them, reading them once
 * more. */
#include "base/digest.h"
#include "base/pattern.h"
#include "fetch/requests_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { CAPTURES_MAX = 1000, CAPTURES_DEFAULT = 100, CAPTURES_SHOWN = 20, READ_STEP = 256 };

void requests_answer_later(struct requests *requests, struct control_later **take_later, struct json *data,
                           const dp_error *failure)
{
  const struct control_reply reply = {.data = data};
  control_answer(requests->control, take_later, failure ? NULL : &reply, failure);
}

static bool read_time(const struct json *data, const char *key, millis *at, dp_error *error)
{
  struct slice text = json_get_text(data, key);
  *at = 0;
  return !text.data || clock_parse(text, at) ||
         error_set(error, EX_USAGE, "%s is no time such as 2024-04-12T08:30:00Z or 2024-04-12", key);
}

bool requests_read_span(const struct json *data, millis *since, millis *until, dp_error *error)
{
  return read_time(data, "since", since, error) && read_time(data, "until", until, error);
}

/* archive */

static struct json *archived_data(struct requests *requests, struct arena *arena, enum feed_outcome outcome,
                                  int64_t item)
{
  struct frontier_item row;
  bool found;
  dp_error ignored; /* the answer is complete without its state */
  struct json *data = json_object(arena);
  json_add_text(arena, data, "outcome", outcome == FEED_ACCEPTED ? SLICE("accepted") : SLICE("known"));
  json_add_integer(arena, data, "item", item);
  if (frontier_read(fetcher_frontier(requests->fetcher), arena, item, &row, &found, &ignored) && found)
    json_add_text(arena, data, "state", slice_of(item_state_name(row.state)));
  return data;
}

void requests_archived(void *context, uint64_t ticket, enum feed_outcome outcome, int64_t item)
{
  struct requests *requests = context;
  struct control_later *later = map_remove(&requests->archives, ticket);
  if (!later) return;
  struct arena *arena = arena_new();
  requests_answer_later(requests, &later, archived_data(requests, arena, outcome, item), NULL);
  arena_free(&arena);
}

bool requests_serve_archive(void *context, struct arena *arena, const struct json *data,
                            struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  const struct slice *frames = control_frames(requests->control);
  struct fetcher_archived response = {.url = json_get_text(data, "url"),
                                      .head = frames[0],
                                      .body = frames[1],
                                      .status = json_get_integer(data, "status", 0)};
  dp_error refusal = {0};
  if (!response.url.data || !clock_parse(json_get_text(data, "at"), &response.at))
    return error_set(error, EX_USAGE, "archive needs data with url, at (a time) and status, and two frames");
  if (fetcher_archive(requests->fetcher, &response, ++requests->last_ticket, requests_now(), &refusal)) {
    map_put(&requests->archives, requests->last_ticket, control_later(requests->control));
    return true;
  }
  if (refusal.code != EX_USAGE) {
    *error = refusal;
    return false;
  }
  reply->data = json_object(arena);
  json_add_text(arena, reply->data, "outcome", SLICE("refused"));
  json_add_text(arena, reply->data, "reason", slice_of(refusal.text));
  return true;
}

static void end_archives(struct requests *requests)
{
  dp_error error = {0};
  size_t at = 0;
  error_set(&error, EX_TEMPFAIL, "the fetcher stops; send it again");
  for (struct control_later *later; (later = map_each(&requests->archives, &at));)
    requests_answer_later(requests, &later, NULL, &error);
  map_free(&requests->archives);
}

/* captures */

static void add_capture(struct arena *arena, struct json *list, const struct frontier_capture *row)
{
  char digest[DIGEST_SHA1_BASE32];
  struct json *object = json_append_object(arena, list);
  json_add_integer(arena, object, "item", row->page);
  json_add_text(arena, object, "url", row->final_url.length ? row->final_url : row->url);
  requests_add_time(arena, object, "at", row->at);
  json_add_integer(arena, object, "status", row->status);
  json_add_text(arena, object, "kind", slice_of(capture_kind_name(row->kind)));
  json_add_given(arena, object, "content_type", row->content_type);
  json_add_text(arena, object, "warc_file", row->warc_file);
  json_add_integer(arena, object, "warc_offset", row->warc_offset);
  json_add_integer(arena, object, "warc_length", row->warc_length);
  if (row->payload.length != FRONTIER_PAYLOAD) return;
  digest_base32((const unsigned char *)row->payload.data, digest);
  json_add_text(arena, object, "digest", slice_of(arena_format(arena, "sha1:%s", digest)));
}

bool requests_add_captures_of(struct requests *requests, struct arena *arena, struct json *object,
                              const struct frontier_item *item, dp_error *error)
{
  struct frontier_capture rows[CAPTURES_SHOWN];
  const struct frontier_capture_query query = {.page = item->page, .limit = CAPTURES_SHOWN};
  size_t count;
  if (!frontier_captures(fetcher_frontier(requests->fetcher), arena, &query, rows, &count, error))
    return false;
  struct json *list = count ? json_add_array(arena, object, "captures") : NULL;
  for (size_t i = 0; i < count; i++) add_capture(arena, list, &rows[i]);
  return true;
}

/* read_page - the page that the data names by item or url, 0: all. *found: there is such a page. */
static bool read_page(struct requests *requests, struct arena *arena, const struct json *data, int64_t *page,
                      bool *found, dp_error *error)
{
  struct frontier_item row;
  struct slice url = json_get_text(data, "url");
  *page = json_get_integer(data, "item", 0);
  *found = true;
  if (url.data && !requests_find(requests, url, page, found, error)) return false;
  if (!*found || !*page) return true;
  if (!frontier_read(fetcher_frontier(requests->fetcher), arena, *page, &row, found, error)) return false;
  if (*found) *page = row.page;
  return true;
}

/* A cursor as it goes over the wire: {"at": milliseconds, "id": number}. */
static void read_cursor(const struct json *data, millis *at, int64_t *id)
{
  const struct json *after = json_get(data, "after");
  *at = json_get_integer(after, "at", 0);
  *id = json_get_integer(after, "id", 0);
}

static void add_cursor(struct arena *arena, struct json *data, millis at, int64_t id)
{
  struct json *next = json_add_object(arena, data, "next");
  json_add_integer(arena, next, "at", at);
  json_add_integer(arena, next, "id", id);
}

bool requests_serve_captures(void *context, struct arena *arena, const struct json *data,
                             struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  struct frontier_capture_query query = {0};
  int64_t limit = json_get_integer(data, "limit", CAPTURES_DEFAULT);
  size_t count = 0;
  bool found;
  if (limit < 1 || limit > CAPTURES_MAX)
    return error_set(error, EX_USAGE, "captures takes a limit from 1 to %d", CAPTURES_MAX);
  if (!read_page(requests, arena, data, &query.page, &found, error) ||
      !requests_read_span(data, &query.since, &query.until, error))
    return false;
  read_cursor(data, &query.after_at, &query.after_id);
  query.limit = (size_t)limit + 1;
  struct frontier_capture *rows = arena_zero(arena, query.limit, sizeof *rows);
  if (found && !frontier_captures(fetcher_frontier(requests->fetcher), arena, &query, rows, &count, error))
    return false;
  reply->data = json_object(arena);
  struct json *list = json_add_array(arena, reply->data, "captures");
  size_t shown = count < (size_t)limit ? count : (size_t)limit;
  for (size_t i = 0; i < shown; i++) add_capture(arena, list, &rows[i]);
  json_add_bool(arena, reply->data, "more", count > shown);
  if (count > shown) add_cursor(arena, reply->data, rows[shown - 1].at, rows[shown - 1].id);
  return true;
}

/* reprocess */

static bool matches(void *context, struct slice url, struct slice final_url)
{
  const struct requests *requests = context;
  struct pattern_match *match = pattern_match_new();
  bool found = pattern_find(requests->reading.match, match, url, 0) == PATTERN_FOUND ||
               pattern_find(requests->reading.match, match, final_url, 0) == PATTERN_FOUND;
  pattern_match_free(&match);
  return found;
}

static bool read_step(struct requests *requests, struct arena *arena, bool try_only, struct json **out,
                      dp_error *error)
{
  struct frontier_reprocess *run = &requests->reading.run;
  int64_t made;
  bool more;
  if (!fetcher_reprocess(requests->fetcher, run, READ_STEP, try_only, requests_now(), &made, &more, error))
    return false;
  *out = json_object(arena);
  json_add_integer(arena, *out, "items", made);
  json_add_bool(arena, *out, "more", more);
  if (more) add_cursor(arena, *out, run->cursor.at, run->cursor.id);
  return true;
}

bool requests_serve_reprocess(void *context, struct arena *arena, const struct json *data,
                              struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  struct slice match = json_get_text(data, "match");
  bool try_only = json_get_bool(data, "dry_run", false);
  if (requests->reading.later)
    return error_set(error, EX_TEMPFAIL,
                     "archived responses are being read once more already; ask again later");
  struct frontier_reprocess run = {.match = match.length ? matches : NULL, .context = requests};
  if (!requests_read_span(data, &run.since, &run.until, error)) return false;
  read_cursor(data, &run.cursor.at, &run.cursor.id);
  pattern_free(&requests->reading.match);
  requests->reading.match = match.length ? pattern_new(match, 0, error) : NULL;
  if (match.length && !requests->reading.match) return false;
  requests->reading.run = run;
  if (try_only || fetcher_has_room(requests->fetcher))
    return read_step(requests, arena, try_only, &reply->data, error);
  requests->reading.later = control_later(requests->control);
  return true;
}

void requests_turn_reading(struct requests *requests)
{
  dp_error error = {0};
  struct json *data = NULL;
  if (!requests->reading.later || !fetcher_has_room(requests->fetcher)) return;
  struct arena *arena = arena_new();
  bool ok = read_step(requests, arena, false, &data, &error);
  requests_answer_later(requests, &requests->reading.later, data, ok ? NULL : &error);
  arena_free(&arena);
}

void requests_end_archive(struct requests *requests)
{
  dp_error error = {0};
  end_archives(requests);
  error_set(&error, EX_TEMPFAIL, "the fetcher stops; ask anew for the others");
  if (requests->reading.later) requests_answer_later(requests, &requests->reading.later, NULL, &error);
  pattern_free(&requests->reading.match);
}
