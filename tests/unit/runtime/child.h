/* child.h - a daemon in a child process, for tests: what it says is read from a pipe, so that a test waits
 * for what it needs to have happened and never for a time. */
#ifndef TESTS_RUNTIME_CHILD_H
#define TESTS_RUNTIME_CHILD_H

#include "base/buffer.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILD_PATIENCE = 60 * 1000 };

struct child {
  pid_t pid;
  int output;         /* its stdout and stderr */
  struct buffer said; /* all of it so far */
  size_t seen;        /* what child_wait_for has passed */
};

typedef int child_fn(void *context);

static inline struct child child_start(child_fn *fn, void *context)
{
  int ends[2];
  fflush(NULL);
  assert_int_equal(pipe(ends), 0);
  struct child child = {.pid = fork(), .output = ends[0]};
  assert_true(child.pid >= 0);
  if (child.pid) {
    close(ends[1]);
    return child;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(ends[1], STDOUT_FILENO);
  dup2(ends[1], STDERR_FILENO);
  close(ends[0]);
  close(ends[1]);
  exit(fn(context));
}

static inline bool child_read(struct child *child)
{
  struct pollfd item = {child->output, POLLIN, 0};
  char bytes[4096];
  if (poll(&item, 1, CHILD_PATIENCE) != 1)
    fail_msg("the child says nothing more; so far: %s", buffer_string(&child->said));
  ssize_t got = read(child->output, bytes, sizeof bytes);
  if (got > 0) buffer_append(&child->said, bytes, (size_t)got);
  return got > 0;
}

/* child_wait_for - until the child has said `words`, behind what the last call waited for. */
static inline void child_wait_for(struct child *child, const char *words)
{
  const char *found;
  while (!(found = strstr(buffer_string(&child->said) + child->seen, words)))
    if (!child_read(child))
      fail_msg("the child never said %s; it said: %s", words, buffer_string(&child->said));
  child->seen = (size_t)(found - buffer_string(&child->said)) + strlen(words);
}

/* child_end - waits for its end; the exit code, or minus the signal. */
static inline int child_end(struct child *child)
{
  int status = 0;
  while (child_read(child)) continue;
  close(child->output);
  assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
  child->pid = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static inline bool child_said(const struct child *child, const char *words)
{
  return strstr(buffer_string(&child->said), words) != NULL;
}

static inline void child_free(struct child *child)
{
  if (child->pid > 0) {
    kill(child->pid, SIGKILL);
    child_end(child);
  }
  buffer_free(&child->said);
}

#endif
