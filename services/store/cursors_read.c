/* cursors_read.c - one cursor, many, and how far the last of them is. */
#include "store/cursors_internal.h"

#define COLUMNS "SELECT name, filter, store, position, made_at, acked_at FROM cursor "

bool cursors_unknown(struct slice name, dp_error *error)
{
  return error_set(error, EX_NOINPUT, "there is no cursor “%.*s”",
                   (int)(name.length < CURSOR_NAME ? name.length : CURSOR_NAME),
                   name.length ? name.data : "");
}

static struct cursor copy(struct statement *row, struct arena *arena)
{
  return (struct cursor){.name = arena_slice(arena, statement_column_text(row, 0)),
                         .filter = arena_slice(arena, statement_column_text(row, 1)),
                         .store = arena_slice(arena, statement_column_text(row, 2)),
                         .position = statement_column(row, 3),
                         .made_at = statement_column(row, 4),
                         .acked_at = statement_column(row, 5)};
}

bool cursors_find(struct cursors *cursors, struct arena *arena, struct slice name, struct cursor *cursor,
                  dp_error *error)
{
  struct statement *find = database_statement(cursors->database, COLUMNS "WHERE name = ?1");
  statement_text(find, 1, name);
  enum statement_outcome outcome = statement_step(find, error);
  if (outcome == STATEMENT_ROW) *cursor = copy(find, arena);
  statement_done(find);
  return outcome == STATEMENT_ROW || (outcome == STATEMENT_END && cursors_unknown(name, error));
}

static bool read_list(struct statement *read, struct arena *arena, int64_t limit, struct cursor **list,
                      size_t *count, dp_error *error)
{
  enum statement_outcome outcome;
  *count = 0;
  if (limit < 0) limit = 0;
  if (limit > CURSORS_MOST) limit = CURSORS_MOST;
  *list = arena_alloc(arena, ((size_t)limit + 1) * sizeof **list);
  statement_integer(read, 2, limit);
  while ((outcome = statement_step(read, error)) == STATEMENT_ROW) (*list)[(*count)++] = copy(read, arena);
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

bool cursors_list(struct cursors *cursors, struct arena *arena, struct slice after, int64_t limit,
                  struct cursor **list, size_t *count, dp_error *error)
{
  struct statement *read =
      database_statement(cursors->database, COLUMNS "WHERE name > ?1 ORDER BY name LIMIT ?2");
  statement_text(read, 1, after);
  return read_list(read, arena, limit, list, count, error);
}

bool cursors_behind(struct cursors *cursors, struct arena *arena, struct slice store, int64_t limit,
                    struct cursor **list, size_t *count, dp_error *error)
{
  struct statement *read =
      database_statement(cursors->database, COLUMNS "WHERE store = ?1 ORDER BY position, name LIMIT ?2");
  statement_text(read, 1, store);
  return read_list(read, arena, limit, list, count, error);
}

bool cursors_count(struct cursors *cursors, struct slice store, struct cursors_figures *figures,
                   dp_error *error)
{
  struct statement *read = database_statement(
      cursors->database,
      "SELECT count(*), coalesce(min(CASE WHEN store = ?1 THEN position END), -1) FROM cursor");
  statement_text(read, 1, store);
  enum statement_outcome outcome = statement_step(read, error);
  if (outcome == STATEMENT_ROW)
    *figures =
        (struct cursors_figures){.count = statement_column(read, 0), .behind = statement_column(read, 1)};
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}
