/* lines.c - see lines.h. */
#include "cli/lines.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

static size_t longest(const struct lines *lines)
{
  return lines->longest ? lines->longest : LINES_LONGEST;
}

static bool give_line(struct lines *lines, struct slice *line)
{
  struct slice rest = slice_from(buffer_view(&lines->buffer), lines->at);
  const char *end = rest.length ? memchr(rest.data, '\n', rest.length) : NULL;
  if (!end && !(lines->ended && rest.length)) return false;
  size_t length = end ? (size_t)(end - rest.data) : rest.length;
  lines->at += length + (end ? 1 : 0);
  if (length && rest.data[length - 1] == '\r') length--;
  *line = (struct slice){rest.data, length};
  return true;
}

/* Makes room by dropping what was given. */
static void compact(struct lines *lines)
{
  if (lines->at == 0) return;
  lines->buffer.length -= lines->at;
  memmove(lines->buffer.data, lines->buffer.data + lines->at, lines->buffer.length);
  lines->at = 0;
}

static enum lines_outcome read_more(struct lines *lines, int wait_ms)
{
  struct pollfd ready = {.fd = lines->fd, .events = POLLIN};
  int count = poll(&ready, 1, wait_ms);
  if (count == 0 || (count < 0 && errno == EINTR)) return LINES_IDLE;
  compact(lines);
  buffer_reserve(&lines->buffer, PIECE);
  ssize_t got = read(lines->fd, lines->buffer.data + lines->buffer.length, PIECE);
  if (got < 0) return errno == EINTR || errno == EAGAIN ? LINES_IDLE : LINES_FAILED;
  lines->ended = got == 0;
  lines->buffer.length += (size_t)got;
  return LINES_LINE;
}

/* A line that never ends must not grow for ever: its beginning is given once, the rest is passed over. */
static bool cut_long_line(struct lines *lines, struct slice *line)
{
  struct slice rest = slice_from(buffer_view(&lines->buffer), lines->at);
  if (rest.length <= longest(lines) || memchr(rest.data, '\n', rest.length)) return false;
  *line = (struct slice){rest.data, longest(lines)};
  lines->at = lines->buffer.length;
  return true;
}

enum lines_outcome lines_next(struct lines *lines, int wait_ms, struct slice *line)
{
  for (;;) {
    if (give_line(lines, line)) {
      bool rest_of_long = lines->skipping;
      lines->skipping = false;
      if (rest_of_long) continue;
      return line->length > longest(lines) ? LINES_LONG : LINES_LINE;
    }
    if (cut_long_line(lines, line)) {
      bool told = lines->skipping;
      lines->skipping = true;
      if (!told) return LINES_LONG;
    }
    if (lines->ended) return LINES_END;
    enum lines_outcome outcome = read_more(lines, wait_ms);
    if (outcome != LINES_LINE) return outcome;
  }
}

void lines_free(struct lines *lines)
{
  buffer_free(&lines->buffer);
}
