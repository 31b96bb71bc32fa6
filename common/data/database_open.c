/* database_open.c - opening a database file: is it ours, is it whole, is its schema one that we know.
 *
 * A fresh file gets our application id and its whole schema, each version in one transaction. A file that a
 * crash left between creation and the first migration is empty, and counts as fresh. */
#include "base/files.h"
#include "base/memory.h"
#include "data/database_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { BUSY_WAIT_MS = 5000 };

static int step_pragma(struct database *database, const char *sql, sqlite3_stmt **prepared)
{
  int result = sqlite3_prepare_v2(database->handle, sql, -1, prepared, NULL);
  return result == SQLITE_OK ? sqlite3_step(*prepared) : result;
}

static int finish_pragma(sqlite3_stmt *prepared, int result)
{
  sqlite3_finalize(prepared);
  return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

int database_pragma_integer(struct database *database, const char *sql, int64_t *value)
{
  sqlite3_stmt *prepared = NULL;
  int result = step_pragma(database, sql, &prepared);
  *value = result == SQLITE_ROW ? sqlite3_column_int64(prepared, 0) : 0;
  return finish_pragma(prepared, result);
}

int database_pragma_text(struct database *database, const char *sql, char *text, size_t size)
{
  sqlite3_stmt *prepared = NULL;
  int result = step_pragma(database, sql, &prepared);
  const unsigned char *answer = result == SQLITE_ROW ? sqlite3_column_text(prepared, 0) : NULL;
  snprintf(text, size, "%s", answer ? (const char *)answer : "");
  return finish_pragma(prepared, result);
}

static bool run_all(struct database *database, const char *const *pragmas, dp_error *error)
{
  for (size_t i = 0; pragmas[i]; i++) {
    int result = sqlite3_exec(database->handle, pragmas[i], NULL, NULL, NULL);
    if (result != SQLITE_OK) return database_failed(database, result, "open", error);
  }
  return true;
}

static bool open_handle(struct database *database, const struct database_options *options, dp_error *error)
{
  int flags = options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int result = sqlite3_open_v2(options->path, &database->handle,
                               flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, options->vfs);
  if (result != SQLITE_OK) return database_failed(database, result, "open", error);
  /* SQLite opens what it may not write for reading only, without a word. */
  if (!options->read_only && sqlite3_db_readonly(database->handle, "main") == 1)
    return database_failed(database, SQLITE_READONLY, "open", error);
  /* Nobody is waited for in exclusive mode: who holds the file holds it until it ends. */
  sqlite3_busy_timeout(database->handle, options->exclusive ? 0 : BUSY_WAIT_MS);
  sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  /* One plan a statement: else SQLite prepares some of them anew with each value that is bound. */
  sqlite3_db_config(database->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
  if (options->hits && (result = database_add_hits(database->handle)) != SQLITE_OK)
    return database_failed(database, result, "open", error);
  static const char *const exclusive[] = {"PRAGMA locking_mode=EXCLUSIVE", NULL};
  return !options->exclusive || run_all(database, exclusive, error);
}

struct identity {
  int64_t application_id, version, objects;
};

static bool read_identity(struct database *database, struct identity *identity, dp_error *error)
{
  int result = database_pragma_integer(database, "SELECT count(*) FROM sqlite_schema", &identity->objects);
  if (result == SQLITE_OK)
    result = database_pragma_integer(database, "PRAGMA application_id", &identity->application_id);
  if (result == SQLITE_OK)
    result = database_pragma_integer(database, "PRAGMA user_version", &identity->version);
  return result == SQLITE_OK || database_failed(database, result, "open", error);
}

static bool is_fresh(const struct identity *identity)
{
  return identity->application_id == 0 && identity->version == 0 && identity->objects == 0;
}

static int64_t known_version(const char *const *schema)
{
  int64_t version = 0;
  while (schema && schema[version]) version++;
  return version;
}

static bool check_identity(const struct database *database, const struct database_options *options,
                           const struct identity *identity, dp_error *error)
{
  bool fresh = is_fresh(identity) && !options->read_only;
  if (!fresh && identity->application_id != options->application_id)
    return error_set(error, EX_DATAERR,
                     "the file %s is not a %s of depeche but a database of another program", database->path,
                     database->what);
  if (options->schema && identity->version > known_version(options->schema))
    return error_set(
        error, EX_CONFIG,
        "the %s %s has schema version %lld, this program knows %lld: it was written by a newer depeche",
        database->what, database->path, (long long)identity->version,
        (long long)known_version(options->schema));
  /* A file without a table is one whose creation was cut short between two versions. */
  if (!fresh && identity->objects && identity->version < options->first_version)
    return error_set(error, EX_CONFIG,
                     "the %s %s has schema version %lld, this program reads %lld and later: it was written by"
                     " a depeche from before the first release; move it away and feed its URLs anew",
                     database->what, database->path, (long long)identity->version,
                     (long long)options->first_version);
  return true;
}

static bool enter_wal(struct database *database, bool relaxed, dp_error *error)
{
  static const char *const before[] = {"PRAGMA page_size=8192", NULL};
  const char *const behind[] = {relaxed ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL",
                                "PRAGMA wal_autocheckpoint=4000", "PRAGMA journal_size_limit=67108864", NULL};
  if (!run_all(database, before, error)) return false;
  char mode[16];
  int result = database_pragma_text(database, "PRAGMA journal_mode=WAL", mode, sizeof mode);
  if (result != SQLITE_OK) return database_failed(database, result, "open", error);
  if (strcmp(mode, "wal") != 0)
    return error_set(error, EX_OSERR,
                     "can't open the %s %s: its file system does not allow a write-ahead log (mode %s)",
                     database->what, database->path, mode);
  return run_all(database, behind, error);
}

/* log_file - the open write-ahead log; NULL when there is none yet. */
static sqlite3_file *log_file(struct database *database)
{
  sqlite3_file *file = NULL;
  int result = sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
  return result == SQLITE_OK && file && file->pMethods ? file : NULL;
}

/* rewrite_log - every byte of the log is written again where it stands, then synced. When a sync fails, a
 * system may drop the pages from what it still has to write and go on showing them to readers; a second sync
 * then says nothing of them. Only a new write makes them due again. */
static int rewrite_log(sqlite3_file *log)
{
  enum { STEP = 65536 };
  sqlite3_int64 size = 0;
  char *bytes = memory_alloc(STEP);
  int result = log->pMethods->xFileSize(log, &size);
  for (sqlite3_int64 at = 0; result == SQLITE_OK && at < size; at += STEP) {
    int length = size - at < STEP ? (int)(size - at) : STEP;
    result = log->pMethods->xRead(log, bytes, length, at);
    if (result == SQLITE_OK) result = log->pMethods->xWrite(log, bytes, length, at);
  }
  if (result == SQLITE_OK && size > 0) result = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
  free(bytes);
  return result;
}

/* settle_recovered - what recovery found may have come from the page cache of a process that was killed in
 * the middle of a commit, and be on no disk yet. Whoever reads it now will act on it, so it is made durable
 * first: in the log, then in the database file. */
static bool settle_recovered(struct database *database, dp_error *error)
{
  int64_t busy;
  sqlite3_file *log = log_file(database);
  int result = log ? rewrite_log(log) : SQLITE_OK;
  if (result == SQLITE_OK)
    result = database_pragma_integer(database, "PRAGMA wal_checkpoint(TRUNCATE)", &busy);
  return result == SQLITE_OK || database_failed(database, result, "open", error);
}

/* migrate_one - one step of the schema together with its new number, so that a crash leaves one of the two
 * versions. */
static bool migrate_one(struct database *database, const struct database_options *options, int64_t version,
                        dp_error *error)
{
  char numbers[96];
  snprintf(numbers, sizeof numbers, "PRAGMA application_id=%ld; PRAGMA user_version=%lld;",
           (long)options->application_id, (long long)version + 1);
  const char *const steps[] = {"BEGIN IMMEDIATE", options->schema[version], numbers, "COMMIT", NULL};
  for (size_t i = 0; steps[i]; i++) {
    int result = sqlite3_exec(database->handle, steps[i], NULL, NULL, NULL);
    if (result == SQLITE_OK) continue;
    database_failed(database, result, "bring to its current schema", error);
    database_rollback(database);
    return false;
  }
  return true;
}

bool database_sync_name(const char *path, dp_error *error)
{
  char *directory = memory_string(path);
  char *slash = strrchr(directory, '/');
  if (slash) slash[slash == directory] = '\0';
  bool ok = files_sync_directory(slash ? directory : ".", error);
  free(directory);
  return ok;
}

/* sync_new_name - a new file survives power loss only when its directory entry does. Test file systems keep
 * their own. */
static bool sync_new_name(const struct database_options *options, dp_error *error)
{
  return options->vfs || database_sync_name(options->path, error);
}

static bool set_up(struct database *database, const struct database_options *options, dp_error *error)
{
  static const char *const memory[] = {"PRAGMA cache_size=-65536", "PRAGMA temp_store=MEMORY", NULL};
  struct identity identity;
  if (!open_handle(database, options, error) || !run_all(database, memory, error) ||
      !read_identity(database, &identity, error) || !check_identity(database, options, &identity, error))
    return false;
  if (options->read_only) return true;
  if (!enter_wal(database, options->relaxed, error) || !settle_recovered(database, error)) return false;
  for (int64_t version = identity.version; version < known_version(options->schema); version++)
    if (!migrate_one(database, options, version, error)) return false;
  return !is_fresh(&identity) || sync_new_name(options, error);
}

struct database *database_open(const struct database_options *options, dp_error *error)
{
  struct database *database = memory_zero(1, sizeof *database);
  database->path = memory_string(options->path);
  database->what = memory_string(options->what ? options->what : "database");
  database->transactions = options->transactions;
  if (!set_up(database, options, error)) database_close(&database);
  return database;
}

void database_close(struct database **database)
{
  if (!*database) return;
  database_free_statements(*database);
  sqlite3_close((*database)->handle);
  free((*database)->path);
  free((*database)->what);
  free(*database);
  *database = NULL;
}
