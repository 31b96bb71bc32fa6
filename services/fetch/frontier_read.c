/* frontier_read.c - questions to the journal. Each is answered from an index; none costs more as the journal
 * grows. */
#include "fetch/frontier_internal.h"

bool frontier_undelivered(struct frontier *frontier, int64_t after, size_t limit,
                          struct frontier_parcel *parcels, size_t *count, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT item.id, body_bytes, attempts FROM item INDEXED BY item_open"
                          " JOIN capture ON capture.id = item.capture"
                          " WHERE state = 1 AND state IN (1, 3) AND item.id > ?1 ORDER BY item.id LIMIT ?2");
  statement_integer(statement, 1, after);
  statement_integer(statement, 2, (int64_t)limit);
  enum statement_outcome outcome = STATEMENT_END;
  *count = 0;
  while (*count < limit && (outcome = statement_step(statement, error)) == STATEMENT_ROW)
    parcels[(*count)++] = (struct frontier_parcel){
        statement_column(statement, 0), statement_column(statement, 1), statement_column(statement, 2)};
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool frontier_later(struct frontier *frontier, int64_t page, size_t limit, int64_t *items, size_t *count,
                    dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT id FROM item INDEXED BY item_later WHERE first = ?1 AND first > 0"
                          " ORDER BY id DESC LIMIT ?2");
  statement_integer(statement, 1, page);
  statement_integer(statement, 2, (int64_t)limit);
  enum statement_outcome outcome = STATEMENT_END;
  *count = 0;
  while (*count < limit && (outcome = statement_step(statement, error)) == STATEMENT_ROW)
    items[(*count)++] = statement_column(statement, 0);
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

/* Whole rows. */

#define ITEM_COLUMNS                                                                                         \
  "SELECT item.id, first, item.kind, state, rank, source, due_at, fetch_attempts, attempts, visits,"         \
  " visited_at, fed_at, at, settled_at, capture, status, warc_offset, warc_length, body_bytes, verdict,"     \
  " sequence, url, domain.name, coalesce(final_url, url), content_type, content_encoding, etag,"             \
  " last_modified, payload, extra, reason, detail, warc.name FROM item "
#define ITEM_JOINS                                                                                           \
  " JOIN domain ON domain.id = domain LEFT JOIN capture ON capture.id = capture"                             \
  " LEFT JOIN warc ON warc.id = warc "

static void read_numbers(struct statement *row, struct frontier_item *out)
{
  int64_t *const numbers[] = {&out->source,      &out->due_at,     &out->fetch_attempts, &out->attempts,
                              &out->visits,      &out->visited_at, &out->fed_at,         &out->fetched_at,
                              &out->settled_at,  &out->capture,    &out->status,         &out->warc_offset,
                              &out->warc_length, &out->body_bytes};
  int64_t first = statement_column(row, 1);
  out->id = statement_column(row, 0);
  out->page = first ? first : out->id;
  out->kind = (enum item_kind)statement_column(row, 2);
  out->state = (enum item_state)statement_column(row, 3);
  out->rank = (enum frontier_rank)statement_column(row, 4);
  for (int i = 0; i < 14; i++) *numbers[i] = statement_column(row, 5 + i);
  out->verdict = slice_of(frontier_verdict_names[statement_column(row, 19) & 3]);
  out->sequence = statement_column(row, 20);
}

static struct frontier_item read_row(struct statement *row, struct arena *arena)
{
  struct frontier_item out = {0};
  struct slice *const texts[] = {&out.url,           &out.domain,           &out.final_url,
                                 &out.content_type,  &out.content_encoding, &out.etag,
                                 &out.last_modified, &out.payload,          &out.extra,
                                 &out.reason,        &out.detail,           &out.warc_file};
  read_numbers(row, &out);
  for (int i = 0; i < 12; i++) *texts[i] = arena_slice(arena, statement_column_text(row, 21 + i));
  return out;
}

bool frontier_read(struct frontier *frontier, struct arena *arena, int64_t item, struct frontier_item *out,
                   bool *found, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, ITEM_COLUMNS ITEM_JOINS "WHERE item.id = ?1");
  statement_integer(statement, 1, item);
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found) *out = read_row(statement, arena);
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool frontier_dead(struct frontier *frontier, struct arena *arena, int64_t after, size_t limit,
                   struct frontier_item **items, size_t *count, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, ITEM_COLUMNS
                         "INDEXED BY item_open" ITEM_JOINS
                         "WHERE state = 3 AND state IN (1, 3) AND item.id > ?1 ORDER BY item.id LIMIT ?2");
  statement_integer(statement, 1, after);
  statement_integer(statement, 2, (int64_t)limit);
  enum statement_outcome outcome = STATEMENT_END;
  *items = arena_zero(arena, limit, sizeof **items);
  *count = 0;
  while (*count < limit && (outcome = statement_step(statement, error)) == STATEMENT_ROW)
    (*items)[(*count)++] = read_row(statement, arena);
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

enum { TRACE_LIMIT = 200 }; /* the latest; an item that was revived again and again must not fill a reply */

bool frontier_trace(struct frontier *frontier, struct arena *arena, int64_t item,
                    struct frontier_trace **traces, size_t *count, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT at, what, detail FROM (SELECT id, at, what, detail FROM trace"
                          " WHERE item = ?1 ORDER BY id DESC LIMIT ?2) ORDER BY id");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, TRACE_LIMIT);
  enum statement_outcome outcome = STATEMENT_END;
  *traces = arena_zero(arena, TRACE_LIMIT, sizeof **traces);
  *count = 0;
  while (*count < TRACE_LIMIT && (outcome = statement_step(statement, error)) == STATEMENT_ROW)
    (*traces)[(*count)++] = (struct frontier_trace){statement_column(statement, 0),
                                                    arena_slice(arena, statement_column_text(statement, 1)),
                                                    arena_slice(arena, statement_column_text(statement, 2))};
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}
