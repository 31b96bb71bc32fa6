/* clean_jsonl - runs the cleaner over a corpus: reads lines {"id","url","html"} on standard input, where html
 * is the path of a gzip file of the page's bytes (relative to the folder given as argument), and writes lines
 * {"id","text","title","author","date"}. On standard error: CPU time per page, and that of the bare parse
 * beside it.
 *
 *   clean_jsonl FOLDER [ROUNDS] < SET.jsonl > predictions.jsonl */
#include "base/clock.h"
#include "base/files.h"
#include "base/inflate.h"
#include "clean/charset.h"
#include "clean/clean.h"
#include "clean/html.h"
#include "data/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_ROOM = 4 * 1024 * 1024, MAX_FILE = 64 * 1024 * 1024 };

static struct {
  struct clean_worker *worker;
  struct inflate *inflate;
  struct html_parser *parser;
  struct charset *charset;
  int rounds;
  int64_t clean_us, parse_us;
  size_t pages, bytes;
} bench;

static bool read_page(const char *folder, struct slice path, struct buffer *page)
{
  struct buffer name = BUFFER_EMPTY, file = BUFFER_EMPTY;
  dp_error error = {0};
  bool truncated;
  const char *detail = NULL;
  buffer_format(&name, "%s/%.*s", folder, (int)path.length, path.data);
  bool ok = files_read(buffer_string(&name), MAX_FILE, &file, &error) &&
            inflate_body(bench.inflate, SLICE("gzip"), buffer_view(&file), MAX_FILE, page, &truncated,
                         &detail) != INFLATE_UNDECODABLE;
  if (!ok) fprintf(stderr, "%s: %s\n", buffer_string(&name), detail ? detail : error.text);
  buffer_free(&name);
  buffer_free(&file);
  return ok;
}

static void time_parse(struct slice page)
{
  struct buffer decoded = BUFFER_EMPTY;
  const char *name;
  struct slice text = charset_to_utf8(bench.charset, page, (struct slice){"", 0}, &decoded, &name);
  bool truncated;
  int64_t start = clock_cpu_us();
  for (int i = 0; i < bench.rounds; i++) html_parse(bench.parser, text, &truncated);
  bench.parse_us += clock_cpu_us() - start;
  buffer_free(&decoded);
}

static void print_answer(struct slice id, const struct clean_result *result, enum clean_verdict verdict)
{
  struct arena *arena = arena_new();
  struct json *answer = json_object(arena);
  struct buffer line = BUFFER_EMPTY;
  json_add_text(arena, answer, "id", id);
  if (result->article.text.data) {
    const struct article_clean *article = &result->article;
    json_add_text(arena, answer, "text", article->text);
    json_add_text(arena, answer, "title", article->metadata.title.value);
    struct json *authors = json_add_array(arena, answer, "author");
    for (size_t i = 0; i < article->metadata.authors.count; i++)
      json_append_text(arena, authors, article->metadata.authors.values[i]);
    json_add_text(arena, answer, "date", article->metadata.published.value);
    json_add_text(arena, answer, "language", article->metadata.language.value);
    json_add_text(arena, answer, "uri", article->metadata.uri.value);
  }
  if (verdict == CLEAN_REJECTED) {
    json_add_text(arena, answer, "rejected", slice_of(result->reason));
    json_add_text(arena, answer, "detail", slice_of(result->detail));
  }
  json_print(answer, &line);
  puts(buffer_string(&line));
  buffer_free(&line);
  arena_free(&arena);
}

static void clean_one(struct slice id, struct slice url, struct slice bytes, struct arena *arena)
{
  struct clean_page page = {
      .bytes = bytes, .url = url, .fetched_at = clock_now(), .max_bytes = 16 * 1024 * 1024};
  struct clean_result result;
  enum clean_verdict verdict = CLEAN_REJECTED;
  int64_t start = clock_cpu_us();
  for (int i = 0; i < bench.rounds; i++) {
    arena_reset(arena);
    verdict = clean_page(bench.worker, arena, &page, &result);
  }
  bench.clean_us += clock_cpu_us() - start;
  bench.pages++;
  bench.bytes += bytes.length;
  print_answer(id, &result, verdict);
}

static void take_line(const char *folder, const char *line, struct arena *arena)
{
  struct arena *tree = arena_new();
  struct buffer page = BUFFER_EMPTY;
  dp_error error = {0};
  const struct json *row = json_parse(tree, slice_of(line), &error);
  if (!row) fprintf(stderr, "a line is no JSON: %s\n", error.text);
  if (row && read_page(folder, json_get_text(row, "html"), &page)) {
    time_parse(buffer_view(&page));
    clean_one(json_get_text(row, "id"), json_get_text(row, "url"), buffer_view(&page), arena);
  }
  buffer_free(&page);
  arena_free(&tree);
}

int main(int argc, char **argv)
{
  if (argc < 2) return fprintf(stderr, "usage: clean_jsonl FOLDER [ROUNDS] < SET.jsonl\n"), 64;
  bench.rounds = argc > 2 ? atoi(argv[2]) : 1;
  bench.worker = clean_worker_new();
  bench.inflate = inflate_new();
  bench.parser = html_parser_new();
  bench.charset = charset_new();
  struct arena *arena = arena_new();
  char *line = malloc(LINE_ROOM);
  while (line && fgets(line, LINE_ROOM, stdin)) {
    line[strcspn(line, "\n")] = 0;
    if (*line) take_line(argv[1], line, arena);
  }
  double runs = (double)(bench.pages ? bench.pages : 1) * bench.rounds;
  fprintf(stderr, "%zu pages of %.0f KB: clean %.3f ms, parse alone %.3f ms, ratio %.2f\n", bench.pages,
          (double)bench.bytes / (double)(bench.pages ? bench.pages : 1) / 1000,
          (double)bench.clean_us / runs / 1000, (double)bench.parse_us / runs / 1000,
          (double)bench.clean_us / (double)(bench.parse_us ? bench.parse_us : 1));
  free(line);
  arena_free(&arena);
  clean_worker_free(&bench.worker);
  inflate_free(&bench.inflate);
  html_parser_free(&bench.parser);
  charset_free(&bench.charset);
  return 0;
}
