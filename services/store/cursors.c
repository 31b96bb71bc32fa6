/* cursors.c - the file of the cursors, and every change to it. Reading is in cursors_read.c. */
#include "store/cursors_internal.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>

static const char *const schema[] = {
    "CREATE TABLE cursor (name TEXT PRIMARY KEY, filter TEXT NOT NULL, store TEXT NOT NULL,"
    "  position INTEGER NOT NULL, made_at INTEGER NOT NULL, acked_at INTEGER NOT NULL) WITHOUT ROWID;",
    NULL,
};
enum { APPLICATION_ID = 0x64704375 }; /* "dpCu" */

struct cursors *cursors_open(const struct cursors_options *options, dp_error *error)
{
  struct database_options file = {.path = options->path,
                                  .what = "file of cursors",
                                  .application_id = APPLICATION_ID,
                                  .schema = schema,
                                  .exclusive = options->exclusive,
                                  .transactions = true,
                                  .vfs = options->vfs};
  struct database *database = database_open(&file, error);
  if (!database) return NULL;
  struct cursors *cursors = memory_zero(1, sizeof *cursors);
  cursors->database = database;
  return cursors;
}

void cursors_close(struct cursors **cursors)
{
  if (!*cursors) return;
  database_close(&(*cursors)->database);
  free(*cursors);
  *cursors = NULL;
}

bool cursors_begin(struct cursors *cursors, dp_error *error)
{
  return database_begin(cursors->database, error);
}

bool cursors_commit(struct cursors *cursors, dp_error *error)
{
  return database_commit(cursors->database, error);
}

void cursors_rollback(struct cursors *cursors)
{
  database_rollback(cursors->database);
}

/* ---- making ---- */

static bool check_name(struct slice name, dp_error *error)
{
  bool ok = name.length > 0 && name.length <= CURSOR_NAME && name.data[0] != '.' && name.data[0] != '-';
  for (size_t i = 0; ok && i < name.length; i++)
    ok = isalnum((unsigned char)name.data[i]) || strchr("._-", name.data[i]);
  return ok || error_set(error, EX_USAGE,
                         "the name of a cursor is 1 to %d letters and digits of ASCII, “.”, “_” and “-”,"
                         " and begins with a letter, a digit or “_”",
                         CURSOR_NAME);
}

static bool check_room(struct cursors *cursors, dp_error *error)
{
  struct cursors_figures figures;
  if (!cursors_count(cursors, SLICE(""), &figures, error)) return false;
  return figures.count < CURSORS_MOST ||
         error_set(error, EX_CANTCREAT, "there are %d cursors already, as many as may be; remove some",
                   CURSORS_MOST);
}

static bool insert(struct cursors *cursors, const struct cursor *cursor, dp_error *error)
{
  struct statement *add =
      database_statement(cursors->database, "INSERT INTO cursor VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  statement_text(add, 1, cursor->name);
  statement_text(add, 2, cursor->filter);
  statement_text(add, 3, cursor->store);
  statement_integer(add, 4, cursor->position);
  statement_integer(add, 5, cursor->made_at);
  statement_integer(add, 6, cursor->acked_at);
  return statement_run(add, error);
}

/* change_filter - that of a cursor which exists. */
static bool change_filter(struct cursors *cursors, const struct cursor *cursor, bool replace, dp_error *error)
{
  struct statement *find =
      database_statement(cursors->database, "SELECT 1 FROM cursor WHERE name = ?1 AND filter = ?2");
  statement_text(find, 1, cursor->name);
  statement_text(find, 2, cursor->filter);
  enum statement_outcome same = statement_step(find, error);
  statement_done(find);
  if (same != STATEMENT_END) return same == STATEMENT_ROW;
  if (!replace)
    return error_set(error, EX_USAGE,
                     "the cursor “%.*s” has another filter; ask to replace it, or take another name",
                     (int)cursor->name.length, cursor->name.data);
  struct statement *change =
      database_statement(cursors->database, "UPDATE cursor SET filter = ?2 WHERE name = ?1");
  statement_text(change, 1, cursor->name);
  statement_text(change, 2, cursor->filter);
  return statement_run(change, error);
}

static bool exists(struct cursors *cursors, struct slice name, bool *found, dp_error *error)
{
  struct statement *find = database_statement(cursors->database, "SELECT 1 FROM cursor WHERE name = ?1");
  statement_text(find, 1, name);
  enum statement_outcome outcome = statement_step(find, error);
  statement_done(find);
  *found = outcome == STATEMENT_ROW;
  return outcome != STATEMENT_FAILED;
}

bool cursors_make(struct cursors *cursors, const struct cursor *cursor, bool replace, bool *made,
                  dp_error *error)
{
  bool known = false;
  *made = false;
  if (!check_name(cursor->name, error)) return false;
  if (cursor->filter.length > CURSOR_FILTER)
    return error_set(error, EX_USAGE, "the filter of a cursor is at most %d bytes long", CURSOR_FILTER);
  if (!exists(cursors, cursor->name, &known, error)) return false;
  if (known) return change_filter(cursors, cursor, replace, error);
  if (!check_room(cursors, error) || !insert(cursors, cursor, error)) return false;
  return *made = true;
}

/* ---- moving ---- */

/* run_one - a change of the one cursor of that name. */
static bool run_one(struct cursors *cursors, struct statement *change, struct slice name, dp_error *error)
{
  if (!statement_run(change, error)) return false;
  return database_changes(cursors->database) == 1 || cursors_unknown(name, error);
}

bool cursors_acknowledge(struct cursors *cursors, struct slice name, int64_t to, millis now, dp_error *error)
{
  struct statement *change = database_statement(
      cursors->database, "UPDATE cursor SET position = max(position, ?2), acked_at = ?3 WHERE name = ?1");
  statement_text(change, 1, name);
  statement_integer(change, 2, to);
  statement_integer(change, 3, now);
  return run_one(cursors, change, name, error);
}

bool cursors_seek(struct cursors *cursors, struct slice name, struct slice store, int64_t position,
                  dp_error *error)
{
  struct statement *change =
      database_statement(cursors->database, "UPDATE cursor SET store = ?2, position = ?3 WHERE name = ?1");
  statement_text(change, 1, name);
  statement_text(change, 2, store);
  statement_integer(change, 3, position);
  return run_one(cursors, change, name, error);
}

bool cursors_remove(struct cursors *cursors, struct slice name, bool *removed, dp_error *error)
{
  struct statement *change = database_statement(cursors->database, "DELETE FROM cursor WHERE name = ?1");
  statement_text(change, 1, name);
  if (!statement_run(change, error)) return false;
  *removed = database_changes(cursors->database) == 1;
  return true;
}

bool cursors_recede(struct cursors *cursors, struct slice store, int64_t last, int64_t *count,
                    dp_error *error)
{
  struct statement *change = database_statement(
      cursors->database, "UPDATE cursor SET position = ?2 WHERE store = ?1 AND position > ?2");
  statement_text(change, 1, store);
  statement_integer(change, 2, last);
  if (!statement_run(change, error)) return false;
  *count = database_changes(cursors->database);
  return true;
}
