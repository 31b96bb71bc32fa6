/* cleaning_read.c - where pages come from: a file, standard input, or the web. */
#include "base/files.h"
#include "cli/cleaning.h"
#include "cli/input.h"
#include "cli/programs.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { HEAD = 256 * 1024 /* of an answer, at most */ };

const struct filter_kind cleaning_filter = {.service = "clean", .matter = "page"};

bool cleaning_is_url(const char *name)
{
  return strncasecmp(name, "http://", 7) == 0 || strncasecmp(name, "https://", 8) == 0;
}

/* hint_at_url - what is no file may have been meant as an address. */
static void hint_at_url(const char *name, dp_error *error)
{
  size_t length = strlen(error->text);
  if (!files_exists(name) && (strstr(name, "://") || strncasecmp(name, "www.", 4) == 0))
    snprintf(error->text + length, sizeof error->text - length, "; a URL begins with http:// or https://");
}

bool cleaning_read(struct cli *cli, const char *name, struct cleaning_page *page, dp_error *error)
{
  page->fetched_at = clock_now();
  if (cleaning_is_url(name)) return cleaning_get(cli, name, page, error);
  if (input_read(name, CLEANING_MAX_FILE, INPUT_CUT, &page->bytes, error)) return true;
  hint_at_url(name, error);
  return false;
}

/* The web. */

/* start - depeche-fetch --get URL, its standard output in a pipe. */
static pid_t start(struct cli *cli, const char *url, int *out, dp_error *error)
{
  char path[PATH_MAX], option[] = "--get";
  int pair[2];
  if (!program_find("fetch", path, error)) return -1;
  if (pipe2(pair, O_CLOEXEC) != 0) return error_errno(error, "can't make a pipe"), -1;
  char *arguments[] = {path, option, arena_string(cli->arena, slice_of(url)),
                       cli->config_path ? arena_string(cli->arena, slice_of(cli->config_path)) : NULL, NULL};
  posix_spawn_file_actions_t files;
  pid_t pid = -1;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, pair[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  errno = posix_spawn(&pid, path, &files, NULL, arguments, environ);
  if (errno) error_errno(error, "can't start %s", path), pid = -1;
  posix_spawn_file_actions_destroy(&files);
  close(pair[1]);
  *out = pair[0];
  return pid;
}

static bool take_answer(struct cli *cli, int code, struct cleaning_page *page, dp_error *error)
{
  struct slice come = buffer_view(&page->bytes);
  const char *end = come.length ? memchr(come.data, '\n', come.length) : NULL;
  size_t length = end ? (size_t)(end - come.data) : 0;
  const struct json *head = end ? json_parse(cli->arena, (struct slice){come.data, length}, NULL) : NULL;
  struct slice problem = json_get_text(head, "problem");
  page->url = json_get_text(head, "url");
  if (problem.length)
    return error_set(error, code ? code : EX_UNAVAILABLE, "%.*s", (int)problem.length, problem.data);
  if (code || !page->url.length)
    return error_set(error, EX_UNAVAILABLE, "the fetcher's program ended without an answer");
  page->content_type = json_get_text(head, "content_type");
  page->content_encoding = json_get_text(head, "content_encoding");
  page->fetched_at = json_get_integer(head, "fetched_at", page->fetched_at);
  page->bytes.length -= length + 1;
  memmove(page->bytes.data, end + 1, page->bytes.length);
  return (int64_t)page->bytes.length == json_get_integer(head, "bytes", -1) ||
         error_set(error, EX_UNAVAILABLE, "the fetcher's program ended in the middle of the page");
}

bool cleaning_get(struct cli *cli, const char *url, struct cleaning_page *page, dp_error *error)
{
  int out = -1, status = 0;
  pid_t pid = start(cli, url, &out, error);
  if (pid < 0) {
    if (out >= 0) close(out);
    return false;
  }
  bool ok = input_all(out, CLEANING_MAX_FILE + HEAD, INPUT_REFUSE, "the page", &page->bytes, error);
  close(out);
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return ok && take_answer(cli, WIFEXITED(status) ? WEXITSTATUS(status) : EX_UNAVAILABLE, page, error);
}

bool cleaning_is_form(const char *format)
{
  return format && (strcmp(format, "markdown") == 0 || strcmp(format, "xhtml") == 0);
}

struct json *cleaning_question(struct cli *cli, struct arena *arena, const struct cleaning_options *options,
                               const struct cleaning_page *page)
{
  struct json *question = json_object(arena);
  json_add_given(arena, question, "url", page->url);
  json_add_given(arena, question, "content_type", page->content_type);
  json_add_given(arena, question, "content_encoding", page->content_encoding);
  json_add_integer(arena, question, "fetched_at", page->fetched_at);
  json_add_integer(arena, question, "max_bytes", cli->config.clean.max_page);
  if (cleaning_is_form(options->format)) json_add_text(arena, question, "form", slice_of(options->format));
  return question;
}
