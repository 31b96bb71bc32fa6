/* clean_pages - CPU time of the cleaner, and of the parse alone on the same bytes, page by page.
 *
 *   clean_pages < INDEX        lines "FILE<tab>URL"; a FILE may be gzipped
 *
 * Prints a line a page: microseconds of the cleaner, of the parse, bytes, and "article" or the word of the
 * rejection. What both need first, the file and its inflation, is not counted; what decodes the page's text
 * counts for the cleaner alone. Each page is cleaned once before it is timed, as a worker that has been at
 * work for a while would find its memory. `clean` calls it, and asks others beside it. */
#include "base/clock.h"
#include "base/files.h"
#include "base/inflate.h"
#include "clean/charset.h"
#include "clean/clean.h"
#include "clean/html.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_ROOM = 16 * 1024, MAX_FILE = 64 * 1024 * 1024, MAX_PAGE = 16 * 1024 * 1024 };

struct tools {
  struct clean_worker *worker;
  struct inflate *inflate;
  struct html_parser *parser;
  struct charset *charset;
  struct arena *arena;
};

static bool read_page(const struct tools *tools, const char *path, struct buffer *page)
{
  struct buffer file = BUFFER_EMPTY;
  dp_error error = {0};
  bool truncated, ok = files_read(path, MAX_FILE, &file, &error);
  const char *detail = error.text;
  if (ok && slice_starts(buffer_view(&file), "\x1f\x8b"))
    ok = inflate_body(tools->inflate, SLICE("gzip"), buffer_view(&file), MAX_FILE, page, &truncated,
                      &detail) == INFLATE_DONE;
  else
    buffer_slice(page, buffer_view(&file));
  if (!ok) fprintf(stderr, "%s: %s\n", path, detail);
  buffer_free(&file);
  return ok;
}

static int64_t time_parse(const struct tools *tools, struct slice bytes)
{
  struct buffer decoded = BUFFER_EMPTY;
  const char *name;
  struct slice text = charset_to_utf8(tools->charset, bytes, (struct slice){"", 0}, &decoded, &name);
  bool truncated;
  int64_t start = clock_cpu_us();
  html_parse(tools->parser, text, &truncated);
  int64_t spent = clock_cpu_us() - start;
  buffer_free(&decoded);
  return spent;
}

static const char *clean(const struct tools *tools, struct slice bytes, struct slice url)
{
  struct clean_page page = {.bytes = bytes, .url = url, .fetched_at = clock_now(), .max_bytes = MAX_PAGE};
  struct clean_result result;
  arena_reset(tools->arena);
  bool article = clean_page(tools->worker, tools->arena, &page, &result) == CLEAN_ARTICLE;
  return article ? "article" : result.reason;
}

static bool take_line(const struct tools *tools, char *line)
{
  char *tab = strchr(line, '\t');
  if (!tab) return false;
  *tab = 0;
  struct buffer page = BUFFER_EMPTY;
  bool ok = read_page(tools, line, &page);
  if (ok) {
    struct slice bytes = buffer_view(&page), url = slice_of(tab + 1);
    clean(tools, bytes, url);
    int64_t start = clock_cpu_us();
    const char *verdict = clean(tools, bytes, url);
    int64_t spent = clock_cpu_us() - start;
    time_parse(tools, bytes);
    printf("%lld %lld %zu %s\n", (long long)spent, (long long)time_parse(tools, bytes), bytes.length,
           verdict);
  }
  buffer_free(&page);
  return ok;
}

int main(void)
{
  struct tools tools = {clean_worker_new(), inflate_new(), html_parser_new(), charset_new(), arena_new()};
  char *line = malloc(LINE_ROOM);
  bool ok = line != NULL;
  while (ok && fgets(line, LINE_ROOM, stdin)) {
    line[strcspn(line, "\n")] = 0;
    ok = take_line(&tools, line);
  }
  free(line);
  arena_free(&tools.arena);
  charset_free(&tools.charset);
  html_parser_free(&tools.parser);
  inflate_free(&tools.inflate);
  clean_worker_free(&tools.worker);
  return ok ? 0 : 65;
}
