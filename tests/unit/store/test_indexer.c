/* The thread that keeps the index: what is committed is found soon, what expired is not, and an index that is
 * lost, cut short or ahead of its catalog comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/clock.h"
#include "catalog_place.h"
#include "store/index.h"
#include "store/indexer.h"

#include <sched.h>

enum { PATIENCE_MS = 60 * 1000 };

static char index_path[PATH_MAX + 32];

static struct indexer *start(struct place *place)
{
  dp_error error = {0};
  snprintf(index_path, sizeof index_path, "%s/index.db", place->directory);
  struct indexer_options options = {.index_path = index_path, .catalog_path = place->path};
  struct indexer *indexer = indexer_start(&options, &error);
  if (!indexer) fail_msg("%s", error.text);
  return indexer;
}

static void remove_index(void)
{
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < 3; i++) {
    char path[PATH_MAX + 48];
    snprintf(path, sizeof path, "%s%s", index_path, suffixes[i]);
    unlink(path);
  }
}

static void await(struct indexer *indexer, int64_t last)
{
  struct indexer_figures figures;
  millis end = clock_monotonic() + PATIENCE_MS;
  do {
    sched_yield();
    indexer_figures(indexer, &figures);
  } while (figures.last < last && clock_monotonic() < end);
  assert_int_equal(figures.last, last);
  assert_string_equal(figures.stalled_reason, "");
}

/* matches - how many articles a query fits. */
static size_t matches(struct place *place, const char *text)
{
  dp_error error = {0};
  int64_t found[1000], upto;
  size_t count;
  struct index *reader = index_open_reader(index_path, &error);
  if (!reader) fail_msg("%s", error.text);
  struct search_query *query = search_query_parse(place->arena, slice_of(text), &error);
  if (!index_scan(reader, query, 0, 1000, found, &count, &upto, &error)) fail_msg("%s", error.text);
  index_close(&reader);
  return count;
}

static void await_matches(struct place *place, const char *text, size_t count)
{
  millis end = clock_monotonic() + PATIENCE_MS;
  while (matches(place, text) != count && clock_monotonic() < end) sched_yield();
  assert_int_equal(matches(place, text), count);
}

static void store(struct place *place, int64_t from, int64_t to)
{
  begin(place);
  for (int64_t i = from; i <= to; i++) {
    struct sample sample = sample_of(i, arena_format(place->arena, "http://a/%lld", (long long)i),
                                     arena_format(place->arena, "le mot numéro%lld", (long long)i));
    sample.language = "fr";
    decide(place, sample);
  }
  commit(place);
}

static void what_is_committed_is_found(void **state)
{
  struct place *place = *state;
  store(place, 1, 1200);
  struct indexer *indexer = start(place);
  await(indexer, 1200);
  assert_int_equal(matches(place, "numero17"), 1);
  store(place, 1201, 1210);
  await(indexer, 1210);
  assert_int_equal(matches(place, "numéro1205 mots lang:fr source:a"), 1);
  indexer_stop(&indexer);
  remove_index();
}

static void it_goes_on_where_it_ended_and_begins_anew_without_its_file(void **state)
{
  struct place *place = *state;
  store(place, 1, 700);
  struct indexer *indexer = start(place);
  indexer_stop(&indexer); /* wherever it is */
  indexer = start(place);
  await(indexer, 700);
  indexer_stop(&indexer);
  assert_int_equal(matches(place, "mot since:1970 -numero5"), 699);
  remove_index();
  indexer = start(place);
  await(indexer, 700);
  assert_int_equal(matches(place, "-absent since:1970"), 700);
  indexer_stop(&indexer);
  remove_index();
}

static void what_expires_is_taken_out(void **state)
{
  struct place *place = *state;
  dp_error error = {0};
  struct keep_rules rules = {.keep = 100};
  store(place, 1, 500);
  struct indexer *indexer = start(place);
  await(indexer, 500);
  for (bool more = true; more;) { /* article n was stored at 1000 + n */
    begin(place);
    if (!catalog_expire(place->catalog, &rules, 1500, 100, &more, &error)) fail_msg("%s", error.text);
    commit(place);
  }
  size_t left = (size_t)(500 - count(place).expired);
  assert_in_range(left, 90, 110);
  await_matches(place, "", left);
  indexer_stop(&indexer);
  remove_index();
  indexer = start(place); /* the same, all in one go */
  await(indexer, 500);
  assert_int_equal(matches(place, ""), left);
  indexer_stop(&indexer);
  remove_index();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(what_is_committed_is_found, setup, teardown),
      cmocka_unit_test_setup_teardown(it_goes_on_where_it_ended_and_begins_anew_without_its_file, setup,
                                      teardown),
      cmocka_unit_test_setup_teardown(what_expires_is_taken_out, setup, teardown)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
