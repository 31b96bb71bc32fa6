/* The journal: states and what leads from one to the next, counts, restarts, and files that are not ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../write_file.h"
#include "fetch/frontier.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
  char directory[64], path[96];
  struct frontier *frontier;
  struct arena *arena;
};

static dp_error error;

static void open_again(struct fixture *fixture)
{
  const struct frontier_options options = {fixture->path, NULL};
  frontier_close(&fixture->frontier);
  fixture->frontier = frontier_open(&options, &error);
  if (!fixture->frontier) fail_msg("%s", error.text);
}

static int set_up(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  strcpy(fixture->directory, "/tmp/depeche-frontier-XXXXXX");
  if (!fixture || !mkdtemp(fixture->directory)) return -1;
  snprintf(fixture->path, sizeof fixture->path, "%s/frontier.db", fixture->directory);
  fixture->arena = arena_new();
  open_again(fixture);
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  char command[128];
  frontier_close(&fixture->frontier);
  arena_free(&fixture->arena);
  snprintf(command, sizeof command, "rm -rf %s", fixture->directory);
  int result = system(command);
  free(fixture);
  return result;
}

#define OK(call)                                                                                             \
  do                                                                                                         \
    if (!(call)) fail_msg("%s: %s", #call, error.text);                                                      \
  while (0)

static struct frontier_link link_to(const char *url)
{
  return (struct frontier_link){
      .url = slice_of(url), .identity = slice_of(url), .domain = SLICE("a.example")};
}

static int64_t feed(struct fixture *fixture, const char *url, millis now)
{
  enum feed_outcome outcome;
  enum item_state state;
  int64_t item;
  const struct frontier_link link = link_to(url);
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_feed(fixture->frontier, &link, now, &outcome, &item, &state, &error));
  OK(frontier_commit(fixture->frontier, &error));
  return item;
}

static const struct frontier_response response = {.final_url = {"http://a.example/final", 22},
                                                  .content_type = {"text/html", 9},
                                                  .content_encoding = {"gzip", 4},
                                                  .last_modified = {"Fri", 3},
                                                  .warc_file = {"one.warc.gz", 11},
                                                  .status = 200,
                                                  .warc_offset = 500,
                                                  .warc_length = 100,
                                                  .body_bytes = 80};

static void fetched(struct fixture *fixture, int64_t item, millis now)
{
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_fetched(fixture->frontier, item, &response, now, &error));
  OK(frontier_commit(fixture->frontier, &error));
}

static void settled(struct fixture *fixture, int64_t item, const char *verdict)
{
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_settled(fixture->frontier, item, slice_of(verdict), 7, 30, &error));
  OK(frontier_commit(fixture->frontier, &error));
}

static void bury(struct fixture *fixture, int64_t item, const char *reason)
{
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_bury(fixture->frontier, item, slice_of(reason), SLICE("a sentence"), 40, &error));
  OK(frontier_commit(fixture->frontier, &error));
}

static bool revive(struct fixture *fixture, int64_t item)
{
  bool revived;
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_revive(fixture->frontier, item, 50, &revived, &error));
  OK(frontier_commit(fixture->frontier, &error));
  return revived;
}

static struct frontier_item read_item(struct fixture *fixture, int64_t item)
{
  struct frontier_item row;
  bool found;
  OK(frontier_read(fixture->frontier, fixture->arena, item, &row, &found, &error));
  assert_true(found);
  return row;
}

static void assert_counts(struct fixture *fixture, struct frontier_counts expected)
{
  expected.domains = 1; /* a.example, which is never put to rest here */
  for (int again = 0; again < 2; again++) { /* as kept in memory, and as read from the file */
    struct frontier_counts counts = frontier_counts(fixture->frontier);
    assert_memory_equal(&counts, &expected, sizeof counts);
    open_again(fixture);
  }
}

static void a_new_url_is_queued_and_due_at_once(void **state)
{
  struct frontier_due due[4];
  size_t count;
  assert_int_equal(feed(*state, "http://a.example/", 10), 1);
  struct frontier_item row = read_item(*state, 1);
  assert_int_equal(row.state, ITEM_QUEUED);
  assert_int_equal(row.fed_at, 10);
  struct fixture *fixture = *state;
  OK(frontier_due(fixture->frontier, fixture->arena, 10, 4, NULL, NULL, due, &count, &error));
  assert_int_equal(count, 1);
  assert_true(slice_is(due[0].url, "http://a.example/"));
  assert_counts(*state, (struct frontier_counts){.queued = 1});
}

static void a_url_that_is_known_keeps_its_number(void **state)
{
  struct fixture *fixture = *state;
  enum feed_outcome outcome;
  enum item_state known;
  int64_t item;
  const struct frontier_link link = link_to("http://a.example/");
  feed(fixture, "http://a.example/", 10);
  fetched(fixture, 1, 20);
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_feed(fixture->frontier, &link, 11, &outcome, &item, &known, &error));
  OK(frontier_commit(fixture->frontier, &error));
  assert_int_equal(outcome, FEED_KNOWN);
  assert_int_equal(item, 1);
  assert_int_equal(known, ITEM_FETCHED);
  assert_int_equal(feed(fixture, "http://b.example/", 12), 2);
}

static bool skip_two(void *context, int64_t item)
{
  (void)context;
  return item == 2;
}

static void due_items_come_in_order_of_their_time_without_those_in_transfer(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_due due[4];
  size_t count;
  millis at;
  feed(fixture, "http://a.example/1", 30);
  feed(fixture, "http://a.example/2", 10);
  feed(fixture, "http://a.example/3", 20);
  feed(fixture, "http://a.example/4", 99);
  OK(frontier_due(fixture->frontier, fixture->arena, 50, 4, skip_two, NULL, due, &count, &error));
  assert_int_equal(count, 2);
  assert_int_equal(due[0].item, 3);
  assert_int_equal(due[1].item, 1);
  OK(frontier_due(fixture->frontier, fixture->arena, 50, 1, NULL, NULL, due, &count, &error));
  assert_int_equal(count, 1);
  assert_int_equal(due[0].item, 2);
  OK(frontier_next_due_at(fixture->frontier, 50, &at, &error));
  assert_int_equal(at, 99);
  OK(frontier_next_due_at(fixture->frontier, 99, &at, &error));
  assert_int_equal(at, 0);
}

static void a_fetched_item_says_where_its_response_is(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_parcel parcels[4];
  size_t count;
  feed(fixture, "http://a.example/", 10);
  fetched(fixture, 1, 20);
  struct frontier_item row = read_item(fixture, 1);
  assert_int_equal(row.state, ITEM_FETCHED);
  assert_int_equal(row.fetched_at, 20);
  assert_int_equal(row.status, 200);
  assert_int_equal(row.warc_offset, 500);
  assert_int_equal(row.warc_length, 100);
  assert_int_equal(row.body_bytes, 80);
  assert_true(slice_is(row.final_url, "http://a.example/final"));
  assert_true(slice_is(row.content_encoding, "gzip"));
  assert_true(slice_is(row.warc_file, "one.warc.gz"));
  OK(frontier_undelivered(fixture->frontier, 0, 4, parcels, &count, &error));
  assert_int_equal(count, 1);
  assert_int_equal(parcels[0].item, 1);
  assert_int_equal(parcels[0].bytes, 80);
  assert_counts(fixture, (struct frontier_counts){.fetched = 1});
}

static void undelivered_items_are_read_in_pages_by_number(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_parcel parcels[2];
  size_t count;
  for (int i = 1; i <= 5; i++) {
    char url[32];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    feed(fixture, url, 100 - i);
    if (i != 3) fetched(fixture, i, 200);
  }
  OK(frontier_undelivered(fixture->frontier, 1, 2, parcels, &count, &error));
  assert_int_equal(count, 2);
  assert_int_equal(parcels[0].item, 2);
  assert_int_equal(parcels[1].item, 4);
}

static void the_archive_is_known_up_to_its_last_committed_record(void **state)
{
  struct fixture *fixture = *state;
  struct slice file;
  int64_t end;
  OK(frontier_last_warc(fixture->frontier, fixture->arena, &file, &end, &error));
  assert_int_equal(file.length, 0);
  feed(fixture, "http://a.example/", 10);
  fetched(fixture, 1, 20);
  OK(frontier_last_warc(fixture->frontier, fixture->arena, &file, &end, &error));
  assert_int_equal(end, 600);
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_warc_begin(fixture->frontier, SLICE("two.warc.gz"), &error));
  OK(frontier_commit(fixture->frontier, &error));
  open_again(fixture);
  OK(frontier_last_warc(fixture->frontier, fixture->arena, &file, &end, &error));
  assert_true(slice_is(file, "two.warc.gz"));
  assert_int_equal(end, 0);
}

static void each_verdict_is_counted_where_it_belongs(void **state)
{
  const char *const verdicts[] = {"stored", "duplicate", "rejected"};
  for (int i = 0; i < 3; i++) {
    char url[32];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    int64_t item = feed(*state, url, 10);
    fetched(*state, item, 20);
    settled(*state, item, verdicts[i]);
    struct frontier_item row = read_item(*state, item);
    assert_int_equal(row.state, ITEM_DONE);
    assert_true(slice_is(row.verdict, verdicts[i]));
    assert_int_equal(row.sequence, 7);
  }
  assert_counts(*state, (struct frontier_counts){.stored = 1, .duplicate = 1, .rejected = 1});
}

static void a_second_verdict_changes_nothing(void **state)
{
  feed(*state, "http://a.example/", 10);
  fetched(*state, 1, 20);
  settled(*state, 1, "stored");
  settled(*state, 1, "rejected");
  assert_true(slice_is(read_item(*state, 1).verdict, "stored"));
  assert_counts(*state, (struct frontier_counts){.stored = 1});
}

static void a_verdict_for_what_was_never_fetched_or_never_fed_changes_nothing(void **state)
{
  feed(*state, "http://a.example/", 10);
  settled(*state, 1, "stored");
  settled(*state, 999, "stored");
  assert_int_equal(read_item(*state, 1).state, ITEM_QUEUED);
  assert_counts(*state, (struct frontier_counts){.queued = 1});
}

static void a_failed_transfer_is_queued_again_with_a_trace(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_trace *traces;
  size_t count;
  feed(fixture, "http://a.example/", 10);
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_transfer_failed(fixture->frontier, 1, SLICE("dns"), SLICE("no such host"), 20, 70, &error));
  OK(frontier_commit(fixture->frontier, &error));
  struct frontier_item row = read_item(fixture, 1);
  assert_int_equal(row.due_at, 70);
  assert_int_equal(row.fetch_attempts, 1);
  OK(frontier_trace(fixture->frontier, fixture->arena, 1, &traces, &count, &error));
  assert_int_equal(count, 1);
  assert_int_equal(traces[0].at, 20);
  assert_true(slice_is(traces[0].what, "dns"));
  assert_counts(fixture, (struct frontier_counts){.queued = 1});
}

static void counted_attempts_survive_a_restart(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_parcel parcel;
  size_t count;
  feed(fixture, "http://a.example/", 10);
  fetched(fixture, 1, 20);
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_attempt_counted(fixture->frontier, 1, 30, &error));
  OK(frontier_commit(fixture->frontier, &error));
  open_again(fixture);
  OK(frontier_undelivered(fixture->frontier, 0, 1, &parcel, &count, &error));
  assert_int_equal(parcel.attempts, 1);
}

static void a_dead_letter_has_a_reason_and_a_sentence(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_item *dead;
  size_t count;
  feed(fixture, "http://a.example/1", 10);
  feed(fixture, "http://a.example/2", 10);
  fetched(fixture, 2, 20);
  bury(fixture, 1, "http-404");
  bury(fixture, 2, "undeliverable");
  OK(frontier_dead(fixture->frontier, fixture->arena, 0, 10, &dead, &count, &error));
  assert_int_equal(count, 2);
  assert_true(slice_is(dead[0].reason, "http-404"));
  assert_true(slice_is(dead[0].detail, "a sentence"));
  assert_int_equal(dead[0].fetch_attempts, 1);
  assert_int_equal(dead[1].id, 2);
  OK(frontier_dead(fixture->frontier, fixture->arena, 1, 10, &dead, &count, &error));
  assert_int_equal(count, 1);
  assert_counts(fixture, (struct frontier_counts){.dead = 2});
}

static void a_revived_item_is_fetched_again_or_only_sent_again(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 10);
  feed(fixture, "http://a.example/2", 10);
  feed(fixture, "http://a.example/3", 10);
  fetched(fixture, 2, 20);
  fetched(fixture, 3, 20);
  bury(fixture, 1, "dns");
  bury(fixture, 2, "undeliverable");
  bury(fixture, 3, "archive");
  for (int64_t item = 1; item <= 3; item++) assert_true(revive(fixture, item));
  assert_int_equal(read_item(fixture, 1).state, ITEM_QUEUED);
  assert_int_equal(read_item(fixture, 1).due_at, 50);
  assert_int_equal(read_item(fixture, 1).fetch_attempts, 0);
  assert_int_equal(read_item(fixture, 2).state, ITEM_FETCHED);
  assert_int_equal(read_item(fixture, 3).state,
                   ITEM_QUEUED); /* its record can't be read: only the web has it */
  assert_counts(fixture, (struct frontier_counts){.queued = 2, .fetched = 1});
}

static void only_the_dead_are_revived(void **state)
{
  feed(*state, "http://a.example/1", 10);
  assert_false(revive(*state, 1));
  assert_false(revive(*state, 999));
  assert_counts(*state, (struct frontier_counts){.queued = 1});
}

static void a_late_verdict_settles_a_dead_letter(void **state)
{
  feed(*state, "http://a.example/1", 10);
  fetched(*state, 1, 20);
  bury(*state, 1, "undeliverable");
  settled(*state, 1, "stored");
  struct frontier_item row = read_item(*state, 1);
  assert_int_equal(row.state, ITEM_DONE);
  assert_int_equal(row.reason.length, 0);
  assert_false(revive(*state, 1));
  assert_counts(*state, (struct frontier_counts){.stored = 1});
}

static void a_rollback_leaves_rows_and_counts_as_they_were(void **state)
{
  struct fixture *fixture = *state;
  enum feed_outcome outcome;
  enum item_state known;
  struct slice file;
  int64_t item, end;
  const struct frontier_link link = link_to("http://a.example/2");
  feed(fixture, "http://a.example/1", 10);
  OK(frontier_begin(fixture->frontier, &error));
  OK(frontier_feed(fixture->frontier, &link, 10, &outcome, &item, &known, &error));
  OK(frontier_fetched(fixture->frontier, 1, &response, 20, &error));
  OK(frontier_settled(fixture->frontier, 1, SLICE("stored"), 1, 20, &error));
  frontier_rollback(fixture->frontier);
  assert_int_equal(read_item(fixture, 1).state, ITEM_QUEUED);
  OK(frontier_last_warc(fixture->frontier, fixture->arena, &file, &end, &error));
  assert_int_equal(end, 0);
  assert_counts(fixture, (struct frontier_counts){.queued = 1});
  fetched(fixture, 1, 30); /* and what was rolled back can be done anew */
  OK(frontier_last_warc(fixture->frontier, fixture->arena, &file, &end, &error));
  assert_int_equal(end, 600);
}

static void a_probe_changes_nothing(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 10);
  OK(frontier_probe(fixture->frontier, &error));
  assert_counts(fixture, (struct frontier_counts){.queued = 1});
}

static void the_epoch_is_made_with_the_file_and_kept(void **state)
{
  struct fixture *fixture = *state;
  char epoch[64];
  snprintf(epoch, sizeof epoch, "%s", frontier_epoch(fixture->frontier));
  assert_int_equal(strlen(epoch), 36);
  open_again(fixture);
  assert_string_equal(frontier_epoch(fixture->frontier), epoch);
  frontier_close(&fixture->frontier);
  unlink(fixture->path);
  open_again(fixture);
  assert_string_not_equal(frontier_epoch(fixture->frontier), epoch);
}

static void a_file_that_is_no_frontier_is_refused_with_a_sentence(void **state)
{
  struct fixture *fixture = *state;
  const struct frontier_options options = {fixture->path, NULL};
  frontier_close(&fixture->frontier);
  unlink(fixture->path);
  assert_true(write_file(
      fixture->path, SLICE("this is a shopping list, and quite a long one at that; no database begins so")));
  assert_null(frontier_open(&options, &error));
  assert_int_equal(error.code, EX_DATAERR);
  assert_non_null(strstr(error.text, fixture->path));
}

static void a_second_process_is_kept_out(void **state)
{
  struct fixture *fixture = *state;
  const struct frontier_options options = {fixture->path, NULL};
  assert_null(frontier_open(&options, &error));
  assert_int_equal(error.code, EX_TEMPFAIL);
}

/* Every path of two thousand random steps. */
static void whatever_happens_the_counts_are_those_of_the_rows(void **state)
{
  struct fixture *fixture = *state;
  struct random random = {99};
  int64_t counted[4] = {0};
  enum { ITEMS = 40 };
  bool revived;
  for (int i = 1; i <= ITEMS; i++) {
    char url[32];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    feed(fixture, url, 10);
  }
  OK(frontier_begin(fixture->frontier, &error));
  for (int step = 0; step < 2000; step++) {
    int64_t item = 1 + (int64_t)random_below(&random, ITEMS);
    switch (random_below(&random, 6)) {
    case 0:
      OK(frontier_fetched(fixture->frontier, item, &response, step, &error));
      break;
    case 1:
      OK(frontier_bury(fixture->frontier, item, SLICE("undeliverable"), SLICE("x"), step, &error));
      break;
    case 2:
      OK(frontier_revive(fixture->frontier, item, step, &revived, &error));
      break;
    case 3:
      OK(frontier_transfer_failed(fixture->frontier, item, SLICE("dns"), SLICE("x"), step, step, &error));
      break;
    case 4:
      OK(frontier_attempt_counted(fixture->frontier, item, step, &error));
      break;
    default:
      if (step % 50 == 0) OK(frontier_settled(fixture->frontier, item, SLICE("stored"), 1, step, &error));
    }
  }
  OK(frontier_commit(fixture->frontier, &error));
  for (int64_t item = 1; item <= ITEMS; item++) counted[read_item(fixture, item).state]++;
  assert_counts(fixture, (struct frontier_counts){.queued = counted[ITEM_QUEUED],
                                                  .fetched = counted[ITEM_FETCHED],
                                                  .stored = counted[ITEM_DONE],
                                                  .dead = counted[ITEM_DEAD]});
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_new_url_is_queued_and_due_at_once),
      TEST(a_url_that_is_known_keeps_its_number),
      TEST(due_items_come_in_order_of_their_time_without_those_in_transfer),
      TEST(a_fetched_item_says_where_its_response_is),
      TEST(undelivered_items_are_read_in_pages_by_number),
      TEST(the_archive_is_known_up_to_its_last_committed_record),
      TEST(each_verdict_is_counted_where_it_belongs),
      TEST(a_second_verdict_changes_nothing),
      TEST(a_verdict_for_what_was_never_fetched_or_never_fed_changes_nothing),
      TEST(a_failed_transfer_is_queued_again_with_a_trace),
      TEST(counted_attempts_survive_a_restart),
      TEST(a_dead_letter_has_a_reason_and_a_sentence),
      TEST(a_revived_item_is_fetched_again_or_only_sent_again),
      TEST(only_the_dead_are_revived),
      TEST(a_late_verdict_settles_a_dead_letter),
      TEST(a_rollback_leaves_rows_and_counts_as_they_were),
      TEST(a_probe_changes_nothing),
      TEST(the_epoch_is_made_with_the_file_and_kept),
      TEST(a_file_that_is_no_frontier_is_refused_with_a_sentence),
      TEST(a_second_process_is_kept_out),
      TEST(whatever_happens_the_counts_are_those_of_the_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
