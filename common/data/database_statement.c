/* database_statement.c - prepared statements: found by the address of their text, bound, stepped, reset.
 *
 * A statement is prepared once and stays. Where preparing fails because of the file (reading the schema can
 * hit a damaged page), the statement remembers why, its step fails with that reason, and the next use
 * prepares again. */
#include "base/memory.h"
#include "data/database_internal.h"

#include <limits.h>
#include <stdlib.h>

static struct statement **bucket_of(struct database *database, const char *sql)
{
  uint64_t mixed = (uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15);
  return &database->buckets[mixed >> 58];
}

static void prepare(struct statement *statement)
{
  sqlite3 *handle = statement->database->handle;
  int result =
      sqlite3_prepare_v3(handle, statement->sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->prepared, NULL);
  if ((result & 0xFF) == SQLITE_ERROR || (result == SQLITE_OK && !statement->prepared))
    database_bad_sql(statement->database, statement->sql);
  statement->failure = result;
}

struct statement *database_statement(struct database *database, const char *sql)
{
  struct statement **bucket = bucket_of(database, sql), *statement = *bucket;
  while (statement && statement->sql != sql) statement = statement->next;
  if (!statement) {
    statement = memory_zero(1, sizeof *statement);
    *statement = (struct statement){.database = database, .sql = sql, .next = *bucket};
    *bucket = statement;
  }
  if (!statement->prepared) prepare(statement);
  return statement;
}

static void check_bound(const struct statement *statement, int result)
{
  if (result != SQLITE_OK && (result & 0xFF) != SQLITE_TOOBIG)
    database_failed(statement->database, result, "bind a value for", NULL);
}

void statement_integer(struct statement *statement, int parameter, int64_t value)
{
  if (statement->prepared) check_bound(statement, sqlite3_bind_int64(statement->prepared, parameter, value));
}

/* note_oversize - a value past SQLite's limit (1 GB) is the data's fault: the step that follows fails with
 * it. */
static void note_oversize(struct statement *statement, int result)
{
  check_bound(statement, result);
  if ((result & 0xFF) == SQLITE_TOOBIG) statement->failure = result;
}

void statement_text(struct statement *statement, int parameter, struct slice text)
{
  if (!statement->prepared) return;
  const char *bytes = text.data ? text.data : "";
  note_oversize(statement, sqlite3_bind_text64(statement->prepared, parameter, bytes, text.length,
                                               SQLITE_STATIC, SQLITE_UTF8));
}

void statement_blob(struct statement *statement, int parameter, struct slice bytes)
{
  if (!statement->prepared) return;
  const char *start = bytes.data ? bytes.data : "";
  note_oversize(statement,
                sqlite3_bind_blob64(statement->prepared, parameter, start, bytes.length, SQLITE_STATIC));
}

void statement_null(struct statement *statement, int parameter)
{
  if (statement->prepared) check_bound(statement, sqlite3_bind_null(statement->prepared, parameter));
}

enum statement_outcome statement_step(struct statement *statement, dp_error *error)
{
  int result = statement->failure ? statement->failure : sqlite3_step(statement->prepared);
  if (result == SQLITE_ROW) return STATEMENT_ROW;
  if (result == SQLITE_DONE) return STATEMENT_END;
  database_failed(statement->database, result, sqlite3_stmt_readonly(statement->prepared) ? "read" : "write",
                  error);
  return STATEMENT_FAILED;
}

int64_t statement_column(struct statement *statement, int column)
{
  return sqlite3_column_int64(statement->prepared, column);
}

struct slice statement_column_text(struct statement *statement, int column)
{
  /* The bytes as they are: text and blobs both come back without a conversion. */
  const char *bytes = sqlite3_column_blob(statement->prepared, column);
  int length = sqlite3_column_bytes(statement->prepared, column);
  return bytes ? (struct slice){bytes, (size_t)length} : (struct slice){"", 0};
}

bool statement_column_null(struct statement *statement, int column)
{
  return sqlite3_column_type(statement->prepared, column) == SQLITE_NULL;
}

void statement_done(struct statement *statement)
{
  if (!statement->prepared) return;
  sqlite3_reset(statement->prepared); /* repeats the code of the last step, which was reported there */
  sqlite3_clear_bindings(statement->prepared);
  statement->failure = SQLITE_OK;
}

/* may_change - is the promise kept that changes are made within transactions? */
static bool may_change(const struct statement *statement, dp_error *error)
{
  const struct database *database = statement->database;
  if (!database->transactions || !statement->prepared || !sqlite3_get_autocommit(database->handle) ||
      sqlite3_stmt_readonly(statement->prepared))
    return true;
  return error_set(error, EX_SOFTWARE, "the %s was to be changed outside of a transaction: %s",
                   database->what, statement->sql);
}

bool statement_run(struct statement *statement, dp_error *error)
{
  if (!may_change(statement, error)) {
    statement_done(statement);
    return false;
  }
  enum statement_outcome outcome = statement_step(statement, error);
  statement_done(statement);
  if (outcome == STATEMENT_ROW) database_bad_sql(statement->database, statement->sql);
  return outcome == STATEMENT_END;
}

void database_reset_statements(struct database *database)
{
  for (size_t i = 0; i < STATEMENT_BUCKETS; i++)
    for (struct statement *statement = database->buckets[i]; statement; statement = statement->next)
      statement_done(statement);
}

void database_free_statements(struct database *database)
{
  for (size_t i = 0; i < STATEMENT_BUCKETS; i++) {
    while (database->buckets[i]) {
      struct statement *statement = database->buckets[i];
      database->buckets[i] = statement->next;
      sqlite3_finalize(statement->prepared);
      free(statement);
    }
  }
}
