/* index_samples.h - an index in a directory of its own, and articles for it. */
#ifndef TEST_STORE_INDEX_SAMPLES_H
#define TEST_STORE_INDEX_SAMPLES_H

#include "store/index_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct shelf {
  char directory[64], path[96];
  struct index *writer, *reader;
  struct arena *arena;
  int64_t last;
};

static inline void shelf_open(struct shelf *shelf)
{
  dp_error error = {0, ""};
  bool anew;
  shelf->writer = index_open_writer(shelf->path, "store-1", shelf->last, &anew, &error);
  if (!shelf->writer) fail_msg("%s", error.text);
  shelf->reader = index_open_reader(shelf->path, &error);
  if (!shelf->reader) fail_msg("%s", error.text);
}

static inline void shelf_close(struct shelf *shelf)
{
  index_close(&shelf->reader);
  index_close(&shelf->writer);
}

static inline struct shelf *shelf_new(void)
{
  struct shelf *shelf = calloc(1, sizeof *shelf);
  strcpy(shelf->directory, "/tmp/depeche-index-XXXXXX");
  assert_non_null(mkdtemp(shelf->directory));
  snprintf(shelf->path, sizeof shelf->path, "%s/index.db", shelf->directory);
  shelf->arena = arena_new();
  shelf_open(shelf);
  return shelf;
}

static inline void shelf_free(struct shelf *shelf)
{
  char command[96];
  shelf_close(shelf);
  arena_free(&shelf->arena);
  snprintf(command, sizeof command, "rm -r %s", shelf->directory);
  assert_int_equal(system(command), 0);
  free(shelf);
}

static inline millis day(const char *text)
{
  millis when;
  assert_true(clock_parse(slice_of(text), &when));
  return when;
}

/* shelf_put - the next article; members that are not given get a value. */
static inline int64_t shelf_put(struct shelf *shelf, struct index_article article)
{
  dp_error error = {0, ""};
  article.sequence = ++shelf->last;
  if (!article.story) article.story = article.sequence;
  if (!article.revision) article.revision = 1;
  if (!article.published) article.published = day("2026-01-15");
  article.stored_at = article.published + 3600 * 1000;
  if (!article.language.length) article.language = SLICE("fr");
  if (!article.source.length) article.source = SLICE("lefaso.net");
  if (!article.uri.length)
    article.uri =
        slice_of(arena_format(shelf->arena, "https://lefaso.net/%lld", (long long)article.sequence));
  bool ok = index_begin(shelf->writer, &error) && index_add(shelf->writer, &article, &error) &&
            index_commit(shelf->writer, &error);
  if (!ok) fail_msg("%s", error.text);
  return article.sequence;
}

#endif
