/* The journal: states and what leads from one to the next, counts, restarts, and files that are not ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../write_file.h"
#include "journal_fixture.h"

#include <sys/stat.h>

static void bury(struct fixture *fixture, int64_t item, const char *reason)
{
  COMMITTED(frontier_bury(fixture->frontier, item, slice_of(reason), SLICE("a sentence"), 40, &error));
}

static bool revive(struct fixture *fixture, int64_t item)
{
  bool revived;
  COMMITTED(frontier_revive(fixture->frontier, item, 50, &revived, &error));
  return revived;
}

static void assert_counts(struct fixture *fixture, struct frontier_counts expected)
{
  expected.domains = 1;                     /* a.example, which is never put to rest here */
  for (int again = 0; again < 2; again++) { /* as kept in memory, and as read from the file */
    struct frontier_counts counts = frontier_counts(fixture->frontier);
    assert_memory_equal(&counts, &expected, sizeof counts);
    open_again(fixture);
  }
}

static void a_new_url_is_queued_and_due_at_once(void **state)
{
  struct frontier_due_item due;
  size_t count;
  millis next_at;
  assert_int_equal(feed(*state, "http://a.example/", 10), 1);
  struct frontier_item row = read_item(*state, 1);
  assert_int_equal(row.state, ITEM_QUEUED);
  assert_int_equal(row.fed_at, 10);
  struct fixture *fixture = *state;
  OK(frontier_domain_items(fixture->frontier, fixture->arena, 1, 10, 1, NULL, NULL, &due, &count, &next_at,
                           &error));
  assert_int_equal(count, 1);
  assert_true(slice_is(due.url, "http://a.example/"));
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

static enum item_state feed_again(struct fixture *fixture, int64_t source, millis now)
{
  struct frontier_link link = link_to("http://a.example/1");
  enum feed_outcome outcome;
  enum item_state known;
  int64_t item;
  link.source = source;
  COMMITTED(frontier_feed(fixture->frontier, &link, now, &outcome, &item, &known, &error));
  assert_int_equal(outcome, FEED_KNOWN);
  assert_int_equal(read_item(fixture, 1).state, known);
  return known;
}

static void a_page_whose_server_was_down_is_tried_again_when_it_is_fed_again(void **state)
{
  static const char *const passing[] = {"dns", "timeout", "http-503", "http-429", "robots-unreachable"};
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 10);
  for (size_t i = 0; i < sizeof passing / sizeof *passing; i++) {
    bury(fixture, 1, passing[i]);
    assert_int_equal(feed_again(fixture, 0, 41), ITEM_QUEUED);
    assert_int_equal(read_item(fixture, 1).due_at, 41);
    assert_int_equal(read_item(fixture, 1).fetch_attempts, 0);
    assert_int_equal(read_item(fixture, 1).reason.length, 0);
  }
  assert_counts(fixture, (struct frontier_counts){.queued = 1});
}

static void a_source_that_goes_on_naming_a_dead_page_has_it_tried_once_a_day(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 10);
  bury(fixture, 1, "connect");
  assert_int_equal(feed_again(fixture, 7, 40 + FRONTIER_DEAD_REST - 1), ITEM_DEAD);
  assert_int_equal(feed_again(fixture, 7, 40 + FRONTIER_DEAD_REST), ITEM_QUEUED);
  assert_counts(fixture, (struct frontier_counts){.queued = 1});
}

static void what_a_server_said_for_good_is_not_asked_again(void **state)
{
  static const char *const lasting[] = {"http-404", "http-410", "robots", "forbidden-address", "too-large"};
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 10);
  for (size_t i = 0; i < sizeof lasting / sizeof *lasting; i++) {
    bury(fixture, 1, lasting[i]);
    assert_int_equal(feed_again(fixture, 0, 10 * (millis)FRONTIER_DEAD_REST), ITEM_DEAD);
    assert_int_equal(feed_again(fixture, 7, 10 * (millis)FRONTIER_DEAD_REST), ITEM_DEAD);
    assert_true(revive(fixture, 1));
  }
  fetched(fixture, 1, 20);
  bury(fixture, 1, "undeliverable");
  assert_int_equal(feed_again(fixture, 0, 10 * (millis)FRONTIER_DEAD_REST), ITEM_DEAD);
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

/* Pages and their identities. */

static int64_t find(struct fixture *fixture, const char *identity)
{
  int64_t item;
  bool found;
  OK(frontier_find(fixture->frontier, slice_of(identity), &item, &found, &error));
  assert_int_equal(found, item != 0);
  return item;
}

static void urls_of_one_identity_are_one_page(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_link link = link_to("http://a.example/?utm_source=x");
  link.identity = SLICE("a.example/");
  assert_int_equal(feed_link(fixture, link, 10), 1);
  link.url = SLICE("https://a.example/");
  assert_int_equal(feed_link(fixture, link, 11), 1);
  assert_true(slice_is(read_item(fixture, 1).url, "http://a.example/?utm_source=x"));
  assert_int_equal(find(fixture, "a.example/"), 1);
  assert_int_equal(find(fixture, "http://a.example/?utm_source=x"), 0);
}

static void a_response_is_kept_whole(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_link link = link_to("http://a.example/1");
  link.source = 12;
  fetched(fixture, feed_link(fixture, link, 10), 20);
  struct frontier_item row = read_item(fixture, 1);
  assert_true(slice_is(row.etag, "\"one\""));
  assert_true(slice_equal(row.payload, response.payload));
  assert_true(slice_equal(row.extra, response.extra));
  assert_true(slice_is(row.domain, "a.example"));
  assert_int_equal(row.source, 12);
  assert_int_equal(row.kind, ITEM_FED);
  assert_int_equal(row.page, 1);
  assert_int_equal(row.capture, 1);
}

static int64_t move(struct fixture *fixture, int64_t item, struct frontier_link link)
{
  int64_t other;
  COMMITTED(frontier_moved(fixture->frontier, item, &link, 60, &other, &error));
  return other;
}

static void a_page_that_moved_is_found_by_both_names(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/old", 10);
  assert_int_equal(move(fixture, 1, link_in("https://b.example/new", "b.example")), 0);
  assert_int_equal(find(fixture, "http://a.example/old"), 1);
  assert_int_equal(find(fixture, "https://b.example/new"), 1);
  struct frontier_item row = read_item(fixture, 1);
  assert_true(slice_is(row.url, "https://b.example/new"));
  assert_true(slice_is(row.domain, "b.example"));
  assert_true(slice_is(last_trace(fixture, 1), "moved"));
  assert_int_equal(feed(fixture, "https://b.example/new", 20), 1);
  assert_int_equal(frontier_counts(fixture->frontier).domains, 2);        /* it is due at its new place */
  assert_int_equal(move(fixture, 1, link_to("http://a.example/old")), 0); /* and back again */
  assert_true(slice_is(read_item(fixture, 1).url, "http://a.example/old"));
}

static void a_page_does_not_move_onto_another(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 10);
  feed(fixture, "http://a.example/2", 10);
  assert_int_equal(move(fixture, 1, link_to("http://a.example/2")), 2);
  assert_true(slice_is(read_item(fixture, 1).url, "http://a.example/1"));
  assert_int_equal(last_trace(fixture, 1).length, 0);
  assert_int_equal(move(fixture, 1, link_to("http://a.example/3")), 0);
  assert_int_equal(move(fixture, 2, link_to("http://a.example/3")), 1); /* an alias belongs to somebody too */
  assert_int_equal(move(fixture, 999, link_to("http://a.example/4")), 0); /* there is no such item */
  assert_int_equal(find(fixture, "http://a.example/4"), 0);
}

/* Revisits. */

static int64_t visit(struct fixture *fixture, int64_t item, enum revisit_outcome outcome, millis at,
                     millis next)
{
  int64_t new_item;
  bool answered = outcome == REVISIT_UNCHANGED || outcome == REVISIT_CHANGED;
  const struct frontier_visit visit = {.outcome = outcome,
                                       .response = answered ? &response : NULL,
                                       .reason = SLICE("timeout"),
                                       .detail = SLICE("a sentence"),
                                       .at = at,
                                       .next_due_at = next};
  COMMITTED(frontier_revisited(fixture->frontier, item, &visit, &new_item, &error));
  return new_item;
}

static void an_unchanged_page_is_only_scheduled_again(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", 10, 100);
  assert_int_equal(visit(fixture, 1, REVISIT_UNCHANGED, 110, 300), 0);
  struct frontier_item row = read_item(fixture, 1);
  assert_int_equal(row.state, ITEM_DONE);
  assert_int_equal(row.due_at, 300);
  assert_int_equal(row.visits, 1);
  assert_int_equal(row.visited_at, 110);
  assert_int_equal(row.capture, 1);
  assert_int_equal(number(fixture, "SELECT count(*) FROM capture WHERE kind = 1 AND page = 1"), 1);
  assert_counts(fixture, (struct frontier_counts){.stored = 1});
}

static void a_changed_page_gets_a_later_item(void **state)
{
  struct fixture *fixture = *state;
  int64_t later[4];
  size_t count;
  done(fixture, "http://a.example/1", 10, 100);
  assert_int_equal(visit(fixture, 1, REVISIT_CHANGED, 110, 300), 2);
  assert_int_equal(visit(fixture, 1, REVISIT_CHANGED, 310, 0), 3);
  struct frontier_item row = read_item(fixture, 2);
  assert_int_equal(row.state, ITEM_FETCHED);
  assert_int_equal(row.kind, ITEM_REVISION);
  assert_int_equal(row.page, 1);
  assert_true(slice_is(row.url, "http://a.example/1"));
  assert_int_equal(row.fetched_at, 110);
  assert_int_equal(row.warc_offset, 500);
  assert_int_equal(row.due_at, 0);
  assert_int_equal(read_item(fixture, 1).due_at, 0); /* no visit any more */
  assert_int_equal(read_item(fixture, 1).capture, 1);
  OK(frontier_later(fixture->frontier, 1, 4, later, &count, &error));
  assert_int_equal(count, 2);
  assert_int_equal(later[0], 3);
  settled(fixture, 2, "stored");
  COMMITTED(frontier_revisit_at(fixture->frontier, 2, 900, &error)); /* only first items are visited */
  assert_int_equal(read_item(fixture, 2).due_at, 0);
  assert_int_equal(visit(fixture, 2, REVISIT_CHANGED, 910, 0), 0);
  assert_counts(fixture, (struct frontier_counts){.stored = 2, .fetched = 1});
}

static void a_page_that_is_gone_says_so_in_its_trace(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", 10, 100);
  visit(fixture, 1, REVISIT_GONE, 110, 0);
  assert_int_equal(read_item(fixture, 1).state, ITEM_DONE);
  assert_int_equal(read_item(fixture, 1).due_at, 0);
  assert_true(slice_is(last_trace(fixture, 1), "gone"));
}

static void a_visit_that_failed_counts_until_one_succeeds(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", 10, 100);
  visit(fixture, 1, REVISIT_FAILED, 110, 150);
  visit(fixture, 1, REVISIT_FAILED, 160, 250);
  struct frontier_item row = read_item(fixture, 1);
  assert_int_equal(row.fetch_attempts, 2);
  assert_int_equal(row.visits, 0);
  assert_int_equal(row.visited_at, 160);
  assert_int_equal(row.due_at, 250);
  assert_true(slice_is(last_trace(fixture, 1), "timeout"));
  visit(fixture, 1, REVISIT_UNCHANGED, 260, 500);
  assert_int_equal(read_item(fixture, 1).fetch_attempts, 0);
  assert_int_equal(read_item(fixture, 1).visits, 1);
}

static void a_visit_of_what_is_not_done_changes_nothing(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 10);
  assert_int_equal(visit(fixture, 1, REVISIT_CHANGED, 20, 30), 0);
  fetched(fixture, 1, 20);
  assert_int_equal(visit(fixture, 1, REVISIT_CHANGED, 20, 30), 0);
  assert_int_equal(visit(fixture, 77, REVISIT_CHANGED, 20, 30), 0);
  COMMITTED(frontier_revisit_at(fixture->frontier, 1, 30, &error));
  assert_int_equal(read_item(fixture, 1).due_at, 0);
  assert_counts(fixture, (struct frontier_counts){.fetched = 1});
}

/* What sources say of updates. */

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };

static millis due_after_update(struct fixture *fixture, millis updated, millis now)
{
  struct frontier_link link = link_to("http://a.example/1");
  link.updated = updated;
  feed_link(fixture, link, now);
  return read_item(fixture, 1).due_at;
}

static void an_update_makes_the_visit_due_but_no_sooner_than_an_hour_after_the_last(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", HOUR, 0);
  assert_int_equal(due_after_update(fixture, HOUR - MINUTE, 2 * HOUR), 0); /* older than what we have */
  assert_int_equal(due_after_update(fixture, 9 * HOUR, 2 * HOUR), 0);      /* not yet */
  assert_int_equal(due_after_update(fixture, HOUR + MINUTE, HOUR + 2 * MINUTE), 2 * HOUR);
  assert_int_equal(read_item(fixture, 1).rank, RANK_FRESH);
  assert_int_equal(due_after_update(fixture, HOUR + MINUTE, 5 * HOUR), 2 * HOUR); /* due before */
  visit(fixture, 1, REVISIT_UNCHANGED, 6 * HOUR, 90 * HOUR);
  assert_int_equal(read_item(fixture, 1).rank, RANK_REVISIT);
  assert_int_equal(due_after_update(fixture, 5 * HOUR, 8 * HOUR), 90 * HOUR); /* seen since */
  assert_int_equal(due_after_update(fixture, 7 * HOUR, 8 * HOUR), 8 * HOUR);
}

static void an_update_told_by_a_list_of_everything_is_visited_behind_the_news(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_link link = link_to("http://a.example/1");
  done(fixture, "http://a.example/1", HOUR, 0);
  link.updated = 4 * HOUR;
  link.revisit = RANK_REVISIT;
  feed_link(fixture, link, 5 * HOUR);
  assert_int_equal(read_item(fixture, 1).due_at, 5 * HOUR);
  assert_int_equal(read_item(fixture, 1).rank, RANK_REVISIT);
}

static void an_update_of_what_is_under_way_changes_nothing(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", HOUR);
  assert_int_equal(due_after_update(fixture, 2 * HOUR, 3 * HOUR), HOUR);
  fetched(fixture, 1, 3 * HOUR);
  assert_int_equal(due_after_update(fixture, 4 * HOUR, 5 * HOUR), 0);
}

static void a_later_item_that_died_is_sent_again_whatever_the_reason(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", 10, 100);
  assert_int_equal(visit(fixture, 1, REVISIT_CHANGED, 110, 0), 2);
  bury(fixture, 2, "archive");
  assert_true(revive(fixture, 2));
  assert_int_equal(read_item(fixture, 2).state, ITEM_FETCHED);
  assert_counts(fixture, (struct frontier_counts){.stored = 1, .fetched = 1});
}

static void records_that_nobody_captures_are_within_the_committed_end(void **state)
{
  struct fixture *fixture = *state;
  struct slice file;
  int64_t end;
  fetched(fixture, feed(fixture, "http://a.example/1", 10), 20);
  COMMITTED(frontier_warc_end(fixture->frontier, SLICE("one.warc.gz"), 4000, &error));
  COMMITTED(frontier_warc_end(fixture->frontier, SLICE("one.warc.gz"), 50, &error)); /* never less */
  open_again(fixture);
  OK(frontier_last_warc(fixture->frontier, fixture->arena, &file, &end, &error));
  assert_int_equal(end, 4000);
}

/* Files. */

static void a_journal_from_before_the_first_release_is_refused_with_a_sentence(void **state)
{
  struct fixture *fixture = *state;
  const struct frontier_options options = {fixture->path, NULL};
  OK(database_run(fixture->frontier->database, "PRAGMA user_version = 1", &error));
  frontier_close(&fixture->frontier);
  assert_null(frontier_open(&options, &error));
  assert_int_equal(error.code, EX_CONFIG);
  assert_non_null(strstr(error.text, "before the first release"));
  assert_non_null(strstr(error.text, "feed its URLs anew"));
}

static void a_journal_whose_creation_was_cut_short_is_completed(void **state)
{
  struct fixture *fixture = *state;
  frontier_close(&fixture->frontier);
  unlink(fixture->path);
  static const char *const begun[] = {"", NULL};
  const struct database_options options = {
      .path = fixture->path, .what = "frontier", .application_id = 0x64704672, .schema = begun};
  struct database *database = database_open(&options, &error);
  assert_non_null(database);
  database_close(&database);
  open_again(fixture);
  assert_int_equal(feed(fixture, "http://a.example/", 10), 1);
}

/* all_at_once - every kind of change, in one transaction; false where it failed. */
static bool all_at_once(struct fixture *fixture, int round)
{
  struct frontier *frontier = fixture->frontier;
  const struct frontier_visit changed = {.outcome = REVISIT_CHANGED, .response = &response, .at = 200};
  enum feed_outcome outcome;
  enum item_state known;
  int64_t item, other;
  millis ready_at;
  bool ok = frontier_begin(frontier, &error);
  for (int i = 0; ok && i < 50; i++) {
    char url[96], domain[64];
    snprintf(domain, sizeof domain, "host-%d-%d.example", round, i);
    snprintf(url, sizeof url, "http://%s/", domain);
    struct frontier_link link = link_in(url, domain);
    ok = frontier_feed(frontier, &link, 100, &outcome, &item, &known, &error);
    link.identity = SLICE("moved");
    ok = ok && (i % 2 || frontier_fetched(frontier, item, &response, 110, &error)) &&
         frontier_settled(frontier, item, SLICE("stored"), 1, 120, &error) &&
         frontier_revisited(frontier, item, &changed, &other, &error) &&
         frontier_bury(frontier, item, SLICE("http-404"), SLICE("x"), 120, &error) &&
         (i || frontier_moved(frontier, item, &link, 130, &other, &error)) &&
         frontier_domain_rest(frontier, 1, 0, &ready_at, &error);
  }
  return ok && frontier_commit(frontier, &error);
}

/* Whatever the page at which the file is full: it is said so, and nothing has changed. */
static void a_full_disk_takes_everything_back_and_loses_nothing(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 10);
  int64_t pages = number(fixture, "PRAGMA page_count");
  bool done_at_last = false;
  for (int64_t more = 0; !done_at_last && more < 100; more++) {
    allow_pages(fixture, pages + more);
    done_at_last = all_at_once(fixture, 0);
    if (done_at_last) break;
    assert_int_equal(error.code, EX_IOERR);
    frontier_rollback(fixture->frontier);
    assert_counts(fixture, (struct frontier_counts){.queued = 1});
    assert_int_equal(number(fixture, "SELECT count(*) FROM item"), 1);
    assert_int_equal(number(fixture, "SELECT count(*) FROM identity"), 1);
    assert_int_equal(number(fixture, "SELECT count(*) FROM capture"), 0);
  }
  assert_true(done_at_last);
  struct frontier_counts counts = frontier_counts(fixture->frontier);
  assert_int_equal(counts.stored, 25);
  assert_int_equal(counts.fetched, 25); /* their later items */
  assert_int_equal(counts.dead, 25);
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
      TEST(a_page_whose_server_was_down_is_tried_again_when_it_is_fed_again),
      TEST(a_source_that_goes_on_naming_a_dead_page_has_it_tried_once_a_day),
      TEST(what_a_server_said_for_good_is_not_asked_again),
      TEST(a_late_verdict_settles_a_dead_letter),
      TEST(a_rollback_leaves_rows_and_counts_as_they_were),
      TEST(a_probe_changes_nothing),
      TEST(the_epoch_is_made_with_the_file_and_kept),
      TEST(a_file_that_is_no_frontier_is_refused_with_a_sentence),
      TEST(a_second_process_is_kept_out),
      TEST(urls_of_one_identity_are_one_page),
      TEST(a_response_is_kept_whole),
      TEST(a_page_that_moved_is_found_by_both_names),
      TEST(a_page_does_not_move_onto_another),
      TEST(an_unchanged_page_is_only_scheduled_again),
      TEST(a_changed_page_gets_a_later_item),
      TEST(a_page_that_is_gone_says_so_in_its_trace),
      TEST(a_visit_that_failed_counts_until_one_succeeds),
      TEST(a_visit_of_what_is_not_done_changes_nothing),
      TEST(an_update_makes_the_visit_due_but_no_sooner_than_an_hour_after_the_last),
      TEST(an_update_told_by_a_list_of_everything_is_visited_behind_the_news),
      TEST(an_update_of_what_is_under_way_changes_nothing),
      TEST(a_later_item_that_died_is_sent_again_whatever_the_reason),
      TEST(records_that_nobody_captures_are_within_the_committed_end),
      TEST(a_journal_from_before_the_first_release_is_refused_with_a_sentence),
      TEST(a_journal_whose_creation_was_cut_short_is_completed),
      TEST(a_full_disk_takes_everything_back_and_loses_nothing),
      TEST(whatever_happens_the_counts_are_those_of_the_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
