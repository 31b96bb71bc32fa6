/* pages.c - see pages.h. */
#include "clean/train/pages.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/inflate.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_FILE = 64 * 1024 * 1024, LINE_ROOM = 8 * 1024 * 1024 };

/* Later than any date that was annotated, and the same tomorrow. */
#define FETCHED_AT "2027-01-01"

struct reader {
  struct clean_worker *worker;
  struct inflate *inflate;
  struct arena *scratch;
  millis fetched_at;
  int folds;
  pages_take *take;
  void *trainer;
};

/* site_of - a hash of the host. */
static uint64_t site_of(struct slice url)
{
  size_t start = 0, slashes = 0;
  for (size_t i = 0; i < url.length && slashes < 3; i++) {
    if (url.data[i] != '/') continue;
    if (++slashes == 2) start = i + 1;
    if (slashes == 3) url.length = i;
  }
  return hash_slice(slice_from(url, start)) >> 16;
}

static bool read_file(struct reader *reader, const char *path, struct slice html, struct buffer *page)
{
  struct buffer name = BUFFER_EMPTY, file = BUFFER_EMPTY;
  dp_error error = {0};
  bool truncated;
  const char *detail = NULL, *slash = strrchr(path, '/');
  buffer_format(&name, "%.*s%.*s", slash ? (int)(slash - path + 1) : 0, path, (int)html.length, html.data);
  bool ok = files_read(buffer_string(&name), MAX_FILE, &file, &error);
  if (ok) {
    enum inflate_outcome outcome =
        inflate_body(reader->inflate, SLICE("gzip"), buffer_view(&file), MAX_FILE, page, &truncated, &detail);
    ok = outcome != INFLATE_UNDECODABLE;
    if (outcome == INFLATE_PLAIN) buffer_slice(page, buffer_view(&file));
  }
  if (!ok) fprintf(stderr, "%s: %s\n", buffer_string(&name), detail ? detail : error.text);
  buffer_free(&name);
  buffer_free(&file);
  return ok;
}

/* take_line - `known`: what is known of the index. */
static void take_line(struct reader *reader, const char *path, const char *line,
                      const struct annotated *known)
{
  struct buffer bytes = BUFFER_EMPTY;
  dp_error error = {0};
  struct clean_result result;
  arena_reset(reader->scratch);
  const struct json *row = json_parse(reader->scratch, slice_of(line), &error);
  if (!row) fprintf(stderr, "%s: a line is no JSON: %s\n", path, error.text);
  if (row && read_file(reader, path, json_get_text(row, "html"), &bytes)) {
    struct slice url = json_get_text(row, "url");
    struct clean_page page = {
        .bytes = buffer_view(&bytes), .url = url, .fetched_at = reader->fetched_at, .max_bytes = MAX_FILE};
    clean_page(reader->worker, reader->scratch, &page, &result);
    struct annotated annotated = *known;
    annotated.row = row;
    annotated.result = &result;
    annotated.scratch = reader->scratch;
    annotated.fold = reader->folds ? (int)(site_of(url) % (uint64_t)reader->folds) : 0;
    annotated.part = (int)(site_of(url) / 64 % PAGES_PARTS);
    if (result.metadata) reader->take(reader->trainer, &annotated);
  }
  buffer_free(&bytes);
}

static bool take_index(struct reader *reader, const char *path, const struct annotated *known)
{
  FILE *file = fopen(path, "r");
  if (!file) return perror(path), false;
  char *line = memory_alloc(LINE_ROOM);
  while (fgets(line, LINE_ROOM, file)) {
    line[strcspn(line, "\n")] = 0;
    if (*line) take_line(reader, path, line, known);
  }
  free(line);
  fclose(file);
  return true;
}

/* cut_weight - takes "=WEIGHT" off; 1 when there is none. */
static double cut_weight(char *index)
{
  char *sign = strrchr(index, '='), *end;
  if (!sign) return 1;
  double weight = strtod(sign + 1, &end);
  if (end == sign + 1 || *end || !(weight > 0)) return 1;
  *sign = 0;
  return weight;
}

bool pages_read(char *const *indexes, size_t count, int folds, pages_take *take, void *trainer)
{
  struct reader reader = {.worker = clean_worker_new(),
                          .inflate = inflate_new(),
                          .scratch = arena_new(),
                          .folds = folds,
                          .take = take,
                          .trainer = trainer};
  clock_parse(SLICE(FETCHED_AT), &reader.fetched_at);
  bool ok = true;
  for (size_t i = 0; i < count && ok; i++) {
    char *path = memory_string(indexes[i]);
    struct annotated known = {.index = i, .weight = cut_weight(path)};
    ok = take_index(&reader, path, &known);
    free(path);
  }
  clean_worker_free(&reader.worker);
  inflate_free(&reader.inflate);
  arena_free(&reader.scratch);
  return ok;
}

const char *pages_name(struct arena *arena, const char *index)
{
  const char *slash = strrchr(index, '/');
  char *name = arena_string(arena, slice_of(slash ? slash + 1 : index));
  cut_weight(name);
  return name;
}
