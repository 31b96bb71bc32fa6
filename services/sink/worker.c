/* worker.c - the life of a sink's thread: its files, its subscription, one article at a time. */
#include "sink/worker.h"

#include "base/digest.h"
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
  WEBHOOK_ID = 256,    /* bytes of an id that goes as it is */
  GROUP = 100,         /* lines that are synced together at most */
  GROUP_MS = 1000,     /* and how long the first of them waits at most */
  ASK_MS = 3000,       /* for an answer of the store */
  REOPEN_MS = 5 * 1000 /* after the store or the disk has failed us */
};

struct worker {
  struct arena *kept; /* the definition */
  struct sink_definition definition;
  char *config_path, *state_dir, *user_agent, *ca_file;
  struct dead *dead;   /* NULL until its files are open */
  struct lines *lines; /* of a directory */
  struct post *post;   /* of a webhook */
  struct arena *arena; /* of the article in hand */
  struct buffer body;
  dp_client *client;
  dp_subscription *subscription;
  int64_t done;  /* sequence of the last article that was taken, or buried */
  int64_t group; /* articles of which the store is to be told */
  millis group_at;
  atomic_bool ending, ended, retry;
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

/* rest - sleeps until a monotonic time is past (the clock cuts off what is less than a millisecond), or until
 * the end is asked for. */
static void rest(struct worker *worker, millis until)
{
  while (!is_ending(worker) && clock_monotonic() <= until) {
    millis left = until - clock_monotonic() + 1;
    usleep((useconds_t)(left < WAIT_MS ? left : WAIT_MS) * 1000);
  }
}

/* What became of an article. */
enum outcome {
  OUTCOME_DONE,
  OUTCOME_BURIED, /* done as well: it is a dead letter */
  OUTCOME_LATER,  /* not done: ending, or the disk failed */
  OUTCOME_GONE
};

static bool is_done(enum outcome outcome)
{
  return outcome == OUTCOME_DONE || outcome == OUTCOME_BURIED;
}

/* ---- figures ---- */

/* show_state - and what went wrong: "" for nothing, NULL for what was said before. */
static void show_state(struct worker *worker, enum worker_state state, const char *trouble)
{
  pthread_mutex_lock(&worker->mutex);
  worker->figures.state = state;
  if (worker->dead) worker->figures.dead = dead_count(worker->dead);
  worker->figures.position = worker->done;
  if (trouble) snprintf(worker->figures.last_error, sizeof worker->figures.last_error, "%s", trouble);
  pthread_mutex_unlock(&worker->mutex);
}

static void show_sent(struct worker *worker)
{
  pthread_mutex_lock(&worker->mutex);
  worker->figures.sent++;
  worker->figures.last_sent_at = clock_now();
  pthread_mutex_unlock(&worker->mutex);
}

static void show_outcome(struct worker *worker, enum outcome outcome)
{
  if (outcome == OUTCOME_DONE) show_sent(worker);
  if (is_done(outcome)) show_state(worker, WORKER_RUNNING, outcome == OUTCOME_DONE ? "" : NULL);
}

void worker_look(struct worker *worker, struct worker_figures *figures)
{
  pthread_mutex_lock(&worker->mutex);
  *figures = worker->figures;
  pthread_mutex_unlock(&worker->mutex);
}

/* ---- one article ---- */

static enum outcome bury(struct worker *worker, const struct event *event, struct slice json, int64_t tries,
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
  if (!dead_add(worker->dead, &letter, error)) return OUTCOME_LATER;
  show_state(worker, WORKER_RUNNING, reason);
  return OUTCOME_BURIED;
}

/* webhook_id - the event's own; where that is no text for a header (it comes from whoever made the event), a
 * digest of it. */
static const char *webhook_id(struct arena *arena, struct slice id)
{
  bool plain = id.length <= WEBHOOK_ID;
  for (size_t i = 0; plain && i < id.length; i++) plain = id.data[i] > ' ' && id.data[i] <= '~';
  if (plain) return arena_string(arena, id);
  return digest_sha256_hex(id, arena_alloc(arena, DIGEST_SHA256_HEX));
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
                               .id = webhook_id(worker->arena, event->id),
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
      return bury(worker, event, json, attempts.count, detail.text, error);
    case ATTEMPT_AGAIN:
      show_state(worker, WORKER_RETRYING, detail.text);
      rest(worker, attempts.next_at);
    }
  }
  return OUTCOME_LATER;
}

static struct lines_article article_of(const struct event *event)
{
  return (struct lines_article){event->store, event->sequence, event->id, event->time};
}

static enum outcome write_article(struct worker *worker, const struct event *event, dp_error *error)
{
  struct lines_article article = article_of(event);
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
  return worker->lines ? write_article(worker, &event, error) : send_article(worker, &event, json, error);
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

/* send_dead - those that are set aside; one that stays undone is the next one still. */
static enum outcome send_dead(struct worker *worker, dp_error *error)
{
  struct arena *arena = arena_new();
  enum outcome outcome = OUTCOME_DONE;
  bool found = true;
  while (is_done(outcome) && found && !is_ending(worker)) {
    struct dead_letter letter;
    arena_reset(arena);
    if (!dead_next(worker->dead, arena, &letter, &found, error))
      outcome = OUTCOME_LATER;
    else if (found)
      outcome = deliver(worker, letter.event_json, error);
    if (found && !is_done(outcome)) dead_put_back(worker->dead);
    if (found) show_outcome(worker, outcome);
  }
  arena_free(&arena);
  if (is_done(outcome)) show_state(worker, WORKER_RUNNING, NULL); /* they are counted anew */
  return outcome;
}

/* retry_dead - those of a retry that was cut short, then all that there are if that is asked for. */
static enum outcome retry_dead(struct worker *worker, dp_error *error)
{
  enum outcome outcome = OUTCOME_DONE;
  if (!worker->post) return OUTCOME_DONE;
  if (dead_reviving(worker->dead)) outcome = send_dead(worker, error);
  if (!is_done(outcome) || is_ending(worker) || !atomic_exchange(&worker->retry, false)) return outcome;
  return dead_revive(worker->dead, error) ? send_dead(worker, error) : OUTCOME_LATER;
}

/* ---- the life ---- */

/* open_files - those that are not open yet. */
static bool open_files(struct worker *worker, dp_error *error)
{
  const struct sink_definition *definition = &worker->definition;
  char directory[PATH_MAX];
  snprintf(directory, sizeof directory, "%s/sinks", worker->state_dir);
  if (!worker->dead) worker->dead = dead_open(directory, definition->name, error);
  if (!worker->dead) return false;
  if (definition->directory && !worker->lines)
    worker->lines = lines_open(definition->directory, definition->name, error);
  if (definition->webhook && !worker->post) worker->post = post_new(worker->user_agent, worker->ca_file);
  return worker->lines || worker->post;
}

/* make_cursor - at the sequence that the definition names, if there is none yet. A subscription that is given
 * a sequence would go there each time. */
static bool make_cursor(struct worker *worker, const char *name, dp_error *error)
{
  struct buffer request = BUFFER_EMPTY;
  char *reply = NULL;
  arena_reset(worker->arena);
  struct json *data = json_object(worker->arena);
  json_add_text(worker->arena, data, "name", slice_of(name));
  json_add_text(worker->arena, data, "filter", slice_of(worker->definition.filter));
  json_add_bool(worker->arena, data, "replace", true);
  json_add_integer(worker->arena, data, "after", worker->definition.from.after);
  json_print(data, &request);
  bool made =
      dp_ask(worker->client, "store", "cursor.open", buffer_string(&request), ASK_MS, &reply, NULL, error);
  dp_release(reply);
  buffer_free(&request);
  return made;
}

/* check_lines - is the last article in the files still the one of that sequence? */
static bool check_lines(struct worker *worker, dp_error *error)
{
  char request[64], *reply = NULL, *frame = NULL;
  struct event event;
  int64_t last = worker->lines ? lines_last(worker->lines) : 0;
  if (!last) return true;
  arena_reset(worker->arena);
  snprintf(request, sizeof request, "{\"key\":\"%lld\"}", (long long)last);
  if (!dp_ask(worker->client, "store", "show", request, ASK_MS, &reply, &frame, error)) return false;
  bool found = json_get_bool(json_parse(worker->arena, slice_of(reply), NULL), "found", false), same = found;
  if (found && frame && event_parse(worker->arena, slice_of(frame), &event, NULL)) {
    struct lines_article article = article_of(&event);
    same = lines_is_last(worker->lines, &article);
  }
  dp_release(reply);
  dp_release(frame);
  if (same) return true;
  log_warn("store_was_set_back", LOG_TEXT("sink", worker->definition.name), LOG_INT("sequence", last));
  lines_forget(worker->lines);
  return true;
}

static bool open_subscription(struct worker *worker, dp_error *error)
{
  const struct sink_definition *definition = &worker->definition;
  char name[SINK_NAME + 8];
  snprintf(name, sizeof name, "sink.%s", definition->name);
  dp_subscribe_options options = {.name = name,
                                  .filter = definition->filter,
                                  .replace = true,
                                  .after = definition->from.now ? DP_FROM_NOW : 0,
                                  .since = definition->from.since};
  worker->group = 0;
  worker->client = dp_open(worker->config_path, error);
  if (!worker->client || (definition->from.after > 0 && !make_cursor(worker, name, error))) return false;
  worker->subscription = dp_subscribe(worker->client, &options, error);
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
  if (!missed) return;
  log_warn("articles_expired", LOG_TEXT("sink", worker->definition.name), LOG_INT("missed", missed),
           LOG_INT("first", first), LOG_INT("last", last));
  pthread_mutex_lock(&worker->mutex);
  worker->figures.missed += missed;
  pthread_mutex_unlock(&worker->mutex);
}

static enum outcome take_one(struct worker *worker, dp_error *error)
{
  dp_article article;
  enum outcome outcome = retry_dead(worker, error);
  if (!is_done(outcome)) return outcome;
  dp_outcome got = dp_next(worker->subscription, &article, WAIT_MS, error);
  if (got == DP_FAILED) return OUTCOME_LATER;
  tell_missed(worker);
  if (got == DP_OK) {
    if (worker->group == 0) worker->group_at = clock_monotonic();
    outcome = deliver(worker, (struct slice){article.json, article.length}, error);
    if (!is_done(outcome)) return outcome;
    worker->done = article.sequence;
    worker->group++;
    show_outcome(worker, outcome);
  }
  return !is_due(worker, got != DP_OK) || acknowledge(worker, error) ? OUTCOME_DONE : OUTCOME_LATER;
}

/* follow - until the end, or something fails. */
static enum outcome follow(struct worker *worker, dp_error *error)
{
  enum outcome outcome = OUTCOME_DONE;
  if (!open_files(worker, error) || !open_subscription(worker, error) || !check_lines(worker, error))
    return OUTCOME_LATER;
  show_state(worker, WORKER_RUNNING, "");
  while (is_done(outcome) && !is_ending(worker)) outcome = take_one(worker, error);
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
  atomic_store(&worker->ended, true);
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
  free((*worker)->state_dir);
  free((*worker)->user_agent);
  free((*worker)->ca_file);
  free(*worker);
  *worker = NULL;
}

struct worker *worker_start(const struct worker_options *options, dp_error *error)
{
  struct worker *worker = memory_zero(1, sizeof *worker);
  worker->kept = arena_new();
  worker->arena = arena_new();
  worker->config_path = options->config_path ? memory_string(options->config_path) : NULL;
  worker->state_dir = memory_string(options->state_dir);
  worker->user_agent = memory_string(options->user_agent);
  worker->ca_file = memory_string(options->ca_file);
  pthread_mutex_init(&worker->mutex, NULL);
  copy_definition(worker, options->definition);
  show_state(worker, WORKER_WAITING, "");
  if (pthread_create(&worker->thread, NULL, live, worker) == 0) return worker;
  error_set(error, EX_OSERR, "can't start a thread for the sink %s: too many threads",
            worker->definition.name);
  free_all(&worker);
  return NULL;
}

void worker_end(struct worker *worker)
{
  atomic_store(&worker->ending, true);
}

bool worker_ended(const struct worker *worker)
{
  return atomic_load(&worker->ended);
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
