/* catalog_place.h - a catalog in a directory of its own, and the few things every test of it does. */
#ifndef TEST_STORE_CATALOG_PLACE_H
#define TEST_STORE_CATALOG_PLACE_H

#include "articles.h"
#include "base/memory.h"
#include "store/catalog_internal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct place {
  char directory[PATH_MAX], path[PATH_MAX + 16];
  struct catalog *catalog;
  struct arena *arena;
};

static inline void open_catalog(struct place *place)
{
  dp_error error = {0};
  struct catalog_options options = {.path = place->path};
  place->catalog = catalog_open(&options, &error);
  if (!place->catalog) fail_msg("%s", error.text);
}

static inline int setup(void **state)
{
  struct place *place = memory_zero(1, sizeof *place);
  const char *base = getenv("TMPDIR");
  snprintf(place->directory, sizeof place->directory, "%s/catalog-XXXXXX", base ? base : "/tmp");
  if (!mkdtemp(place->directory)) return -1;
  snprintf(place->path, sizeof place->path, "%s/catalog.db", place->directory);
  place->arena = arena_new();
  open_catalog(place);
  *state = place;
  return 0;
}

static inline int teardown(void **state)
{
  struct place *place = *state;
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  char path[PATH_MAX + 32];
  catalog_close(&place->catalog);
  for (size_t i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "%s%s", place->path, suffixes[i]);
    unlink(path);
  }
  rmdir(place->directory);
  arena_free(&place->arena);
  free(place);
  return 0;
}

static inline bool try_decide(struct place *place, const struct sample *sample,
                              struct catalog_decision *decision, dp_error *error)
{
  struct event event;
  struct slice json = sample_print(place->arena, sample);
  return event_parse(place->arena, json, &event, error) && event_check_article(&event, error) &&
         catalog_decide(place->catalog, &event, json, 1000 + sample->item, decision, error);
}

static inline struct catalog_decision decide(struct place *place, struct sample sample)
{
  dp_error error = {0};
  struct catalog_decision decision;
  if (!try_decide(place, &sample, &decision, &error)) fail_msg("%s", error.text);
  return decision;
}

static inline void begin(struct place *place)
{
  dp_error error = {0};
  if (!catalog_begin(place->catalog, &error)) fail_msg("%s", error.text);
}

static inline void commit(struct place *place)
{
  dp_error error = {0};
  if (!catalog_commit(place->catalog, &error)) fail_msg("%s", error.text);
}

static inline struct catalog_decision decide_alone(struct place *place, struct sample sample)
{
  begin(place);
  struct catalog_decision decision = decide(place, sample);
  commit(place);
  return decision;
}

static inline void assert_decision(struct catalog_decision decision, enum verdict verdict, int64_t sequence,
                                   bool fresh)
{
  assert_string_equal(verdict_name(decision.verdict), verdict_name(verdict));
  assert_int_equal(decision.sequence, sequence);
  assert_int_equal(decision.fresh, fresh);
}

static inline struct catalog_record find(struct place *place, const char *key)
{
  dp_error error = {0};
  struct catalog_record record;
  bool found = false;
  if (!catalog_find(place->catalog, place->arena, slice_of(key), &record, &found, &error))
    fail_msg("%s", error.text);
  if (!found) record.item = 0;
  return record;
}

static inline struct catalog_counts count(struct place *place)
{
  struct catalog_counts counts;
  assert_true(catalog_count(place->catalog, &counts, NULL));
  return counts;
}

struct seen {
  int64_t sequences[16];
  size_t count, stop_after;
  bool whole; /* every event came back byte by byte */
  struct place *place;
};

static inline bool see(void *context, const struct catalog_article *article)
{
  struct seen *seen = context;
  int64_t sequence = article->sequence;
  char uri[32], text[32];
  snprintf(uri, sizeof uri, "http://a/%lld", (long long)sequence);
  snprintf(text, sizeof text, "text %lld", (long long)sequence);
  struct sample sample = sample_of(sequence, uri, text);
  seen->whole = seen->whole && slice_equal(article->event_json, sample_print(seen->place->arena, &sample));
  seen->sequences[seen->count++] = sequence;
  return seen->count < seen->stop_after;
}

static inline struct seen replay(struct place *place, int64_t after, int64_t limit, size_t stop_after)
{
  dp_error error = {0};
  struct seen seen = {.stop_after = stop_after, .whole = true, .place = place};
  if (!catalog_replay(place->catalog, after, limit, see, &seen, &error)) fail_msg("%s", error.text);
  return seen;
}

static inline void store_ten(struct place *place)
{
  begin(place);
  for (int64_t i = 1; i <= 10; i++) {
    char uri[32], text[32];
    snprintf(uri, sizeof uri, "http://a/%lld", (long long)i);
    snprintf(text, sizeof text, "text %lld", (long long)i);
    decide(place, sample_of(i, uri, text));
  }
  commit(place);
}

#define with_catalog(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

#endif
