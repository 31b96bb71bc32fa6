/* database_internal.h - what the files of the database module share. */
#ifndef DATA_DATABASE_INTERNAL_H
#define DATA_DATABASE_INTERNAL_H

#include "data/database.h"

#include <sqlite3.h>

enum { STATEMENT_BUCKETS = 64 };

struct statement {
  struct database *database;
  const char *sql;        /* its address is the key */
  sqlite3_stmt *prepared; /* NULL while preparing failed because of the file */
  int failure;            /* the extended result code of that failure */
  struct statement *next;
};

struct database {
  sqlite3 *handle;
  char *path, *what;
  bool transactions; /* no change outside of one */
  struct statement *buckets[STATEMENT_BUCKETS];
};

/* database_failed - turns an SQLite result code into a sentence and an EX_ code; `doing` completes "can't …".
 * Ends the process on out-of-memory and on misuse. Returns false always. */
bool database_failed(const struct database *database, int result, const char *doing, dp_error *error);

/* database_bad_sql - logs the statement with SQLite's message and ends the process. */
_Noreturn void database_bad_sql(const struct database *database, const char *sql);

/* database_pragma - runs a PRAGMA that answers with one value; 0 or "" when it answers with none. Returns
 * SQLite's code. */
int database_pragma_integer(struct database *database, const char *sql, int64_t *value);
int database_pragma_text(struct database *database, const char *sql, char *text, size_t size);

/* database_add_hits - the function of DATABASE_HITS. Returns SQLite's code. */
int database_add_hits(sqlite3 *handle);

/* database_sync_name - makes the name of a new file durable in its directory. */
bool database_sync_name(const char *path, dp_error *error);

void database_reset_statements(struct database *database);
void database_free_statements(struct database *database);

#endif
