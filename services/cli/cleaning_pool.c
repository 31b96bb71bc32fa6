/* cleaning_pool.c - see cleaning_pool.h. */
#include "cli/cleaning_pool.h"

#include "base/clock.h"
#include "base/memory.h"
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

struct cleaner {
  struct child child;
  bool busy;
  uint64_t ticket;
  size_t served, sent;
  struct buffer question, answer; /* as they go over the socket */
  millis deadline;
};

struct cleaning_pool {
  struct cleaner *cleaners;
  size_t jobs, busy;
  cleaning_fn *fn;
  void *context;
  char program[PATH_MAX];
};

struct cleaning_pool *cleaning_pool_new(size_t jobs, cleaning_fn *fn, void *context, dp_error *error)
{
  struct cleaning_pool *pool = memory_zero(1, sizeof *pool);
  pool->jobs = jobs < 1 ? 1 : jobs > CLEANING_MOST ? CLEANING_MOST : jobs;
  pool->fn = fn;
  pool->context = context;
  pool->cleaners = memory_zero(pool->jobs, sizeof *pool->cleaners);
  if (!program_find("clean", pool->program, error)) cleaning_pool_free(&pool);
  return pool;
}

/* forget - what a large page left behind. */
static void forget(struct buffer *buffer)
{
  if (buffer->capacity > KEEP) buffer_free(buffer);
  buffer_clear(buffer);
}

static void end_child(struct cleaner *cleaner, char how[CHILD_HOW])
{
  child_end(&cleaner->child, how);
  cleaner->served = 0;
}

void cleaning_pool_free(struct cleaning_pool **pool)
{
  char how[CHILD_HOW];
  if (!*pool) return;
  for (size_t i = 0; i < (*pool)->jobs; i++) {
    end_child(&(*pool)->cleaners[i], how);
    buffer_free(&(*pool)->cleaners[i].question);
    buffer_free(&(*pool)->cleaners[i].answer);
  }
  free((*pool)->cleaners);
  free(*pool);
  *pool = NULL;
}

bool cleaning_pool_has_room(const struct cleaning_pool *pool)
{
  return pool->busy < pool->jobs;
}

size_t cleaning_pool_busy(const struct cleaning_pool *pool)
{
  return pool->busy;
}

static void give(struct cleaning_pool *pool, struct cleaner *cleaner, const struct cleaning_answer *answer)
{
  cleaner->busy = false;
  pool->busy--;
  pool->fn(pool->context, cleaner->ticket, answer);
  forget(&cleaner->question);
  forget(&cleaner->answer);
}

/* give_up - the page has no answer, and its cleaner is gone. */
static void give_up(struct cleaning_pool *pool, struct cleaner *cleaner, const char *sentence)
{
  char how[CHILD_HOW], problem[PROBLEM];
  end_child(cleaner, how);
  snprintf(problem, sizeof problem, "the cleaner has no answer for this page: %s", sentence ? sentence : how);
  give(pool, cleaner, &(struct cleaning_answer){.problem = problem});
}

/* choose - an idle cleaner, one that runs already if there is one. */
static struct cleaner *choose(struct cleaning_pool *pool)
{
  struct cleaner *idle = NULL;
  for (size_t i = 0; i < pool->jobs; i++) {
    struct cleaner *cleaner = &pool->cleaners[i];
    if (!cleaner->busy && (!idle || cleaner->child.pid)) idle = cleaner;
    if (idle && idle->child.pid) break;
  }
  if (!idle) abort();
  return idle;
}

/* is_at_rest - it lives and says nothing unasked. */
static bool is_at_rest(const struct cleaner *cleaner)
{
  char byte;
  return recv(cleaner->child.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void cleaning_pool_ask(struct cleaning_pool *pool, uint64_t ticket, struct slice question, struct slice page)
{
  struct cleaner *cleaner = choose(pool);
  dp_error error = {0, ""};
  char how[CHILD_HOW];
  if (cleaner->child.pid && (cleaner->served == SERVES || !is_at_rest(cleaner))) end_child(cleaner, how);
  cleaner->busy = true;
  cleaner->ticket = ticket;
  cleaner->sent = 0;
  cleaner->served++;
  cleaner->deadline = clock_monotonic() + PATIENCE_MS;
  child_frame(&cleaner->question, question, page);
  pool->busy++;
  if (!cleaner->child.pid && !child_start(&cleaner->child, pool->program, option, &error))
    cleaner->deadline = 0; /* told by the next wait, so that answers come from nowhere else */
}

/* write_some - false: the socket is broken. */
static bool write_some(struct cleaner *cleaner)
{
  struct slice rest = slice_from(buffer_view(&cleaner->question), cleaner->sent);
  if (!rest.length) return true;
  ssize_t sent = send(cleaner->child.fd, rest.data, rest.length, MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN || errno == EINTR;
  cleaner->sent += (size_t)sent;
  return true;
}

static bool read_some(struct cleaner *cleaner)
{
  buffer_reserve(&cleaner->answer, PIECE);
  ssize_t got = recv(cleaner->child.fd, cleaner->answer.data + cleaner->answer.length, PIECE, 0);
  if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
  cleaner->answer.length += (size_t)got;
  return true;
}

/* take_answer - what a cleaner says is foreign too: it has read foreign bytes. */
static void take_answer(struct cleaning_pool *pool, struct cleaner *cleaner)
{
  struct cleaning_answer answer = {0};
  enum child_frame frame = child_frame_read(buffer_view(&cleaner->answer), &answer.article, &answer.matter);
  if (frame == CHILD_FRAME_PARTIAL) return;
  if (frame == CHILD_FRAME_BROKEN || !slice_starts(answer.article, "{\"") ||
      memchr(answer.article.data, '\n', answer.article.length) ||
      !json_guard(answer.article, JSON_MAX_BYTES, NULL))
    give_up(pool, cleaner, "what it said is no answer");
  else
    give(pool, cleaner, &answer);
}

static void serve(struct cleaning_pool *pool, struct cleaner *cleaner, short ready)
{
  bool ok = true;
  if (ready & POLLOUT) ok = write_some(cleaner);
  if (ok && ready & (POLLIN | POLLHUP | POLLERR)) ok = read_some(cleaner);
  if (!ok)
    give_up(pool, cleaner, NULL);
  else
    take_answer(pool, cleaner);
}

static int until(const struct cleaning_pool *pool, int milliseconds)
{
  millis now = clock_monotonic(), wait = milliseconds;
  for (size_t i = 0; i < pool->jobs; i++)
    if (pool->cleaners[i].busy && pool->cleaners[i].deadline - now < wait)
      wait = pool->cleaners[i].deadline - now;
  return wait < 0 ? 0 : (int)wait;
}

static void give_up_late(struct cleaning_pool *pool)
{
  millis now = clock_monotonic();
  for (size_t i = 0; i < pool->jobs; i++) {
    struct cleaner *cleaner = &pool->cleaners[i];
    if (!cleaner->busy || cleaner->deadline > now) continue;
    give_up(pool, cleaner, cleaner->child.pid ? "it took more than a minute" : "it can't be started");
  }
}

void cleaning_pool_wait(struct cleaning_pool *pool, int milliseconds)
{
  struct pollfd fds[CLEANING_MOST];
  struct cleaner *asked[CLEANING_MOST];
  millis end = clock_monotonic() + milliseconds;
  for (size_t before = pool->busy; pool->busy && pool->busy == before;) {
    nfds_t count = 0;
    for (size_t i = 0; i < pool->jobs; i++) {
      struct cleaner *cleaner = &pool->cleaners[i];
      if (!cleaner->busy || !cleaner->child.pid) continue;
      short events = cleaner->sent < cleaner->question.length ? POLLIN | POLLOUT : POLLIN;
      fds[count] = (struct pollfd){.fd = cleaner->child.fd, .events = events};
      asked[count++] = cleaner;
    }
    millis now = clock_monotonic();
    if (poll(fds, count, until(pool, end > now ? (int)(end - now) : 0)) > 0)
      for (nfds_t i = 0; i < count; i++)
        if (fds[i].revents) serve(pool, asked[i], fds[i].revents);
    give_up_late(pool);
    if (clock_monotonic() >= end) break;
  }
}
