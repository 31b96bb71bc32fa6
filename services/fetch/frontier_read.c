/* frontier_read.c - questions to the journal. Each is answered from an index; none costs more as the journal
 * grows. */
#include "fetch/frontier_internal.h"

bool frontier_due(struct frontier *frontier, struct arena *arena, millis now, size_t limit,
                  frontier_skip_fn *skip, void *context, struct frontier_due *due, size_t *count,
                  dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT id, fetch_attempts, url FROM item INDEXED BY item_open"
                          " WHERE state = 0 AND state <> 2 AND due_at <= ?1 ORDER BY due_at, id");
  statement_integer(statement, 1, now);
  enum statement_outcome outcome = STATEMENT_END;
  *count = 0;
  while (*count < limit && (outcome = statement_step(statement, error)) == STATEMENT_ROW) {
    int64_t item = statement_column(statement, 0);
    if (skip && skip(context, item)) continue;
    due[(*count)++] = (struct frontier_due){item, statement_column(statement, 1),
                                            arena_slice(arena, statement_column_text(statement, 2))};
  }
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

/* one_number - column 0 of the only row, `absent` when there is none. */
static bool one_number(struct statement *statement, int64_t absent, int64_t *value, dp_error *error)
{
  enum statement_outcome outcome = statement_step(statement, error);
  *value = outcome == STATEMENT_ROW ? statement_column(statement, 0) : absent;
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool frontier_next_due_at(struct frontier *frontier, millis now, millis *at, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT due_at FROM item INDEXED BY item_open"
                          " WHERE state = 0 AND state <> 2 AND due_at > ?1 ORDER BY due_at LIMIT 1");
  statement_integer(statement, 1, now);
  return one_number(statement, 0, at, error);
}

bool frontier_undelivered(struct frontier *frontier, int64_t after, size_t limit,
                          struct frontier_parcel *parcels, size_t *count, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT id, body_bytes, attempts FROM item INDEXED BY item_open"
                          " WHERE state = 1 AND state <> 2 AND due_at = 0 AND id > ?1 ORDER BY id LIMIT ?2");
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

bool frontier_find(struct frontier *frontier, struct slice url, int64_t *item, bool *found, dp_error *error)
{
  struct statement *statement = database_statement(frontier->database, "SELECT id FROM item WHERE url = ?1");
  statement_text(statement, 1, url);
  bool ok = one_number(statement, 0, item, error);
  *found = *item != 0;
  return ok;
}

bool frontier_last_warc(struct frontier *frontier, struct arena *arena, struct slice *file, int64_t *end,
                        dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "SELECT name, committed_end FROM warc ORDER BY id DESC LIMIT 1");
  enum statement_outcome outcome = statement_step(statement, error);
  *file = SLICE("");
  *end = 0;
  if (outcome == STATEMENT_ROW) {
    *file = arena_slice(arena, statement_column_text(statement, 0));
    *end = statement_column(statement, 1);
  }
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

/* Whole rows. */

#define ITEM_COLUMNS                                                                                         \
  "SELECT item.id, state, due_at, fetch_attempts, attempts, fed_at, fetched_at, settled_at, status, "        \
  "warc_offset,"                                                                                             \
  " warc_length, body_bytes, verdict, sequence, url, coalesce(final_url, url), content_type, "               \
  "content_encoding,"                                                                                        \
  " last_modified, reason, detail, warc.name FROM item LEFT JOIN warc ON warc.id = item.warc "

static void read_numbers(struct statement *row, struct frontier_item *out)
{
  int64_t *const numbers[] = {&out->due_at,      &out->fetch_attempts, &out->attempts, &out->fed_at,
                              &out->fetched_at,  &out->settled_at,     &out->status,   &out->warc_offset,
                              &out->warc_length, &out->body_bytes};
  out->id = statement_column(row, 0);
  out->state = (enum item_state)statement_column(row, 1);
  for (int i = 0; i < 10; i++) *numbers[i] = statement_column(row, 2 + i);
  out->verdict = slice_of(frontier_verdict_names[statement_column(row, 12) & 3]);
  out->sequence = statement_column(row, 13);
}

static struct frontier_item read_row(struct statement *row, struct arena *arena)
{
  struct frontier_item out = {0};
  read_numbers(row, &out);
  struct slice *const texts[] = {&out.url,           &out.final_url, &out.content_type, &out.content_encoding,
                                 &out.last_modified, &out.reason,    &out.detail,       &out.warc_file};
  for (int i = 0; i < 8; i++) *texts[i] = arena_slice(arena, statement_column_text(row, 14 + i));
  return out;
}

bool frontier_read(struct frontier *frontier, struct arena *arena, int64_t item, struct frontier_item *out,
                   bool *found, dp_error *error)
{
  struct statement *statement = database_statement(frontier->database, ITEM_COLUMNS "WHERE item.id = ?1");
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
                         "WHERE item.id IN (SELECT id FROM item INDEXED BY item_open WHERE state = 3"
                         " AND state <> 2 AND due_at = 0 AND id > ?1 ORDER BY id LIMIT ?2)"
                         " ORDER BY item.id");
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
