/* database.h - an embedded database file (the only room that knows SQLite).
 *
 * WAL, synchronous=FULL: a committed transaction survives power loss. Errors that concern the file (full
 * disk, read-only, corrupt, foreign, newer schema) come back as sentences with an EX_ code; a programming
 * error (bad SQL) ends the process. A database belongs to one thread. */
#ifndef DATA_DATABASE_H
#define DATA_DATABASE_H

#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

struct database;
struct statement; /* prepared once, owned by its database, reset by statement_done */

struct database_options {
  const char *path;
  const char *what;       /* for messages: "frontier", "catalog" */
  int32_t application_id; /* tells our file from a foreign one (PRAGMA application_id) */
  const char *const
      *schema; /* schema[i] migrates version i to i+1; NULL-terminated; run in one transaction each */
  int64_t first_version; /* files of older versions are refused: they can't be migrated; 0: none is */
  bool exclusive;        /* one process, one connection: no shared-memory file, others are locked out */
  bool read_only;        /* for a second connection of the same process; takes the schema as it is */
  bool transactions;     /* statement_run refuses a change outside of one (EX_SOFTWARE) */
  bool relaxed;          /* synchronous=NORMAL: whole after a power loss, but the last commits may be gone */
  bool hits;             /* see DATABASE_HITS */
  const char *vfs;       /* NULL: the system's; tests give one that crashes */
};

/* database_open - opens or creates. NULL with the reason: EX_DATAERR corrupt or foreign, EX_CONFIG newer
 * schema, EX_NOPERM read-only, EX_IOERR full disk, EX_TEMPFAIL held by another process. */
struct database *database_open(const struct database_options *options, dp_error *error);
void database_close(struct database **database);

/* DATABASE_HITS - with `hits`, SQL has an auxiliary function of FTS5, hits(TABLE): a blob that has, for each
 * phrase of the expression in its order, DATABASE_HITS bytes: how often it stands in the first column of the
 * row, and how often in the second, up to 255. */
enum { DATABASE_HITS = 2 };

/* Transactions. begin is IMMEDIATE. After any false, call database_rollback and the database is as before
 * begin. */
bool database_begin(struct database *database, dp_error *error);
bool database_commit(struct database *database, dp_error *error); /* durable when true */
void database_rollback(struct database *database);
bool database_run(struct database *database, const char *sql, dp_error *error); /* no result rows */

/* database_statement - prepares `sql` (a literal: its address is the cache key), or finds it in the cache.
 * Never NULL. */
struct statement *database_statement(struct database *database, const char *sql);

/* Parameters count from 1, columns from 0. Bound text and blobs must stay until statement_done. */
void statement_integer(struct statement *statement, int parameter, int64_t value);
void statement_text(struct statement *statement, int parameter, struct slice text);
void statement_blob(struct statement *statement, int parameter, struct slice bytes);
void statement_null(struct statement *statement, int parameter);

enum statement_outcome { STATEMENT_ROW, STATEMENT_END, STATEMENT_FAILED };
enum statement_outcome statement_step(struct statement *statement, dp_error *error);
int64_t statement_column(struct statement *statement, int column); /* 0 for NULL */
struct slice statement_column_text(struct statement *statement,
                                   int column); /* valid until the next step or done */
bool statement_column_null(struct statement *statement, int column);
void statement_done(struct statement *statement); /* reset and unbind; must follow the last step */
/* statement_run - one step that returns no row, then done. */
bool statement_run(struct statement *statement, dp_error *error);

int64_t database_changes(struct database *database); /* rows changed by the last statement */
int64_t database_last_id(struct database *database); /* rowid of the last insert */
/* database_check - PRAGMA quick_check; false with the first finding. */
bool database_check(struct database *database, dp_error *error);
/* database_hold - from now on reading shows one moment of the file, whatever others commit, until
 * database_rollback. */
bool database_hold(struct database *database, dp_error *error);

/* Work that takes long asks every now and then whether to go on, and with how much of it done; total 0:
 * nobody knows. */
struct database_watch {
  bool (*goes_on)(void *context, int64_t done, int64_t total);
  void *context;
};
/* database_watch - statements ask from now on, and fail when they are not to go on (NULL: they don't ask). */
void database_watch(struct database *database, const struct database_watch *watch);

/* database_copy - the database in the file `from`, as it is at one moment, into a new file, checked and on
 * the disk when true, whoever writes to it meanwhile; `what` is for messages, `watch` may be NULL.
 * EX_CANTCREAT: there is such a file already. What was begun is removed on failure. */
bool database_copy(const char *from, const char *what, const char *path, const struct database_watch *watch,
                   dp_error *error);

#endif
