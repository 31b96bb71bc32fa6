/* filter_pool.c - see filter_pool.h. */
#include "cli/filter_pool.h"

#include "base/clock.h"
#include "base/memory.h"
#include "cli/cli.h"
#include "cli/programs.h"
#include "data/json.h"
#include "runtime/child.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { PATIENCE_MS = 60 * 1000, SERVES = 1000, PIECE = 64 * 1024, KEEP = 4 * 1024 * 1024, PROBLEM = 200 };
static const char option[] = "--filter";

struct filter {
  struct child child;
  bool busy;
  uint64_t ticket;
  size_t served, sent;
  struct buffer question, answer; /* as they go over the socket */
  millis deadline;
};

struct filter_pool {
  struct filter *filters;
  size_t jobs, busy;
  filter_fn *fn;
  void *context;
  const struct filter_kind *kind;
  char program[PATH_MAX];
};

struct filter_pool *filter_pool_new(const struct filter_kind *kind, size_t jobs, filter_fn *fn, void *context,
                                    dp_error *error)
{
  struct filter_pool *pool = memory_zero(1, sizeof *pool);
  pool->jobs = jobs < 1 ? 1 : jobs > FILTER_MOST ? FILTER_MOST : jobs;
  pool->kind = kind;
  pool->fn = fn;
  pool->context = context;
  pool->filters = memory_zero(pool->jobs, sizeof *pool->filters);
  if (!program_find(kind->service, pool->program, error)) filter_pool_free(&pool);
  return pool;
}

/* forget - what a large question left behind. */
static void forget(struct buffer *buffer)
{
  if (buffer->capacity > KEEP) buffer_free(buffer);
  buffer_clear(buffer);
}

static void end_child(struct filter *filter, char how[CHILD_HOW])
{
  child_end(&filter->child, how);
  filter->served = 0;
}

void filter_pool_free(struct filter_pool **pool)
{
  char how[CHILD_HOW];
  if (!*pool) return;
  for (size_t i = 0; i < (*pool)->jobs; i++) {
    end_child(&(*pool)->filters[i], how);
    buffer_free(&(*pool)->filters[i].question);
    buffer_free(&(*pool)->filters[i].answer);
  }
  free((*pool)->filters);
  free(*pool);
  *pool = NULL;
}

bool filter_pool_has_room(const struct filter_pool *pool)
{
  return pool->busy < pool->jobs;
}

size_t filter_pool_busy(const struct filter_pool *pool)
{
  return pool->busy;
}

static void give(struct filter_pool *pool, struct filter *filter, const struct filter_answer *answer)
{
  filter->busy = false;
  pool->busy--;
  pool->fn(pool->context, filter->ticket, answer);
  forget(&filter->question);
  forget(&filter->answer);
}

/* give_up - the question has no answer, and its filter is gone. */
static void give_up(struct filter_pool *pool, struct filter *filter, const char *sentence)
{
  char how[CHILD_HOW], problem[PROBLEM];
  end_child(filter, how);
  snprintf(problem, sizeof problem, "%s has no answer for this %s: %s", cli_noun(pool->kind->service),
           pool->kind->matter, sentence ? sentence : how);
  give(pool, filter, &(struct filter_answer){.problem = problem});
}

/* choose - an idle filter, one that runs already if there is one. */
static struct filter *choose(struct filter_pool *pool)
{
  struct filter *idle = NULL;
  for (size_t i = 0; i < pool->jobs; i++) {
    struct filter *filter = &pool->filters[i];
    if (!filter->busy && (!idle || filter->child.pid)) idle = filter;
    if (idle && idle->child.pid) break;
  }
  if (!idle) abort();
  return idle;
}

/* is_at_rest - it lives and says nothing unasked. */
static bool is_at_rest(const struct filter *filter)
{
  char byte;
  return recv(filter->child.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void filter_pool_ask(struct filter_pool *pool, uint64_t ticket, struct slice question, struct slice matter)
{
  struct filter *filter = choose(pool);
  dp_error error = {0, ""};
  char how[CHILD_HOW];
  if (filter->child.pid && (filter->served == SERVES || !is_at_rest(filter))) end_child(filter, how);
  filter->busy = true;
  filter->ticket = ticket;
  filter->sent = 0;
  filter->served++;
  filter->deadline = clock_monotonic() + PATIENCE_MS;
  child_frame(&filter->question, question, matter);
  pool->busy++;
  const char *const options[] = {option, pool->kind->option, NULL};
  if (!filter->child.pid && !child_start(&filter->child, pool->program, options, &error))
    filter->deadline = 0; /* told by the next wait, so that answers come from nowhere else */
}

/* write_some - false: the socket is broken. */
static bool write_some(struct filter *filter)
{
  struct slice rest = slice_from(buffer_view(&filter->question), filter->sent);
  if (!rest.length) return true;
  ssize_t sent = send(filter->child.fd, rest.data, rest.length, MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN || errno == EINTR;
  filter->sent += (size_t)sent;
  return true;
}

static bool read_some(struct filter *filter)
{
  buffer_reserve(&filter->answer, PIECE);
  ssize_t got = recv(filter->child.fd, filter->answer.data + filter->answer.length, PIECE, 0);
  if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
  filter->answer.length += (size_t)got;
  return true;
}

/* take_answer - what a filter says is foreign too: it has read foreign bytes. */
static void take_answer(struct filter_pool *pool, struct filter *filter)
{
  struct filter_answer answer = {0};
  enum child_frame frame = child_frame_read(buffer_view(&filter->answer), &answer.line, &answer.matter);
  if (frame == CHILD_FRAME_PARTIAL) return;
  if (frame == CHILD_FRAME_BROKEN || !slice_starts(answer.line, "{\"") ||
      memchr(answer.line.data, '\n', answer.line.length) || !json_guard(answer.line, JSON_MAX_BYTES, NULL))
    give_up(pool, filter, "what it said is no answer");
  else
    give(pool, filter, &answer);
}

static void serve(struct filter_pool *pool, struct filter *filter, short ready)
{
  bool ok = true;
  if (ready & POLLOUT) ok = write_some(filter);
  if (ok && ready & (POLLIN | POLLHUP | POLLERR)) ok = read_some(filter);
  if (!ok)
    give_up(pool, filter, NULL);
  else
    take_answer(pool, filter);
}

static int until(const struct filter_pool *pool, int milliseconds)
{
  millis now = clock_monotonic(), wait = milliseconds;
  for (size_t i = 0; i < pool->jobs; i++)
    if (pool->filters[i].busy && pool->filters[i].deadline - now < wait)
      wait = pool->filters[i].deadline - now;
  return wait < 0 ? 0 : (int)wait;
}

static void give_up_late(struct filter_pool *pool)
{
  millis now = clock_monotonic();
  for (size_t i = 0; i < pool->jobs; i++) {
    struct filter *filter = &pool->filters[i];
    if (!filter->busy || filter->deadline > now) continue;
    give_up(pool, filter, filter->child.pid ? "it took more than a minute" : "it can't be started");
  }
}

void filter_pool_wait(struct filter_pool *pool, int milliseconds)
{
  struct pollfd fds[FILTER_MOST];
  struct filter *asked[FILTER_MOST];
  millis end = clock_monotonic() + milliseconds;
  for (size_t before = pool->busy; pool->busy && pool->busy == before;) {
    nfds_t count = 0;
    for (size_t i = 0; i < pool->jobs; i++) {
      struct filter *filter = &pool->filters[i];
      if (!filter->busy || !filter->child.pid) continue;
      short events = filter->sent < filter->question.length ? POLLIN | POLLOUT : POLLIN;
      fds[count] = (struct pollfd){.fd = filter->child.fd, .events = events};
      asked[count++] = filter;
    }
    millis now = clock_monotonic();
    if (poll(fds, count, until(pool, end > now ? (int)(end - now) : 0)) > 0)
      for (nfds_t i = 0; i < count; i++)
        if (fds[i].revents) serve(pool, asked[i], fds[i].revents);
    give_up_late(pool);
    if (clock_monotonic() >= end) break;
  }
}

/* One question. */

struct one {
  struct arena *arena;
  struct filter_answer *answer;
};

static void keep(void *context, uint64_t ticket, const struct filter_answer *answer)
{
  (void)ticket;
  struct one *one = context;
  *one->answer = (struct filter_answer){
      .line = arena_slice(one->arena, answer->line),
      .matter = arena_slice(one->arena, answer->matter),
      .problem = answer->problem ? arena_string(one->arena, slice_of(answer->problem)) : NULL};
}

bool filter_ask_one(const struct filter_kind *kind, struct arena *arena, struct slice question,
                    struct slice matter, struct filter_answer *answer, dp_error *error)
{
  struct one one = {arena, answer};
  struct filter_pool *pool = filter_pool_new(kind, 1, keep, &one, error);
  if (!pool) return false;
  filter_pool_ask(pool, 1, question, matter);
  while (filter_pool_busy(pool)) filter_pool_wait(pool, 1000);
  filter_pool_free(&pool);
  return !answer->problem || error_set(error, EX_SOFTWARE, "%s", answer->problem);
}
