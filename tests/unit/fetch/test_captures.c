/* The index of the archive: what is found in it, what comes into it from foreign archives, and what is read
 * from it once more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "journal_fixture.h"

enum { ROOM = 64 };

/* listed - numbers of the captures that the query gives, as a text. */
static const char *listed(struct fixture *fixture, struct frontier_capture_query query)
{
  static char text[512];
  struct frontier_capture rows[ROOM];
  size_t count;
  int length = 0;
  if (!query.limit) query.limit = ROOM;
  OK(frontier_captures(fixture->frontier, fixture->arena, &query, rows, &count, &error));
  assert_true(count <= query.limit);
  text[0] = '\0';
  for (size_t i = 0; i < count; i++)
    length +=
        snprintf(text + length, sizeof text - (size_t)length, "%s%lld", i ? " " : "", (long long)rows[i].id);
  return text;
}

static int64_t changed(struct fixture *fixture, int64_t page, millis at)
{
  int64_t item;
  const struct frontier_visit visit = {.outcome = REVISIT_CHANGED, .response = &response, .at = at};
  COMMITTED(frontier_revisited(fixture->frontier, page, &visit, &item, &error));
  return item;
}

static void unchanged(struct fixture *fixture, int64_t page, millis at)
{
  int64_t item;
  const struct frontier_visit visit = {.outcome = REVISIT_UNCHANGED, .response = &response, .at = at};
  COMMITTED(frontier_revisited(fixture->frontier, page, &visit, &item, &error));
}

static enum feed_outcome archived_in(struct fixture *fixture, const char *url, millis at,
                                     struct frontier_response record, int64_t *item)
{
  enum feed_outcome outcome;
  const struct frontier_link link = link_to(url);
  COMMITTED(frontier_archived(fixture->frontier, &link, at, &record, 1000, &outcome, item, &error));
  return outcome;
}

static int64_t archived(struct fixture *fixture, const char *url, millis at, enum feed_outcome expected)
{
  int64_t item;
  assert_int_equal(archived_in(fixture, url, at, response, &item), expected);
  return item;
}

static void a_page_of_a_foreign_archive_is_not_visited(void **state)
{
  struct fixture *fixture = *state;
  int64_t foreign = archived(fixture, "http://a.example/foreign", 500, FEED_ACCEPTED);
  settled(fixture, foreign, "stored");
  COMMITTED(frontier_revisit_at(fixture->frontier, foreign, 9000, &error));
  assert_int_equal(read_item(fixture, foreign).due_at, 0);
  int64_t ours = done(fixture, "http://a.example/ours", 500, 9000);
  assert_int_equal(read_item(fixture, ours).due_at, 9000);
}

static void a_capture_says_where_the_record_is(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_capture rows[2];
  size_t count;
  const struct frontier_capture_query query = {.limit = 2};
  done(fixture, "http://a.example/1", 10, 0);
  unchanged(fixture, 1, 20);
  OK(frontier_captures(fixture->frontier, fixture->arena, &query, rows, &count, &error));
  assert_int_equal(count, 2);
  assert_int_equal(rows[0].page, 1);
  assert_int_equal(rows[0].kind, CAPTURE_RESPONSE);
  assert_int_equal(rows[0].at, 10);
  assert_int_equal(rows[0].status, 200);
  assert_int_equal(rows[0].warc_offset, 500);
  assert_int_equal(rows[0].warc_length, 100);
  assert_int_equal(rows[0].body_bytes, 80);
  assert_true(slice_is(rows[0].url, "http://a.example/1"));
  assert_true(slice_is(rows[0].final_url, "http://a.example/final"));
  assert_true(slice_is(rows[0].content_type, "text/html"));
  assert_true(slice_is(rows[0].warc_file, "one.warc.gz"));
  assert_true(slice_equal(rows[0].payload, response.payload));
  assert_int_equal(rows[1].kind, CAPTURE_REVISIT);
  assert_string_equal(capture_kind_name(rows[1].kind), "revisit");
}

static void captures_are_listed_by_page_and_time(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", 10, 0); /* 1 */
  done(fixture, "http://a.example/2", 15, 0); /* 2 */
  unchanged(fixture, 1, 20);                  /* 3 */
  changed(fixture, 1, 30);                    /* 4 */
  assert_string_equal(listed(fixture, (struct frontier_capture_query){.page = 1}), "1 3 4");
  assert_string_equal(listed(fixture, (struct frontier_capture_query){.page = 2}), "2");
  assert_string_equal(listed(fixture, (struct frontier_capture_query){.page = 3}), "");
  assert_string_equal(listed(fixture, (struct frontier_capture_query){0}), "1 2 3 4");
  assert_string_equal(listed(fixture, (struct frontier_capture_query){.since = 15, .until = 30}), "2 3");
  assert_string_equal(listed(fixture, (struct frontier_capture_query){.page = 1, .since = 11}), "3 4");
  assert_string_equal(listed(fixture, (struct frontier_capture_query){.since = 30, .until = 30}), "");
  assert_string_equal(listed(fixture, (struct frontier_capture_query){.since = 31}), "");
}

/* A foreign archive knows seconds only, so that many captures share a time. */
static void pages_of_captures_neither_skip_nor_repeat(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_capture rows[3];
  size_t count = 3, seen = 0;
  for (int i = 0; i < 20; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    archived(fixture, url, i < 17 ? 1000 : 500 + i, FEED_ACCEPTED);
  }
  struct frontier_capture_query query = {.limit = 3};
  millis last = 0;
  while (count == 3) {
    OK(frontier_captures(fixture->frontier, fixture->arena, &query, rows, &count, &error));
    for (size_t i = 0; i < count; i++, seen++) {
      assert_true(rows[i].at > last || (rows[i].at == last && rows[i].id > query.after_id));
      last = query.after_at = rows[i].at;
      query.after_id = rows[i].id;
    }
  }
  assert_int_equal(seen, 20);
}

/* Foreign archives. */

static void an_archived_response_of_an_unknown_page_is_its_first_item(void **state)
{
  struct fixture *fixture = *state;
  assert_int_equal(archived(fixture, "http://a.example/1", 10, FEED_ACCEPTED), 1);
  struct frontier_item row = read_item(fixture, 1);
  assert_int_equal(row.state, ITEM_FETCHED);
  assert_int_equal(row.kind, ITEM_ARCHIVED);
  assert_int_equal(row.page, 1);
  assert_int_equal(row.fetched_at, 10);
  assert_int_equal(row.fed_at, 1000);
  assert_int_equal(row.due_at, 0);
  assert_int_equal(feed(fixture, "http://a.example/1", 2000), 1);
  assert_int_equal(frontier_counts(fixture->frontier).fetched, 1);
  assert_int_equal(frontier_counts(fixture->frontier).domains, 0); /* there is nothing to transfer */
}

static void an_archived_response_of_a_known_page_is_a_later_item(void **state)
{
  struct fixture *fixture = *state;
  feed(fixture, "http://a.example/1", 5);
  assert_int_equal(archived(fixture, "http://a.example/1", 10, FEED_ACCEPTED), 2);
  struct frontier_item row = read_item(fixture, 2);
  assert_int_equal(row.page, 1);
  assert_int_equal(row.kind, ITEM_ARCHIVED);
  assert_int_equal(read_item(fixture, 1).state, ITEM_QUEUED); /* it is fetched all the same */
}

static void the_same_archive_twice_changes_nothing(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_response other = response;
  int64_t item;
  bool known;
  archived(fixture, "http://a.example/1", 10, FEED_ACCEPTED);
  archived(fixture, "http://a.example/1", 20, FEED_ACCEPTED);
  for (int again = 0; again < 2; again++) {
    assert_int_equal(archived(fixture, "http://a.example/1", 10, FEED_KNOWN), 1);
    assert_int_equal(archived(fixture, "http://a.example/1", 20, FEED_KNOWN), 1);
    open_again(fixture);
  }
  assert_int_equal(number(fixture, "SELECT count(*) FROM capture"), 2);
  assert_int_equal(frontier_counts(fixture->frontier).fetched, 2);
  OK(frontier_archived_known(fixture->frontier, SLICE("http://a.example/1"), 20, response.payload, &known,
                             &error));
  assert_true(known);
  OK(frontier_archived_known(fixture->frontier, SLICE("http://a.example/1"), 21, response.payload, &known,
                             &error));
  assert_false(known);
  OK(frontier_archived_known(fixture->frontier, SLICE("http://a.example/9"), 20, response.payload, &known,
                             &error));
  assert_false(known);
  other.payload = SLICE("another payload's it"); /* in the same second, but not the same */
  assert_int_equal(archived_in(fixture, "http://a.example/1", 10, other, &item), FEED_ACCEPTED);
  other.payload = SLICE("");
  assert_int_equal(archived_in(fixture, "http://a.example/1", 10, other, &item), FEED_ACCEPTED);
  assert_int_equal(archived_in(fixture, "http://a.example/1", 10, other, &item), FEED_KNOWN);
}

static void what_was_fetched_here_is_known_when_it_comes_back(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", 10, 0);
  assert_int_equal(archived(fixture, "http://a.example/1", 10, FEED_KNOWN), 1);
}

/* Once more. */

static bool ends_with_two(void *context, struct slice url, struct slice final_url)
{
  int *asked = context;
  assert_true(slice_is(final_url, "http://a.example/final"));
  ++*asked;
  return url.data[url.length - 1] == '2';
}

static int64_t reprocess(struct fixture *fixture, millis since, millis until)
{
  struct frontier_reprocess run = {.since = since, .until = until};
  int64_t made;
  bool more;
  COMMITTED(frontier_reprocess(fixture->frontier, &run, ROOM, 5000, &made, &more, &error));
  assert_false(more);
  return made;
}

static void a_stored_response_is_read_once_more(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", 10, 0);
  assert_int_equal(reprocess(fixture, 0, 0), 1);
  struct frontier_item row = read_item(fixture, 2);
  assert_int_equal(row.state, ITEM_FETCHED);
  assert_int_equal(row.kind, ITEM_REPROCESSED);
  assert_int_equal(row.page, 1);
  assert_int_equal(row.capture, 1);
  assert_int_equal(row.fetched_at, 10); /* when it was fetched, not when it is read */
  assert_int_equal(row.fed_at, 5000);
  assert_int_equal(number(fixture, "SELECT count(*) FROM capture"), 1);
  assert_int_equal(frontier_counts(fixture->frontier).fetched, 1);
}

static void only_the_latest_response_in_the_range_is_read(void **state)
{
  struct fixture *fixture = *state;
  done(fixture, "http://a.example/1", 10, 0);
  settled(fixture, changed(fixture, 1, 20), "stored");
  settled(fixture, changed(fixture, 1, 30), "stored");
  unchanged(fixture, 1, 40);
  assert_int_equal(reprocess(fixture, 0, 0), 1);
  assert_int_equal(read_item(fixture, 4).fetched_at, 30);
  settled(fixture, 4, "stored");
  assert_int_equal(reprocess(fixture, 0, 30), 1);
  assert_int_equal(read_item(fixture, 5).fetched_at, 20);
  settled(fixture, 5, "stored");
  assert_int_equal(reprocess(fixture, 40, 0), 0); /* no response there, a revisit alone */
  assert_int_equal(reprocess(fixture, 11, 20), 0);
  assert_int_equal(reprocess(fixture, 31, 35), 0);
}

static void a_page_under_way_is_left_out(void **state)
{
  struct fixture *fixture = *state;
  fetched(fixture, feed(fixture, "http://a.example/1", 10), 10); /* not settled */
  done(fixture, "http://a.example/2", 10, 0);
  changed(fixture, 2, 20); /* its newest item is not settled */
  fetched(fixture, feed(fixture, "http://a.example/3", 10), 10);
  COMMITTED(frontier_bury(fixture->frontier, 4, SLICE("undeliverable"), SLICE("x"), 20, &error));
  assert_int_equal(reprocess(fixture, 0, 0), 1); /* the dead one */
  assert_int_equal(read_item(fixture, 5).page, 4);
  assert_int_equal(reprocess(fixture, 0, 0), 0); /* asked twice: it is under way now */
}

static void reprocessing_goes_page_by_page_and_asks_about_each_once(void **state)
{
  struct fixture *fixture = *state;
  int asked = 0;
  int64_t made, in_all = 0;
  bool more = true;
  for (int i = 0; i < 30; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    done(fixture, url, 100 + i / 10, 0);
  }
  struct frontier_reprocess run = {.since = 50, .match = ends_with_two, .context = &asked};
  for (int step = 0; more; step++) {
    assert_true(step <= 5);
    COMMITTED(frontier_reprocess(fixture->frontier, &run, 7, 5000, &made, &more, &error));
    open_again(fixture); /* the cursor is all that must be kept */
    in_all += made;
  }
  assert_int_equal(asked, 30);
  assert_int_equal(in_all, 3);
  assert_int_equal(number(fixture, "SELECT count(*) FROM item WHERE kind = 3"), 3);
}

static void a_full_disk_takes_a_step_back_whole(void **state)
{
  struct fixture *fixture = *state;
  for (int i = 0; i < 200; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    done(fixture, url, 100 + i, 0);
  }
  struct frontier_reprocess run = {0};
  int64_t made, pages = number(fixture, "PRAGMA page_count");
  bool more, ok = false;
  for (int64_t spare = 0; !ok && spare < 50; spare++) {
    run = (struct frontier_reprocess){0};
    allow_pages(fixture, pages + spare);
    ok = frontier_begin(fixture->frontier, &error) &&
         frontier_reprocess(fixture->frontier, &run, 1000, 5000, &made, &more, &error) &&
         frontier_commit(fixture->frontier, &error);
    if (ok) break;
    assert_int_equal(error.code, EX_IOERR);
    frontier_rollback(fixture->frontier);
    assert_int_equal(frontier_counts(fixture->frontier).fetched, 0);
    assert_int_equal(number(fixture, "SELECT count(*) FROM item"), 200);
  }
  assert_true(ok);
  assert_int_equal(made, 200);
  assert_int_equal(frontier_counts(fixture->frontier).fetched, 200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_page_of_a_foreign_archive_is_not_visited),
      TEST(a_capture_says_where_the_record_is),
      TEST(captures_are_listed_by_page_and_time),
      TEST(pages_of_captures_neither_skip_nor_repeat),
      TEST(an_archived_response_of_an_unknown_page_is_its_first_item),
      TEST(an_archived_response_of_a_known_page_is_a_later_item),
      TEST(the_same_archive_twice_changes_nothing),
      TEST(what_was_fetched_here_is_known_when_it_comes_back),
      TEST(a_stored_response_is_read_once_more),
      TEST(only_the_latest_response_in_the_range_is_read),
      TEST(a_page_under_way_is_left_out),
      TEST(reprocessing_goes_page_by_page_and_asks_about_each_once),
      TEST(a_full_disk_takes_a_step_back_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
