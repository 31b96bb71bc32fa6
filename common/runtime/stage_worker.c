/* stage_worker.c - the hot path of clean and tag.
 *
 * Everything of one article lives in the arena and in one buffer that is used again, so that an article costs
 * no allocation of its own. libzmq is asked before the kernel: only when a receive finds nothing, or the
 * output has no room, does the thread sleep; either call has then consumed what the descriptor had to tell,
 * so that waiting on the descriptor misses nothing. */
#include "runtime/stage_worker.h"

#include "base/log.h"
#include "data/article.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { KEEP_BYTES = 1024 * 1024 };

void stage_shared_open(struct stage_shared *shared)
{
  shared->drain_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  shared->ending_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (shared->drain_event < 0 || shared->ending_event < 0) abort(); /* descriptors are used up at the start */
}

void stage_shared_close(struct stage_shared *shared)
{
  close(shared->drain_event);
  close(shared->ending_event);
}

static void raise_event(int descriptor)
{
  uint64_t one = 1;
  while (write(descriptor, &one, sizeof one) < 0 && errno == EINTR) continue;
}

void stage_shared_drain(struct stage_shared *shared, millis deadline)
{
  enum stage_phase running = STAGE_RUNNING;
  atomic_store(&shared->drain_deadline, deadline);
  atomic_compare_exchange_strong(&shared->phase, &running, STAGE_DRAINING);
  raise_event(shared->drain_event);
}

void stage_shared_end(struct stage_shared *shared)
{
  atomic_store(&shared->phase, STAGE_ENDING);
  raise_event(shared->drain_event);
  raise_event(shared->ending_event);
}

static enum stage_phase phase_of(const struct stage_worker *worker)
{
  return atomic_load_explicit(&worker->shared->phase, memory_order_acquire);
}

static void count(atomic_llong *counter)
{
  atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* sleep_for - until the socket's state may have changed or the phase has. False: it is time to give up. */
static bool sleep_for(struct stage_worker *worker, struct bus_socket *socket)
{
  struct stage_shared *shared = worker->shared;
  enum stage_phase phase = phase_of(worker);
  if (phase == STAGE_ENDING) return false;
  bool draining = phase == STAGE_DRAINING;
  millis rest = draining ? atomic_load(&shared->drain_deadline) - clock_monotonic() : -1;
  if (draining && rest <= 0) return false;
  struct pollfd items[] = {{bus_descriptor(socket), POLLIN, 0},
                           {draining ? shared->ending_event : shared->drain_event, POLLIN, 0}};
  poll(items, 2, (int)rest);
  return true;
}

static bool output_has_room(struct stage_worker *worker)
{
  while (!bus_writable(worker->output))
    if (!sleep_for(worker, worker->output)) return false;
  return true;
}

/* unbind_once - while draining: others may bind the name and take over; what was received can still be read.
 */
static void unbind_once(struct stage_input *input)
{
  if (input->bound) bus_unbind(input->socket, input->bound);
  input->bound = NULL;
}

static bool drain_is_over(const struct stage_worker *worker)
{
  return clock_monotonic() >= atomic_load(&worker->shared->drain_deadline);
}

enum taken { TAKEN, LOOK_AGAIN, NOTHING_MORE };

/* take_in_turn - LOOK_AGAIN after a sleep: the output may have lost its room meanwhile. */
static enum taken take_in_turn(struct stage_worker *worker, struct bus_message *message)
{
  struct stage_input *input = worker->input;
  enum stage_phase phase = phase_of(worker);
  if (phase == STAGE_ENDING) return NOTHING_MORE;
  if (phase == STAGE_DRAINING) unbind_once(input);
  if (phase == STAGE_DRAINING && drain_is_over(worker)) return NOTHING_MORE;
  enum bus_outcome outcome = bus_receive(input->socket, message, 0);
  if (outcome == BUS_DONE) return TAKEN;
  if (outcome == BUS_FAILED || phase == STAGE_DRAINING) return NOTHING_MORE;
  return sleep_for(worker, input->socket) ? LOOK_AGAIN : NOTHING_MORE;
}

static enum taken take(struct stage_worker *worker, struct bus_message *message)
{
  pthread_mutex_lock(&worker->input->turn);
  enum taken taken = take_in_turn(worker, message);
  pthread_mutex_unlock(&worker->input->turn);
  return taken;
}

/* send_event - waits for room as long as the stage runs. What can't be sent before the end is sent again by
 * the fetcher. */
static bool send_event(struct stage_worker *worker, const struct event *event, struct slice frame)
{
  enum bus_outcome outcome;
  while ((outcome = bus_send(worker->output, &frame, 1)) == BUS_AGAIN && sleep_for(worker, worker->output))
    continue;
  if (outcome == BUS_DONE) return true;
  log_warn("article_left", LOG_SLICE("item", event->id),
           LOG_TEXT("effect", "the fetcher will send it again"));
  return false;
}

static bool wrong_type(const struct stage *stage, struct slice type, dp_error *error)
{
  int shown = (int)(type.length < 80 ? type.length : 80);
  return error_set(error, EX_DATAERR, "%.*s is not taken here, only %s", shown, type.data, stage->takes);
}

/* check_frames - a fetched article comes with its body, even if that is empty; behind the first hop there is
 * none. */
static bool check_frames(const struct event *event, size_t count, dp_error *error)
{
  size_t wanted = slice_is(event->type, EVENT_FETCHED) ? 2 : 1;
  if (count == wanted) return true;
  return error_set(error, EX_DATAERR, "an article of this type has %zu frame%s, not %zu", wanted,
                   wanted == 1 ? "" : "s", count);
}

/* read_message - false, with the reason, for what the fetcher did not mean to send here. */
static bool read_message(struct stage_worker *worker, const struct bus_message *message, struct event *event,
                         dp_error *error)
{
  const struct stage *stage = worker->shared->stage;
  if (message->refused) return error_set(error, EX_DATAERR, "%s", message->refused);
  if (!event_parse(worker->arena, message->frames[0], event, error)) return false;
  if (!slice_is(event->type, stage->takes) && !slice_is(event->type, EVENT_REJECTED))
    return wrong_type(stage, event->type, error);
  return check_frames(event, message->count, error) && event_check_article(event, error);
}

static void refuse_message(struct stage_worker *worker, const struct bus_message *message,
                           const struct event *event, const dp_error *error)
{
  count(&worker->counts.refused);
  if (log_limit_allows(&worker->refusals, clock_monotonic()))
    log_warn("message_refused", LOG_SLICE("item", event->id), LOG_TEXT("reason", error->text),
             LOG_INT("bytes", message->count ? message->frames[0].length : 0));
}

static void note_timing(struct stage_worker *worker, struct json *article, int64_t started_us)
{
  int64_t now_us = clock_cpu_us();
  atomic_store_explicit(&worker->counts.cpu_us, now_us, memory_order_relaxed);
  article_note_timing(worker->arena, article, worker->shared->stage->daemon.service, now_us - started_us);
}

static void print_event(struct stage_worker *worker, struct event *event, const char *type)
{
  event->type = slice_of(type);
  event->source = slice_of(worker->shared->source);
  event->time = clock_now();
  buffer_clear(&worker->out);
  event_print(worker->arena, event, &worker->out);
}

static bool process(struct stage_worker *worker, struct stage_work *work)
{
  const struct stage *stage = worker->shared->stage;
  struct stage_edition *edition = stage_rules_hold(worker->shared->rules);
  bool done = stage->process(stage_edition_rules(edition), worker->scratch, work);
  stage_rules_release(worker->shared->rules, edition);
  if (!done && !article_rejected_reason(work->article).length)
    article_reject(work->arena, work->article, stage->daemon.service, "stage-failed",
                   "the stage gave no reason");
  return done;
}

/* print_result - an article that is larger than a message may be is printed again without what it can do
 * without. False, with the reason: even then it is too large. */
static bool print_result(struct stage_worker *worker, struct event *event, const char *type, dp_error *error)
{
  print_event(worker, event, type);
  while (!event_leaves_room(buffer_view(&worker->out), error)) {
    if (!article_slim(worker->arena, event->data)) return false;
    print_event(worker, event, type);
  }
  return true;
}

/* reject_result - back to how the article came. */
static void reject_result(struct stage_worker *worker, const struct bus_message *message, struct event *event,
                          const dp_error *why)
{
  size_t size = worker->out.length;
  event_parse(worker->arena, message->frames[0], event, NULL); /* was read once, is read again */
  article_reject(worker->arena, event->data, worker->shared->stage->daemon.service, "stage-failed",
                 arena_format(worker->arena, "the result of %zu bytes is larger than an event may be: %s",
                              size, why->text));
  print_event(worker, event, EVENT_REJECTED);
}

static void work_on(struct stage_worker *worker, const struct bus_message *message, struct event *event,
                    int64_t started_us)
{
  const struct stage *stage = worker->shared->stage;
  struct slice none = SLICE("");
  struct stage_work work = {worker->arena, event->data, message->count > 1 ? message->frames[1] : none};
  dp_error error = {0};
  bool done = process(worker, &work);
  event->data = work.article;
  note_timing(worker, work.article, started_us);
  if (!print_result(worker, event, done ? stage->gives : EVENT_REJECTED, &error)) {
    reject_result(worker, message, event, &error);
    done = false;
  }
  if (send_event(worker, event, buffer_view(&worker->out)))
    count(done ? &worker->counts.processed : &worker->counts.rejected);
}

static void handle(struct stage_worker *worker, const struct bus_message *message)
{
  struct event event = {.id = SLICE("")};
  dp_error error = {0};
  int64_t started_us = clock_cpu_us();
  log_limit_turn(&worker->refusals, clock_monotonic());
  if (!read_message(worker, message, &event, &error)) {
    refuse_message(worker, message, &event, &error);
  } else if (slice_is(event.type, EVENT_REJECTED)) {
    if (send_event(worker, &event, message->frames[0])) count(&worker->counts.passed);
  } else {
    work_on(worker, message, &event, started_us);
  }
}

static void forget_article(struct stage_worker *worker, struct bus_message *message)
{
  bus_message_free(message);
  arena_reset(worker->arena);
  if (worker->out.capacity > KEEP_BYTES) buffer_free(&worker->out);
}

static void work(struct stage_worker *worker)
{
  struct bus_message message;
  while (output_has_room(worker)) {
    enum taken taken = take(worker, &message);
    if (taken == NOTHING_MORE) return;
    if (taken == LOOK_AGAIN) continue;
    handle(worker, &message);
    forget_article(worker, &message);
  }
}

void *stage_worker_run(void *context)
{
  struct stage_worker *worker = context;
  const struct stage *stage = worker->shared->stage;
  worker->arena = arena_new();
  worker->refusals.event = "message_refused";
  if (stage->worker_new) worker->scratch = stage->worker_new();
  work(worker);
  log_limit_end(&worker->refusals);
  if (stage->worker_free && worker->scratch) stage->worker_free(worker->scratch);
  arena_free(&worker->arena);
  buffer_free(&worker->out);
  if (atomic_fetch_sub(&worker->shared->alive, 1) == 1) loop_stop(worker->shared->loop);
  return NULL;
}
