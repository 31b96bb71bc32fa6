#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "articles.h"
#include "base/memory.h"
#include "store/catalog_internal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
  char directory[PATH_MAX], path[PATH_MAX + 16];
  struct catalog *catalog;
  struct arena *arena;
};

static void open_catalog(struct place *place)
{
  dp_error error = {0};
  struct catalog_options options = {.path = place->path};
  place->catalog = catalog_open(&options, &error);
  if (!place->catalog) fail_msg("%s", error.text);
}

static int setup(void **state)
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

static int teardown(void **state)
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

static bool try_decide(struct place *place, const struct sample *sample, struct catalog_decision *decision,
                       dp_error *error)
{
  struct event event;
  struct slice json = sample_print(place->arena, sample);
  return event_parse(place->arena, json, &event, error) && event_check_article(&event, error) &&
         catalog_decide(place->catalog, &event, json, 1000 + sample->item, decision, error);
}

static struct catalog_decision decide(struct place *place, struct sample sample)
{
  dp_error error = {0};
  struct catalog_decision decision;
  if (!try_decide(place, &sample, &decision, &error)) fail_msg("%s", error.text);
  return decision;
}

static void begin(struct place *place)
{
  dp_error error = {0};
  if (!catalog_begin(place->catalog, &error)) fail_msg("%s", error.text);
}

static void commit(struct place *place)
{
  dp_error error = {0};
  if (!catalog_commit(place->catalog, &error)) fail_msg("%s", error.text);
}

static struct catalog_decision decide_alone(struct place *place, struct sample sample)
{
  begin(place);
  struct catalog_decision decision = decide(place, sample);
  commit(place);
  return decision;
}

static void assert_decision(struct catalog_decision decision, enum verdict verdict, int64_t sequence,
                            bool fresh)
{
  assert_string_equal(verdict_name(decision.verdict), verdict_name(verdict));
  assert_int_equal(decision.sequence, sequence);
  assert_int_equal(decision.fresh, fresh);
}

static struct catalog_record find(struct place *place, const char *key)
{
  dp_error error = {0};
  struct catalog_record record;
  bool found = false;
  if (!catalog_find(place->catalog, place->arena, slice_of(key), &record, &found, &error))
    fail_msg("%s", error.text);
  if (!found) record.item = 0;
  return record;
}

static struct catalog_counts count(struct place *place)
{
  struct catalog_counts counts;
  assert_true(catalog_count(place->catalog, &counts, NULL));
  return counts;
}

/* ---- deciding ---- */

static void new_articles_get_the_next_sequences(void **state)
{
  struct place *place = *state;
  begin(place);
  assert_decision(decide(place, sample_of(1, "http://a/1", "one")), VERDICT_STORED, 1, true);
  assert_decision(decide(place, sample_of(2, "http://a/2", "two")), VERDICT_STORED, 2, true);
  commit(place);
  assert_decision(decide_alone(place, sample_of(3, "http://a/3", "three")), VERDICT_STORED, 3, true);
  assert_int_equal(catalog_last_sequence(place->catalog), 3);
}

static void a_redelivery_is_answered_with_the_verdict_it_has_and_changes_nothing(void **state)
{
  struct place *place = *state;
  struct sample rejected = sample_of(3, "http://a/3", "");
  rejected.reason = "no-article";
  begin(place);
  decide(place, sample_of(1, "http://a/1", "one"));
  decide(place, sample_of(2, "http://b/1", "one"));
  decide(place, rejected);
  commit(place);
  struct catalog_counts before = count(place);
  begin(place);
  assert_decision(decide(place, sample_of(1, "http://a/1", "one")), VERDICT_STORED, 1, false);
  assert_decision(decide(place, sample_of(2, "http://b/1", "one")), VERDICT_DUPLICATE, 1, false);
  assert_decision(decide(place, rejected), VERDICT_REJECTED, 0, false);
  /* The same item with other content: it was decided once, and that stays. */
  assert_decision(decide(place, sample_of(3, "http://a/3", "cleaned after all")), VERDICT_REJECTED, 0, false);
  assert_decision(decide(place, sample_of(1, "http://a/1", "changed")), VERDICT_STORED, 1, false);
  commit(place);
  struct catalog_counts after = count(place);
  assert_memory_equal(&before, &after, sizeof before);
}

static void an_item_twice_in_one_batch_is_decided_once(void **state)
{
  struct place *place = *state;
  begin(place);
  assert_decision(decide(place, sample_of(1, "http://a/1", "one")), VERDICT_STORED, 1, true);
  assert_decision(decide(place, sample_of(1, "http://a/1", "one")), VERDICT_STORED, 1, false);
  commit(place);
  assert_int_equal(count(place).stored, 1);
}

static void the_same_text_is_a_duplicate_under_the_same_and_another_uri(void **state)
{
  struct place *place = *state;
  begin(place);
  decide(place, sample_of(1, "http://a/1", "one"));
  assert_decision(decide(place, sample_of(2, "http://a/1", "one")), VERDICT_DUPLICATE, 1, true);
  assert_decision(decide(place, sample_of(3, "http://mirror/1", "one")), VERDICT_DUPLICATE, 1, true);
  commit(place);
  assert_int_equal(count(place).duplicate, 2);
}

static int64_t version_of(struct place *place, int64_t sequence)
{
  struct statement *read =
      database_statement(place->catalog->database, "SELECT version FROM article WHERE sequence = ?1");
  statement_integer(read, 1, sequence);
  assert_int_equal(statement_step(read, NULL), STATEMENT_ROW);
  int64_t version = statement_column(read, 0);
  statement_done(read);
  return version;
}

static void another_text_under_a_known_uri_is_stored_as_its_next_version(void **state)
{
  struct place *place = *state;
  begin(place);
  decide(place, sample_of(1, "http://a/1", "one"));
  decide(place, sample_of(2, "http://a/2", "other"));
  assert_decision(decide(place, sample_of(3, "http://a/1", "one, corrected")), VERDICT_STORED, 3, true);
  assert_decision(decide(place, sample_of(4, "http://a/1", "one, corrected twice")), VERDICT_STORED, 4, true);
  commit(place);
  assert_int_equal(version_of(place, 1), 1);
  assert_int_equal(version_of(place, 3), 2);
  assert_int_equal(version_of(place, 4), 3);
}

static void an_article_without_a_digest_is_told_by_its_text(void **state)
{
  struct place *place = *state;
  struct event event;
  dp_error error = {0};
  struct catalog_decision decision;
  struct sample sample = sample_of(1, "http://a/1", "one");
  decide_alone(place, sample);
  sample.item = 2;
  struct slice json = sample_print(place->arena, &sample);
  assert_true(event_parse(place->arena, json, &event, &error));
  json_remove(json_get(event.data, "depeche"), "digest");
  begin(place);
  assert_true(catalog_decide(place->catalog, &event, json, 1, &decision, &error));
  commit(place);
  assert_decision(decision, VERDICT_DUPLICATE, 1, true);
}

static void two_journals_may_use_the_same_item_numbers(void **state)
{
  struct place *place = *state;
  struct sample other = sample_of(1, "http://b/1", "two");
  other.epoch = EPOCH_B;
  begin(place);
  assert_decision(decide(place, sample_of(1, "http://a/1", "one")), VERDICT_STORED, 1, true);
  assert_decision(decide(place, other), VERDICT_STORED, 2, true);
  commit(place);
  assert_string_equal(find(place, EPOCH_B ".1").uri.data, "http://b/1");
  assert_string_equal(find(place, EPOCH_A ".1").uri.data, "http://a/1");
}

static void more_journals_than_are_remembered_are_kept_apart(void **state)
{
  struct place *place = *state;
  char epoch[UUID_TEXT], text[32];
  begin(place);
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 3 * CATALOG_EPOCHS; i++) {
      snprintf(epoch, sizeof epoch, "00000000-0000-4000-8000-%012d", i);
      snprintf(text, sizeof text, "text %d", i);
      struct sample sample = sample_of(1, "http://a/1", text);
      sample.epoch = epoch;
      assert_decision(decide(place, sample), VERDICT_STORED, i + 1, round == 0);
    }
  }
  commit(place);
}

/* ---- transactions ---- */

static void a_rollback_takes_back_sequences_journals_and_counts(void **state)
{
  struct place *place = *state;
  decide_alone(place, sample_of(1, "http://a/1", "one"));
  struct sample other = sample_of(7, "http://b/1", "lost");
  other.epoch = EPOCH_B;
  begin(place);
  assert_decision(decide(place, other), VERDICT_STORED, 2, true);
  catalog_rollback(place->catalog);
  assert_int_equal(catalog_last_sequence(place->catalog), 1);
  assert_int_equal(find(place, EPOCH_B ".7").item, 0);
  assert_decision(decide_alone(place, sample_of(2, "http://a/2", "two")), VERDICT_STORED, 2, true);
  assert_decision(decide_alone(place, other), VERDICT_STORED, 3, true);
  assert_int_equal(count(place).stored, 3);
}

static void a_reopened_catalog_has_everything_and_goes_on(void **state)
{
  struct place *place = *state;
  struct sample rejected = sample_of(3, "http://a/3", "");
  rejected.reason = "empty";
  begin(place);
  decide(place, sample_of(1, "http://a/1", "one"));
  decide(place, sample_of(2, "http://a/2", "one"));
  decide(place, rejected);
  commit(place);
  struct catalog_counts before = count(place);
  char store[UUID_TEXT];
  snprintf(store, sizeof store, "%s", catalog_store_id(place->catalog));
  catalog_close(&place->catalog);
  open_catalog(place);
  struct catalog_counts after = count(place);
  assert_memory_equal(&before, &after, sizeof before);
  assert_string_equal(catalog_store_id(place->catalog), store);
  assert_decision(decide_alone(place, sample_of(1, "http://a/1", "one")), VERDICT_STORED, 1, false);
  assert_decision(decide_alone(place, sample_of(9, "http://a/9", "one")), VERDICT_DUPLICATE, 1, true);
  assert_decision(decide_alone(place, sample_of(4, "http://a/4", "four")), VERDICT_STORED, 2, true);
}

/* fill - a batch of articles of 20 KB each; false as soon as the file can't take more. */
static bool fill(struct place *place, int64_t first, dp_error *error)
{
  struct catalog_decision decision;
  char *text = memory_alloc(20001);
  memset(text, 'x', 20000);
  text[20000] = '\0';
  bool ok = catalog_begin(place->catalog, error);
  for (int64_t i = first; ok && i < first + 20; i++) {
    char uri[64];
    snprintf(uri, sizeof uri, "http://a/%lld", (long long)i);
    snprintf(text, 20, "%019lld", (long long)i);
    struct sample sample = sample_of(i, uri, text);
    ok = try_decide(place, &sample, &decision, error);
  }
  free(text);
  return ok && catalog_commit(place->catalog, error);
}

static void a_full_file_fails_the_batch_whole_and_works_again_when_there_is_room(void **state)
{
  struct place *place = *state;
  dp_error error = {0};
  assert_true(fill(place, 1, &error));
  assert_true(database_run(place->catalog->database, "PRAGMA max_page_count = 100", &error));
  int64_t first = 21;
  while (fill(place, first, &error)) first += 20;
  assert_int_equal(error.code, EX_IOERR);
  assert_non_null(strstr(error.text, "full"));
  catalog_rollback(place->catalog);
  assert_int_equal(catalog_last_sequence(place->catalog), first - 1);
  assert_int_equal(find(place, "http://a/1").sequence, 1);
  assert_true(database_run(place->catalog->database, "PRAGMA max_page_count = 1073741823", &error));
  assert_true(fill(place, first, &error));
  assert_int_equal(catalog_last_sequence(place->catalog), first + 19);
  assert_int_equal(count(place).stored, first + 19);
}

/* ---- reading ---- */

struct seen {
  int64_t sequences[16];
  size_t count, stop_after;
  bool whole; /* every event came back byte by byte */
  struct place *place;
};

static bool see(void *context, int64_t sequence, struct slice event_json)
{
  struct seen *seen = context;
  char uri[32], text[32];
  snprintf(uri, sizeof uri, "http://a/%lld", (long long)sequence);
  snprintf(text, sizeof text, "text %lld", (long long)sequence);
  struct sample sample = sample_of(sequence, uri, text);
  seen->whole = seen->whole && slice_equal(event_json, sample_print(seen->place->arena, &sample));
  seen->sequences[seen->count++] = sequence;
  return seen->count < seen->stop_after;
}

static struct seen replay(struct place *place, int64_t after, int64_t limit, size_t stop_after)
{
  dp_error error = {0};
  struct seen seen = {.stop_after = stop_after, .whole = true, .place = place};
  if (!catalog_replay(place->catalog, after, limit, see, &seen, &error)) fail_msg("%s", error.text);
  return seen;
}

static void store_ten(struct place *place)
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
    assert_true(slice_equal(record.event_json, sample_print(place->arena, &sample)));
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
    assert_int_equal(record.event_json.length, 0);
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
  assert_int_equal(record.event_json.length, 0);
}

static void an_address_means_its_newest_stored_article_before_anything_else(void **state)
{
  struct place *place = *state;
  struct sample rejected = sample_of(3, "http://a/1", "");
  rejected.reason = "empty";
  decide_alone(place, sample_of(1, "http://a/1", "one"));
  decide_alone(place, sample_of(2, "http://a/1", "one, corrected"));
  decide_alone(place, rejected);
  decide_alone(place, sample_of(4, "http://a/1", "one"));
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

/* ---- out of memory ---- */

enum { BATCH = 6, ENOUGH = 77 };

/* die_at - a batch with the n-th allocation failing: ENOUGH when it came through. The events are made before.
 */
static int die_at(struct place *place, unsigned long n)
{
  struct event events[BATCH];
  struct slice jsons[BATCH];
  dp_error error = {0};
  for (int i = 0; i < BATCH; i++) {
    char uri[32], text[32];
    snprintf(uri, sizeof uri, "http://new/%d", i);
    snprintf(text, sizeof text, "new %d", i / 2); /* pairs: the second is a duplicate */
    struct sample sample = sample_of(100 + i, uri, text);
    if (i % 3 == 2) sample.epoch = EPOCH_B;
    if (i == BATCH - 1) sample.reason = "empty";
    jsons[i] = sample_print(place->arena, &sample);
    if (!event_parse(place->arena, jsons[i], &events[i], &error)) return 96;
  }
  memory_fail_after(n);
  struct catalog_options options = {.path = place->path};
  struct catalog *catalog = catalog_open(&options, &error);
  if (!catalog || !catalog_begin(catalog, &error)) return 95;
  for (int i = 0; i < BATCH; i++) {
    struct catalog_decision decision;
    if (!catalog_decide(catalog, &events[i], jsons[i], 1, &decision, &error)) return 94;
  }
  if (!catalog_commit(catalog, &error)) return 93;
  memory_fail_after(0);
  return ENOUGH;
}

static void check_all_or_nothing(struct place *place, bool all)
{
  struct catalog_counts counts = count(place);
  assert_int_equal(counts.stored, all ? 13 : 10);
  assert_int_equal(counts.duplicate, all ? 2 : 0);
  assert_int_equal(counts.rejected, all ? 1 : 0);
  assert_int_equal(find(place, EPOCH_A ".100").item, all ? 100 : 0);
  assert_int_equal(find(place, EPOCH_B ".105").item, all ? 105 : 0);
  assert_int_equal(replay(place, 10, 5, 5).count, all ? 3 : 0);
  assert_true(database_check(place->catalog->database, NULL));
}

static void whatever_allocation_fails_the_batch_is_there_whole_or_not_at_all(void **state)
{
  struct place *place = *state;
  store_ten(place);
  catalog_close(&place->catalog);
  int code = EX_OSERR;
  unsigned long n = 0;
  while (code == EX_OSERR) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      if (!freopen("/dev/null", "w", stderr)) _exit(92);
      _exit(die_at(place, n + 1));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    code = WIFEXITED(status) ? WEXITSTATUS(status) : 98;
    assert_true(code == EX_OSERR || code == ENOUGH);
    open_catalog(place);
    check_all_or_nothing(place, code == ENOUGH);
    catalog_close(&place->catalog);
    n++;
  }
  assert_true(n > 10); /* the walk did reach inside */
}

int main(void)
{
#define with_catalog(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
  const struct CMUnitTest tests[] = {
      with_catalog(new_articles_get_the_next_sequences),
      with_catalog(a_redelivery_is_answered_with_the_verdict_it_has_and_changes_nothing),
      with_catalog(an_item_twice_in_one_batch_is_decided_once),
      with_catalog(the_same_text_is_a_duplicate_under_the_same_and_another_uri),
      with_catalog(another_text_under_a_known_uri_is_stored_as_its_next_version),
      with_catalog(an_article_without_a_digest_is_told_by_its_text),
      with_catalog(two_journals_may_use_the_same_item_numbers),
      with_catalog(more_journals_than_are_remembered_are_kept_apart),
      with_catalog(a_rollback_takes_back_sequences_journals_and_counts),
      with_catalog(a_reopened_catalog_has_everything_and_goes_on),
      with_catalog(a_full_file_fails_the_batch_whole_and_works_again_when_there_is_room),
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
      with_catalog(whatever_allocation_fails_the_batch_is_there_whole_or_not_at_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
