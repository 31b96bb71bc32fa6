/* input.c - see input.h. */
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

bool input_all(int fd, size_t limit, enum input_excess excess, const char *what, struct buffer *out,
               dp_error *error)
{
  for (;;) {
    buffer_reserve(out, PIECE);
    ssize_t got = read(fd, out->data + out->length, PIECE);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_errno(error, "can't read %s", what);
    if (got == 0) return true;
    out->length += (size_t)got;
    if (out->length <= limit) continue;
    if (excess == INPUT_REFUSE)
      return error_set(error, EX_DATAERR, "%s is longer than %zu MB", what, limit / 1024 / 1024);
    out->length = limit;
    return true;
  }
}

bool input_read(const char *name, size_t limit, enum input_excess excess, struct buffer *out, dp_error *error)
{
  if (strcmp(name, "-") == 0) return input_all(STDIN_FILENO, limit, excess, "standard input", out, error);
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    error_errno(error, "can't read %s", name);
    error->code = EX_NOINPUT;
    return false;
  }
  bool ok = input_all(fd, limit, excess, name, out, error);
  close(fd);
  if (!ok && error->code != EX_DATAERR) error->code = EX_NOINPUT;
  return ok;
}
