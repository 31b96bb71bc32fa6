/* frontier_origins.c - robots.txt, by origin. */
#include "fetch/frontier_origins.h"

#include "fetch/frontier_internal.h"

bool frontier_origin_read(struct frontier *frontier, struct arena *arena, struct slice name,
                          struct frontier_origin *out, bool *found, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database,
      "SELECT standing, fetched_at, until, unreachable_since, form FROM origin WHERE name = ?1");
  statement_text(statement, 1, name);
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found)
    *out = (struct frontier_origin){{(enum robots_standing)statement_column(statement, 0),
                                     statement_column(statement, 1), statement_column(statement, 2),
                                     statement_column(statement, 3)},
                                    arena_slice(arena, statement_column_text(statement, 4))};
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool frontier_origin_write(struct frontier *frontier, struct slice name, const struct frontier_origin *origin,
                           dp_error *error)
{
  if (origin->form.length > FRONTIER_ORIGIN_FORM)
    return error_set(error, EX_SOFTWARE, "the rules of an origin are too long for the frontier: %zu bytes",
                     origin->form.length);
  struct statement *statement = database_statement(
      frontier->database, "INSERT INTO origin(standing, fetched_at, until, unreachable_since, name, form)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(name) DO UPDATE SET"
                          " standing = ?1, fetched_at = ?2, until = ?3, unreachable_since = ?4, form = ?6");
  const int64_t numbers[] = {origin->state.standing, origin->state.fetched_at, origin->state.until,
                             origin->state.unreachable_since};
  frontier_bind_numbers(statement, 1, numbers, 4);
  statement_text(statement, 5, name);
  statement_blob(statement, 6, origin->form);
  return statement_run(statement, error);
}
