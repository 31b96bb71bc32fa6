/* reader_serve.c - the child's side of the cage. */
#include "base/memory.h"
#include "fetch/source/reader.h"
#include "fetch/source/reader_frames.h"
#include "runtime/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MEMORY = 1024 * 1024 * 1024 };

/* Tables of character sets are loaded when a page first needs them; there is nothing to hide among the
 * libraries. */
static const char *const readable[] = {"/usr/lib", "/lib", NULL};

static bool read_all(char *bytes, size_t length)
{
  while (length) {
    ssize_t got = read(STDIN_FILENO, bytes, length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    length -= (size_t)got;
  }
  return true;
}

static bool write_all(struct slice bytes)
{
  while (bytes.length) {
    ssize_t sent = write(STDIN_FILENO, bytes.data, bytes.length);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes = slice_from(bytes, (size_t)sent);
  }
  return true;
}

static bool answer_parts(struct arena *arena, const struct found *found)
{
  struct buffer part = BUFFER_EMPTY, frame = BUFFER_EMPTY;
  size_t first = 0;
  bool ok = true;
  for (bool more = true; ok && more;) {
    buffer_clear(&part);
    buffer_clear(&frame);
    more = found_print(arena, found, &first, &part);
    reader_frames_print(buffer_view(&part), &frame);
    ok = write_all(buffer_view(&frame));
  }
  buffer_free(&part);
  buffer_free(&frame);
  return ok;
}

static bool serve_one(struct arena *arena, struct buffer *json, struct buffer *body)
{
  struct reader_lengths lengths;
  struct source_answer answer;
  struct found found = {0};
  if (!read_all((char *)&lengths, sizeof lengths) || !reader_frames_lengths_fit(&lengths)) return false;
  buffer_clear(json);
  buffer_clear(body);
  buffer_reserve(json, lengths.json);
  buffer_reserve(body, lengths.body);
  if (!read_all(json->data, lengths.json) || !read_all(body->data, lengths.body)) return false;
  const struct slice text = {json->data, lengths.json}, bytes = {body->data, lengths.body};
  arena_reset(arena);
  if (!reader_frames_read(arena, text, bytes, &answer)) return false;
  source_read(arena, &answer, &found);
  return answer_parts(arena, &found);
}

int reader_serve(void)
{
  /* One descriptor serves both ways; standard error stays for a last word of the sanitizers and of the
   * memory's end. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  close(STDOUT_FILENO);
  close_range(STDERR_FILENO + 1, ~0U, 0);
  int flags = 0;
  socklen_t size = sizeof flags;
  if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &flags, &size) != 0) {
    static const char sentence[] =
        "this option is for the fetcher itself: it reads feeds in a process apart\n";
    return write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0 ? EX_IOERR : EX_USAGE;
  }
  const struct sandbox_options cage = {MEMORY, readable};
  sandbox_enter(&cage);
  struct arena *arena = arena_new();
  struct buffer json = BUFFER_EMPTY, body = BUFFER_EMPTY;
  while (serve_one(arena, &json, &body)) continue;
  buffer_free(&json);
  buffer_free(&body);
  arena_free(&arena);
  return EX_OK;
}
