/* sources_read.c - questions to the list of sources; each is answered from an index. */
#include "fetch/frontier_internal.h"
#include "fetch/sources_state.h"

#define SOURCE_COLUMNS                                                                                       \
  "SELECT id, kind, owner, parent, state, health, due_at, errors, added_at, last_polled_at, last_new_at,"    \
  " entries_seen, entries_new, websub, lease_until, renew_at, url, domain, title, etag, last_modified,"      \
  " payload, last_outcome, last_detail, hub, topic, secret, schedule, silence, hub_errors, hub_detail"       \
  " FROM source "

static void read_numbers(struct statement *row, struct source *out)
{
  int64_t *const numbers[] = {&out->due_at,      &out->errors,       &out->added_at,   &out->last_polled_at,
                              &out->last_new_at, &out->entries_seen, &out->entries_new};
  out->id = statement_column(row, 0);
  out->kind = (enum source_kind)statement_column(row, 1);
  out->owner = (enum source_owner)statement_column(row, 2);
  out->parent = statement_column(row, 3);
  out->state = (enum source_state)statement_column(row, 4);
  out->health = (enum source_health)statement_column(row, 5);
  for (int i = 0; i < 7; i++) *numbers[i] = statement_column(row, 6 + i);
  out->websub = (enum source_websub)statement_column(row, 13);
  out->lease_until = statement_column(row, 14);
  out->renew_at = statement_column(row, 15);
  out->hub_errors = statement_column(row, 29);
}

static struct source read_source_row(struct statement *row, struct arena *arena)
{
  struct source out = {0};
  struct slice *const texts[] = {&out.url,           &out.domain,  &out.title,        &out.etag,
                                 &out.last_modified, &out.payload, &out.last_outcome, &out.last_detail,
                                 &out.hub,           &out.topic,   &out.secret};
  read_numbers(row, &out);
  for (int i = 0; i < 11; i++) *texts[i] = arena_slice(arena, statement_column_text(row, 16 + i));
  struct slice schedule = arena_slice(arena, statement_column_text(row, 27));
  sources_state_read(schedule, statement_column_text(row, 28), &out.schedule, &out.silence);
  out.hub_detail = arena_slice(arena, statement_column_text(row, 30));
  return out;
}

bool sources_read(struct frontier *frontier, struct arena *arena, int64_t id, struct source *out, bool *found,
                  dp_error *error)
{
  struct statement *statement = database_statement(frontier->database, SOURCE_COLUMNS "WHERE id = ?1");
  statement_integer(statement, 1, id);
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found) *out = read_source_row(statement, arena);
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool sources_find(struct frontier *frontier, struct slice url, int64_t *id, bool *found, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "SELECT id FROM source WHERE url = ?1");
  statement_text(statement, 1, url);
  bool ok = frontier_number(statement, 0, id, error);
  *found = *id != 0;
  return ok;
}

bool sources_list(struct frontier *frontier, struct arena *arena, int64_t after, size_t limit,
                  struct source **rows, size_t *count, dp_error *error)
{
  struct statement *statement = database_statement(frontier->database, SOURCE_COLUMNS
                                                   "WHERE state <> 2 AND id > ?1 ORDER BY id LIMIT ?2");
  statement_integer(statement, 1, after);
  statement_integer(statement, 2, (int64_t)limit);
  enum statement_outcome outcome = STATEMENT_END;
  *rows = arena_zero(arena, limit, sizeof **rows);
  *count = 0;
  while (*count < limit && (outcome = statement_step(statement, error)) == STATEMENT_ROW)
    (*rows)[(*count)++] = read_source_row(statement, arena);
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

/* What is due. */

/* next_at - the time that `sql` finds behind `now`; 0: none. */
static bool next_at(struct frontier *frontier, const char *sql, millis now, millis *at, dp_error *error)
{
  struct statement *statement = database_statement(frontier->database, sql);
  statement_integer(statement, 1, now);
  return frontier_number(statement, 0, at, error);
}

static bool take_due(struct statement *statement, struct source_cursor *cursor, size_t limit,
                     frontier_skip_fn *skip, void *context, int64_t *ids, size_t *count, dp_error *error)
{
  enum statement_outcome outcome = STATEMENT_END;
  while (*count < limit && (outcome = statement_step(statement, error)) == STATEMENT_ROW) {
    *cursor = (struct source_cursor){statement_column(statement, 1), statement_column(statement, 0)};
    if (!skip || !skip(context, cursor->id)) ids[(*count)++] = cursor->id;
  }
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

/* In two searches, like the domains that are due: the cursor's own time behind its id (an import makes
 * thousands of sources due at one time), then later times. */
bool sources_due(struct frontier *frontier, millis now, struct source_cursor *cursor, size_t limit,
                 frontier_skip_fn *skip, void *context, int64_t *ids, size_t *count, dp_error *error)
{
  *count = 0;
  struct statement *same =
      database_statement(frontier->database, "SELECT id, due_at FROM source INDEXED BY source_due"
                                             " WHERE due_at > 0 AND due_at = ?1 AND id > ?2 ORDER BY id");
  statement_integer(same, 1, cursor->due_at);
  statement_integer(same, 2, cursor->id);
  if (cursor->due_at <= now && !take_due(same, cursor, limit, skip, context, ids, count, error)) return false;
  struct statement *later = database_statement(
      frontier->database, "SELECT id, due_at FROM source INDEXED BY source_due"
                          " WHERE due_at > 0 AND due_at > ?1 AND due_at <= ?2 ORDER BY due_at, id");
  statement_integer(later, 1, cursor->due_at);
  statement_integer(later, 2, now);
  return take_due(later, cursor, limit, skip, context, ids, count, error);
}

bool sources_next_due_at(struct frontier *frontier, millis now, millis *at, dp_error *error)
{
  static const char sql[] = "SELECT due_at FROM source INDEXED BY source_due WHERE due_at > 0 AND due_at > ?1"
                            " ORDER BY due_at LIMIT 1";
  return next_at(frontier, sql, now, at, error);
}

bool sources_renewals(struct frontier *frontier, millis now, size_t limit, frontier_skip_fn *skip,
                      void *context, int64_t *ids, size_t *count, dp_error *error)
{
  struct source_cursor last;
  struct statement *statement = database_statement(
      frontier->database, "SELECT id, renew_at FROM source INDEXED BY source_renewal WHERE renew_at > 0"
                          " AND renew_at <= ?1 ORDER BY renew_at, id");
  statement_integer(statement, 1, now);
  *count = 0;
  return take_due(statement, &last, limit, skip, context, ids, count, error);
}

bool sources_next_renewal_at(struct frontier *frontier, millis now, millis *at, dp_error *error)
{
  static const char sql[] = "SELECT renew_at FROM source INDEXED BY source_renewal WHERE renew_at > 0"
                            " AND renew_at > ?1 ORDER BY renew_at LIMIT 1";
  return next_at(frontier, sql, now, at, error);
}
