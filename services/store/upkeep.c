/* upkeep.c - one thread for the work in hand, joined when the next begins or all ends. */
#include "store/upkeep.h"

#include "base/files.h"
#include "base/log.h"
#include "base/memory.h"
#include "data/database.h"
#include "store/catalog.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct upkeep {
  char *catalog_path, *cursors_path;
  pthread_t thread;
  bool begun; /* there is a thread to be joined */
  pthread_mutex_t mutex;
  bool ending; /* these two: under the mutex */
  struct upkeep_figures figures;
};

struct upkeep *upkeep_new(const char *catalog_path, const char *cursors_path)
{
  struct upkeep *upkeep = memory_zero(1, sizeof *upkeep);
  upkeep->catalog_path = memory_string(catalog_path);
  upkeep->cursors_path = memory_string(cursors_path);
  pthread_mutex_init(&upkeep->mutex, NULL);
  return upkeep;
}

static void join(struct upkeep *upkeep)
{
  if (upkeep->begun) pthread_join(upkeep->thread, NULL);
  upkeep->begun = false;
}

void upkeep_free(struct upkeep **upkeep)
{
  if (!*upkeep) return;
  pthread_mutex_lock(&(*upkeep)->mutex);
  (*upkeep)->ending = true;
  pthread_mutex_unlock(&(*upkeep)->mutex);
  join(*upkeep);
  pthread_mutex_destroy(&(*upkeep)->mutex);
  free((*upkeep)->catalog_path);
  free((*upkeep)->cursors_path);
  free(*upkeep);
  *upkeep = NULL;
}

void upkeep_tell(struct upkeep *upkeep, struct upkeep_figures *figures)
{
  pthread_mutex_lock(&upkeep->mutex);
  *figures = upkeep->figures;
  pthread_mutex_unlock(&upkeep->mutex);
}

/* ---- in the thread ---- */

static bool goes_on(void *context, int64_t done, int64_t total)
{
  struct upkeep *upkeep = context;
  pthread_mutex_lock(&upkeep->mutex);
  upkeep->figures.done = done;
  upkeep->figures.total = total;
  bool ending = upkeep->ending;
  pthread_mutex_unlock(&upkeep->mutex);
  return !ending;
}

static bool check_file(struct upkeep *upkeep, const char *path, int64_t *last_sequence, dp_error *error)
{
  const struct database_watch watch = {goes_on, upkeep};
  struct catalog *catalog = catalog_open_reader(path, error);
  if (!catalog) return false;
  bool ok = catalog_check(catalog, &watch, error);
  *last_sequence = catalog_last_sequence(catalog);
  catalog_close(&catalog);
  return ok;
}

/* copy_files - the cursors first: they must not be ahead of the catalog. */
static bool copy_files(struct upkeep *upkeep, const char *directory, int64_t *last_sequence, dp_error *error)
{
  const struct database_watch watch = {goes_on, upkeep};
  struct buffer catalog = BUFFER_EMPTY, cursors = BUFFER_EMPTY;
  buffer_format(&catalog, "%s/catalog.db", directory);
  buffer_format(&cursors, "%s/cursors.db", directory);
  bool ok = files_make_directory(directory, 0750, error) &&
            database_copy(upkeep->cursors_path, "cursors", buffer_string(&cursors), &watch, error) &&
            database_copy(upkeep->catalog_path, "catalog", buffer_string(&catalog), &watch, error) &&
            check_file(upkeep, buffer_string(&catalog), last_sequence, error);
  buffer_free(&catalog);
  buffer_free(&cursors);
  return ok;
}

static void end(struct upkeep *upkeep, int64_t last_sequence, const dp_error *failure)
{
  pthread_mutex_lock(&upkeep->mutex);
  upkeep->figures.last_sequence = last_sequence;
  upkeep->figures.failure = *failure;
  upkeep->figures.ended_at = clock_now();
  upkeep->figures.running = false;
  pthread_mutex_unlock(&upkeep->mutex);
}

static void *work(void *context)
{
  struct upkeep *upkeep = context;
  struct upkeep_figures figures;
  dp_error failure = {0, ""};
  int64_t last_sequence = 0;
  upkeep_tell(upkeep, &figures);
  bool backup = figures.task == UPKEEP_BACKUP;
  bool ok = backup ? copy_files(upkeep, figures.directory, &last_sequence, &failure)
                   : check_file(upkeep, upkeep->catalog_path, &last_sequence, &failure);
  if (ok)
    log_info(backup ? "backup_done" : "check_done", LOG_INT("last_sequence", last_sequence));
  else
    log_error(backup ? "backup_failed" : "check_failed", LOG_TEXT("reason", failure.text));
  end(upkeep, last_sequence, &failure);
  return NULL;
}

/* ---- asked for ---- */

static bool begin(struct upkeep *upkeep, enum upkeep_task task, const char *directory, dp_error *error)
{
  struct upkeep_figures figures;
  upkeep_tell(upkeep, &figures);
  if (figures.running)
    return error_set(error, EX_TEMPFAIL, "a %s is under way; wait for its end",
                     figures.task == UPKEEP_BACKUP ? "backup" : "check");
  join(upkeep);
  upkeep->figures = (struct upkeep_figures){.task = task, .running = true, .started_at = clock_now()};
  snprintf(upkeep->figures.directory, sizeof upkeep->figures.directory, "%s", directory);
  upkeep->begun = pthread_create(&upkeep->thread, NULL, work, upkeep) == 0;
  if (!upkeep->begun) upkeep->figures = (struct upkeep_figures){.task = UPKEEP_NOTHING};
  return upkeep->begun || error_set(error, EX_OSERR, "can't start a thread for it: too many threads");
}

bool upkeep_backup(struct upkeep *upkeep, const char *directory, dp_error *error)
{
  if (directory[0] != '/' || strlen(directory) > PATH_MAX - 32)
    return error_set(error, EX_USAGE,
                     "the directory of a backup is an absolute path: the store runs elsewhere");
  return begin(upkeep, UPKEEP_BACKUP, directory, error);
}

bool upkeep_check(struct upkeep *upkeep, dp_error *error)
{
  return begin(upkeep, UPKEEP_CHECK, "", error);
}
