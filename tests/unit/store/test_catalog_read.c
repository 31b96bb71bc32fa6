#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "catalog_place.h"

#include <sys/stat.h>
#include <sys/wait.h>

/* ---- reading ---- */

static void a_replay_gives_what_follows_in_order_as_it_came(void **state)
{
  struct place *place = *state;
  store_ten(place);
  struct seen seen = replay(place, 4, 100, 100);
  assert_int_equal(seen.count, 6);
  for (size_t i = 0; i < 6; i++) assert_int_equal(seen.sequences[i], 5 + i);
  assert_true(seen.whole);
}

static void a_replay_ends_at_its_limit_and_where_the_reader_says_stop(void **state)
{
  struct place *place = *state;
  store_ten(place);
  assert_int_equal(replay(place, 0, 3, 100).count, 3);
  assert_int_equal(replay(place, 0, 100, 2).count, 2);
  assert_int_equal(replay(place, 0, 0, 100).count, 0);
  assert_int_equal(replay(place, 0, -1, 100).count, 0);
  assert_int_equal(replay(place, 10, 100, 100).count, 0);
  assert_int_equal(replay(place, INT64_MAX, 100, 100).count, 0);
}

static void a_reader_sees_commits_and_nothing_before_them(void **state)
{
  struct place *place = *state;
  dp_error error = {0};
  struct catalog_counts counts;
  struct place reading = *place;
  reading.catalog = catalog_open_reader(place->path, &error);
  assert_non_null(reading.catalog);
  begin(place);
  decide(place, sample_of(1, "http://a/1", "text 1"));
  assert_int_equal(replay(&reading, 0, 10, 10).count, 0);
  assert_int_equal(find(&reading, "1").item, 0);
  commit(place);
  assert_int_equal(replay(&reading, 0, 10, 10).count, 1);
  assert_true(catalog_count(reading.catalog, &counts, &error));
  assert_int_equal(counts.last_sequence, 1);
  assert_string_equal(catalog_store_id(reading.catalog), catalog_store_id(place->catalog));
  assert_int_equal(find(&reading, "http://a/1").sequence, 1);
  catalog_close(&reading.catalog);
}

static void a_stored_article_is_found_by_every_name_it_has(void **state)
{
  struct place *place = *state;
  struct sample sample = sample_of(5, "http://a/canonical", "one");
  sample.url = "http://a/fed?x=1";
  decide_alone(place, sample);
  static const char *const keys[] = {"1", EPOCH_A ".5", "http://a/canonical", "http://a/fed?x=1"};
  for (size_t i = 0; i < 4; i++) {
    struct catalog_record record = find(place, keys[i]);
    assert_int_equal(record.sequence, 1);
    assert_int_equal(record.verdict, VERDICT_STORED);
    assert_int_equal(record.item, 5);
    assert_string_equal(record.epoch.data, EPOCH_A);
    assert_string_equal(record.uri.data, "http://a/canonical");
    assert_string_equal(record.url.data, "http://a/fed?x=1");
    assert_int_equal(record.decided_at, 1005);
    assert_true(slice_equal(record.article.event_json, sample_print(place->arena, &sample)));
  }
}

static void a_rejected_item_is_found_with_its_reason(void **state)
{
  struct place *place = *state;
  struct sample sample = sample_of(5, "http://a/5", "");
  sample.reason = "not-html";
  decide_alone(place, sample);
  static const char *const keys[] = {EPOCH_A ".5", "http://a/5"};
  for (size_t i = 0; i < 2; i++) {
    struct catalog_record record = find(place, keys[i]);
    assert_int_equal(record.verdict, VERDICT_REJECTED);
    assert_int_equal(record.item, 5);
    assert_int_equal(record.sequence, 0);
    assert_string_equal(record.reason.data, "not-html");
    assert_string_equal(record.detail.data, "a sentence about it");
    assert_string_equal(record.url.data, "http://a/5");
    assert_int_equal(record.article.event_json.length, 0);
  }
}

static void a_duplicate_is_found_by_its_own_url_and_names_what_it_repeats(void **state)
{
  struct place *place = *state;
  decide_alone(place, sample_of(1, "http://a/1", "one"));
  decide_alone(place, sample_of(2, "http://mirror/1", "one"));
  struct catalog_record record = find(place, "http://mirror/1");
  assert_int_equal(record.verdict, VERDICT_DUPLICATE);
  assert_int_equal(record.item, 2);
  assert_int_equal(record.sequence, 1);
  assert_string_equal(record.uri.data, "http://a/1");
  assert_string_equal(record.url.data, "http://mirror/1");
  assert_int_equal(record.article.event_json.length, 0);
}

static void an_address_means_its_newest_stored_article_before_anything_else(void **state)
{
  struct place *place = *state;
  struct sample rejected = sample_of(3, "http://a/1", "");
  rejected.reason = "empty";
  decide_alone(place, sample_of(1, "http://a/1", "one"));
  decide_alone(place, sample_of(2, "http://a/1", "one, corrected"));
  decide_alone(place, rejected);
  decide_alone(place, sample_of(4, "http://a/1", "one, corrected"));
  assert_int_equal(find(place, "http://a/1").sequence, 2);
  assert_int_equal(find(place, "http://a/1").verdict, VERDICT_STORED);
}

static void an_unknown_or_odd_key_finds_nothing(void **state)
{
  struct place *place = *state;
  store_ten(place);
  static const char *const keys[] = {"0",
                                     "11",
                                     "999999999999999999",
                                     "99999999999999999999",
                                     EPOCH_A ".11",
                                     EPOCH_B ".1",
                                     EPOCH_A ".",
                                     EPOCH_A ".x",
                                     "http://a/",
                                     "-1",
                                     "",
                                     "'; DROP"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) assert_int_equal(find(place, keys[i]).item, 0);
}

/* ---- files that are no good ---- */

static void write_file(const char *path, const char *bytes, size_t length)
{
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, length, file), length);
  fclose(file);
}

static int open_code(const char *path, dp_error *error)
{
  struct catalog_options options = {.path = path};
  struct catalog *catalog = catalog_open(&options, error);
  int code = catalog ? EX_OK : error->code;
  catalog_close(&catalog);
  return code;
}

static void a_file_that_is_no_database_is_refused_with_a_sentence(void **state)
{
  struct place *place = *state;
  dp_error error = {0};
  char junk[8192];
  memset(junk, 'j', sizeof junk);
  catalog_close(&place->catalog);
  write_file(place->path, junk, sizeof junk);
  assert_int_equal(open_code(place->path, &error), EX_DATAERR);
  assert_non_null(strstr(error.text, "catalog"));
}

static void the_database_of_another_program_is_refused(void **state)
{
  struct place *place = *state;
  dp_error error = {0};
  static const char *const schema[] = {"CREATE TABLE other (x);", NULL};
  catalog_close(&place->catalog);
  unlink(place->path);
  struct database_options options = {
      .path = place->path, .what = "other", .application_id = 77, .schema = schema};
  struct database *other = database_open(&options, &error);
  assert_non_null(other);
  database_close(&other);
  assert_int_equal(open_code(place->path, &error), EX_DATAERR);
  assert_non_null(strstr(error.text, "another program"));
}

/* in_child - runs fn in a child without root's rights; its exit code. */
static int in_child(int (*fn)(struct place *place), struct place *place)
{
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(geteuid() == 0 && seteuid(65534) != 0 ? 99 : fn(place));
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

static int open_read_only(struct place *place)
{
  dp_error error = {0};
  int code = open_code(place->path, &error);
  return strstr(error.text, "read-only") ? code : 97;
}

static void a_read_only_catalog_is_refused_with_a_sentence(void **state)
{
  struct place *place = *state;
  catalog_close(&place->catalog);
  assert_int_equal(chmod(place->path, 0444), 0);
  assert_int_equal(chmod(place->directory, 0555), 0);
  int code = in_child(open_read_only, place);
  assert_int_equal(chmod(place->directory, 0755), 0);
  assert_int_equal(code, EX_NOPERM);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      with_catalog(a_replay_gives_what_follows_in_order_as_it_came),
      with_catalog(a_replay_ends_at_its_limit_and_where_the_reader_says_stop),
      with_catalog(a_reader_sees_commits_and_nothing_before_them),
      with_catalog(a_stored_article_is_found_by_every_name_it_has),
      with_catalog(a_rejected_item_is_found_with_its_reason),
      with_catalog(a_duplicate_is_found_by_its_own_url_and_names_what_it_repeats),
      with_catalog(an_address_means_its_newest_stored_article_before_anything_else),
      with_catalog(an_unknown_or_odd_key_finds_nothing),
      with_catalog(a_file_that_is_no_database_is_refused_with_a_sentence),
      with_catalog(the_database_of_another_program_is_refused),
      with_catalog(a_read_only_catalog_is_refused_with_a_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
