/* cleaning_lines.c - depeche clean --jsonl: the pages that an index names, a line each. */
#include "base/files.h"
#include "base/url.h"
#include "cli/cleaning.h"
#include "cli/filter_lines.h"

#include <limits.h>

enum { MAX_TYPE = 1024, LONGEST_LINE = 8 * 1024 * 1024 };

struct index {
  struct cli *cli;
  const struct cleaning_options *options;
  char directory[PATH_MAX]; /* that file names begin in; "" is the one we stand in */
  int64_t articles, rejected;
};

static bool read_time(const struct json *line, millis *when)
{
  const struct json *node = json_get(line, "fetched_at");
  *when = clock_now();
  if (!node || json_type_of(node) == JSON_NULL) return true;
  if (json_is_integer(node)) *when = json_integer(node, 0);
  return json_is_integer(node) || clock_parse(json_text(node), when);
}

static bool read_page(const struct index *index, struct arena *arena, const struct json *line,
                      struct cleaning_page *page, dp_error *error)
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
  bool whole = name.data[0] == '/' || !index->directory[0];
  const char *path = arena_format(arena, "%s%s%.*s", whole ? "" : index->directory, whole ? "" : "/",
                                  (int)name.length, name.data);
  return files_read(path, CLEANING_MAX_FILE, &page->bytes, error);
}

static bool ask(void *context, struct arena *arena, const struct json *line, struct buffer *question,
                struct buffer *matter, dp_error *error)
{
  const struct index *index = context;
  struct cleaning_page page = {.bytes = *matter};
  bool ok = read_page(index, arena, line, &page, error);
  *matter = page.bytes;
  if (!ok) return false;
  struct json *asked = cleaning_question(index->cli, arena, index->options, &page);
  json_add_bool(arena, asked, "line", true);
  json_print(asked, question);
  return true;
}

static bool count(void *context, struct slice answer, dp_error *error)
{
  struct index *index = context;
  (void)error;
  if (slice_starts(answer, "{\"rejected\""))
    index->rejected++;
  else
    index->articles++;
  return true;
}

static void tell(void *context, uint64_t lines, int64_t errors)
{
  const struct index *index = context;
  cli_note(index->cli, "%llu pages: %lld articles, %lld rejected, %lld errors", (unsigned long long)lines,
           (long long)index->articles, (long long)index->rejected, (long long)errors);
}

int cleaning_lines(struct cli *cli, const struct cleaning_options *options)
{
  struct index index = {.cli = cli, .options = options};
  const struct filter_lines lines = {.input = options->index,
                                     .where = " of the index",
                                     .done = "cleaned",
                                     .longest = LONGEST_LINE,
                                     .jobs = options->jobs,
                                     .kind = &cleaning_filter,
                                     .ask = ask,
                                     .read = count,
                                     .tell = tell,
                                     .context = &index};
  const char *slash = strrchr(options->index, '/');
  if (slash)
    snprintf(index.directory, PATH_MAX, "%.*s", slash == options->index ? 1 : (int)(slash - options->index),
             options->index);
  return filter_lines_run(cli, &lines);
}
