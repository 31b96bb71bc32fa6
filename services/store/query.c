/* query.c - the query thread: a loop, one ROUTER socket, a reader of the catalog. */
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

static void check_ending(void *context)
{
  struct query *query = context;
  if (atomic_load(&query->ending)) loop_stop(query->loop);
}

static void *serve(void *context)
{
  struct query *query = context;
  dp_error error = {0};
  loop_watch_socket(query->loop, query->socket, control_serve, query->control);
  loop_each_turn(query->loop, check_ending, query);
  if (!loop_run(query->loop, &error)) log_error("query_ended", LOG_TEXT("reason", error.text));
  loop_forget_socket(query->loop, query->socket);
  return NULL;
}

static void free_all(struct query **query)
{
  control_free(&(*query)->control);
  loop_free(&(*query)->loop);
  catalog_close(&(*query)->answers.catalog);
  buffer_free(&(*query)->answers.articles);
  free((*query)->name);
  free(*query);
  *query = NULL;
}

struct query *query_start(const struct query_options *options, dp_error *error)
{
  struct catalog *reader = catalog_open_reader(options->catalog_path, error);
  if (!reader) return NULL;
  struct query *query = memory_zero(1, sizeof *query);
  query->socket = options->socket;
  query->name = memory_string(options->name);
  query->answers = (struct answers){
      .catalog = reader, .snapshot = options->snapshot, .name = query->name, .started_at = clock_now()};
  query->control = control_new(options->socket, options->source, answers_verbs, &query->answers);
  query->answers.control = query->control;
  query->loop = loop_new();
  atomic_init(&query->ending, false);
  if (pthread_create(&query->thread, NULL, serve, query) != 0) {
    error_set(error, EX_OSERR, "can't start the query thread: too many threads");
    free_all(&query);
  }
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
