/* filter_lines.c - see filter_lines.h. */
#include "cli/filter_lines.h"

#include "base/memory.h"
#include "cli/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <unistd.h>

enum { AHEAD = 4, PROGRESS_AFTER_MS = 2000, WAIT_MS = 200, IDLE_MS = 20 };

struct row {
  struct buffer
      line;    /* as it will be printed; while the question is with a filter, what stands before its answer */
  uint64_t at; /* which line that was */
  bool done;
};

struct lines_run {
  struct cli *cli;
  const struct filter_lines *lines;
  struct filter_pool *pool;
  struct arena *arena; /* of one line */
  struct buffer question, matter;
  struct row *rows; /* a ring, by number */
  size_t window;
  uint64_t read;           /* lines, empty ones too */
  uint64_t taken, printed; /* rows */
  int unwritten;           /* errno of the write that failed: nobody reads on, or the disk is full */
  int64_t errors;
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

/* fail - the row's line becomes {"id": …, "error": "line 3: …"}. */
static void fail(struct lines_run *run, struct row *row, const char *sentence)
{
  struct arena *arena = arena_new();
  buffer_text(&row->line, "\"error\":");
  json_print(json_new_text(arena, slice_of(arena_format(arena, "line %llu%s%s", (unsigned long long)row->at,
                                                        run->lines->where, sentence))),
             &row->line);
  buffer_byte(&row->line, '}');
  row->done = true;
  run->errors++;
  arena_free(&arena);
}

static void on_answer(void *context, uint64_t ticket, const struct filter_answer *answer)
{
  struct lines_run *run = context;
  struct row *row = row_of(run, ticket);
  dp_error error = {0, ""};
  if (answer->problem) error_set(&error, EX_SOFTWARE, "%s", answer->problem);
  if (answer->problem || (run->lines->read && !run->lines->read(run->lines->context, answer->line, &error))) {
    fail(run, row, arena_format(run->arena, ": %s", error.text));
    return;
  }
  buffer_slice(&row->line, slice_from(answer->line, 1)); /* behind its brace: the row has one */
  row->done = true;
}

/* Rows. */

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

static void ask(struct lines_run *run, uint64_t number, const struct json *line)
{
  dp_error error = {0, ""};
  buffer_clear(&run->question);
  buffer_clear(&run->matter);
  if (run->lines->ask(run->lines->context, run->arena, line, &run->question, &run->matter, &error))
    filter_pool_ask(run->pool, number, buffer_view(&run->question), buffer_view(&run->matter));
  else
    fail(run, row_of(run, number), arena_format(run->arena, ": %s", error.text));
}

static void take_line(struct lines_run *run, struct slice text, bool too_long)
{
  dp_error error = {0, ""};
  uint64_t number = run->taken++;
  struct row *row = row_of(run, number);
  arena_reset(run->arena);
  const struct json *line = too_long ? NULL : json_parse(run->arena, text, &error);
  if (too_long) error_set(&error, EX_DATAERR, "it is longer than %zu MB", run->lines->longest / 1024 / 1024);
  begin(row, line);
  row->at = run->read;
  if (line && json_type_of(line) != JSON_OBJECT)
    line = NULL, error_set(&error, EX_DATAERR, "it is another value");
  if (line)
    ask(run, number, line);
  else
    fail(run, row, arena_format(run->arena, " is no JSON object: %s", error.text));
}

/* The run. */

static void show_progress(struct lines_run *run)
{
  if (clock_monotonic() - run->started < PROGRESS_AFTER_MS) return;
  terminal_progress(&run->cli->err, run->lines->done, (int64_t)run->printed, 0, "");
}

/* make_room - until a filter is free and the window has a place. */
static void make_room(struct lines_run *run)
{
  while (!filter_pool_has_room(run->pool) || run->taken - run->printed == run->window) {
    filter_pool_wait(run->pool, WAIT_MS);
    print_done(run);
    show_progress(run);
  }
}

static int read_lines(struct lines_run *run, int fd)
{
  struct lines lines = {.fd = fd, .longest = run->lines->longest};
  struct slice text;
  enum lines_outcome outcome = LINES_END;
  while (!run->unwritten && (outcome = lines_next(&lines, IDLE_MS, &text)) != LINES_END &&
         outcome != LINES_FAILED) {
    run->read += outcome != LINES_IDLE;
    if (outcome == LINES_IDLE) {
      filter_pool_wait(run->pool, IDLE_MS);
      fflush(stdout); /* somebody types, or writes as answers come */
    } else if (slice_trim(text).length) {
      make_room(run);
      take_line(run, text, outcome == LINES_LONG);
    }
    print_done(run);
  }
  int cause = outcome == LINES_FAILED ? errno : 0;
  while (!run->unwritten && filter_pool_busy(run->pool)) {
    filter_pool_wait(run->pool, WAIT_MS);
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

static int tell(struct lines_run *run, int cause)
{
  dp_error error = {0, ""};
  if (run->unwritten) return tell_unwritten(run);
  terminal_progress_end(&run->cli->err);
  run->lines->tell(run->lines->context, run->taken, run->errors);
  errno = cause;
  if (cause) return error_errno(&error, "can't read %s", run->lines->input), cli_fail(run->cli, &error);
  return run->errors ? EX_DATAERR : EX_OK;
}

static int open_input(const char *name, dp_error *error)
{
  if (strcmp(name, "-") == 0) return STDIN_FILENO;
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    error_errno(error, "can't read %s", name);
    error->code = EX_NOINPUT;
  }
  return fd;
}

static size_t jobs_of(const struct filter_lines *lines)
{
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  size_t jobs = lines->jobs ? (size_t)lines->jobs : cores > 0 ? (size_t)cores : 1;
  return jobs > FILTER_MOST ? FILTER_MOST : jobs;
}

static void free_run(struct lines_run *run)
{
  filter_pool_free(&run->pool);
  for (size_t i = 0; i < run->window; i++) buffer_free(&run->rows[i].line);
  free(run->rows);
  buffer_free(&run->question);
  buffer_free(&run->matter);
  arena_free(&run->arena);
}

int filter_lines_run(struct cli *cli, const struct filter_lines *lines)
{
  dp_error error = {0, ""};
  struct lines_run run = {.cli = cli, .lines = lines, .arena = arena_new(), .started = clock_monotonic()};
  size_t jobs = jobs_of(lines);
  int code, fd = open_input(lines->input, &error);
  run.window = jobs * AHEAD;
  run.rows = memory_zero(run.window, sizeof *run.rows);
  if (fd < 0 || !(run.pool = filter_pool_new(lines->kind, jobs, on_answer, &run, &error)))
    code = cli_fail(cli, &error);
  else
    code = tell(&run, read_lines(&run, fd));
  if (fd > STDERR_FILENO) close(fd);
  free_run(&run);
  return code;
}
