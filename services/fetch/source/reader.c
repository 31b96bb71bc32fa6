/* reader.c - the parent's side of the cage: one child, one question at a time, a deadline for each. */
#include "fetch/source/reader.h"

#include "base/log.h"
#include "base/memory.h"
#include "fetch/source/reader_frames.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PROBLEM = 200, READ_STEP = 256 * 1024, SERVES = 100 };

struct question {
  struct question *next;
  uint64_t id;
  struct buffer bytes; /* as it is sent */
};

struct reader {
  struct loop *loop;
  struct loop_timer *timer;
  millis timeout;
  reader_fn *fn;
  void *context;
  struct arena *asking, *giving;  /* scratch */
  struct question *first, **last; /* the first one is with the child, as far as it is sent */
  size_t waiting, sent;           /* bytes of the first that are sent */
  size_t parts;                   /* of its answer that were given */
  struct buffer answer;           /* what has come and was not given yet */
  pid_t child;                    /* 0: none */
  size_t served;                  /* questions that the child was given */
  int fd;
  bool held, in_call; /* in_call: the callback runs; what it asks is begun behind it */
};

struct reader *reader_new(struct loop *loop, millis timeout, reader_fn *fn, void *context)
{
  struct reader *reader = memory_zero(1, sizeof *reader);
  *reader = (struct reader){.loop = loop, .timeout = timeout, .fn = fn, .context = context, .fd = -1};
  reader->last = &reader->first;
  reader->asking = arena_new();
  reader->giving = arena_new();
  return reader;
}

/* The child. */

static bool spawn(struct reader *reader, int theirs)
{
  char *arguments[] = {"depeche-fetch", READER_OPTION, NULL};
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, theirs, STDIN_FILENO);
  /* a group of its own: Ctrl-C on the terminal is for the parent, which drains first */
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  errno = posix_spawn(&reader->child, "/proc/self/exe", &files, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (errno) reader->child = 0;
  return reader->child != 0;
}

static void on_ready(void *context, int fd, unsigned ready);

static bool start_child(struct reader *reader)
{
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return false;
  bool ok = spawn(reader, pair[1]);
  close(pair[1]);
  if (!ok) {
    close(pair[0]);
    return false;
  }
  fcntl(pair[0], F_SETFL, O_NONBLOCK); /* the child waits, the loop does not */
  reader->fd = pair[0];
  reader->served = 0;
  return true;
}

/* end_child - and how it ended, in words. */
static void end_child(struct reader *reader, char how[PROBLEM])
{
  int status = 0;
  if (!reader->child) return;
  loop_forget_fd(reader->loop, reader->fd);
  close(reader->fd);
  kill(reader->child, SIGKILL);
  while (waitpid(reader->child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
    snprintf(how, PROBLEM, "the reader crashed on it (%s)", strsignal(WTERMSIG(status)));
  else
    snprintf(how, PROBLEM, "the reader ended while it read it");
  reader->child = 0;
  reader->fd = -1;
  buffer_clear(&reader->answer);
}

/* Questions. */

static void drop_first(struct reader *reader)
{
  struct question *question = reader->first;
  reader->first = question->next;
  if (!reader->first) reader->last = &reader->first;
  reader->waiting--;
  reader->sent = reader->parts = 0;
  buffer_free(&question->bytes);
  free(question);
}

static void watch(struct reader *reader)
{
  if (reader->fd < 0) return;
  unsigned interest = reader->held ? 0 : LOOP_READ;
  if (reader->first && reader->sent < reader->first->bytes.length) interest |= LOOP_WRITE;
  if (interest)
    loop_watch_fd(reader->loop, reader->fd, interest, on_ready, reader);
  else
    loop_forget_fd(reader->loop, reader->fd);
}

static void tell_problem(struct reader *reader, const char *sentence)
{
  uint64_t id = reader->first->id;
  const struct found found = {.problem = slice_of(sentence)};
  drop_first(reader);
  log_warn("source-unreadable", LOG_TEXT("reason", sentence));
  reader->in_call = true;
  reader->fn(reader->context, id, &found, false);
  reader->in_call = false;
}

/* begin - the first question goes to the child, which is started when there is none. */
static void begin(struct reader *reader)
{
  while (reader->first && !reader->child && !start_child(reader))
    tell_problem(reader, "no process could be started to read it");
  if (!reader->first) {
    if (reader->timer) loop_timer_cancel(reader->timer);
    return;
  }
  reader->sent = 0;
  reader->served++;
  loop_timer_set(reader->timer, clock_monotonic() + reader->timeout);
  watch(reader);
}

static void fail_first(struct reader *reader, const char *sentence)
{
  char how[PROBLEM];
  end_child(reader, how);
  if (reader->first) tell_problem(reader, sentence ? sentence : how);
  begin(reader);
}

/* child_ended - by itself. What an earlier answer may have done to it is no fault of the question at hand, so
 * that is asked again of a new child, once. */
static void child_ended(struct reader *reader)
{
  char how[PROBLEM];
  if (!reader->first || reader->served < 2 || reader->parts || reader->answer.length) {
    fail_first(reader, NULL);
    return;
  }
  end_child(reader, how);
  begin(reader);
}

static void on_timeout(void *context)
{
  struct reader *reader = context;
  char sentence[PROBLEM];
  snprintf(sentence, sizeof sentence, "reading it took longer than %lld s",
           (long long)(reader->timeout / 1000));
  if (!reader->held) fail_first(reader, sentence);
}

void reader_ask(struct reader *reader, uint64_t id, const struct source_answer *answer)
{
  struct question *question = memory_zero(1, sizeof *question);
  question->id = id;
  arena_reset(reader->asking);
  reader_frames_question(reader->asking, answer, &question->bytes);
  *reader->last = question;
  reader->last = &question->next;
  if (!reader->timer) reader->timer = loop_timer_new(reader->loop, on_timeout, reader);
  if (reader->waiting++ == 0 && !reader->in_call) begin(reader);
}

/* Sending and receiving. */

static bool send_more(struct reader *reader)
{
  struct question *question = reader->first;
  while (question && reader->sent < question->bytes.length) {
    ssize_t sent = send(reader->fd, question->bytes.data + reader->sent,
                        question->bytes.length - reader->sent, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN;
    reader->sent += (size_t)sent;
  }
  return true;
}

static bool receive_more(struct reader *reader)
{
  buffer_reserve(&reader->answer, READ_STEP);
  ssize_t got = recv(reader->fd, reader->answer.data + reader->answer.length, READ_STEP, 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  reader->answer.length += (size_t)got;
  return got > 0;
}

static void take_off(struct buffer *buffer, size_t length)
{
  memmove(buffer->data, buffer->data + length, buffer->length - length);
  buffer->length -= length;
}

/* settle - the first question is answered. What stands behind its answer was asked by nobody: such a child is
 * trusted with no further question. Nor is one that could not read an answer, which may have been made to
 * take the child over and to have it lie about the next one; and none for ever. */
static void settle(struct reader *reader, bool problem)
{
  char how[PROBLEM];
  if (reader->answer.length || problem || reader->served >= SERVES) end_child(reader, how);
  begin(reader);
}

/* give - one part, when a whole one is there. False: nothing more can be given now. */
static bool give(struct reader *reader)
{
  struct slice part;
  struct found found;
  bool more;
  dp_error error = {0};
  if (reader->held || !reader->first) return false;
  enum frame frame = reader_frames_answer(buffer_view(&reader->answer), &part);
  if (frame == FRAME_PARTIAL) return false;
  arena_reset(reader->giving);
  if (frame == FRAME_BROKEN || reader->parts++ == FOUND_PARTS ||
      !found_parse(reader->giving, part, &found, &more, &error)) {
    fail_first(reader, "the reader answered nonsense");
    return false;
  }
  uint64_t id = reader->first->id;
  if (!more) drop_first(reader);
  loop_timer_set(reader->timer, clock_monotonic() + reader->timeout);
  reader->in_call = true;
  reader->fn(reader->context, id, &found, more);
  reader->in_call = false;
  take_off(&reader->answer, reader_frames_length(part));
  if (!more) settle(reader, found.problem.length > 0);
  return true;
}

static void on_ready(void *context, int fd, unsigned ready)
{
  (void)fd;
  struct reader *reader = context;
  bool ok = !(ready & LOOP_WRITE) || send_more(reader);
  if (ok && (ready & LOOP_READ)) ok = receive_more(reader);
  if (!ok) {
    child_ended(reader);
    return;
  }
  while (give(reader)) continue;
  watch(reader);
}

void reader_hold(struct reader *reader, bool on)
{
  bool resumed = reader->held && !on;
  reader->held = on;
  if (resumed && reader->first && !reader->in_call) {
    loop_timer_set(reader->timer, clock_monotonic() + reader->timeout);
    while (give(reader)) continue;
  }
  watch(reader);
}

void reader_free(struct reader **reader)
{
  struct reader *old = *reader;
  char how[PROBLEM];
  if (!old) return;
  end_child(old, how);
  while (old->first) drop_first(old);
  if (old->timer) loop_timer_free(&old->timer);
  buffer_free(&old->answer);
  arena_free(&old->asking);
  arena_free(&old->giving);
  free(old);
  *reader = NULL;
}
