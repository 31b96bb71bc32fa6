/* indexer.c - see indexer.h. */
#include "store/indexer.h"

#include "base/log.h"
#include "base/memory.h"
#include "store/catalog.h"
#include "store/index_write.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
  LOOK_MS = 200,   /* between two looks at the catalog */
  RETRY_MS = 1000, /* between two attempts at a transaction that failed */
  STEP_ARTICLES = 500,
  STEP_EXPIRED = 200,
  STEP_MS = 500,       /* a transaction ends behind the article with which so much time is over */
  PROGRESS_MS = 10000, /* between two lines in the log while catching up */
  NICE = 5
};

struct indexer {
  struct catalog *catalog;
  struct index *index;
  struct arena *arena;
  pthread_t thread;
  pthread_mutex_t mutex; /* guards the two below */
  pthread_cond_t wake;
  bool ending;
  struct indexer_figures figures;
  millis told_at; /* of the last line on progress */
};

/* One transaction. */
struct step {
  struct indexer *indexer;
  millis end;
  int64_t last;
  bool ok;
  dp_error *error;
};

static bool is_ending(struct indexer *indexer)
{
  pthread_mutex_lock(&indexer->mutex);
  bool ending = indexer->ending;
  pthread_mutex_unlock(&indexer->mutex);
  return ending;
}

/* take_article - an event that can't be read costs itself; it is in the catalog all the same. */
static bool take_article(void *context, const struct catalog_article *stored)
{
  struct step *step = context;
  struct indexer *indexer = step->indexer;
  dp_error reason = {0, ""};
  struct index_article article = {.sequence = stored->sequence,
                                  .revision = stored->revision,
                                  .story = stored->story ? stored->story : stored->sequence,
                                  .stored_at = stored->stored_at};
  arena_reset(indexer->arena);
  bool expired = stored->event_json.length == 0;
  bool readable = !expired && index_article_read(indexer->arena, stored->event_json, &article, &reason);
  if (!expired && !readable)
    log_warn("article_not_indexed", LOG_INT("sequence", stored->sequence), LOG_TEXT("reason", reason.text));
  step->ok = readable ? index_add(indexer->index, &article, step->error)
                      : index_skip(indexer->index, stored->sequence, step->error);
  step->last = stored->sequence;
  return step->ok && clock_monotonic() < step->end;
}

/* take_step - the next articles behind `after`, in one transaction; *last is the last of them. */
static bool take_step(struct indexer *indexer, int64_t after, int64_t *last, dp_error *error)
{
  struct step step = {
      .indexer = indexer, .end = clock_monotonic() + STEP_MS, .last = after, .ok = true, .error = error};
  bool ok = index_begin(indexer->index, error) &&
            catalog_replay(indexer->catalog, after, STEP_ARTICLES, take_article, &step, error) && step.ok &&
            index_commit(indexer->index, error);
  if (!ok) index_rollback(indexer->index);
  *last = ok ? step.last : after;
  return ok;
}

/* drop_expired - takes out the next articles that have expired, in one transaction. *more: there may be
 * others. */
static bool drop_expired(struct indexer *indexer, bool *more, dp_error *error)
{
  int64_t n, sequences[STEP_EXPIRED];
  size_t count = 0;
  *more = false;
  if (!index_expired(indexer->index, &n, error) ||
      !catalog_expired(indexer->catalog, &n, STEP_EXPIRED, sequences, &count, error))
    return false;
  if (!count) return true;
  *more = count == STEP_EXPIRED;
  bool ok = index_begin(indexer->index, error);
  for (size_t i = 0; ok && i < count; i++) ok = index_remove(indexer->index, sequences[i], error);
  ok = ok && index_set_expired(indexer->index, n, error) && index_commit(indexer->index, error);
  if (!ok) index_rollback(indexer->index);
  return ok;
}

static void tell_progress(struct indexer *indexer, int64_t last, int64_t total)
{
  millis now = clock_monotonic();
  if (total - last < STEP_ARTICLES || now - indexer->told_at < PROGRESS_MS) return;
  indexer->told_at = now;
  log_info("indexing", LOG_INT("last", last), LOG_INT("total", total));
}

static void note(struct indexer *indexer, int64_t last, int64_t total, const dp_error *failure)
{
  bool was_stalled = indexer->figures.stalled_reason[0] != '\0';
  if (failure && !was_stalled) log_error("index_stalled", LOG_TEXT("reason", failure->text));
  if (!failure && was_stalled) log_info("index_resumed", LOG_INT("last", last));
  pthread_mutex_lock(&indexer->mutex);
  indexer->figures.last = last;
  if (total >= 0) indexer->figures.total = total;
  snprintf(indexer->figures.stalled_reason, sizeof indexer->figures.stalled_reason, "%s",
           failure ? failure->text : "");
  pthread_mutex_unlock(&indexer->mutex);
}

/* catch_up - until nothing is new, something fails, or it is to end. */
static bool catch_up(struct indexer *indexer)
{
  int64_t last = 0, before;
  struct catalog_counts counts = {.last_sequence = -1};
  dp_error error = {0, ""};
  bool more = false, ok = index_last(indexer->index, &last, &error);
  do {
    before = last;
    ok = ok && catalog_count(indexer->catalog, &counts, &error) &&
         (counts.last_sequence <= last || take_step(indexer, last, &last, &error)) &&
         drop_expired(indexer, &more, &error);
    note(indexer, last, counts.last_sequence, ok ? NULL : &error);
    if (ok) tell_progress(indexer, last, counts.last_sequence);
  } while (ok && (more || last > before) && !is_ending(indexer));
  return ok;
}

static void rest(struct indexer *indexer, int64_t milliseconds)
{
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += milliseconds / 1000;
  until.tv_nsec += milliseconds % 1000 * 1000000;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  pthread_mutex_lock(&indexer->mutex);
  if (!indexer->ending) pthread_cond_timedwait(&indexer->wake, &indexer->mutex, &until);
  pthread_mutex_unlock(&indexer->mutex);
}

static void *follow(void *context)
{
  struct indexer *indexer = context;
  /* On Linux a thread has a niceness of its own. */
  setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICE);
  while (!is_ending(indexer)) rest(indexer, catch_up(indexer) ? LOOK_MS : RETRY_MS);
  return NULL;
}

/* ---- life ---- */

static bool open_files(struct indexer *indexer, const struct indexer_options *options, dp_error *error)
{
  struct catalog_counts counts;
  bool anew = false;
  indexer->catalog = catalog_open_reader(options->catalog_path, error);
  if (!indexer->catalog || !catalog_count(indexer->catalog, &counts, error)) return false;
  indexer->index = index_open_writer(options->index_path, catalog_store_id(indexer->catalog),
                                     counts.last_sequence, &anew, error);
  if (!indexer->index) return false;
  if (anew && counts.last_sequence) log_info("index_made_anew", LOG_INT("articles", counts.last_sequence));
  return index_last(indexer->index, &indexer->figures.last, error);
}

static void free_all(struct indexer **indexer)
{
  index_close(&(*indexer)->index);
  catalog_close(&(*indexer)->catalog);
  arena_free(&(*indexer)->arena);
  pthread_cond_destroy(&(*indexer)->wake);
  pthread_mutex_destroy(&(*indexer)->mutex);
  free(*indexer);
  *indexer = NULL;
}

struct indexer *indexer_start(const struct indexer_options *options, dp_error *error)
{
  struct indexer *indexer = memory_zero(1, sizeof *indexer);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&indexer->wake, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&indexer->mutex, NULL);
  indexer->arena = arena_new();
  bool ok = open_files(indexer, options, error);
  if (ok && pthread_create(&indexer->thread, NULL, follow, indexer) != 0)
    ok = error_set(error, EX_OSERR, "can't start the indexer thread: too many threads");
  if (!ok) free_all(&indexer);
  return indexer;
}

void indexer_stop(struct indexer **indexer)
{
  if (!*indexer) return;
  pthread_mutex_lock(&(*indexer)->mutex);
  (*indexer)->ending = true;
  pthread_cond_signal(&(*indexer)->wake);
  pthread_mutex_unlock(&(*indexer)->mutex);
  pthread_join((*indexer)->thread, NULL);
  free_all(indexer);
}

void indexer_figures(struct indexer *indexer, struct indexer_figures *figures)
{
  pthread_mutex_lock(&indexer->mutex);
  *figures = indexer->figures;
  pthread_mutex_unlock(&indexer->mutex);
}
