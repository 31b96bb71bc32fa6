/* query.c - the query thread: a loop, one ROUTER socket, a reader of the catalog, and the cursors. */
#include "store/query.h"

#include "base/log.h"
#include "base/memory.h"
#include "runtime/control.h"
#include "runtime/loop.h"
#include "store/answers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct query {
  struct bus_socket *socket;
  char *name; /* a copy: a reload writes the settings anew in another thread */
  struct answers answers;
  struct control *control;
  struct loop *loop;
  pthread_t thread;
  atomic_bool ending;
};

static void each_turn(void *context)
{
  struct query *query = context;
  cursor_answers_settle(&query->answers, bus_readable(query->socket));
  if (atomic_load(&query->ending)) loop_stop(query->loop);
}

static void *serve(void *context)
{
  struct query *query = context;
  dp_error error = {0};
  loop_watch_socket(query->loop, query->socket, control_serve, query->control);
  loop_each_turn(query->loop, each_turn, query);
  if (!loop_run(query->loop, &error)) log_error("query_ended", LOG_TEXT("reason", error.text));
  cursor_answers_settle(&query->answers, false);
  loop_forget_socket(query->loop, query->socket);
  return NULL;
}

static void free_all(struct query **query)
{
  control_free(&(*query)->control);
  loop_free(&(*query)->loop);
  upkeep_free(&(*query)->answers.upkeep);
  catalog_close(&(*query)->answers.catalog);
  cursors_close(&(*query)->answers.cursors);
  index_close(&(*query)->answers.index);
  buffer_free(&(*query)->answers.articles);
  arena_free(&(*query)->answers.arena);
  free((*query)->name);
  free(*query);
  *query = NULL;
}

static bool open_files(struct query *query, const struct query_options *options, dp_error *error)
{
  struct answers *answers = &query->answers;
  struct cursors_options cursors = {.path = options->cursors_path};
  answers->catalog = catalog_open_reader(options->catalog_path, error);
  if (answers->catalog) answers->cursors = cursors_open(&cursors, error);
  if (answers->cursors && options->indexer) answers->index = index_open_reader(options->index_path, error);
  return answers->cursors && (answers->index || !options->indexer) && cursor_answers_start(answers, error);
}

struct query *query_start(const struct query_options *options, dp_error *error)
{
  struct query *query = memory_zero(1, sizeof *query);
  query->socket = options->socket;
  query->name = memory_string(options->name);
  query->answers = (struct answers){.snapshot = options->snapshot,
                                    .indexer = options->indexer,
                                    .upkeep = upkeep_new(options->catalog_path, options->cursors_path),
                                    .name = query->name,
                                    .started_at = clock_now(),
                                    .arena = arena_new()};
  query->control = control_new(options->socket, options->source, answers_verbs, &query->answers);
  query->answers.control = query->control;
  query->loop = loop_new();
  atomic_init(&query->ending, false);
  bool ok = open_files(query, options, error);
  if (ok && pthread_create(&query->thread, NULL, serve, query) != 0)
    ok = error_set(error, EX_OSERR, "can't start the query thread: too many threads");
  if (!ok) free_all(&query);
  return query;
}

void query_stop(struct query **query)
{
  if (!*query) return;
  atomic_store(&(*query)->ending, true);
  loop_wake((*query)->loop);
  pthread_join((*query)->thread, NULL);
  free_all(query);
}
