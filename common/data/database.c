/* database.c - transactions and whole-file questions of an open database. */
#include "base/log.h"
#include "data/database_internal.h"

#include <stdio.h>

bool database_begin(struct database *database, dp_error *error)
{
  struct statement *statement = database_statement(database, "BEGIN IMMEDIATE");
  enum statement_outcome outcome = statement_step(statement, error);
  statement_done(statement);
  return outcome == STATEMENT_END;
}

bool database_hold(struct database *database, dp_error *error)
{
  int64_t ignored;
  if (!database_run(database, "BEGIN", error)) return false;
  int result = database_pragma_integer(database, "SELECT count(*) FROM sqlite_schema", &ignored);
  return result == SQLITE_OK || database_failed(database, result, "read", error);
}

bool database_commit(struct database *database, dp_error *error)
{
  return statement_run(database_statement(database, "COMMIT"), error);
}

void database_rollback(struct database *database)
{
  database_reset_statements(database);
  /* A full disk or an I/O error makes SQLite roll back by itself. */
  if (sqlite3_get_autocommit(database->handle)) return;
  int result = sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
  dp_error error = {0};
  if (result != SQLITE_OK && !database_failed(database, result, "roll back a transaction of", &error))
    log_error("database-rollback-failed", LOG_TEXT("detail", error.text));
}

bool database_run(struct database *database, const char *sql, dp_error *error)
{
  int result = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
  if ((result & 0xFF) == SQLITE_ERROR) database_bad_sql(database, sql);
  return result == SQLITE_OK || database_failed(database, result, "write", error);
}

int64_t database_changes(struct database *database)
{
  return sqlite3_changes64(database->handle);
}

int64_t database_last_id(struct database *database)
{
  return sqlite3_last_insert_rowid(database->handle);
}

bool database_check(struct database *database, dp_error *error)
{
  char finding[200];
  int result = database_pragma_text(database, "PRAGMA quick_check(1)", finding, sizeof finding);
  if (result != SQLITE_OK) return database_failed(database, result, "check", error);
  if (strcmp(finding, "ok") == 0) return true;
  for (char *at = finding; *at; at++)
    if (*at == '\n') *at = ' ';
  return error_set(error, EX_DATAERR, "the %s %s is damaged: %s", database->what, database->path, finding);
}
