/* The list of sources: adding, polling, removing, and what is due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/sources.h"
#include "journal_fixture.h"

static enum source_added add_as(struct fixture *fixture, struct source_addition addition, int64_t *id)
{
  enum source_added outcome;
  if (!addition.domain.data) addition.domain = SLICE("a.example");
  COMMITTED(sources_add(fixture->frontier, &addition, 100, &outcome, id, &error));
  return outcome;
}

static int64_t add(struct fixture *fixture, const char *url, enum source_added expected)
{
  int64_t id;
  assert_int_equal(add_as(fixture, (struct source_addition){.url = slice_of(url)}, &id), expected);
  return id;
}

static int64_t discover(struct fixture *fixture, const char *url, int64_t parent, enum source_added expected)
{
  int64_t id;
  const struct source_addition addition = {
      .url = slice_of(url), .kind = SOURCE_SITEMAP, .owner = SOURCE_DISCOVERED, .parent = parent};
  assert_int_equal(add_as(fixture, addition, &id), expected);
  return id;
}

static struct source read_source(struct fixture *fixture, int64_t id)
{
  struct source row;
  bool found;
  OK(sources_read(fixture->frontier, fixture->arena, id, &row, &found, &error));
  assert_true(found);
  return row;
}

static int64_t removed(struct fixture *fixture, int64_t id)
{
  int64_t count;
  COMMITTED(sources_remove(fixture->frontier, id, &count, &error));
  return count;
}

static void poll(struct fixture *fixture, int64_t id, struct source_poll poll, millis now)
{
  COMMITTED(sources_polled(fixture->frontier, id, &poll, now, &error));
}

static void assert_counts(struct fixture *fixture, struct source_counts expected)
{
  for (int again = 0; again < 2; again++) { /* as kept in memory, and as read from the file */
    struct source_counts counts = sources_count(fixture->frontier);
    assert_memory_equal(&counts, &expected, sizeof counts);
    open_again(fixture);
  }
}

/* due - numbers of the sources that are due, as a text. */
static const char *due(struct fixture *fixture, millis now, size_t limit, frontier_skip_fn *skip)
{
  static char text[128];
  int64_t ids[16];
  size_t count;
  int length = 0;
  struct source_cursor cursor = {0, 0};
  OK(sources_due(fixture->frontier, now, &cursor, limit, skip, NULL, ids, &count, &error));
  text[0] = '\0';
  for (size_t i = 0; i < count; i++)
    length +=
        snprintf(text + length, sizeof text - (size_t)length, "%s%lld", i ? " " : "", (long long)ids[i]);
  return text;
}

/* Adding. */

static void a_new_source_is_due_at_once(void **state)
{
  struct fixture *fixture = *state;
  int64_t id;
  const struct source_addition addition = {.url = SLICE("http://a.example/feed"),
                                           .title = SLICE("A"),
                                           .domain = SLICE("a.example"),
                                           .kind = SOURCE_FEED};
  assert_int_equal(add_as(fixture, addition, &id), SOURCE_ADDED);
  struct source row = read_source(fixture, id);
  assert_true(slice_is(row.url, "http://a.example/feed"));
  assert_true(slice_is(row.title, "A"));
  assert_true(slice_is(row.domain, "a.example"));
  assert_int_equal(row.kind, SOURCE_FEED);
  assert_int_equal(row.state, SOURCE_ACTIVE);
  assert_int_equal(row.health, SOURCE_LEARNING);
  assert_int_equal(row.due_at, 100);
  assert_int_equal(row.added_at, 100);
  assert_int_equal(row.schedule.polls, 0);
  assert_string_equal(due(fixture, 100, 9, NULL), "1");
  assert_counts(fixture, (struct source_counts){.active = 1});
}

static void a_source_is_added_once_and_takes_over_what_was_not_known(void **state)
{
  struct fixture *fixture = *state;
  int64_t parent = add(fixture, "http://a.example/", SOURCE_ADDED), id;
  int64_t feed_id = discover(fixture, "http://a.example/feed", parent, SOURCE_ADDED);
  struct source_addition addition = {.url = SLICE("http://a.example/feed"),
                                     .title = SLICE("B"),
                                     .kind = SOURCE_FEED,
                                     .owner = SOURCE_CONFIG};
  assert_int_equal(add_as(fixture, addition, &id), SOURCE_KNOWN);
  assert_int_equal(id, feed_id);
  struct source row = read_source(fixture, id);
  assert_true(slice_is(row.title, "B"));
  assert_int_equal(row.kind, SOURCE_SITEMAP); /* that was known */
  assert_int_equal(row.owner, SOURCE_CONFIG);
  addition.owner = SOURCE_DISCOVERED; /* who has less to say changes nothing */
  add_as(fixture, addition, &id);
  assert_int_equal(read_source(fixture, id).owner, SOURCE_CONFIG);
  assert_counts(fixture, (struct source_counts){.active = 2});
}

static void sources_are_found_by_their_url_and_listed_by_number(void **state)
{
  struct fixture *fixture = *state;
  struct source *rows;
  size_t count;
  int64_t id;
  bool found;
  for (int i = 0; i < 5; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    add(fixture, url, SOURCE_ADDED);
  }
  removed(fixture, 3);
  OK(sources_find(fixture->frontier, SLICE("http://a.example/4"), &id, &found, &error));
  assert_true(found && id == 5);
  OK(sources_find(fixture->frontier, SLICE("http://a.example/5"), &id, &found, &error));
  assert_false(found);
  OK(sources_list(fixture->frontier, fixture->arena, 1, 2, &rows, &count, &error));
  assert_int_equal(count, 2);
  assert_int_equal(rows[0].id, 2);
  assert_int_equal(rows[1].id, 4);
  struct source row;
  OK(sources_read(fixture->frontier, fixture->arena, 6, &row, &found, &error));
  assert_false(found);
}

/* Removing. */

static void a_source_leaves_with_what_it_discovered(void **state)
{
  struct fixture *fixture = *state;
  int64_t home = add(fixture, "http://a.example/", SOURCE_ADDED), id;
  int64_t index = discover(fixture, "http://a.example/sitemap", home, SOURCE_ADDED);
  int64_t part = discover(fixture, "http://a.example/sitemap-1", index, SOURCE_ADDED);
  int64_t kept = discover(fixture, "http://a.example/feed", home, SOURCE_ADDED);
  const struct source_addition own = {.url = SLICE("http://a.example/feed")};
  assert_int_equal(add_as(fixture, own, &id), SOURCE_KNOWN); /* an operator wants that one by itself */
  assert_int_equal(removed(fixture, home), 3);
  assert_int_equal(read_source(fixture, home).state, SOURCE_REMOVED);
  assert_int_equal(read_source(fixture, part).state, SOURCE_REMOVED);
  assert_int_equal(read_source(fixture, kept).state, SOURCE_ACTIVE);
  assert_string_equal(due(fixture, 1000, 9, NULL), "4");
  assert_int_equal(removed(fixture, home), 0); /* again */
  assert_int_equal(removed(fixture, 99), 0);
  assert_counts(fixture, (struct source_counts){.active = 1});
}

static void what_left_with_its_parent_returns_with_it(void **state)
{
  struct fixture *fixture = *state;
  int64_t home = add(fixture, "http://a.example/", SOURCE_ADDED);
  int64_t one = discover(fixture, "http://a.example/1", home, SOURCE_ADDED);
  int64_t two = discover(fixture, "http://a.example/2", home, SOURCE_ADDED);
  removed(fixture, two); /* that one was not wanted */
  removed(fixture, home);
  assert_int_equal(add(fixture, "http://a.example/", SOURCE_REVIVED), home);
  assert_int_equal(read_source(fixture, home).due_at, 100);
  discover(fixture, "http://a.example/1", home, SOURCE_REVIVED);
  discover(fixture, "http://a.example/2", home, SOURCE_KEPT_OUT);
  assert_int_equal(read_source(fixture, one).state, SOURCE_ACTIVE);
  assert_int_equal(read_source(fixture, two).state, SOURCE_REMOVED);
  assert_counts(fixture, (struct source_counts){.active = 2});
  add(fixture, "http://a.example/2", SOURCE_REVIVED); /* until somebody asks for it */
  assert_int_equal(read_source(fixture, two).owner, SOURCE_OPERATOR);
  assert_counts(fixture, (struct source_counts){.active = 3});
}

/* Polls. */

static void a_poll_leaves_all_that_the_next_one_needs(void **state)
{
  struct fixture *fixture = *state;
  const struct schedule schedule = {
      .week = {0.1, 1e12}, .hours = {3.25, 4e-9}, .polled = 200, .polls = 3, .errors = 1, .window = 40};
  struct silence silence = {.since = 5, .fresh = 6, .answered = 7, .spells = 1};
  silence.longest[0] = (struct silence_spell){70, 80};
  const struct source_poll full = {.outcome = SLICE("ok"),
                                   .detail = SLICE("12 entries"),
                                   .kind = SOURCE_FEED,
                                   .title = SLICE("The Paper"),
                                   .body = true,
                                   .etag = SLICE("\"x\""),
                                   .last_modified = SLICE("Fri"),
                                   .payload = response.payload,
                                   .hub = SLICE("http://hub.example/"),
                                   .topic = SLICE("http://a.example/feed"),
                                   .schedule = &schedule,
                                   .silence = &silence,
                                   .health = SOURCE_LIVELY,
                                   .entries = 12,
                                   .fresh = 5,
                                   .next = 900};
  int64_t id = add(fixture, "http://a.example/feed", SOURCE_ADDED);
  poll(fixture, id, full, 200);
  open_again(fixture);
  struct source row = read_source(fixture, id);
  assert_true(row.schedule.week.events == 0.1 && row.schedule.hours.time == 4e-9);
  assert_int_equal(row.schedule.window, 40);
  assert_int_equal(row.silence.longest[0].length, 70);
  assert_int_equal(row.silence.answered, 7);
  assert_int_equal(row.kind, SOURCE_FEED);
  assert_int_equal(row.health, SOURCE_LIVELY);
  assert_int_equal(row.due_at, 900);
  assert_int_equal(row.last_polled_at, 200);
  assert_int_equal(row.last_new_at, 200);
  assert_int_equal(row.entries_seen, 12);
  assert_int_equal(row.entries_new, 5);
  assert_true(slice_is(row.title, "The Paper"));
  assert_true(slice_is(row.etag, "\"x\""));
  assert_true(slice_equal(row.payload, response.payload));
  assert_true(slice_is(row.hub, "http://hub.example/"));
  assert_true(slice_is(row.last_outcome, "ok"));
  assert_true(slice_is(row.last_detail, "12 entries"));
  assert_int_equal(row.renew_at, 200); /* the hub is asked at once */
}

static void a_poll_without_a_body_keeps_what_was_known(void **state)
{
  struct fixture *fixture = *state;
  const struct source_poll first = {.outcome = SLICE("ok"),
                                    .kind = SOURCE_FEED,
                                    .title = SLICE("A"),
                                    .body = true,
                                    .etag = SLICE("\"x\""),
                                    .hub = SLICE("http://hub.example/"),
                                    .entries = 3,
                                    .fresh = 3,
                                    .next = 900};
  const struct source_poll unchanged = {.outcome = SLICE("unchanged"), .next = 1900};
  const struct source_poll failed = {.outcome = SLICE("http-503"), .failed = true, .next = 2900};
  int64_t id = add(fixture, "http://a.example/feed", SOURCE_ADDED);
  poll(fixture, id, first, 200);
  poll(fixture, id, failed, 300);
  poll(fixture, id, failed, 400);
  assert_int_equal(read_source(fixture, id).errors, 2);
  poll(fixture, id, unchanged, 1000);
  struct source row = read_source(fixture, id);
  assert_int_equal(row.errors, 0);
  assert_int_equal(row.kind, SOURCE_FEED);
  assert_true(slice_is(row.title, "A"));
  assert_true(slice_is(row.etag, "\"x\""));
  assert_true(slice_is(row.hub, "http://hub.example/"));
  assert_int_equal(row.entries_seen, 3);
  assert_int_equal(row.last_new_at, 200);
  assert_int_equal(row.last_polled_at, 1000);
  assert_int_equal(row.due_at, 1900);
}

static void health_is_counted(void **state)
{
  struct fixture *fixture = *state;
  const struct source_poll broken = {.health = SOURCE_BROKEN, .next = 900},
                           silent = {.health = SOURCE_SILENT, .next = 900};
  int64_t one = add(fixture, "http://a.example/1", SOURCE_ADDED);
  int64_t two = add(fixture, "http://a.example/2", SOURCE_ADDED);
  poll(fixture, one, broken, 200);
  poll(fixture, two, silent, 200);
  assert_counts(fixture, (struct source_counts){.active = 2, .silent = 1, .broken = 1});
  poll(fixture, one, silent, 200);
  poll(fixture, two, (struct source_poll){.health = SOURCE_LIVELY, .next = 900}, 200);
  assert_counts(fixture, (struct source_counts){.active = 2, .silent = 1});
  removed(fixture, one);
  assert_counts(fixture, (struct source_counts){.active = 1});
  poll(fixture, one, silent, 300); /* an answer that was under way */
  assert_counts(fixture, (struct source_counts){.active = 1});
}

static void a_source_that_is_gone_is_polled_no_more(void **state)
{
  struct fixture *fixture = *state;
  const struct source_poll gone = {
      .outcome = SLICE("http-410"), .retired = true, .health = SOURCE_BROKEN, .next = 900};
  int64_t home = add(fixture, "http://a.example/", SOURCE_ADDED);
  int64_t id = discover(fixture, "http://a.example/feed", home, SOURCE_ADDED);
  const struct source_subscription active = {
      .state = WEBSUB_ACTIVE, .secret = SLICE("s"), .lease_until = 5000, .renew_at = 4000};
  COMMITTED(sources_websub(fixture->frontier, id, &active, &error));
  poll(fixture, id, gone, 200);
  assert_int_equal(read_source(fixture, id).state, SOURCE_RETIRED);
  assert_int_equal(read_source(fixture, id).due_at, 0);
  assert_int_equal(read_source(fixture, id).renew_at, 0);
  assert_counts(fixture, (struct source_counts){.active = 1, .retired = 1});
  poll(fixture, id, (struct source_poll){.next = 700}, 300); /* an answer that was under way */
  COMMITTED(sources_poll_at(fixture->frontier, id, 800, &error));
  assert_int_equal(read_source(fixture, id).due_at, 0);
  discover(fixture, "http://a.example/feed", home, SOURCE_KEPT_OUT);
  add(fixture, "http://a.example/feed", SOURCE_REVIVED);
  assert_counts(fixture, (struct source_counts){.active = 2});
  assert_int_equal(removed(fixture, home), 1); /* it belongs to an operator now */
}

static void a_source_moves_unless_another_is_there(void **state)
{
  struct fixture *fixture = *state;
  int64_t other;
  int64_t one = add(fixture, "http://a.example/1", SOURCE_ADDED);
  int64_t two = add(fixture, "http://a.example/2", SOURCE_ADDED);
  COMMITTED(
      sources_moved(fixture->frontier, one, SLICE("http://a.example/2"), SLICE("a.example"), &other, &error));
  assert_int_equal(other, two);
  assert_true(slice_is(read_source(fixture, one).url, "http://a.example/1"));
  assert_int_equal(removed(fixture, two), 1);
  COMMITTED(
      sources_moved(fixture->frontier, one, SLICE("http://a.example/2"), SLICE("a.example"), &other, &error));
  assert_int_equal(other, two);
  assert_true(slice_is(read_source(fixture, one).url, "http://a.example/1")); /* still polled, by this */
  assert_int_equal(read_source(fixture, one).state, SOURCE_ACTIVE);
  assert_true(read_source(fixture, one).due_at > 0);
  COMMITTED(
      sources_moved(fixture->frontier, one, SLICE("http://a.example/1"), SLICE("a.example"), &other, &error));
  assert_int_equal(other, 0);
  COMMITTED(
      sources_moved(fixture->frontier, one, SLICE("http://b.example/"), SLICE("b.example"), &other, &error));
  assert_int_equal(other, 0);
  assert_true(slice_is(read_source(fixture, one).url, "http://b.example/"));
  assert_true(slice_is(read_source(fixture, one).domain, "b.example"));
}

/* What is due. */

static bool is_one(void *context, int64_t id)
{
  (void)context;
  return id == 1;
}

static void sources_are_due_in_order_of_their_time(void **state)
{
  struct fixture *fixture = *state;
  millis at;
  for (int i = 0; i < 4; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    poll(fixture, add(fixture, url, SOURCE_ADDED), (struct source_poll){.next = 900 - 100 * i}, 200);
  }
  assert_string_equal(due(fixture, 800, 9, NULL), "4 3 2");
  assert_string_equal(due(fixture, 800, 2, NULL), "4 3");
  assert_string_equal(due(fixture, 900, 9, is_one), "4 3 2");
  OK(sources_next_due_at(fixture->frontier, 800, &at, &error));
  assert_int_equal(at, 900);
  OK(sources_next_due_at(fixture->frontier, 900, &at, &error));
  assert_int_equal(at, 0);
  COMMITTED(sources_poll_at(fixture->frontier, 1, 300, &error)); /* somebody asks for it now */
  assert_string_equal(due(fixture, 300, 9, NULL), "1");
}

/* Subscriptions. */

static void a_subscription_is_renewed_in_time_and_ends_with_its_hub(void **state)
{
  struct fixture *fixture = *state;
  struct source_poll with_hub = {.body = true,
                                 .hub = SLICE("http://hub.example/"),
                                 .topic = SLICE("http://a.example/feed"),
                                 .next = 900};
  int64_t id = add(fixture, "http://a.example/feed", SOURCE_ADDED), ids[4];
  size_t count;
  millis at;
  poll(fixture, id, with_hub, 200);
  const struct source_subscription active = {
      .state = WEBSUB_ACTIVE, .secret = SLICE("secret"), .lease_until = 5000, .renew_at = 4000};
  COMMITTED(sources_websub(fixture->frontier, id, &active, &error));
  poll(fixture, id, with_hub, 300); /* the same hub: nothing changes */
  struct source row = read_source(fixture, id);
  assert_int_equal(row.websub, WEBSUB_ACTIVE);
  assert_int_equal(row.lease_until, 5000);
  assert_int_equal(row.renew_at, 4000);
  assert_true(slice_is(row.secret, "secret"));
  OK(sources_next_renewal_at(fixture->frontier, 300, &at, &error));
  assert_int_equal(at, 4000);
  OK(sources_renewals(fixture->frontier, 3999, 4, NULL, NULL, ids, &count, &error));
  assert_int_equal(count, 0);
  OK(sources_renewals(fixture->frontier, 4000, 4, NULL, NULL, ids, &count, &error));
  assert_int_equal(count, 1);
  const struct source_subscription asked = {.state = WEBSUB_ASKED,
                                            .detail = SLICE("the hub is silent"),
                                            .errors = 2,
                                            .lease_until = 5000,
                                            .renew_at = 4100};
  COMMITTED(sources_websub(fixture->frontier, id, &asked, &error));
  row = read_source(fixture, id);
  assert_true(slice_is(row.secret, "secret")); /* kept */
  assert_true(slice_is(row.hub_detail, "the hub is silent"));
  assert_int_equal(row.hub_errors, 2);
  with_hub.hub = SLICE("http://other.example/");
  poll(fixture, id, with_hub, 400); /* another: asked at once */
  assert_int_equal(read_source(fixture, id).websub, WEBSUB_NONE);
  assert_int_equal(read_source(fixture, id).renew_at, 400);
  assert_int_equal(read_source(fixture, id).hub_errors, 0);
  assert_int_equal(read_source(fixture, id).secret.length, 0); /* the first hub knows it */
  with_hub.hub = with_hub.topic = SLICE("");
  poll(fixture, id, with_hub, 500); /* none any more */
  assert_int_equal(read_source(fixture, id).renew_at, 0);
  assert_int_equal(read_source(fixture, id).lease_until, 0);
}

/* Transactions. */

static void a_rollback_takes_sources_and_their_counts_back(void **state)
{
  struct fixture *fixture = *state;
  const struct source_addition addition = {.url = SLICE("http://a.example/2"), .domain = SLICE("a.example")};
  const struct source_poll gone = {.retired = true};
  enum source_added outcome;
  int64_t id, count;
  add(fixture, "http://a.example/1", SOURCE_ADDED);
  OK(frontier_begin(fixture->frontier, &error));
  OK(sources_add(fixture->frontier, &addition, 100, &outcome, &id, &error));
  OK(sources_polled(fixture->frontier, 1, &gone, 200, &error));
  OK(sources_remove(fixture->frontier, 2, &count, &error));
  frontier_rollback(fixture->frontier);
  assert_counts(fixture, (struct source_counts){.active = 1});
  assert_int_equal(read_source(fixture, 1).state, SOURCE_ACTIVE);
}

static void a_full_disk_takes_a_poll_back_with_its_links(void **state)
{
  struct fixture *fixture = *state;
  int64_t id = add(fixture, "http://a.example/feed", SOURCE_ADDED), item;
  int64_t pages = number(fixture, "PRAGMA page_count");
  const struct source_poll full = {.outcome = SLICE("ok"), .fresh = 40, .next = 900};
  enum feed_outcome outcome;
  enum item_state known;
  bool ok = false;
  for (int64_t spare = 0; !ok && spare < 50; spare++) {
    allow_pages(fixture, pages + spare);
    ok = frontier_begin(fixture->frontier, &error);
    for (int i = 0; ok && i < 200; i++) {
      char url[128];
      snprintf(url, sizeof url, "http://a.example/a/rather/long/path/so/that/pages/fill/up/%d", i);
      struct frontier_link link = link_to(url);
      link.source = id;
      ok = frontier_feed(fixture->frontier, &link, 150, &outcome, &item, &known, &error);
    }
    ok = ok && sources_polled(fixture->frontier, id, &full, 200, &error) &&
         frontier_commit(fixture->frontier, &error);
    if (ok) break;
    assert_int_equal(error.code, EX_IOERR);
    frontier_rollback(fixture->frontier);
    assert_int_equal(number(fixture, "SELECT count(*) FROM item"), 0);
    assert_int_equal(read_source(fixture, id).due_at, 100); /* it is polled again */
  }
  assert_true(ok);
  assert_int_equal(frontier_counts(fixture->frontier).queued, 200);
  assert_int_equal(read_source(fixture, id).due_at, 900);
}

static void a_state_that_can_not_be_read_is_learnt_anew(void **state)
{
  struct fixture *fixture = *state;
  static const char *const damaged[] = {
      "UPDATE source SET schedule = 'nonsense', silence = '1 2'",
      "UPDATE source SET schedule = '1 nan 0 0 0 0 0 0 0', silence = ''",
      "UPDATE source SET schedule = '1 1 1 1 1 1 1 1 1 1', silence = NULL",
  };
  int64_t id = add(fixture, "http://a.example/feed", SOURCE_ADDED);
  for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
    OK(database_run(fixture->frontier->database, damaged[i], &error));
    struct source row = read_source(fixture, id);
    assert_int_equal(row.schedule.polls, 0);
    assert_true(row.schedule.week.events == 0);
    assert_int_equal(row.silence.since, 0);
  }
}

static void names_are_those_of_the_protocol(void **state)
{
  (void)state;
  assert_string_equal(source_owner_name(SOURCE_DISCOVERED), "discovered");
  assert_string_equal(source_state_name(SOURCE_RETIRED), "retired");
  assert_string_equal(source_health_name(SOURCE_SILENT), "silent");
}

/* Every path of two thousand random steps: counts are those of the rows. */
static void whatever_happens_the_counts_are_those_of_the_rows(void **state)
{
  struct fixture *fixture = *state;
  struct random random = {11};
  OK(frontier_begin(fixture->frontier, &error));
  for (int step = 0; step < 2000; step++) {
    int64_t id = 1 + (int64_t)random_below(&random, 20), count;
    enum source_added outcome;
    char url[64];
    snprintf(url, sizeof url, "http://a.example/%d", (int)random_below(&random, 20));
    const struct source_addition addition = {.url = slice_of(url),
                                             .domain = SLICE("a.example"),
                                             .owner = (enum source_owner)random_below(&random, 3),
                                             .parent = (int64_t)random_below(&random, 20)};
    const struct source_poll polled = {.retired = random_below(&random, 5) == 0,
                                       .health = (enum source_health)random_below(&random, 4),
                                       .next = step + 1};
    switch (random_below(&random, 3)) {
    case 0:
      OK(sources_add(fixture->frontier, &addition, step + 1, &outcome, &id, &error));
      break;
    case 1:
      OK(sources_polled(fixture->frontier, id, &polled, step, &error));
      break;
    default:
      if (step % 5 == 0) OK(sources_remove(fixture->frontier, id, &count, &error));
    }
  }
  OK(frontier_commit(fixture->frontier, &error));
  assert_int_equal(number(fixture, "SELECT count(*) FROM source WHERE (due_at > 0) <> (state = 0)"), 0);
  const struct source_counts expected = {
      number(fixture, "SELECT count(*) FROM source WHERE state = 0"),
      number(fixture, "SELECT count(*) FROM source WHERE state = 0 AND health = 2"),
      number(fixture, "SELECT count(*) FROM source WHERE state = 0 AND health = 3"),
      number(fixture, "SELECT count(*) FROM source WHERE state = 1")};
  assert_true(expected.active && expected.retired && expected.silent && expected.broken);
  assert_counts(fixture, expected);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_new_source_is_due_at_once),
      TEST(a_source_is_added_once_and_takes_over_what_was_not_known),
      TEST(sources_are_found_by_their_url_and_listed_by_number),
      TEST(a_source_leaves_with_what_it_discovered),
      TEST(what_left_with_its_parent_returns_with_it),
      TEST(a_poll_leaves_all_that_the_next_one_needs),
      TEST(a_poll_without_a_body_keeps_what_was_known),
      TEST(health_is_counted),
      TEST(a_source_that_is_gone_is_polled_no_more),
      TEST(a_source_moves_unless_another_is_there),
      TEST(sources_are_due_in_order_of_their_time),
      TEST(a_subscription_is_renewed_in_time_and_ends_with_its_hub),
      TEST(a_rollback_takes_sources_and_their_counts_back),
      TEST(a_full_disk_takes_a_poll_back_with_its_links),
      TEST(a_state_that_can_not_be_read_is_learnt_anew),
      TEST(names_are_those_of_the_protocol),
      TEST(whatever_happens_the_counts_are_those_of_the_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
