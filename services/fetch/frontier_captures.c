/* frontier_captures.c - the index of the archive, responses of foreign archives, and reading stored responses
 * once more. */
#include "base/memory.h"
#include "fetch/frontier_internal.h"

#include <stdlib.h>

const char *capture_kind_name(enum capture_kind kind)
{
  static const char *const names[] = {"response", "revisit"};
  return names[kind];
}

bool frontier_add_capture(struct frontier *frontier, const struct new_capture *capture, int64_t *id,
                          dp_error *error)
{
  const struct frontier_response *response = capture->response;
  if (!frontier_warc_end(frontier, response->warc_file, response->warc_offset + response->warc_length, error))
    return false;
  struct statement *statement = database_statement(
      frontier->database, "INSERT INTO capture(page, kind, at, status, warc, warc_offset, warc_length,"
                          " body_bytes, final_url, content_type, content_encoding, etag, last_modified,"
                          " extra, payload)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
  const int64_t numbers[] = {capture->page,         capture->kind,       capture->at,
                             response->status,      frontier->warc.id,   response->warc_offset,
                             response->warc_length, response->body_bytes};
  const struct slice texts[] = {response->final_url, response->content_type,  response->content_encoding,
                                response->etag,      response->last_modified, response->extra};
  frontier_bind_numbers(statement, 1, numbers, 8);
  frontier_bind_texts(statement, 9, texts, 6);
  if (response->payload.length)
    statement_blob(statement, 15, response->payload);
  else
    statement_null(statement, 15);
  if (!statement_run(statement, error)) return false;
  *id = database_last_id(frontier->database);
  return true;
}

/* Reading. */

#define CAPTURE_COLUMNS                                                                                      \
  "SELECT capture.id, page, capture.kind, at, status, warc_offset, warc_length, body_bytes, url,"            \
  " coalesce(final_url, url), content_type, payload, warc.name FROM capture "
#define CAPTURE_JOINS " JOIN item ON item.id = page JOIN warc ON warc.id = warc "

static struct frontier_capture read_capture(struct statement *row, struct arena *arena)
{
  struct frontier_capture out = {.id = statement_column(row, 0),
                                 .page = statement_column(row, 1),
                                 .kind = (enum capture_kind)statement_column(row, 2),
                                 .at = statement_column(row, 3),
                                 .status = statement_column(row, 4),
                                 .warc_offset = statement_column(row, 5),
                                 .warc_length = statement_column(row, 6),
                                 .body_bytes = statement_column(row, 7)};
  struct slice *const texts[] = {&out.url, &out.final_url, &out.content_type, &out.payload, &out.warc_file};
  for (int i = 0; i < 5; i++) *texts[i] = arena_slice(arena, statement_column_text(row, 8 + i));
  return out;
}

/* Each in two searches, like the domains that are due: the same time behind an id, then later times. */
static const char *const same_time[2] = {
    CAPTURE_COLUMNS "INDEXED BY capture_at" CAPTURE_JOINS
                    "WHERE at = ?1 AND capture.id > ?2 ORDER BY capture.id LIMIT ?3",
    CAPTURE_COLUMNS "INDEXED BY capture_page" CAPTURE_JOINS
                    "WHERE at = ?1 AND capture.id > ?2 AND page = ?4 ORDER BY capture.id LIMIT ?3"};
static const char *const later_times[2] = {
    CAPTURE_COLUMNS "INDEXED BY capture_at" CAPTURE_JOINS
                    "WHERE at > ?1 AND at < ?2 ORDER BY at, capture.id LIMIT ?3",
    CAPTURE_COLUMNS "INDEXED BY capture_page" CAPTURE_JOINS
                    "WHERE at > ?1 AND at < ?2 AND page = ?4 ORDER BY at, capture.id LIMIT ?3"};

struct capture_search {
  const char *const *sql; /* for all pages, for one */
  int64_t numbers[3];
};

static bool take_captures(struct frontier *frontier, struct arena *arena, const struct capture_search *search,
                          int64_t page, struct frontier_capture *rows, size_t *count, dp_error *error)
{
  struct statement *statement = database_statement(frontier->database, search->sql[page != 0]);
  enum statement_outcome outcome;
  frontier_bind_numbers(statement, 1, search->numbers, 3);
  if (page) statement_integer(statement, 4, page);
  while ((outcome = statement_step(statement, error)) == STATEMENT_ROW)
    rows[(*count)++] = read_capture(statement, arena);
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool frontier_captures(struct frontier *frontier, struct arena *arena,
                       const struct frontier_capture_query *query, struct frontier_capture *rows,
                       size_t *count, dp_error *error)
{
  millis until = query->until ? query->until : INT64_MAX, at = query->after_at;
  int64_t id = query->after_id, limit = (int64_t)query->limit;
  if (at < query->since) at = query->since, id = 0;
  *count = 0;
  if (at >= until) return true;
  const struct capture_search same = {same_time, {at, id, limit}};
  if (!take_captures(frontier, arena, &same, query->page, rows, count, error)) return false;
  const struct capture_search later = {later_times, {at, until, limit - (int64_t)*count}};
  return take_captures(frontier, arena, &later, query->page, rows, count, error);
}

/* Foreign archives. */

static bool find_capture(struct frontier *frontier, int64_t page, millis at, struct slice payload,
                         bool *found, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT id FROM capture INDEXED BY capture_page WHERE page = ?1 AND at = ?2"
                          " AND coalesce(payload, x'') = ?3 LIMIT 1");
  int64_t id;
  statement_integer(statement, 1, page);
  statement_integer(statement, 2, at);
  statement_blob(statement, 3, payload);
  bool ok = frontier_number(statement, 0, &id, error);
  *found = id != 0;
  return ok;
}

bool frontier_archived_known(struct frontier *frontier, struct slice identity, millis at,
                             struct slice payload, bool *known, dp_error *error)
{
  int64_t page;
  *known = false;
  if (!frontier_owner(frontier, identity, &page, error)) return false;
  return !page || find_capture(frontier, page, at, payload, known, error);
}

/* archive_first - an unknown page: its first item delivers the response. */
static bool archive_first(struct frontier *frontier, const struct frontier_link *link, millis now,
                          struct new_capture *capture, int64_t *item, dp_error *error)
{
  const struct new_page page = {.link = link, .state = ITEM_FETCHED, .kind = ITEM_ARCHIVED, .fed_at = now};
  int64_t id;
  if (!frontier_add_page(frontier, &page, item, error)) return false;
  capture->page = *item;
  if (!frontier_add_capture(frontier, capture, &id, error)) return false;
  struct statement *statement =
      database_statement(frontier->database, "UPDATE item SET capture = ?2 WHERE id = ?1");
  statement_integer(statement, 1, *item);
  statement_integer(statement, 2, id);
  return statement_run(statement, error);
}

bool frontier_archived(struct frontier *frontier, const struct frontier_link *link, millis at,
                       const struct frontier_response *response, millis now, enum feed_outcome *outcome,
                       int64_t *item, dp_error *error)
{
  struct new_capture capture = {.kind = CAPTURE_RESPONSE, .at = at, .response = response};
  bool known;
  int64_t id;
  if (!frontier_owner(frontier, link->identity, &capture.page, error)) return false;
  *outcome = FEED_ACCEPTED;
  if (!capture.page) return archive_first(frontier, link, now, &capture, item, error);
  *item = capture.page;
  if (!find_capture(frontier, capture.page, at, response->payload, &known, error)) return false;
  if (known) {
    *outcome = FEED_KNOWN;
    return true;
  }
  return frontier_add_capture(frontier, &capture, &id, error) &&
         frontier_add_later(frontier, capture.page, ITEM_ARCHIVED, id, now, item, error);
}

/* Once more. */

/* is_latest - no later response of its page in the range. */
static bool is_latest(struct frontier *frontier, const struct frontier_capture *capture, millis until,
                      bool *yes, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT id FROM capture INDEXED BY capture_page WHERE page = ?1 AND at < ?2"
                          " AND kind = 0 ORDER BY at DESC, id DESC LIMIT 1");
  int64_t id;
  statement_integer(statement, 1, capture->page);
  statement_integer(statement, 2, until);
  bool ok = frontier_number(statement, 0, &id, error);
  *yes = id == capture->id;
  return ok;
}

/* is_settled - the page's newest item needs no verdict any more. */
static bool is_settled(struct frontier *frontier, int64_t page, bool *yes, dp_error *error)
{
  int64_t newest;
  size_t count;
  struct item_head head;
  bool found;
  if (!frontier_later(frontier, page, 1, &newest, &count, error) ||
      !frontier_head(frontier, count ? newest : page, &head, &found, error))
    return false;
  *yes = found && (head.state == ITEM_DONE || head.state == ITEM_DEAD);
  return true;
}

static bool reprocess_one(struct frontier *frontier, const struct frontier_reprocess *run,
                          const struct frontier_capture *capture, millis until, millis now, int64_t *made,
                          dp_error *error)
{
  bool yes = capture->kind == CAPTURE_RESPONSE;
  int64_t item;
  if (yes && run->match) yes = run->match(run->context, capture->url, capture->final_url);
  if (yes && !is_latest(frontier, capture, until, &yes, error)) return false;
  if (yes && !is_settled(frontier, capture->page, &yes, error)) return false;
  if (!yes) return true;
  ++*made;
  return frontier_add_later(frontier, capture->page, ITEM_REPROCESSED, capture->id, now, &item, error);
}

bool frontier_reprocess(struct frontier *frontier, struct frontier_reprocess *run, size_t limit, millis now,
                        int64_t *made, bool *more, dp_error *error)
{
  const struct frontier_capture_query query = {.since = run->since,
                                               .until = run->until,
                                               .after_at = run->cursor.at,
                                               .after_id = run->cursor.id,
                                               .limit = limit};
  struct arena *arena = arena_new();
  struct frontier_capture *rows = memory_zero(limit ? limit : 1, sizeof *rows);
  size_t count = 0;
  millis until = run->until ? run->until : INT64_MAX;
  *made = 0;
  bool ok = frontier_captures(frontier, arena, &query, rows, &count, error);
  for (size_t i = 0; ok && i < count; i++)
    ok = reprocess_one(frontier, run, &rows[i], until, now, made, error);
  if (ok && count) run->cursor.at = rows[count - 1].at, run->cursor.id = rows[count - 1].id;
  *more = ok && count == limit;
  free(rows);
  arena_free(&arena);
  return ok;
}
