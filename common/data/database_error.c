/* database_error.c - SQLite's result codes as sentences a person can act on. */
#include "base/log.h"
#include "data/database_internal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* open_cause - the errno of a failed open. SQLite tries a second time for reading only, so its errno can be
 * that of the second try: whether we may write is asked again. */
static int open_cause(const struct database *database)
{
  char directory[PATH_MAX];
  snprintf(directory, sizeof directory, "%s", database->path);
  char *slash = strrchr(directory, '/');
  if (slash) slash[slash == directory] = '\0';
  const char *written = access(database->path, F_OK) == 0 ? database->path : slash ? directory : ".";
  if (access(written, F_OK) == 0 && access(written, W_OK) != 0) return errno;
  return sqlite3_system_errno(database->handle);
}

static bool explain_open(const struct database *database, const char *doing, dp_error *error)
{
  int cause = open_cause(database);
  int code = cause == EACCES || cause == EPERM || cause == EROFS ? EX_NOPERM : EX_CANTCREAT;
  return error_set(error, code, "can't %s the %s %s: the file or its directory can't be opened (%s)", doing,
                   database->what, database->path, cause ? strerror(cause) : "unknown cause");
}

static bool explain_io(const struct database *database, int result, const char *doing, dp_error *error)
{
  int cause = sqlite3_system_errno(database->handle);
  return error_set(error, EX_IOERR, "can't %s the %s %s: input/output error %d (%s); check the disk", doing,
                   database->what, database->path, result, cause ? strerror(cause) : "unknown cause");
}

static bool explain_other(const struct database *database, int result, const char *doing, dp_error *error)
{
  int code = (result & 0xFF) == SQLITE_TOOBIG ? EX_DATAERR : EX_SOFTWARE;
  return error_set(error, code, "can't %s the %s %s: %s", doing, database->what, database->path,
                   sqlite3_errmsg(database->handle));
}

static _Noreturn void end_process(const struct database *database, int result)
{
  if ((result & 0xFF) == SQLITE_NOMEM || result == SQLITE_IOERR_NOMEM) {
    log_out_of_memory(0);
    _exit(EX_OSERR);
  }
  log_error("database-misused", LOG_TEXT("database", database->what), LOG_TEXT("path", database->path),
            LOG_INT("result", result), LOG_TEXT("detail", sqlite3_errstr(result)));
  abort();
}

bool database_failed(const struct database *database, int result, const char *doing, dp_error *error)
{
  const char *what = database->what, *path = database->path;
  if (result == SQLITE_IOERR_NOMEM) end_process(database, result);
  switch (result & 0xFF) {
  case SQLITE_NOMEM:
  case SQLITE_MISUSE:
  case SQLITE_RANGE:
    end_process(database, result);
  case SQLITE_INTERRUPT:
    return error_set(error, EX_TEMPFAIL, "the work on the %s %s was given up before its end", what, path);
  case SQLITE_FULL:
    return error_set(error, EX_IOERR, "can't %s the %s %s: the disk is full; make room on it", doing, what,
                     path);
  case SQLITE_IOERR:
    return explain_io(database, result, doing, error);
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return error_set(error, EX_NOPERM,
                     "can't %s the %s %s: the file or its directory is read-only for this user", doing, what,
                     path);
  case SQLITE_CORRUPT:
    return error_set(error, EX_DATAERR, "can't %s the %s %s: the file is damaged; restore it from a backup",
                     doing, what, path);
  case SQLITE_NOTADB:
    return error_set(error, EX_DATAERR, "can't %s the %s %s: the file is not a database", doing, what, path);
  case SQLITE_CANTOPEN:
    return explain_open(database, doing, error);
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL:
    return error_set(error, EX_TEMPFAIL, "can't %s the %s %s: another process holds it", doing, what, path);
  default:
    return explain_other(database, result, doing, error);
  }
}

void database_bad_sql(const struct database *database, const char *sql)
{
  log_error("database-bad-statement", LOG_TEXT("database", database->what), LOG_TEXT("sql", sql),
            LOG_TEXT("detail", sqlite3_errmsg(database->handle)));
  abort();
}
