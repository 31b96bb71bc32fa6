/* worker.c - the life of a sink's thread: its files, its subscription, one article at a time. */
#include "sink/worker.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/random.h"
#include "data/event.h"
#include "sink/dead.h"
#include "sink/lines.h"
#include "sink/post.h"

#include <depeche/depeche.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  WAIT_MS = 200,       /* for an article, before we look up */
  GROUP = 100,         /* lines that are synced together at most */
  GROUP_MS = 1000,     /* and how long the first of them waits at most */
  REOPEN_MS = 5 * 1000 /* after the store or the disk has failed us */
};

struct worker {
  struct arena *kept; /* the definition */
  struct sink_definition definition;
  char *config_path;
  struct dead *dead;
  struct lines *lines; /* of a directory */
  struct post *post;   /* of a webhook */
  struct arena *arena; /* of the article in hand */
  struct buffer body;
  dp_client *client;
  dp_subscription *subscription;
  int64_t done;  /* sequence of the last article that was taken, or buried */
  int64_t group; /* articles of which the store is to be told */
  millis group_at;
  atomic_bool ending, retry;
  pthread_mutex_t mutex; /* of the figures */
  struct worker_figures figures;
  pthread_t thread;
};

const char *worker_state_name(enum worker_state state)
{
  static const char *const names[] = {"running", "retrying", "waiting", "stopped"};
  return names[state];
}

static bool is_ending(void *context)
{
  return atomic_load(&((struct worker *)context)->ending);
}

/* rest - sleeps until a monotonic time, or until the end is asked for. */
static void rest(struct worker *worker, millis until)
{
  while (!is_ending(worker) && clock_monotonic() < until) {
    millis left = until - clock_monotonic();
    usleep((useconds_t)(left < WAIT_MS ? left : WAIT_MS) * 1000);
  }
}

/* ---- figures ---- */

static void show_state(struct worker *worker, enum worker_state state, const char *trouble)
{
  pthread_mutex_lock(&worker->mutex);
  worker->figures.state = state;
  worker->figures.dead = dead_count(worker->dead);
  worker->figures.position = worker->done;
  snprintf(worker->figures.last_error, sizeof worker->figures.last_error, "%s", trouble ? trouble : "");
  pthread_mutex_unlock(&worker->mutex);
}

static void show_sent(struct worker *worker)
{
  pthread_mutex_lock(&worker->mutex);
  worker->figures.sent++;
  worker->figures.last_sent_at = clock_now();
  pthread_mutex_unlock(&worker->mutex);
  show_state(worker, WORKER_RUNNING, NULL);
}

void worker_look(struct worker *worker, struct worker_figures *figures)
{
  pthread_mutex_lock(&worker->mutex);
  *figures = worker->figures;
  pthread_mutex_unlock(&worker->mutex);
}

/* ---- one article ---- */

enum outcome { OUTCOME_DONE, OUTCOME_LATER /* not done: ending, or the disk failed */, OUTCOME_GONE };

static bool bury(struct worker *worker, const struct event *event, struct slice json, int64_t tries,
                 const char *reason, dp_error *error)
{
  struct dead_letter letter = {.sequence = event->sequence,
                               .id = event->id,
                               .at = clock_now(),
                               .tries = tries,
                               .reason = slice_of(reason),
                               .event_json = json};
  log_warn("dead_letter", LOG_TEXT("sink", worker->definition.name), LOG_INT("sequence", event->sequence),
           LOG_TEXT("reason", reason));
  return dead_add(worker->dead, &letter, error);
}

static struct post_request request_of(const struct worker *worker, const struct event *event)
{
  struct slice body = buffer_view(&worker->body);
  body.length--; /* the end of the line */
  return (struct post_request){.url = worker->definition.webhook,
                               .content_type = worker->definition.form == ARTICLE_EVENT
                                                   ? "application/cloudevents+json; charset=utf-8"
                                                   : "application/json",
                               .body = body,
                               .id = arena_string(worker->arena, event->id),
                               .timestamp = clock_now() / 1000,
                               .secret = worker->definition.secret,
                               .timeout = worker->definition.timeout};
}

/* send - POSTs until it is decided. The body is in worker->body. */
static enum outcome send_article(struct worker *worker, const struct event *event, struct slice json,
                                 dp_error *error)
{
  struct attempts attempts = {0};
  while (!is_ending(worker)) {
    dp_error detail = {0, ""};
    struct post_request request = request_of(worker, event);
    struct attempt_answer answer = post_send(worker->post, &request, is_ending, worker, &detail);
    if (is_ending(worker) && answer.status == 0) break;
    switch (
        attempt_judge(&attempts, &answer, worker->definition.retry_for, clock_monotonic(), random_seed())) {
    case ATTEMPT_TAKEN:
      return OUTCOME_DONE;
    case ATTEMPT_GONE:
      error_set(error, EX_UNAVAILABLE, "the receiver answered 410: it wants no more");
      return OUTCOME_GONE;
    case ATTEMPT_REFUSED:
      return bury(worker, event, json, attempts.count, detail.text, error) ? OUTCOME_DONE : OUTCOME_LATER;
    case ATTEMPT_AGAIN:
      show_state(worker, WORKER_RETRYING, detail.text);
      rest(worker, attempts.next_at);
    }
  }
  return OUTCOME_LATER;
}

static enum outcome write_article(struct worker *worker, const struct event *event, dp_error *error)
{
  struct lines_article article = {event->store, event->sequence, event->time};
  if (lines_has(worker->lines, &article)) return OUTCOME_DONE;
  return lines_put(worker->lines, &article, buffer_view(&worker->body), error) ? OUTCOME_DONE : OUTCOME_LATER;
}

static enum outcome deliver(struct worker *worker, struct slice json, dp_error *error)
{
  struct event event;
  arena_reset(worker->arena);
  buffer_clear(&worker->body);
  if (!event_parse(worker->arena, json, &event, error)) return OUTCOME_LATER;
  if (!article_form_put(worker->arena, worker->definition.form, json, &worker->body, error))
    return OUTCOME_LATER;
  enum outcome outcome =
      worker->lines ? write_article(worker, &event, error) : send_article(worker, &event, json, error);
  if (outcome == OUTCOME_DONE) worker->done = event.sequence;
  return outcome;
}

/* ---- acknowledging ---- */

/* The client tells the store in groups; of lines it may hear only when they are on disk. */

static bool acknowledge(struct worker *worker, dp_error *error)
{
  if (worker->group == 0) return true;
  if (worker->lines && !lines_commit(worker->lines, error)) return false;
  if (!dp_ack(worker->subscription, worker->done, error)) return false;
  worker->group = 0;
  return true;
}

static bool is_due(const struct worker *worker, bool idle)
{
  return worker->post || worker->group >= GROUP ||
         (worker->group && (idle || clock_monotonic() - worker->group_at >= GROUP_MS));
}

/* ---- dead letters ---- */

static enum outcome send_dead(struct worker *worker, dp_error *error)
{
  struct arena *arena = arena_new();
  enum outcome outcome = OUTCOME_DONE;
  bool found = true;
  int64_t done = worker->done;
  while (outcome == OUTCOME_DONE && found && !is_ending(worker)) {
    struct dead_letter letter;
    arena_reset(arena);
    if (!dead_next(worker->dead, arena, &letter, &found, error))
      outcome = OUTCOME_LATER;
    else if (found)
      outcome = deliver(worker, letter.event_json, error);
    worker->done = done; /* letters are older than where we are */
    if (found && outcome == OUTCOME_DONE) show_sent(worker);
  }
  arena_free(&arena);
  return outcome;
}

static enum outcome retry_dead(struct worker *worker, dp_error *error)
{
  bool asked = atomic_exchange(&worker->retry, false);
  if (!worker->post || (!asked && !dead_reviving(worker->dead))) return OUTCOME_DONE;
  if (!dead_revive(worker->dead, error)) return error->code ? OUTCOME_LATER : OUTCOME_DONE;
  enum outcome outcome = send_dead(worker, error);
  if (outcome == OUTCOME_DONE) show_state(worker, WORKER_RUNNING, NULL);
  return outcome;
}

/* ---- the life ---- */

static bool open_subscription(struct worker *worker, dp_error *error)
{
  const struct sink_definition *definition = &worker->definition;
  char name[SINK_NAME + 8];
  snprintf(name, sizeof name, "sink.%s", definition->name);
  dp_subscribe_options options = {.name = name,
                                  .filter = definition->filter,
                                  .replace = true,
                                  .after = definition->from.now ? DP_FROM_NOW : definition->from.after,
                                  .since = definition->from.since};
  worker->group = 0;
  worker->client = dp_open(worker->config_path, error);
  worker->subscription = worker->client ? dp_subscribe(worker->client, &options, error) : NULL;
  return worker->subscription != NULL;
}

static void close_subscription(struct worker *worker)
{
  dp_unsubscribe(&worker->subscription);
  dp_close(&worker->client);
}

/* tell_missed - articles that had expired before they could be sent. */
static void tell_missed(struct worker *worker)
{
  int64_t first = 0, last = 0, missed = dp_missed(worker->subscription, &first, &last);
  if (missed)
    log_warn("articles_expired", LOG_TEXT("sink", worker->definition.name), LOG_INT("missed", missed),
             LOG_INT("first", first), LOG_INT("last", last));
}

static enum outcome take_one(struct worker *worker, dp_error *error)
{
  dp_article article;
  enum outcome outcome = retry_dead(worker, error);
  if (outcome != OUTCOME_DONE) return outcome;
  dp_outcome got = dp_next(worker->subscription, &article, WAIT_MS, error);
  if (got == DP_FAILED) return OUTCOME_LATER;
  tell_missed(worker);
  if (got == DP_OK) {
    if (worker->group == 0) worker->group_at = clock_monotonic();
    outcome = deliver(worker, (struct slice){article.json, article.length}, error);
    if (outcome != OUTCOME_DONE) return outcome;
    worker->group++;
    show_sent(worker);
  }
  return !is_due(worker, got != DP_OK) || acknowledge(worker, error) ? OUTCOME_DONE : OUTCOME_LATER;
}

/* follow - until the end, or something fails. */
static enum outcome follow(struct worker *worker, dp_error *error)
{
  enum outcome outcome = OUTCOME_DONE;
  if (!open_subscription(worker, error)) return OUTCOME_LATER;
  show_state(worker, WORKER_RUNNING, NULL);
  while (outcome == OUTCOME_DONE && !is_ending(worker)) outcome = take_one(worker, error);
  dp_error late = {0, ""};
  acknowledge(worker, error->code ? &late : error); /* what was done before it failed */
  return outcome;
}

static void recover(struct worker *worker, const dp_error *trouble)
{
  dp_error error = {0, ""};
  if (!trouble->code) return; /* the end was asked for */
  log_warn("sink_failed", LOG_TEXT("sink", worker->definition.name), LOG_TEXT("reason", trouble->text));
  show_state(worker, WORKER_WAITING, trouble->text);
  if (worker->lines && !lines_rollback(worker->lines, &error))
    log_warn("sink_failed", LOG_TEXT("sink", worker->definition.name), LOG_TEXT("reason", error.text));
  rest(worker, clock_monotonic() + REOPEN_MS);
}

static void *live(void *context)
{
  struct worker *worker = context;
  enum outcome outcome = OUTCOME_DONE;
  while (!is_ending(worker) && outcome != OUTCOME_GONE) {
    dp_error error = {0, ""};
    outcome = follow(worker, &error);
    close_subscription(worker);
    if (outcome == OUTCOME_GONE) {
      log_error("sink_stopped", LOG_TEXT("sink", worker->definition.name), LOG_TEXT("reason", error.text));
      show_state(worker, WORKER_STOPPED, error.text);
    } else {
      recover(worker, &error);
    }
  }
  return NULL;
}

/* ---- beginning and end ---- */

static void copy_definition(struct worker *worker, const struct sink_definition *given)
{
  struct sink_definition *definition = &worker->definition;
  *definition = *given;
  if (given->from.since) definition->from.since = arena_string(worker->kept, slice_of(given->from.since));
  if (given->webhook) definition->webhook = arena_string(worker->kept, slice_of(given->webhook));
  if (given->directory) definition->directory = arena_string(worker->kept, slice_of(given->directory));
  definition->filter = arena_string(worker->kept, slice_of(given->filter));
  definition->secret = arena_slice(worker->kept, given->secret);
}

static bool open_files(struct worker *worker, const struct worker_options *options, dp_error *error)
{
  char directory[PATH_MAX];
  snprintf(directory, sizeof directory, "%s/sinks", options->state_dir);
  worker->dead = dead_open(directory, worker->definition.name, error);
  if (!worker->dead) return false;
  if (worker->definition.directory) {
    worker->lines = lines_open(worker->definition.directory, worker->definition.name, error);
    return worker->lines != NULL;
  }
  worker->post = post_new(options->user_agent, options->ca_file);
  return true;
}

static void free_all(struct worker **worker)
{
  post_free(&(*worker)->post);
  lines_close(&(*worker)->lines);
  dead_close(&(*worker)->dead);
  buffer_free(&(*worker)->body);
  arena_free(&(*worker)->arena);
  arena_free(&(*worker)->kept);
  pthread_mutex_destroy(&(*worker)->mutex);
  free((*worker)->config_path);
  free(*worker);
  *worker = NULL;
}

struct worker *worker_start(const struct worker_options *options, dp_error *error)
{
  struct worker *worker = memory_zero(1, sizeof *worker);
  worker->kept = arena_new();
  worker->arena = arena_new();
  worker->config_path = options->config_path ? memory_string(options->config_path) : NULL;
  pthread_mutex_init(&worker->mutex, NULL);
  copy_definition(worker, options->definition);
  bool good = open_files(worker, options, error);
  if (good) show_state(worker, WORKER_WAITING, NULL);
  if (good && pthread_create(&worker->thread, NULL, live, worker) != 0)
    good = error_set(error, EX_OSERR, "can't start a thread for the sink %s: too many threads",
                     worker->definition.name);
  if (!good) free_all(&worker);
  return worker;
}

void worker_end(struct worker *worker)
{
  atomic_store(&worker->ending, true);
}

void worker_stop(struct worker **worker)
{
  if (!*worker) return;
  worker_end(*worker);
  pthread_join((*worker)->thread, NULL);
  free_all(worker);
}

const char *worker_name(const struct worker *worker)
{
  return worker->definition.name;
}

const struct sink_definition *worker_definition(const struct worker *worker)
{
  return &worker->definition;
}

void worker_retry(struct worker *worker)
{
  atomic_store(&worker->retry, true);
}
