/* What is due, by domain: that nothing due is missed, that the order is right, and that a domain at rest is
 * woken by whatever makes an item of it due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/frontier_origins.h"
#include "journal_fixture.h"

enum { ROOM = 64 };

static struct frontier_domain domain_named(struct fixture *fixture, const char *name)
{
  struct frontier_domain row;
  bool found;
  OK(frontier_domain_find(fixture->frontier, fixture->arena, slice_of(name), &row, &found, &error));
  assert_true(found);
  return row;
}

static millis ready_at(struct fixture *fixture, const char *name)
{
  return domain_named(fixture, name).ready_at;
}

static millis rest(struct fixture *fixture, const char *name, millis not_before)
{
  millis at;
  COMMITTED(frontier_domain_rest(fixture->frontier, domain_named(fixture, name).id, not_before, &at, &error));
  assert_int_equal(ready_at(fixture, name), at);
  return at;
}

static void keep(struct fixture *fixture, const char *name, millis blocked_until)
{
  const struct frontier_politeness politeness = {blocked_until, 120, 3, 44, 5000};
  COMMITTED(frontier_domain_keep(fixture->frontier, slice_of(name), &politeness, &error));
}

static int64_t feed_in(struct fixture *fixture, const char *domain, const char *path, millis now)
{
  char url[128];
  snprintf(url, sizeof url, "http://%s/%s", domain, path);
  return feed_link(fixture, link_in(url, domain), now);
}

/* due - items of the domain, their numbers as a text. */
static const char *due(struct fixture *fixture, const char *domain, millis now, size_t limit, millis *next_at)
{
  static char text[256];
  struct frontier_due_item items[ROOM];
  size_t count;
  int length = 0;
  OK(frontier_domain_items(fixture->frontier, fixture->arena, domain_named(fixture, domain).id, now, limit,
                           NULL, NULL, items, &count, next_at, &error));
  text[0] = '\0';
  for (size_t i = 0; i < count; i++)
    length += snprintf(text + length, sizeof text - (size_t)length, "%s%lld", i ? " " : "",
                       (long long)items[i].item);
  return text;
}

static void domains_are_due_in_order_of_their_time(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_domain rows[ROOM];
  struct frontier_domain_cursor cursor = {0};
  size_t count;
  bool more;
  millis at;
  feed_in(fixture, "c.example", "1", 30);
  feed_in(fixture, "a.example", "1", 10);
  feed_in(fixture, "b.example", "1", 20);
  feed_in(fixture, "late.example", "1", 99);
  OK(frontier_domains_due(fixture->frontier, fixture->arena, 50, &cursor, ROOM, NULL, NULL, rows, &count,
                          &more, &error));
  assert_int_equal(count, 3);
  assert_false(more);
  assert_true(slice_is(rows[0].name, "a.example"));
  assert_true(slice_is(rows[2].name, "c.example"));
  OK(frontier_next_ready_at(fixture->frontier, 50, &at, &error));
  assert_int_equal(at, 99);
  OK(frontier_next_ready_at(fixture->frontier, 99, &at, &error));
  assert_int_equal(at, 0);
  assert_int_equal(frontier_counts(fixture->frontier).domains, 4);
}

static bool is_even(void *context, int64_t id)
{
  (void)context;
  return id % 2 == 0;
}

/* A burst makes many domains ready in the same millisecond: the cursor must neither skip nor repeat any. */
static void the_cursor_visits_every_domain_once(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_domain rows[7];
  struct frontier_domain_cursor cursor = {0};
  size_t count, visited = 0;
  bool seen[101] = {false}, more = true;
  for (int i = 1; i <= 100; i++) {
    char name[32];
    snprintf(name, sizeof name, "d%d.example", i);
    feed_in(fixture, name, "1", i <= 80 ? 10 : 20);
  }
  while (more) {
    OK(frontier_domains_due(fixture->frontier, fixture->arena, 50, &cursor, 7, is_even, NULL, rows, &count,
                            &more, &error));
    for (size_t i = 0; i < count; i++, visited++) {
      assert_true(rows[i].id % 2 == 1 && rows[i].id <= 100 && !seen[rows[i].id]);
      seen[rows[i].id] = true;
    }
  }
  assert_int_equal(visited, 50);
  OK(frontier_domains_due(fixture->frontier, fixture->arena, 50, &cursor, 7, NULL, NULL, rows, &count, &more,
                          &error));
  assert_int_equal(count, 0);
}

static void a_cursor_ahead_of_the_clock_finds_nothing(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_domain rows[2];
  struct frontier_domain_cursor cursor = {.ready_at = 99};
  size_t count;
  bool more;
  feed_in(fixture, "a.example", "1", 99);
  OK(frontier_domains_due(fixture->frontier, fixture->arena, 50, &cursor, 2, NULL, NULL, rows, &count, &more,
                          &error));
  assert_int_equal(count, 0);
  assert_false(more);
}

static void items_come_by_rank_then_longest_due_first(void **state)
{
  struct fixture *fixture = *state;
  millis next_at;
  int64_t revisit = done(fixture, "http://a.example/seen", 1, 5);
  struct frontier_link bulk = link_to("http://a.example/bulk");
  bulk.rank = RANK_BULK;
  feed_link(fixture, bulk, 6);            /* 2 */
  feed_in(fixture, "a.example", "b", 20); /* 3 */
  feed_in(fixture, "a.example", "a", 10); /* 4 */
  feed_in(fixture, "a.example", "c", 70); /* 5 */
  feed_in(fixture, "b.example", "c", 1);
  assert_int_equal(revisit, 1);
  assert_string_equal(due(fixture, "a.example", 50, ROOM, &next_at), "4 3 2 1");
  assert_int_equal(next_at, 70);
  assert_string_equal(due(fixture, "a.example", 50, 3, &next_at), "4 3 2");
  assert_string_equal(due(fixture, "a.example", 70, 3, &next_at), "4 3 5");
  assert_int_equal(next_at, 0);
  bulk.rank = RANK_FRESH; /* a feed names what a sitemap has listed */
  feed_link(fixture, bulk, 60);
  assert_string_equal(due(fixture, "a.example", 50, ROOM, &next_at), "2 4 3 1");
  bulk.rank = RANK_BULK; /* and not the other way round */
  feed_link(fixture, bulk, 60);
  assert_string_equal(due(fixture, "a.example", 50, ROOM, &next_at), "2 4 3 1");
}

static void items_in_hand_are_left_out(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_due_item items[ROOM];
  size_t count;
  millis next_at;
  for (int i = 0; i < 5; i++) feed_in(fixture, "a.example", (const char[]){(char)('a' + i), 0}, 10);
  OK(frontier_domain_items(fixture->frontier, fixture->arena, 1, 50, 2, is_even, NULL, items, &count,
                           &next_at, &error));
  assert_int_equal(count, 2);
  assert_int_equal(items[0].item, 1);
  assert_int_equal(items[1].item, 3);
}

static void a_revisit_brings_what_the_last_response_said(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_due_item item;
  struct frontier_response changed = response;
  size_t count;
  millis next_at;
  int64_t new_item;
  done(fixture, "http://a.example/1", 10, 20);
  OK(frontier_domain_items(fixture->frontier, fixture->arena, 1, 50, 1, NULL, NULL, &item, &count, &next_at,
                           &error));
  assert_int_equal(count, 1);
  assert_true(item.revisit);
  assert_int_equal(item.rank, RANK_REVISIT);
  assert_true(slice_is(item.etag, "\"one\""));
  assert_true(slice_is(item.last_modified, "Fri"));
  assert_true(slice_equal(item.payload, response.payload));
  assert_true(slice_is(item.captured_url, "http://a.example/final"));
  assert_int_equal(item.captured_at, 10);
  changed.etag = SLICE("\"two\"");
  changed.final_url = changed.payload = SLICE("");
  const struct frontier_visit visit = {
      .outcome = REVISIT_CHANGED, .response = &changed, .at = 30, .next_due_at = 40};
  COMMITTED(frontier_revisited(fixture->frontier, 1, &visit, &new_item, &error));
  OK(frontier_domain_items(fixture->frontier, fixture->arena, 1, 50, 1, NULL, NULL, &item, &count, &next_at,
                           &error));
  assert_true(slice_is(item.etag, "\"two\""));
  assert_int_equal(item.payload.length, 0);
  assert_true(slice_is(item.captured_url, "http://a.example/1"));
  assert_int_equal(item.captured_at, 30);
  assert_int_equal(item.visits, 1);
}

static void a_domain_rests_until_its_next_item(void **state)
{
  struct fixture *fixture = *state;
  int64_t item = feed_in(fixture, "a.example", "1", 10);
  assert_int_equal(rest(fixture, "a.example", 0), 10); /* nothing has come of it: it is due as before */
  assert_int_equal(rest(fixture, "a.example", 25), 25);
  COMMITTED(frontier_transfer_failed(fixture->frontier, item, SLICE("dns"), SLICE("x"), 30, 90, &error));
  assert_int_equal(rest(fixture, "a.example", 40), 90);
  fetched(fixture, item, 95);
  assert_int_equal(rest(fixture, "a.example", 0), 0);
  assert_int_equal(frontier_counts(fixture->frontier).domains, 0);
  open_again(fixture);
  assert_int_equal(frontier_counts(fixture->frontier).domains, 0);
}

static void whatever_makes_an_item_due_wakes_its_domain(void **state)
{
  struct fixture *fixture = *state;
  bool revived;
  int64_t one = feed_in(fixture, "a.example", "1", 10), new_item;
  fetched(fixture, one, 20);
  rest(fixture, "a.example", 0);
  feed_in(fixture, "a.example", "2", 500); /* fed */
  assert_int_equal(ready_at(fixture, "a.example"), 500);
  settled(fixture, one, "stored");
  COMMITTED(frontier_revisit_at(fixture->frontier, one, 400, &error)); /* to be visited */
  assert_int_equal(ready_at(fixture, "a.example"), 400);
  const struct frontier_visit failed = {
      .outcome = REVISIT_FAILED, .reason = SLICE("dns"), .detail = SLICE("x"), .at = 20, .next_due_at = 300};
  COMMITTED(frontier_revisited(fixture->frontier, one, &failed, &new_item, &error));
  assert_int_equal(ready_at(fixture, "a.example"), 300);
  COMMITTED(frontier_bury(fixture->frontier, 2, SLICE("dns"), SLICE("x"), 20, &error));
  COMMITTED(frontier_revive(fixture->frontier, 2, 200, &revived, &error)); /* revived */
  assert_int_equal(ready_at(fixture, "a.example"), 200);
  struct frontier_link link = link_in("http://b.example/2", "b.example");
  COMMITTED(frontier_moved(fixture->frontier, 2, &link, 20, &new_item, &error)); /* moved there */
  assert_int_equal(ready_at(fixture, "b.example"), 200);
  assert_int_equal(rest(fixture, "a.example", 0), 300);
}

static void a_later_time_does_not_put_a_domain_off(void **state)
{
  struct fixture *fixture = *state;
  feed_in(fixture, "a.example", "1", 10);
  feed_in(fixture, "a.example", "2", 500);
  assert_int_equal(ready_at(fixture, "a.example"), 10);
}

static void politeness_is_kept_and_given_back(void **state)
{
  struct fixture *fixture = *state;
  keep(fixture, "new.example", 0); /* known by its sources alone */
  assert_int_equal(ready_at(fixture, "new.example"), 0);
  keep(fixture, "new.example", 900);
  open_again(fixture);
  struct frontier_politeness politeness = domain_named(fixture, "new.example").politeness;
  assert_int_equal(politeness.ready_at, 900);
  assert_int_equal(politeness.response_time, 120);
  assert_int_equal(politeness.pushbacks, 3);
  assert_int_equal(politeness.day_starts, 44);
  assert_int_equal(politeness.day_from, 5000);
  assert_int_equal(frontier_counts(fixture->frontier).domains, 0);
}

static void a_blocked_domain_is_not_ready_before_its_block_ends(void **state)
{
  struct fixture *fixture = *state;
  keep(fixture, "a.example", 900);
  feed_in(fixture, "a.example", "1", 10);
  assert_int_equal(ready_at(fixture, "a.example"), 900);
  assert_int_equal(rest(fixture, "a.example", 100), 900);
  keep(fixture, "a.example", 300); /* the block ends sooner: so is the domain ready */
  assert_int_equal(ready_at(fixture, "a.example"), 300);
  keep(fixture, "a.example", 0);
  assert_true(ready_at(fixture, "a.example") > 0 && ready_at(fixture, "a.example") <= 10);
  keep(fixture, "a.example", 700); /* a new block counts from the next rest on */
  assert_true(ready_at(fixture, "a.example") <= 10);
  assert_int_equal(rest(fixture, "a.example", 0), 700);
}

static void an_unknown_domain_is_an_error_or_not_found(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_domain row;
  millis at;
  bool found = true;
  OK(frontier_domain_find(fixture->frontier, fixture->arena, SLICE("x.example"), &row, &found, &error));
  assert_false(found);
  OK(frontier_begin(fixture->frontier, &error));
  assert_false(frontier_domain_rest(fixture->frontier, 7, 0, &at, &error));
  assert_int_equal(error.code, EX_SOFTWARE);
  frontier_rollback(fixture->frontier);
}

/* Origins. */

static void what_is_known_of_an_origin_is_replaced_whole(void **state)
{
  struct fixture *fixture = *state;
  struct frontier_origin origin = {{ROBOTS_RULES, 10, 20, 30}, SLICE("the rules")}, read;
  bool found = true;
  OK(frontier_origin_read(fixture->frontier, fixture->arena, SLICE("http://a.example"), &read, &found,
                          &error));
  assert_false(found);
  COMMITTED(frontier_origin_write(fixture->frontier, SLICE("http://a.example"), &origin, &error));
  origin = (struct frontier_origin){{ROBOTS_UNREACHABLE, 11, 21, 31}, SLICE("others")};
  COMMITTED(frontier_origin_write(fixture->frontier, SLICE("http://a.example"), &origin, &error));
  open_again(fixture);
  OK(frontier_origin_read(fixture->frontier, fixture->arena, SLICE("http://a.example"), &read, &found,
                          &error));
  assert_true(found);
  assert_int_equal(read.state.standing, ROBOTS_UNREACHABLE);
  assert_int_equal(read.state.fetched_at, 11);
  assert_int_equal(read.state.until, 21);
  assert_int_equal(read.state.unreachable_since, 31);
  assert_true(slice_is(read.form, "others"));
}

static void rules_that_are_too_long_are_refused(void **state)
{
  struct fixture *fixture = *state;
  char *form = calloc(1, FRONTIER_ORIGIN_FORM + 1);
  struct frontier_origin origin = {.form = {form, FRONTIER_ORIGIN_FORM + 1}};
  OK(frontier_begin(fixture->frontier, &error));
  assert_false(frontier_origin_write(fixture->frontier, SLICE("http://a.example"), &origin, &error));
  assert_int_equal(error.code, EX_SOFTWARE);
  origin.form.length--;
  OK(frontier_origin_write(fixture->frontier, SLICE("http://a.example"), &origin, &error));
  frontier_rollback(fixture->frontier);
  free(form);
}

/* The invariant, over a thousand random steps: a domain is ready no later than its first due item, or the end
 * of its block. */

static void one_step(struct fixture *fixture, struct random *random, millis now)
{
  static const char *const domains[] = {"a.example", "b.example", "c.example"};
  const char *domain = domains[random_below(random, 3)];
  int64_t item = 1 + (int64_t)random_below(random, 30), other;
  char path[8];
  snprintf(path, sizeof path, "%d", (int)random_below(random, 30));
  const struct frontier_visit visit = {.outcome = (enum revisit_outcome)random_below(random, 4),
                                       .response = &response,
                                       .reason = SLICE("dns"),
                                       .detail = SLICE("x"),
                                       .at = now,
                                       .next_due_at = now + (millis)random_below(random, 90)};
  bool revived;
  switch (random_below(random, 8)) {
  case 0:
    feed_in(fixture, domain, path, now);
    break;
  case 1:
    fetched(fixture, item, now);
    break;
  case 2:
    settled(fixture, item, "stored");
    COMMITTED(frontier_revisit_at(fixture->frontier, item, now + 50, &error));
    break;
  case 3:
    COMMITTED(frontier_revisited(fixture->frontier, item, &visit, &other, &error));
    break;
  case 4:
    COMMITTED(
        frontier_transfer_failed(fixture->frontier, item, SLICE("dns"), SLICE("x"), now, now + 20, &error));
    break;
  case 5:
    COMMITTED(frontier_bury(fixture->frontier, item, SLICE("dns"), SLICE("x"), now, &error));
    COMMITTED(frontier_revive(fixture->frontier, item, now, &revived, &error));
    break;
  case 6:
    keep(fixture, domain, random_below(random, 2) ? now + (millis)random_below(random, 100) : 0);
    break;
  default:
    rest(fixture, domain, 0);
  }
}

static void a_domain_is_never_ready_too_late(void **state)
{
  struct fixture *fixture = *state;
  struct random random = {5};
  static const char *const names[] = {"a.example", "b.example", "c.example"};
  for (int i = 0; i < 3; i++) feed_in(fixture, names[i], "first", 1);
  for (millis now = 10; now < 1010; now++) {
    one_step(fixture, &random, now);
    assert_int_equal(number(fixture, "SELECT count(*) FROM domain JOIN item ON item.domain = domain.id"
                                     " WHERE due_at > 0"
                                     " AND (ready_at = 0 OR ready_at > max(due_at, blocked_until))"),
                     0);
    assert_int_equal(number(fixture, "SELECT count(*) FROM domain WHERE ready_at > 0"),
                     frontier_counts(fixture->frontier).domains);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(domains_are_due_in_order_of_their_time),
      TEST(the_cursor_visits_every_domain_once),
      TEST(a_cursor_ahead_of_the_clock_finds_nothing),
      TEST(items_come_by_rank_then_longest_due_first),
      TEST(items_in_hand_are_left_out),
      TEST(a_revisit_brings_what_the_last_response_said),
      TEST(a_domain_rests_until_its_next_item),
      TEST(whatever_makes_an_item_due_wakes_its_domain),
      TEST(a_later_time_does_not_put_a_domain_off),
      TEST(politeness_is_kept_and_given_back),
      TEST(a_blocked_domain_is_not_ready_before_its_block_ends),
      TEST(an_unknown_domain_is_an_error_or_not_found),
      TEST(what_is_known_of_an_origin_is_replaced_whole),
      TEST(rules_that_are_too_long_are_refused),
      TEST(a_domain_is_never_ready_too_late),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
