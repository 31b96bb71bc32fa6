/* cleaning_lines.c - depeche clean --jsonl: many pages, on every core, a line each, in the order of the
 * index.
 *
 * As many pages as there are cleaners are in memory, and the answers that wait for an earlier one: at most
 * AHEAD for each cleaner. */
#include "base/files.h"
#include "base/memory.h"
#include "base/url.h"
#include "cli/cleaning.h"
#include "cli/cleaning_pool.h"
#include "cli/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  AHEAD = 4,
  MAX_TYPE = 1024,
  LONGEST_LINE = 8 * 1024 * 1024,
  PROGRESS_AFTER_MS = 2000,
  WAIT_MS = 200,
  IDLE_MS = 20
};

struct row {
  struct buffer
      line; /* as it will be printed; while the page is with a cleaner, what stands before its answer */
  bool done;
};

struct lines_run {
  struct cli *cli;
  const struct cleaning_options *options;
  struct cleaning_pool *pool;
  struct arena *arena; /* of one line of the index */
  char directory[PATH_MAX];
  struct row *rows; /* a ring, by number */
  size_t window;
  uint64_t lines;          /* of the index, empty ones too */
  uint64_t taken, printed; /* rows */
  int unwritten;           /* errno of the write that failed: nobody reads on, or the disk is full */
  int64_t articles, rejected, errors;
  millis started;
};

static struct row *row_of(struct lines_run *run, uint64_t number)
{
  return &run->rows[number % run->window];
}

static void print_done(struct lines_run *run)
{
  for (; run->printed < run->taken && row_of(run, run->printed)->done; run->printed++) {
    struct row *row = row_of(run, run->printed);
    buffer_byte(&row->line, '\n');
    if (fwrite(row->line.data, 1, row->line.length, stdout) != row->line.length) run->unwritten = errno;
    buffer_clear(&row->line);
  }
}

/* fail - the row's line becomes {"id": …, "error": …}. */
static void fail(struct lines_run *run, struct row *row, const char *sentence)
{
  struct arena *arena = arena_new();
  buffer_text(&row->line, "\"error\":");
  json_print(json_new_text(arena, slice_of(sentence)), &row->line);
  buffer_byte(&row->line, '}');
  row->done = true;
  run->errors++;
  arena_free(&arena);
}

static void on_answer(void *context, uint64_t ticket, const struct cleaning_answer *answer)
{
  struct lines_run *run = context;
  struct row *row = row_of(run, ticket);
  if (answer->problem) {
    fail(run, row, answer->problem);
    return;
  }
  buffer_slice(&row->line, slice_from(answer->article, 1)); /* behind its brace: the row has one */
  row->done = true;
  if (slice_starts(answer->article, "{\"rejected\""))
    run->rejected++;
  else
    run->articles++;
}

/* Rows. */

static bool read_time(const struct json *line, millis *when)
{
  const struct json *node = json_get(line, "fetched_at");
  *when = clock_now();
  if (!node || json_type_of(node) == JSON_NULL) return true;
  if (json_is_integer(node)) *when = json_integer(node, 0);
  return json_is_integer(node) || clock_parse(json_text(node), when);
}

static bool read_page(struct lines_run *run, const struct json *line, struct cleaning_page *page,
                      dp_error *error)
{
  struct slice name = json_get_text(line, "html");
  page->url = json_get_text(line, "url");
  page->content_type = json_get_text(line, "content_type");
  if (page->url.length > URL_MAX || page->content_type.length > MAX_TYPE)
    return error_set(error, EX_DATAERR, "\"url\" or \"content_type\" is too long");
  if (!name.length) return error_set(error, EX_DATAERR, "the line names no file: it has no \"html\"");
  if (!read_time(line, &page->fetched_at))
    return error_set(error, EX_DATAERR,
                     "\"fetched_at\" is neither milliseconds nor a time such as 2026-11-23T08:30:00Z");
  bool whole = name.data[0] == '/' || !run->directory[0];
  const char *path = arena_format(run->arena, "%s%s%.*s", whole ? "" : run->directory, whole ? "" : "/",
                                  (int)name.length, name.data);
  return files_read(path, CLEANING_MAX_FILE, &page->bytes, error);
}

static void ask(struct lines_run *run, uint64_t number, const struct cleaning_page *page)
{
  struct buffer text = BUFFER_EMPTY;
  struct json *question = cleaning_question(run->cli, run->arena, run->options, page);
  json_add_bool(run->arena, question, "line", true);
  json_print(question, &text);
  cleaning_pool_ask(run->pool, number, buffer_view(&text), buffer_view(&page->bytes));
  buffer_free(&text);
}

/* begin - the row's opening brace, and its id as it came. */
static void begin(struct row *row, const struct json *line)
{
  const struct json *id = json_get(line, "id");
  row->done = false;
  buffer_clear(&row->line);
  buffer_byte(&row->line, '{');
  if (!id) return;
  buffer_text(&row->line, "\"id\":");
  json_print(id, &row->line);
  buffer_byte(&row->line, ',');
}

static void take_line(struct lines_run *run, struct slice text, bool too_long)
{
  dp_error error = {0, ""};
  struct cleaning_page page = {.bytes = BUFFER_EMPTY};
  uint64_t number = run->taken++;
  struct row *row = row_of(run, number);
  arena_reset(run->arena);
  const struct json *line = too_long ? NULL : json_parse(run->arena, text, &error);
  if (too_long) error_set(&error, EX_DATAERR, "it is longer than %d MB", LONGEST_LINE / 1024 / 1024);
  begin(row, line);
  if (line && json_type_of(line) != JSON_OBJECT)
    line = NULL, error_set(&error, EX_DATAERR, "it is another value");
  if (!line)
    fail(run, row,
         arena_format(run->arena, "line %llu of the index is no JSON object: %s",
                      (unsigned long long)run->lines, error.text));
  else if (!read_page(run, line, &page, &error))
    fail(run, row, error.text);
  else
    ask(run, number, &page);
  buffer_free(&page.bytes);
}

/* The run. */

static void show_progress(struct lines_run *run)
{
  if (clock_monotonic() - run->started < PROGRESS_AFTER_MS) return;
  terminal_progress(&run->cli->err, "cleaned", (int64_t)run->printed, 0, "");
}

/* make_room - until a cleaner is free and the window has a place. */
static void make_room(struct lines_run *run)
{
  while (!cleaning_pool_has_room(run->pool) || run->taken - run->printed == run->window) {
    cleaning_pool_wait(run->pool, WAIT_MS);
    print_done(run);
    show_progress(run);
  }
}

static int read_lines(struct lines_run *run, int fd)
{
  struct lines lines = {.fd = fd, .longest = LONGEST_LINE};
  struct slice text;
  enum lines_outcome outcome = LINES_END;
  while (!run->unwritten && (outcome = lines_next(&lines, IDLE_MS, &text)) != LINES_END &&
         outcome != LINES_FAILED) {
    run->lines += outcome != LINES_IDLE;
    if (outcome == LINES_IDLE) {
      cleaning_pool_wait(run->pool, IDLE_MS);
      fflush(stdout); /* somebody types, or writes as pages come */
    } else if (slice_trim(text).length) {
      make_room(run);
      take_line(run, text, outcome == LINES_LONG);
    }
    print_done(run);
  }
  int cause = outcome == LINES_FAILED ? errno : 0;
  while (!run->unwritten && cleaning_pool_busy(run->pool)) {
    cleaning_pool_wait(run->pool, WAIT_MS);
    print_done(run);
    show_progress(run);
  }
  lines_free(&lines);
  return cause;
}

/* tell_unwritten - here, because standard output forgets which error it met; and what it still holds is lost.
 */
static int tell_unwritten(struct lines_run *run)
{
  dp_error error = {0, ""};
  __fpurge(stdout);
  clearerr(stdout);
  errno = run->unwritten;
  error_errno(&error, "can't write to standard output");
  error.code = EX_IOERR;
  return cli_fail(run->cli, &error);
}

static int tell(struct lines_run *run, int cause, const char *name)
{
  dp_error error = {0, ""};
  if (run->unwritten) return tell_unwritten(run);
  cli_note(run->cli, "%llu pages: %lld articles, %lld rejected, %lld errors", (unsigned long long)run->taken,
           (long long)run->articles, (long long)run->rejected, (long long)run->errors);
  errno = cause;
  if (cause) return error_errno(&error, "can't read %s", name), cli_fail(run->cli, &error);
  return run->errors ? EX_DATAERR : EX_OK;
}

/* open_index - and the directory that its file names begin in; "" is the one we stand in. */
static int open_index(const char *name, char directory[PATH_MAX], dp_error *error)
{
  directory[0] = '\0';
  if (strcmp(name, "-") == 0) return STDIN_FILENO;
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    error_errno(error, "can't read %s", name);
    error->code = EX_NOINPUT;
  }
  const char *slash = strrchr(name, '/');
  if (slash) snprintf(directory, PATH_MAX, "%.*s", slash == name ? 1 : (int)(slash - name), name);
  return fd;
}

int cleaning_lines(struct cli *cli, const struct cleaning_options *options)
{
  dp_error error = {0, ""};
  struct lines_run run = {.cli = cli, .options = options, .arena = arena_new(), .started = clock_monotonic()};
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  size_t jobs = options->jobs ? (size_t)options->jobs : cores > 0 ? (size_t)cores : 1;
  if (jobs > CLEANING_MOST) jobs = CLEANING_MOST;
  int code, fd = open_index(options->index, run.directory, &error);
  run.window = jobs * AHEAD;
  run.rows = memory_zero(run.window, sizeof *run.rows);
  if (fd < 0 || !(run.pool = cleaning_pool_new(jobs, on_answer, &run, &error)))
    code = cli_fail(cli, &error);
  else
    code = tell(&run, read_lines(&run, fd), options->index);
  if (fd > STDERR_FILENO) close(fd);
  cleaning_pool_free(&run.pool);
  for (size_t i = 0; i < run.window; i++) buffer_free(&run.rows[i].line);
  free(run.rows);
  arena_free(&run.arena);
  return code;
}
