/* index_open.c - opening the index for writing: what can't be used is made anew, for nothing is lost by that
 * but time. */
#include "store/index_write.h"

#include "base/log.h"
#include "store/index_internal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static bool remove_files(const char *path, dp_error *error)
{
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
    if (unlink(name) != 0 && errno != ENOENT)
      return error_errno(error, "can't remove the old index %s", name);
  }
  return true;
}

static struct database *open_file(const char *path, dp_error *error)
{
  int64_t version = 0;
  while (index_schema[version]) version++;
  struct database_options options = {.path = path,
                                     .what = "index",
                                     .application_id = INDEX_APPLICATION_ID,
                                     .schema = index_schema,
                                     .first_version = version,
                                     .relaxed = true,
                                     .hits = true};
  return database_open(&options, error);
}

/* belongs - is it of this catalog, and not ahead of it? A fresh file is made to be. */
static bool belongs(struct database *database, const char *store, int64_t last, bool *fits, dp_error *error)
{
  struct statement *read = database_statement(database, "SELECT store, last FROM head");
  enum statement_outcome outcome = statement_step(read, error);
  *fits = outcome == STATEMENT_END ||
          (slice_is(statement_column_text(read, 0), store) && statement_column(read, 1) <= last);
  statement_done(read);
  if (outcome != STATEMENT_END) return outcome != STATEMENT_FAILED;
  struct statement *write =
      database_statement(database, "INSERT INTO head (one, store, last, expired) VALUES (1, ?1, 0, 0)");
  statement_text(write, 1, slice_of(store));
  return statement_run(write, error);
}

static struct database *open_fitting(const char *path, const char *store, int64_t last, bool *fits,
                                     dp_error *error)
{
  struct database *database = open_file(path, error);
  *fits = database != NULL;
  if (database && (!belongs(database, store, last, fits, error) || !*fits)) database_close(&database);
  return database;
}

struct index *index_open_writer(const char *path, const char *store, int64_t last, bool *anew,
                                dp_error *error)
{
  bool fits;
  dp_error first = {0, ""};
  *anew = access(path, F_OK) != 0;
  struct database *database = open_fitting(path, store, last, &fits, &first);
  bool useless = !database && (!fits || first.code == EX_DATAERR || first.code == EX_CONFIG);
  if (!database && useless) {
    *anew = true;
    log_info("index_discarded", LOG_TEXT("reason", first.code ? first.text : "it is of another catalog"));
    if (!remove_files(path, error)) return NULL;
    database = open_fitting(path, store, last, &fits, &first);
  }
  if (!database) {
    if (error) *error = first;
    return NULL;
  }
  return index_of(database, true);
}
