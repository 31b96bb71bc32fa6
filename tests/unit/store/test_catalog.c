#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "catalog_place.h"

#include <sys/wait.h>

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

static void a_text_that_returns_to_what_it_was_is_the_next_version(void **state)
{
  struct place *place = *state;
  begin(place);
  decide(place, sample_of(1, "http://a/1", "one"));
  decide(place, sample_of(2, "http://a/1", "two"));
  assert_decision(decide(place, sample_of(3, "http://a/1", "one")), VERDICT_STORED, 3, true);
  assert_decision(decide(place, sample_of(4, "http://a/1", "one")), VERDICT_DUPLICATE, 3, true);
  assert_decision(decide(place, sample_of(5, "http://b/1", "two")), VERDICT_DUPLICATE, 2, true);
  commit(place);
  assert_int_equal(version_of(place, 3), 3);
}

/* read_again_from - the article of http://a/1 comes once more, from the archive: with this version of the
 * tagger, the page having this URL now (NULL: as before). */
static struct catalog_decision read_again_from(struct place *place, int64_t item, const char *tagger,
                                               const char *url)
{
  struct sample sample = sample_of(item, "http://a/1", "one");
  sample.url = url;
  struct event event;
  struct buffer text = BUFFER_EMPTY;
  struct catalog_decision decision;
  dp_error error = {0};
  assert_true(event_parse(place->arena, sample_print(place->arena, &sample), &event, &error));
  struct json *ours = json_get(event.data, "depeche");
  struct json *fetch = json_get(ours, "fetch");
  json_add_bool(place->arena, fetch ? fetch : json_add_object(place->arena, ours, "fetch"), "reprocessed",
                true);
  json_remove(ours, "timings");
  json_add_integer(place->arena, json_add_object(place->arena, ours, "timings"), "clean_us", item);
  if (tagger) json_add_text(place->arena, ours, "tagger", slice_of(tagger));
  event_print(place->arena, &event, &text);
  begin(place);
  assert_true(catalog_decide(place->catalog, &event, arena_slice(place->arena, buffer_view(&text)), 1,
                             &decision, &error));
  commit(place);
  buffer_free(&text);
  return decision;
}

static struct catalog_decision read_again(struct place *place, int64_t item, const char *tagger)
{
  return read_again_from(place, item, tagger, NULL);
}

static void an_archived_response_that_is_read_otherwise_now_is_the_next_version(void **state)
{
  struct place *place = *state;
  decide_alone(place, sample_of(1, "http://a/1", "one"));
  decide_alone(place, sample_of(2, "http://b/1", "two"));
  assert_decision(read_again(place, 3, NULL), VERDICT_DUPLICATE, 1, true); /* alike but for times */
  assert_decision(read_again(place, 4, "rules-2"), VERDICT_STORED, 3, true);
  assert_int_equal(version_of(place, 3), 2);
  assert_decision(read_again(place, 5, "rules-2"), VERDICT_DUPLICATE, 3, true);
  assert_decision(read_again(place, 4, "rules-2"), VERDICT_STORED, 3, false);
}

static void a_page_that_moved_says_nothing_new_when_it_is_read_once_more(void **state)
{
  struct place *place = *state;
  decide_alone(place, sample_of(1, "http://a/1", "one"));
  assert_decision(read_again_from(place, 2, NULL, "http://a/moved/1"), VERDICT_DUPLICATE, 1, true);
  assert_decision(read_again_from(place, 3, "rules-2", "http://a/moved/1"), VERDICT_STORED, 2, true);
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
  const struct CMUnitTest tests[] = {
      with_catalog(new_articles_get_the_next_sequences),
      with_catalog(a_redelivery_is_answered_with_the_verdict_it_has_and_changes_nothing),
      with_catalog(an_item_twice_in_one_batch_is_decided_once),
      with_catalog(the_same_text_is_a_duplicate_under_the_same_and_another_uri),
      with_catalog(another_text_under_a_known_uri_is_stored_as_its_next_version),
      with_catalog(a_text_that_returns_to_what_it_was_is_the_next_version),
      with_catalog(an_archived_response_that_is_read_otherwise_now_is_the_next_version),
      with_catalog(a_page_that_moved_says_nothing_new_when_it_is_read_once_more),
      with_catalog(an_article_without_a_digest_is_told_by_its_text),
      with_catalog(two_journals_may_use_the_same_item_numbers),
      with_catalog(more_journals_than_are_remembered_are_kept_apart),
      with_catalog(a_rollback_takes_back_sequences_journals_and_counts),
      with_catalog(a_reopened_catalog_has_everything_and_goes_on),
      with_catalog(a_full_file_fails_the_batch_whole_and_works_again_when_there_is_room),
      with_catalog(whatever_allocation_fails_the_batch_is_there_whole_or_not_at_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
