/* database_copy.c - a copy of a database that is in use (SQLite's online backup).
 *
 * A read transaction holds still what is copied, while others go on writing: their pages gather in the log
 * until the copy is made. Without it the copy would begin anew with each of their commits, and never end. */
#include "base/files.h"
#include "base/memory.h"
#include "data/database_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { STEP_PAGES = 256, POLL_STEPS = 100000 };

struct copy {
  struct database from, to;
  const struct database_watch *watch;
};

static bool open_one(struct database *database, const char *path, const char *what, int flags,
                     dp_error *error)
{
  database->path = memory_string(path);
  database->what = memory_string(what);
  int result =
      sqlite3_open_v2(path, &database->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (result != SQLITE_OK) return database_failed(database, result, "open", error);
  sqlite3_busy_timeout(database->handle, 5000);
  return true;
}

static void close_one(struct database *database)
{
  sqlite3_close(database->handle);
  free(database->path);
  free(database->what);
}

static bool given_up(const struct database *database, dp_error *error)
{
  return error_set(error, EX_TEMPFAIL, "the work on the %s %s was given up before its end", database->what,
                   database->path);
}

static bool copy_pages(struct copy *copy, sqlite3_backup *backup, dp_error *error)
{
  const struct database_watch *watch = copy->watch;
  for (;;) {
    int result = sqlite3_backup_step(backup, STEP_PAGES);
    int64_t total = sqlite3_backup_pagecount(backup), left = sqlite3_backup_remaining(backup);
    if (result != SQLITE_OK && result != SQLITE_DONE)
      return database_failed(&copy->to, result, "write", error);
    if (watch && !watch->goes_on(watch->context, total - left, total)) return given_up(&copy->from, error);
    if (result == SQLITE_DONE) return true;
  }
}

static bool copy_all(struct copy *copy, dp_error *error)
{
  int64_t ignored;
  int result = sqlite3_exec(copy->from.handle, "BEGIN", NULL, NULL, NULL);
  if (result == SQLITE_OK)
    result = database_pragma_integer(&copy->from, "SELECT count(*) FROM sqlite_schema", &ignored);
  if (result != SQLITE_OK) return database_failed(&copy->from, result, "read", error);
  sqlite3_backup *backup = sqlite3_backup_init(copy->to.handle, "main", copy->from.handle, "main");
  if (!backup) return database_failed(&copy->to, sqlite3_extended_errcode(copy->to.handle), "write", error);
  bool ok = copy_pages(copy, backup, error);
  sqlite3_backup_finish(backup);
  /* Else the log of what is copied would go on growing while the copy is checked. */
  sqlite3_exec(copy->from.handle, "ROLLBACK", NULL, NULL, NULL);
  return ok;
}

/* settle - one file without a log beside it, and all of it on the disk. */
static bool settle(struct copy *copy, const char *path, dp_error *error)
{
  char mode[16];
  int result = database_pragma_text(&copy->to, "PRAGMA journal_mode=DELETE", mode, sizeof mode);
  if (result != SQLITE_OK) return database_failed(&copy->to, result, "write", error);
  database_watch(&copy->to, copy->watch);
  if (!database_check(&copy->to, error)) return false;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  bool ok = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  return ok || error_set(error, EX_IOERR, "can't sync the copy %s to the disk", path);
}

static bool copy_to(const char *from, const char *what, const char *path, const struct database_watch *watch,
                    dp_error *error)
{
  struct copy copy = {.watch = watch};
  bool ok = open_one(&copy.from, from, what, SQLITE_OPEN_READONLY, error) &&
            open_one(&copy.to, path, "copy", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) &&
            copy_all(&copy, error) && settle(&copy, path, error);
  close_one(&copy.to);
  close_one(&copy.from);
  return ok;
}

bool database_copy(const char *from, const char *what, const char *path, const struct database_watch *watch,
                   dp_error *error)
{
  struct buffer partial = BUFFER_EMPTY;
  if (access(path, F_OK) == 0)
    return error_set(error, EX_CANTCREAT, "there is a file %s already; a copy never replaces one", path);
  buffer_format(&partial, "%s.partial", path);
  const char *name = buffer_string(&partial);
  unlink(name); /* of a copy that was cut short */
  bool ok = copy_to(from, what, name, watch, error);
  if (ok && rename(name, path) != 0) ok = error_set(error, EX_IOERR, "can't rename the copy to %s", path);
  ok = ok && database_sync_name(path, error);
  if (!ok) unlink(name);
  buffer_free(&partial);
  return ok;
}

static int poll_watch(void *context)
{
  const struct database_watch *watch = context;
  return !watch->goes_on(watch->context, 0, 0);
}

void database_watch(struct database *database, const struct database_watch *watch)
{
  sqlite3_progress_handler(database->handle, watch ? POLL_STEPS : 0, poll_watch, (void *)(uintptr_t)watch);
}
