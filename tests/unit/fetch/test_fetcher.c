/* The promise of the core, one event at a time. */
#include "fetcher_world.h"

/* The way of an item. */

static void a_fed_url_is_fetched_journaled_sent_and_settled(void **state)
{
  struct world *world = *state;
  assert_int_equal(feed(world, "http://a.example/x"), 1);
  turn(world);
  assert_int_equal(world->started_count, 1);
  fetch_all(world);
  assert_int_equal(world->sent_count, 1);
  assert_int_equal(world->sent[0].attempt, 1);
  assert_string_equal(world->sent[0].body, "body of 1");
  settle(world, 1);
  assert_int_equal(row_of(world, 1).state, ITEM_DONE);
  assert_int_equal(status(world).counts.stored, 1);
  assert_true(fetcher_idle(world->fetcher));
}

static void what_was_queued_by_a_clock_that_ran_ahead_is_fetched_all_the_same(void **state)
{
  struct world *world = *state;
  millis year = INT64_C(365) * 24 * 3600 * 1000;
  feed_many(world, 3);
  world->now.wall -= year;
  pass(world, 60 * 1000);
  assert_int_equal(world->started_count, 3);
  fetch_all(world);
  world->now.wall += year;
  feed(world, "http://late.example/");
  restart(world, false);
  world->now.wall -= year;
  turn(world);
  assert_int_equal(world->started_count, 1);
}

static void nothing_is_sent_before_the_commit(void **state)
{
  struct world *world = *state;
  feed_many(world, 2);
  turn(world);
  assert_int_equal(world->started_count, 2);
  respond_with(world, world->started[0].item,
               200); /* the other is still in transfer: the commit may wait for it */
  turn(world);
  assert_int_equal(world->sent_count, 0);
  assert_int_equal(row_of(world, world->started[0].item).state, ITEM_QUEUED);
  assert_int_equal(fetcher_wake_at(world->fetcher), world->now.steady + 50);
  pass(world, 50);
  assert_int_equal(world->sent_count, 1);
}

static void many_responses_share_one_sync(void **state)
{
  struct world *world = *state;
  feed_many(world, 4);
  turn(world);
  int before = world->archive.syncs;
  fetch_all(world);
  assert_int_equal(world->sent_count, 4);
  assert_int_equal(world->archive.syncs, before + 1);
}

static void a_full_window_starts_no_transfer(void **state)
{
  struct world *world = *state;
  feed_many(world, 20);
  turn(world);
  for (int i = 0; i < 10; i++) fetch_all(world);
  assert_int_equal(status(world).window.items, 8);
  assert_int_equal(status(world).transfers, 0);
  assert_int_equal(world->sent_count, 8);
  settle(world, world->sent[0].item);
  assert_int_equal(status(world).transfers, 1);
}

static void transfers_count_as_items_of_the_window(void **state)
{
  struct world *world = *state;
  world->config.fetch.window_items = 3;
  world->config.fetch.transfers = 100;
  fetcher_settings(world->fetcher, &world->config.fetch);
  feed_many(world, 20);
  turn(world);
  assert_int_equal(world->started_count, 3);
}

static void a_lost_message_is_sent_again_from_the_archive_and_not_fetched_again(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/x");
  turn(world);
  fetch_all(world);
  pass(world, 40000);
  assert_int_equal(world->started_count, 0);
  assert_int_equal(world->sent_count, 2);
  assert_int_equal(world->sent[1].attempt, 2);
  assert_string_equal(world->sent[1].body, "body of 1");
  assert_int_equal(row_of(world, 1).attempts, 0);
}

static void what_would_block_is_offered_again(void **state)
{
  struct world *world = *state;
  world->deaf = true;
  feed(world, "http://a.example/x");
  turn(world);
  fetch_all(world);
  assert_int_equal(world->sent_count, 0);
  world->deaf = false;
  turn(world);
  assert_int_equal(world->sent_count, 0); /* nobody said that it may be tried again */
  fetcher_writable(world->fetcher);
  turn(world);
  assert_int_equal(world->sent_count, 1);
  world->deaf = true;
  pass(world, 40000);
  world->deaf = false;
  assert_true(fetcher_wake_at(world->fetcher) <= world->now.steady + 100);
  pass(world, 100);
  assert_int_equal(world->sent_count, 2);
}

/* Counting. */

static void an_outage_counts_nothing(void **state)
{
  struct world *world = *state;
  feed_many(world, 4);
  turn(world);
  fetch_all(world);
  for (int i = 0; i < 20; i++) pass(world, 800000);
  assert_int_equal(world->sent_count, 4 * 21);
  for (int64_t item = 1; item <= 4; item++) assert_int_equal(row_of(world, item).attempts, 0);
  assert_int_equal(status(world).counts.dead, 0);
}

/* send_fresh - another article comes, is sent and stored: what was sent before it and has no verdict is in
 * doubt. */
static void send_fresh(struct world *world, int number)
{
  char url[64];
  snprintf(url, sizeof url, "http://fresh.example/%d", number);
  int64_t item = feed(world, url);
  turn(world);
  fetch_all(world);
  assert_int_equal(world->sent[world->sent_count - 1].item, item);
  settle(world, item);
}

static void an_attempt_counts_once_something_sent_later_was_settled(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/poison");
  turn(world);
  fetch_all(world);
  send_fresh(world, 1);
  world->deaf = true;
  pass(world, 40000);
  assert_int_equal(row_of(world, 1).attempts, 1); /* journaled before the port could take the next */
  assert_int_equal(status(world).window.suspects, 1);
  world->deaf = false;
  pass(world, 100);
  assert_int_equal(world->sent[world->sent_count - 1].item, 1);
  assert_int_equal(world->sent[world->sent_count - 1].attempt, 2);
}

static void the_fifth_counted_attempt_makes_a_dead_letter(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/poison");
  turn(world);
  fetch_all(world);
  for (int i = 1; i <= 5; i++) {
    assert_int_equal(row_of(world, 1).attempts, i - 1);
    send_fresh(world, i);
    pass(world, 800000);
  }
  struct frontier_item row = row_of(world, 1);
  assert_int_equal(row.state, ITEM_DEAD);
  assert_int_equal(row.attempts, 5);
  assert_true(slice_is(row.reason, "undeliverable"));
  assert_int_equal(status(world).window.items, 0);
  size_t before = world->sent_count;
  pass(world, 800000);
  assert_int_equal(world->sent_count, before);
}

static void a_dead_letter_that_is_retried_is_sent_from_the_archive(void **state)
{
  struct world *world = *state;
  int64_t after = 0, revived;
  bool more;
  the_fifth_counted_attempt_makes_a_dead_letter(state);
  assert_true(fetcher_revive_page(world->fetcher, &after, world->now, &revived, &more, &error));
  assert_int_equal(revived, 1);
  assert_int_equal(after, 1);
  assert_false(more);
  turn(world);
  assert_int_equal(world->started_count, 0);
  assert_int_equal(world->sent[world->sent_count - 1].item, 1);
  assert_string_equal(world->sent[world->sent_count - 1].body, "body of 1");
  settle(world, 1);
  assert_int_equal(row_of(world, 1).state, ITEM_DONE);
}

static void a_page_that_died_with_its_host_is_fetched_when_it_is_fed_again(void **state)
{
  struct world *world = *state;
  struct fetcher_fed fed;
  feed(world, "http://a.example/1");
  for (int64_t i = 0; i < world->config.fetch.max_fetch_attempts; i++) {
    pass(world, 48 * 3600 * 1000);
    world->started_count = 0;
    fail_with(world, 1, HTTP_FAILED_DNS, "no address");
    pass(world, 1000);
  }
  assert_int_equal(row_of(world, 1).state, ITEM_DEAD);
  assert_true(try_feed(world, "http://a.example/1", &fed));
  assert_int_equal(fed.outcome, FEED_KNOWN);
  assert_int_equal(fed.state, ITEM_QUEUED);
  pass(world, 60000);
  fetch_all(world);
  settle(world, 1);
  assert_int_equal(row_of(world, 1).state, ITEM_DONE);
}

static void encodings_in_several_lines_are_one_list(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/1");
  turn(world);
  answer(world, 1, 200, "Content-Encoding: gzip\r\nContent-Type: text/html\r\ncontent-encoding: br\r\n", "x");
  pass(world, 1000);
  assert_true(slice_is(row_of(world, 1).content_encoding, "gzip, br"));
  assert_non_null(strstr(world->last, "\"content_encoding\":\"gzip, br\""));
}

static void suspects_are_sent_one_at_a_time(void **state)
{
  struct world *world = *state;
  feed_many(world, 3);
  turn(world);
  fetch_all(world);
  send_fresh(world, 1);
  size_t before = world->sent_count;
  pass(world, 40000);
  assert_int_equal(status(world).window.suspects, 3);
  assert_int_equal(world->sent_count, before + 1);
  settle(world, world->sent[before].item);
  assert_int_equal(world->sent_count, before + 2);
}

static void a_late_verdict_settles_a_dead_letter(void **state)
{
  struct world *world = *state;
  the_fifth_counted_attempt_makes_a_dead_letter(state);
  settle(world, 1);
  assert_int_equal(row_of(world, 1).state, ITEM_DONE);
  assert_int_equal(status(world).counts.dead, 0);
}

/* Verdicts that are not for us. */

static void a_verdict_of_another_epoch_is_ignored(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/x");
  turn(world);
  fetch_all(world);
  const struct fetcher_verdict foreign = {.epoch = SLICE("00000000-0000-4000-8000-000000000000"),
                                          .verdict = SLICE("stored"),
                                          .item = 1,
                                          .attempt = 1};
  assert_false(fetcher_verdict(world->fetcher, &foreign, world->now));
  turn(world);
  assert_int_equal(row_of(world, 1).state, ITEM_FETCHED);
  assert_int_equal(status(world).window.items, 1);
}

static void verdicts_that_make_no_sense_are_refused(void **state)
{
  struct world *world = *state;
  assert_false(verdict(world, 0, 1, "stored"));
  assert_false(verdict(world, -5, 1, "stored"));
  assert_false(verdict(world, 1, 1, "eaten"));
  assert_true(verdict(world, 999999, 1, "stored")); /* sensible, and of no known item: changes nothing */
  turn(world);
  assert_int_equal(status(world).counts.stored, 0);
}

static void a_repeated_verdict_counts_once(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/x");
  turn(world);
  fetch_all(world);
  assert_true(verdict(world, 1, 1, "stored"));
  assert_true(verdict(world, 1, 1, "duplicate"));
  turn(world);
  settle(world, 1);
  assert_int_equal(status(world).counts.stored, 1);
  assert_int_equal(status(world).counts.duplicate, 0);
}

/* Failing transfers. */

static void an_absent_page_is_dead_at_once_and_a_busy_server_is_asked_again(void **state)
{
  struct world *world = *state;
  feed_many(world, 4);
  turn(world);
  respond_with(world, 1, 404);
  respond_with(world, 2, 503);
  respond_with(world, 3, 429);
  respond_with(world, 4, 304);
  turn(world);
  assert_int_equal(row_of(world, 1).state, ITEM_DEAD);
  assert_true(slice_is(row_of(world, 1).reason, "http-404"));
  assert_int_equal(row_of(world, 2).state, ITEM_QUEUED);
  assert_int_equal(row_of(world, 3).state, ITEM_QUEUED);
  assert_true(slice_is(row_of(world, 4).reason, "http-304"));
  assert_int_equal(world->sent_count, 0);
}

static void a_failed_transfer_is_repeated_later_and_later_and_then_dead(void **state)
{
  struct world *world = *state;
  millis delay = 1000;
  feed(world, "http://a.example/x");
  turn(world);
  for (int attempt = 1; attempt <= 3; attempt++, delay *= 2) {
    assert_int_equal(world->started_count, attempt);
    fail_with(world, 1, HTTP_FAILED_DNS, "no such host");
    turn(world);
    if (attempt == 3) break;
    assert_int_equal(row_of(world, 1).fetch_attempts, attempt);
    assert_in_range(row_of(world, 1).due_at - world->now.wall, delay, delay + delay / 4);
    pass(world, delay - 1);
    assert_int_equal(world->started_count, attempt);
    assert_in_range(fetcher_wake_at(world->fetcher) - world->now.steady, 1, delay / 4 + 1);
    pass(world, delay / 4 + 1);
  }
  struct frontier_item row = row_of(world, 1);
  assert_int_equal(row.state, ITEM_DEAD);
  assert_int_equal(row.fetch_attempts, 3);
  assert_true(slice_is(row.reason, "dns"));
  assert_true(slice_is(row.detail, "no such host"));
}

static void what_waiting_can_not_mend_is_dead_at_once(void **state)
{
  struct world *world = *state;
  feed_many(world, 2);
  turn(world);
  fail_with(world, 1, HTTP_FAILED_TOO_LARGE, "too large");
  fail_with(world, 2, HTTP_FAILED_ADDRESS, "not there");
  turn(world);
  assert_true(slice_is(row_of(world, 1).reason, "too-large"));
  assert_true(slice_is(row_of(world, 2).reason, "forbidden-address"));
}

static void the_end_of_a_transfer_that_was_never_started_is_ignored(void **state)
{
  struct world *world = *state;
  respond_with(world, 77, 200);
  fail_with(world, 78, HTTP_FAILED_DNS, "?");
  turn(world);
  assert_true(fetcher_idle(world->fetcher));
}

/* Restarts. */

static void a_restart_fetches_again_what_was_in_transfer_without_counting_it(void **state)
{
  struct world *world = *state;
  feed_many(world, 2);
  turn(world);
  respond_with(world, 1, 200); /* gathered, not committed */
  restart(world, true);
  turn(world);
  assert_int_equal(world->started_count, 2);
  assert_int_equal(row_of(world, 1).fetch_attempts, 0);
}

static void a_restart_sends_again_what_had_no_verdict_in_order_before_anything_is_fetched(void **state)
{
  struct world *world = *state;
  feed_many(world, 12);
  turn(world);
  for (int i = 0; i < 4; i++) fetch_all(world);
  assert_int_equal(world->sent_count, 8);
  restart(world, true);
  world->config.fetch.window_items = 5;
  fetcher_settings(world->fetcher, &world->config.fetch);
  turn(world);
  assert_int_equal(world->sent_count, 5); /* the window bounds a restart as well */
  assert_int_equal(world->started_count, 0);
  for (size_t i = 0; i < 5; i++) settle(world, world->sent[i].item);
  for (size_t i = 1; i < world->sent_count; i++) assert_true(world->sent[i].item > world->sent[i - 1].item);
  assert_int_equal(world->sent_count, 8);
  for (size_t i = 0; i < 8; i++) {
    char body[32];
    snprintf(body, sizeof body, "body of %lld", (long long)world->sent[i].item);
    assert_string_equal(world->sent[i].body, body);
  }
  assert_true(world->started_count > 0);
}

static void a_restart_keeps_counted_attempts(void **state)
{
  struct world *world = *state;
  an_attempt_counts_once_something_sent_later_was_settled(state);
  restart(world, false);
  turn(world);
  assert_int_equal(status(world).window.suspects, 1);
  assert_int_equal(world->sent[0].attempt, 2);
}

static void a_torn_archive_is_cut_at_the_restart(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/x");
  turn(world);
  fetch_all(world);
  size_t whole = world->archive.files[0].now.length;
  buffer_text(&world->archive.files[0].now, "half a record");
  restart(world, false);
  assert_int_equal(world->archive.files[0].now.length, whole);
  turn(world);
  assert_int_equal(world->sent_count, 1);
}

static void a_new_file_is_known_to_the_journal_before_it_is_written(void **state)
{
  struct world *world = *state;
  int64_t end;
  struct slice name;
  world->config.fetch.warc_rotate_bytes = 500;
  fetcher_settings(world->fetcher, &world->config.fetch);
  restart(world, false);
  for (int i = 1; i <= 3; i++) send_fresh(world, i);
  assert_int_equal(world->archive.count, 3);
  assert_true(frontier_last_warc(fetcher_frontier(world->fetcher), world->arena, &name, &end, &error));
  assert_true(slice_is(name, world->archive.files[2].name));
  assert_int_equal(end, world->archive.files[2].now.length);
}

static void a_new_file_that_can_not_be_opened_is_tried_again_under_its_name(void **state)
{
  struct world *world = *state;
  int64_t end;
  struct slice name;
  world->config.fetch.warc_rotate_bytes = 500;
  fetcher_settings(world->fetcher, &world->config.fetch);
  restart(world, false);
  send_fresh(world, 1);
  world->archive.fail_create = EMFILE;
  feed(world, "http://a.example/x");
  turn(world);
  fetch_all(world);
  for (int i = 0; i < 5; i++) pass(world, 2000);
  assert_true(status(world).stalled);
  assert_int_equal(world->archive.count, 1);
  world->archive.fail_create = 0;
  pass(world, 2000);
  assert_false(status(world).stalled);
  assert_int_equal(world->archive.count, 2);
  assert_non_null(strstr(world->archive.files[1].name, "-00002.warc.gz"));
  assert_true(frontier_last_warc(fetcher_frontier(world->fetcher), world->arena, &name, &end, &error));
  assert_true(slice_is(name, world->archive.files[1].name));
  assert_int_equal(end, world->archive.files[1].now.length);
}

/* Damage. */

static void a_record_that_is_gone_makes_a_dead_letter_which_a_retry_fetches_again(void **state)
{
  struct world *world = *state;
  int64_t revived;
  feed(world, "http://a.example/x");
  turn(world);
  fetch_all(world);
  struct frontier_item row = row_of(world, 1);
  memset(world->archive.files[0].now.data + row.warc_offset, 'x', 50);
  pass(world, 40000);
  pass(world, 0);
  row = row_of(world, 1);
  assert_int_equal(row.state, ITEM_DEAD);
  assert_true(slice_is(row.reason, "archive"));
  assert_int_equal(status(world).window.items, 0);
  int64_t item = 1;
  world->started_count = 0;
  assert_true(fetcher_revive(world->fetcher, &item, 1, world->now, &revived, &error));
  turn(world);
  assert_int_equal(world->started_count, 1);
}

static void a_bad_sector_costs_one_item_and_not_the_fetcher(void **state)
{
  struct world *world = *state;
  feed_many(world, 3);
  turn(world);
  fetch_all(world);
  assert_int_equal(world->sent_count, 3);
  int64_t bad = world->sent[1].item;
  world->archive.bad_offset = row_of(world, bad).warc_offset;
  pass(world, 40000);
  for (int tries = 1; tries < 3; tries++) {
    assert_true(status(world).stalled);
    assert_int_equal(row_of(world, bad).state, ITEM_FETCHED);
    pass(world, 2000);
  }
  assert_false(status(world).stalled);
  turn(world);
  struct frontier_item row = row_of(world, bad);
  assert_int_equal(row.state, ITEM_DEAD);
  assert_true(slice_is(row.reason, "archive"));
  assert_non_null(strstr(row.detail.data, "Input/output error"));
  assert_int_equal(status(world).window.items, 2);
  assert_int_equal(world->sent_count, 5);
  send_fresh(world, 1);
}

static void a_disk_that_answers_again_costs_nothing(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/x");
  turn(world);
  fetch_all(world);
  world->archive.bad_offset = row_of(world, 1).warc_offset;
  pass(world, 40000);
  pass(world, 2000);
  assert_true(status(world).stalled);
  world->archive.bad_offset = 0;
  pass(world, 2000);
  assert_int_equal(world->sent_count, 2);
  world->archive.bad_offset = row_of(world, 1).warc_offset;
  pass(world, 80000); /* what failed before it could be read does not count any more */
  pass(world, 2000);
  assert_int_equal(row_of(world, 1).state, ITEM_FETCHED);
}

static void a_full_disk_stalls_without_losing_anything_and_resumes_by_itself(void **state)
{
  struct world *world = *state;
  feed_many(world, 8);
  turn(world);
  world->archive.fail_all = ENOSPC;
  fetch_all(world);
  assert_true(status(world).stalled);
  assert_non_null(strstr(status(world).stalled_reason, "No space left"));
  assert_int_equal(world->sent_count, 0);
  assert_int_equal(world->started_count, 0); /* nothing new is fetched for a disk that can't take it */
  for (int64_t item = 1; item <= 8; item++) assert_int_equal(row_of(world, item).state, ITEM_QUEUED);
  pass(world, 2000);
  assert_true(status(world).stalled);
  world->archive.fail_all = 0;
  assert_true(fetcher_wake_at(world->fetcher) <= world->now.steady + 2000);
  pass(world, 2000);
  assert_false(status(world).stalled);
  assert_int_equal(world->sent_count, 4);
  assert_int_equal(world->started_count, 4); /* the four others: none twice */
  fetch_all(world);
  assert_int_equal(status(world).counts.fetched, 8);
}

static void any_single_failure_of_the_archive_is_survived(void **state)
{
  (void)state;
  for (int n = 1; n <= 6; n++)
    for (int kind = 0; kind < 3; kind++) {
      void *inner = NULL;
      assert_int_equal(set_up(&inner), 0);
      struct world *world = inner;
      int *countdowns[] = {&world->archive.fail_write_in, &world->archive.fail_sync_in,
                           &world->archive.fail_truncate_in};
      feed_many(world, 8);
      *countdowns[kind] = n;
      world->archive.torn = 30;
      for (int i = 0; i < 12; i++) {
        pass(world, 2500);
        fetch_all(world);
      }
      assert_int_equal(status(world).counts.fetched, 8);
      restart(world, true);
      turn(world);
      assert_int_equal(world->sent_count, 8);
      assert_int_equal(tear_down(&inner), 0);
    }
}

static void a_feeder_is_told_when_the_journal_can_not_be_written(void **state)
{
  struct world *world = *state;
  struct fetcher_fed fed;
  assert_true(frontier_begin(fetcher_frontier(world->fetcher), &error)); /* a transaction is in the way */
  assert_false(try_feed(world, "http://a.example/x", &fed));
  assert_non_null(strstr(error.text, "nothing was accepted"));
  assert_true(status(world).stalled);
  pass(world, 2000);
  assert_false(status(world).stalled);
  assert_true(try_feed(world, "http://a.example/x", &fed));
  assert_int_equal(fed.outcome, FEED_ACCEPTED);
}

/* Feeding. */

static void feeding_answers_for_each_url_in_order(void **state)
{
  struct world *world = *state;
  const struct slice urls[] = {SLICE("http://A.example"), SLICE("ftp://a.example"),
                               SLICE("http://a.example/#x")};
  struct fetcher_fed fed[3];
  assert_true(fetcher_feed(world->fetcher, urls, 3, fed, world->now, &error));
  assert_int_equal(fed[0].outcome, FEED_ACCEPTED);
  assert_int_equal(fed[1].outcome, FEED_REFUSED);
  assert_int_equal(fed[1].item, 0);
  assert_true(strlen(fed[1].reason) > 10);
  assert_int_equal(fed[2].outcome, FEED_KNOWN);
  assert_int_equal(fed[2].item, fed[0].item);
}

static void too_many_urls_at_once_are_refused(void **state)
{
  struct world *world = *state;
  static struct slice urls[FETCHER_FEED_MAX + 1];
  static struct fetcher_fed fed[FETCHER_FEED_MAX + 1];
  for (int i = 0; i <= FETCHER_FEED_MAX; i++) urls[i] = SLICE("http://a.example/");
  assert_false(fetcher_feed(world->fetcher, urls, FETCHER_FEED_MAX + 1, fed, world->now, &error));
  assert_int_equal(error.code, EX_USAGE);
  assert_int_equal(status(world).counts.queued, 0);
}

static void many_urls_of_one_host_do_not_stand_in_the_way_of_others(void **state)
{
  struct world *world = *state;
  world->config.fetch.transfers_per_domain = 2;
  world->config.fetch.transfers = 8;
  fetcher_settings(world->fetcher, &world->config.fetch);
  for (int i = 0; i < 600; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://slow.example/%d", i);
    feed(world, url);
  }
  int64_t other = feed(world, "http://quick.example/");
  turn(world);
  assert_int_equal(world->started_count, 3);
  bool started = false;
  for (size_t i = 0; i < 3; i++) started |= world->started[i].item == other;
  assert_true(started);
}

/* Draining. */

static void draining_lets_what_is_on_its_way_arrive_and_starts_nothing(void **state)
{
  struct world *world = *state;
  feed_many(world, 8);
  turn(world);
  fetcher_drain(world->fetcher, true);
  fetch_all(world);
  assert_int_equal(world->started_count, 0);
  assert_int_equal(world->sent_count, 4);
  assert_false(fetcher_idle(world->fetcher));
  for (size_t i = 0; i < 4; i++) settle(world, world->sent[i].item);
  assert_true(fetcher_idle(world->fetcher));
  fetcher_drain(world->fetcher, false);
  turn(world);
  assert_int_equal(world->started_count, 4);
}

static void a_flush_commits_what_is_not_ripe(void **state)
{
  struct world *world = *state;
  feed_many(world, 2);
  turn(world);
  respond_with(world, world->started[0].item, 200);
  assert_true(fetcher_flush(world->fetcher, world->now, &error));
  assert_int_equal(status(world).counts.fetched, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_fed_url_is_fetched_journaled_sent_and_settled),
      TEST(what_was_queued_by_a_clock_that_ran_ahead_is_fetched_all_the_same),
      TEST(nothing_is_sent_before_the_commit),
      TEST(many_responses_share_one_sync),
      TEST(a_full_window_starts_no_transfer),
      TEST(transfers_count_as_items_of_the_window),
      TEST(a_lost_message_is_sent_again_from_the_archive_and_not_fetched_again),
      TEST(what_would_block_is_offered_again),
      TEST(an_outage_counts_nothing),
      TEST(an_attempt_counts_once_something_sent_later_was_settled),
      TEST(the_fifth_counted_attempt_makes_a_dead_letter),
      TEST(a_dead_letter_that_is_retried_is_sent_from_the_archive),
      TEST(a_page_that_died_with_its_host_is_fetched_when_it_is_fed_again),
      TEST(encodings_in_several_lines_are_one_list),
      TEST(suspects_are_sent_one_at_a_time),
      TEST(a_late_verdict_settles_a_dead_letter),
      TEST(a_verdict_of_another_epoch_is_ignored),
      TEST(verdicts_that_make_no_sense_are_refused),
      TEST(a_repeated_verdict_counts_once),
      TEST(an_absent_page_is_dead_at_once_and_a_busy_server_is_asked_again),
      TEST(a_failed_transfer_is_repeated_later_and_later_and_then_dead),
      TEST(what_waiting_can_not_mend_is_dead_at_once),
      TEST(the_end_of_a_transfer_that_was_never_started_is_ignored),
      TEST(a_restart_fetches_again_what_was_in_transfer_without_counting_it),
      TEST(a_restart_sends_again_what_had_no_verdict_in_order_before_anything_is_fetched),
      TEST(a_restart_keeps_counted_attempts),
      TEST(a_torn_archive_is_cut_at_the_restart),
      TEST(a_new_file_is_known_to_the_journal_before_it_is_written),
      TEST(a_new_file_that_can_not_be_opened_is_tried_again_under_its_name),
      TEST(a_record_that_is_gone_makes_a_dead_letter_which_a_retry_fetches_again),
      TEST(a_bad_sector_costs_one_item_and_not_the_fetcher),
      TEST(a_disk_that_answers_again_costs_nothing),
      TEST(a_full_disk_stalls_without_losing_anything_and_resumes_by_itself),
      cmocka_unit_test(any_single_failure_of_the_archive_is_survived),
      TEST(a_feeder_is_told_when_the_journal_can_not_be_written),
      TEST(feeding_answers_for_each_url_in_order),
      TEST(too_many_urls_at_once_are_refused),
      TEST(many_urls_of_one_host_do_not_stand_in_the_way_of_others),
      TEST(draining_lets_what_is_on_its_way_arrive_and_starts_nothing),
      TEST(a_flush_commits_what_is_not_ripe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
