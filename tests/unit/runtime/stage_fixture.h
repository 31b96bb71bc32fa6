/* stage_fixture.h - a small stage to test the runtime with, and articles for it.
 *
 * The stage writes the length of the body and the word of its rules into the article. What an article wants
 * to happen to it is its "test" member: "reject" (with a reason), "reject-silently", "huge", "scattered" (too
 * many values), "formatted" (the text once more, too large for both), "gate" (waits for a byte from gate[0]).
 */
#ifndef TESTS_RUNTIME_STAGE_FIXTURE_H
#define TESTS_RUNTIME_STAGE_FIXTURE_H

#include "../write_file.h"
#include "base/files.h"
#include "base/memory.h"
#include "data/article.h"
#include "runtime/stage.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PATIENCE = 60 * 1000 };

/* Shared with a child: mapped before it starts. */
struct stage_tally {
  atomic_int calls, rules_made, rules_freed, workers_made, workers_freed;
};
static struct stage_tally *tally;
static int gate[2] = {-1, -1};
static char rules_path[128]; /* the rules are the word in this file; "bad" is refused */

static inline void stage_fixture_open(void)
{
  tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_true(tally != MAP_FAILED);
  assert_int_equal(pipe(gate), 0);
}

static inline void stage_fixture_close(void)
{
  munmap(tally, sizeof *tally);
  close(gate[0]);
  close(gate[1]);
}

static inline void write_rules(const char *word)
{
  if (!write_file(rules_path, slice_of(word))) fail_msg("can't write %s", rules_path);
}

static inline void *test_rules_new(const struct config *config, dp_error *error)
{
  (void)config;
  struct buffer word = BUFFER_EMPTY;
  if (!rules_path[0]) buffer_text(&word, "none");
  bool read = !rules_path[0] || files_read(rules_path, 1000, &word, error);
  bool good =
      read && (!slice_is(buffer_view(&word), "bad") || error_set(error, EX_CONFIG, "the rules are bad"));
  if (good) atomic_fetch_add(&tally->rules_made, 1);
  char *rules = good ? buffer_take(&word) : NULL;
  buffer_free(&word);
  return rules;
}

static inline void test_rules_free(void *rules)
{
  atomic_fetch_add(&tally->rules_freed, 1);
  free(rules);
}

static inline struct slice test_rules_version(const void *rules)
{
  return slice_of(rules);
}

static inline void *test_worker_new(void)
{
  atomic_fetch_add(&tally->workers_made, 1);
  return memory_alloc(1);
}

static inline void test_worker_free(void *worker)
{
  atomic_fetch_add(&tally->workers_freed, 1);
  free(worker);
}

static inline void make_huge(struct stage_work *work)
{
  size_t size = JSON_MAX_BYTES;
  char *text = arena_alloc(work->arena, size);
  memset(text, 'x', size);
  json_add_text(work->arena, work->article, "huge", (struct slice){text, size});
}

static inline void make_scattered(struct stage_work *work)
{
  struct json *values = json_add_array(work->arena, work->article, "huge");
  for (size_t i = 0; i < JSON_MAX_NODES; i++) json_append(work->arena, values, json_array(work->arena));
}

static inline void make_formatted(struct stage_work *work)
{
  size_t size = JSON_MAX_BYTES;
  char *xhtml = arena_alloc(work->arena, size);
  memset(xhtml, 'x', size);
  struct article_clean clean = {.text = SLICE("The text."), .xhtml = {xhtml, size}};
  article_add_clean(work->arena, work->article, &clean);
}

static inline bool test_process(const void *rules, void *worker, struct stage_work *work)
{
  struct slice wish = json_get_text(work->article, "test");
  char byte;
  atomic_fetch_add(&tally->calls, 1);
  assert_non_null(worker);
  json_add_text(work->arena, work->article, "ruled", slice_of(rules));
  json_add_integer(work->arena, work->article, "body_bytes", (int64_t)work->body.length);
  if (slice_is(wish, "gate") && read(gate[0], &byte, 1) != 1) return false;
  if (slice_is(wish, "huge")) make_huge(work);
  if (slice_is(wish, "scattered")) make_scattered(work);
  if (slice_is(wish, "formatted")) make_formatted(work);
  if (slice_is(wish, "reject"))
    article_reject(work->arena, work->article, "clean", "no-article", "there is none");
  return !slice_starts(wish, "reject");
}

static inline const char *test_name(const struct config *config)
{
  (void)config;
  return "test";
}

/* article_event - an event as a fetcher sends it. */
static inline const char *article_event(struct arena *arena, const char *type, int64_t item, const char *wish)
{
  return arena_format(
      arena,
      "{\"specversion\":\"1.0\",\"type\":\"%s\",\"id\":\"e0c7.%lld\",\"source\":\"/depeche/fetch/main\","
      "\"origin\":\"main\",\"epoch\":\"e0c7\",\"item\":%lld,\"attempt\":2,"
      "\"time\":\"2024-04-12T08:30:00.000Z\",\"data\":{\"uri\":\"http://example.org/%lld\",\"test\":"
      "\"%s\"}}",
      type, (long long)item, (long long)item, (long long)item, wish);
}

#endif
