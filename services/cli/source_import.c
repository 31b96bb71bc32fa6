/* source_import.c - a list of sources from a file: the fetcher reads it, whatever form it has. */
#include "cli/source.h"

#include "base/files.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

enum { LARGEST = 16 * 1024 * 1024, STEP = 64 * 1024 };

static bool read_all(int fd, struct buffer *out, dp_error *error)
{
  for (;;) {
    buffer_reserve(out, STEP);
    ssize_t got = read(fd, out->data + out->length, STEP);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_errno(error, "can't read the list");
    if (got == 0) return true;
    out->length += (size_t)got;
    if (out->length > LARGEST)
      return error_set(error, EX_DATAERR, "the list is larger than 16 MiB: split it");
  }
}

static bool read_file(const char *name, struct buffer *out, dp_error *error)
{
  bool standard_input = strcmp(name, "-") == 0;
  int fd = standard_input ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return error_errno(error, "can't open %s", name);
  bool ok = read_all(fd, out, error);
  if (!standard_input) close(fd);
  return ok;
}

int source_import(struct cli *cli, char **names, size_t count, dp_error *error)
{
  (void)count;
  struct buffer list = BUFFER_EMPTY;
  if (!read_file(names[0], &list, error)) {
    buffer_free(&list);
    return cli_fail(cli, error);
  }
  if (!list.length) {
    error_set(error, EX_DATAERR, "%s is empty: it must be OPML or a list of URLs", names[0]);
    return cli_fail(cli, error);
  }
  const struct slice frames[] = {buffer_view(&list)};
  const struct json *reply = cli_ask_with(cli, "fetch", "source.import", NULL, frames, 1, NULL, error);
  buffer_free(&list);
  if (!reply) return cli_fail(cli, error);
  if (cli->json) {
    cli_print_json(reply);
  } else {
    const struct json *refusals = json_get(reply, "refusals");
    for
      json_each(row, refusals) source_print_refused(cli, row);
    int64_t untold = json_get_integer(reply, "refused", 0) - (int64_t)json_count(refusals);
    if (untold > 0) printf("and %" PRId64 " more that were refused\n", untold);
    printf("%" PRId64 " added, %" PRId64 " already known, %" PRId64 " refused\n",
           json_get_integer(reply, "added", 0), json_get_integer(reply, "known", 0),
           json_get_integer(reply, "refused", 0));
  }
  return json_get_integer(reply, "refused", 0) ? EX_DATAERR : EX_OK;
}
