/* child.c - see child.h. */
#include "runtime/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct header {
  uint32_t text, matter;
};

static bool fits(const struct header *header)
{
  return header->text <= CHILD_MAX_TEXT && header->matter <= CHILD_MAX_MATTER;
}

/* The parent's side. */

static int spawn(struct child *child, const char *path, const char *const *options, int theirs)
{
  char *arguments[CHILD_OPTIONS + 2] = {(char *)(uintptr_t)path};
  for (size_t i = 0; i < CHILD_OPTIONS && options[i]; i++) arguments[i + 1] = (char *)(uintptr_t)options[i];
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, theirs, STDIN_FILENO);
  int cause = posix_spawn(&child->pid, path, &files, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  return cause;
}

bool child_start(struct child *child, const char *path, const char *const *options, dp_error *error)
{
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return error_errno(error, "can't make a socket for %s", path);
  int cause = spawn(child, path, options, pair[1]);
  close(pair[1]);
  if (cause) {
    close(pair[0]);
    *child = (struct child){0, -1};
    errno = cause;
    return error_errno(error, "can't start %s", path);
  }
  fcntl(pair[0], F_SETFL, O_NONBLOCK);
  child->fd = pair[0];
  return true;
}

void child_end(struct child *child, char how[CHILD_HOW])
{
  int status = 0;
  snprintf(how, CHILD_HOW, "it ended");
  if (!child->pid) return;
  close(child->fd);
  kill(child->pid, SIGKILL);
  while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
    snprintf(how, CHILD_HOW, "a signal ended it (%s)", strsignal(WTERMSIG(status)));
  if (WIFEXITED(status) && WEXITSTATUS(status))
    snprintf(how, CHILD_HOW, "it ended with exit code %d", WEXITSTATUS(status));
  *child = (struct child){0, -1};
}

/* Frames. */

void child_frame(struct buffer *out, struct slice text, struct slice matter)
{
  struct header header = {(uint32_t)text.length, (uint32_t)matter.length};
  if (text.length > CHILD_MAX_TEXT || matter.length > CHILD_MAX_MATTER) abort();
  buffer_append(out, &header, sizeof header);
  buffer_slice(out, text);
  buffer_slice(out, matter);
}

enum child_frame child_frame_read(struct slice come, struct slice *text, struct slice *matter)
{
  struct header header;
  if (come.length < sizeof header) return CHILD_FRAME_PARTIAL;
  memcpy(&header, come.data, sizeof header);
  if (!fits(&header)) return CHILD_FRAME_BROKEN;
  if (come.length < sizeof header + header.text + header.matter) return CHILD_FRAME_PARTIAL;
  *text = (struct slice){come.data + sizeof header, header.text};
  *matter = (struct slice){text->data + header.text, header.matter};
  return CHILD_FRAME_WHOLE;
}

/* The child's side. */

bool child_shut(const char *told)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  int type = 0;
  socklen_t size = sizeof type;
  if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
    fprintf(stderr, "%s\n", told);
    return false;
  }
  close(STDOUT_FILENO);
  close_range(STDERR_FILENO + 1, ~0U, 0);
  return true;
}

static bool read_all(void *bytes, size_t length)
{
  for (char *at = bytes; length;) {
    ssize_t got = read(STDIN_FILENO, at, length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    length -= (size_t)got;
  }
  return true;
}

static bool write_all(const void *bytes, size_t length)
{
  for (const char *at = bytes; length;) {
    ssize_t sent = write(STDIN_FILENO, at, length);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += sent;
    length -= (size_t)sent;
  }
  return true;
}

static bool read_into(struct buffer *buffer, size_t length)
{
  buffer_clear(buffer);
  buffer_reserve(buffer, length);
  if (!read_all(buffer->data, length)) return false;
  buffer->length = length;
  buffer->data[length] = '\0';
  return true;
}

bool child_receive(struct buffer *text, struct buffer *matter)
{
  struct header header;
  return read_all(&header, sizeof header) && fits(&header) && read_into(text, header.text) &&
         read_into(matter, header.matter);
}

bool child_answer(struct slice text, struct slice matter)
{
  struct buffer frame = BUFFER_EMPTY;
  child_frame(&frame, text, matter);
  bool ok = write_all(frame.data, frame.length);
  buffer_free(&frame);
  return ok;
}
