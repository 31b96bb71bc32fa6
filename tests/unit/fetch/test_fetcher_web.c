/* What the core does of the web's own: redirects, robots.txt, pauses, and pages that change. */
#include "fetcher_world.h"

#include "fetch/frontier_captures.h"
#include "fetch/gate.h"

static struct started *last_started(struct world *world)
{
  assert_true(world->started_count > 0);
  return &world->started[world->started_count - 1];
}

/* ask - the next transfer is of this URL. */
static uint64_t asks_for(struct world *world, const char *url)
{
  turn(world);
  assert_string_equal(last_started(world)->url, url);
  return last_started(world)->id;
}

static void redirects_to(struct world *world, int64_t status, const char *location)
{
  char fields[256];
  snprintf(fields, sizeof fields, "Location: %s\r\n", location);
  answer(world, last_started(world)->id, status, fields, "moved");
}

/* Redirects. */

static void a_redirect_is_followed_by_the_gate_and_told(void **state)
{
  struct world *world = *state;
  int64_t item = feed(world, "http://a.example/x");
  asks_for(world, "http://a.example/x");
  redirects_to(world, 302, "/y?z=1#part");
  asks_for(world, "http://a.example/y?z=1");
  redirects_to(world, 307, "//b.example/end");
  uint64_t id = asks_for(world, "http://b.example/end");
  assert_int_equal(id, item);
  answer(world, id, 200, "Content-Type: text/html\r\n", "here");
  turn(world);
  assert_int_equal(world->sent_count, 1);
  assert_non_null(strstr(world->last, "\"hops\":[{\"url\":\"http://a.example/x\",\"status\":302},"
                                      "{\"url\":\"http://a.example/y?z=1\",\"status\":307}]"));
  assert_non_null(strstr(world->last, "\"ip\":\"192.0.2.7\""));
  assert_true(slice_is(row_of(world, item).final_url, "http://b.example/end"));
  assert_true(slice_is(row_of(world, item).url, "http://a.example/x")); /* it did not move for good */
}

static void a_page_that_moved_for_good_is_known_by_both_urls(void **state)
{
  struct world *world = *state;
  struct fetcher_fed fed;
  int64_t item = feed(world, "http://a.example/old");
  asks_for(world, "http://a.example/old");
  redirects_to(world, 301, "http://b.example/new");
  asks_for(world, "http://b.example/new");
  redirects_to(world, 308, "http://b.example/newer");
  respond_with(world, (int64_t)asks_for(world, "http://b.example/newer"), 200);
  turn(world);
  assert_true(slice_is(row_of(world, item).url, "http://b.example/newer"));
  const char *urls[] = {"http://a.example/old", "http://b.example/newer"};
  for (int i = 0; i < 2; i++) {
    assert_true(try_feed(world, urls[i], &fed));
    assert_int_equal(fed.item, item);
  }
}

static void pages_that_lead_to_one_url_at_once_have_captures_of_different_times(void **state)
{
  struct world *world = *state;
  struct frontier_capture rows[8];
  const struct frontier_capture_query query = {.limit = 8};
  size_t count;
  feed(world, "http://a.example/short");
  asks_for(world, "http://a.example/short");
  redirects_to(world, 302, "http://b.example/long");
  feed(world, "http://b.example/long");
  turn(world);
  assert_int_equal(world->started_count, 3);
  for (size_t i = 1; i < 3; i++) {
    assert_string_equal(world->started[i].url, "http://b.example/long");
    answer(world, world->started[i].id, 200, "Content-Type: text/html\r\n", "one text");
  }
  turn(world);
  assert_true(
      frontier_captures(fetcher_frontier(world->fetcher), world->arena, &query, rows, &count, &error));
  assert_int_equal(count, 2);
  assert_true(rows[0].at < rows[1].at);
}

static void redirects_without_end_and_to_forbidden_places_are_dead_at_once(void **state)
{
  struct world *world = *state;
  int64_t round = feed(world, "http://a.example/0");
  for (int i = 0; i <= 10; i++) {
    char url[64], next[64];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    snprintf(next, sizeof next, "/%d", i + 1);
    asks_for(world, url);
    redirects_to(world, 302, next);
  }
  turn(world);
  assert_true(slice_is(row_of(world, round).reason, "redirect-loop"));
  static const char *const places[] = {"ftp://a.example/", "javascript:alert(1)", "http://me:pw@a.example/",
                                       "http://[::1"};
  for (int i = 0; i < 4; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://b.example/%d", i);
    int64_t item = feed(world, url);
    asks_for(world, url);
    redirects_to(world, 302, places[i]);
    turn(world);
    assert_true(slice_is(row_of(world, item).reason, "forbidden-url"));
  }
}

static void a_redirect_without_a_place_is_an_answer(void **state)
{
  struct world *world = *state;
  feed(world, "http://a.example/x");
  respond_with(world, (int64_t)asks_for(world, "http://a.example/x"), 302);
  turn(world);
  assert_true(slice_is(row_of(world, 1).reason, "http-302"));
}

/* robots.txt */

static void obey(struct world *world)
{
  world->config.fetch.robots = CONFIG_ROBOTS_OBEY;
  fetcher_settings(world->fetcher, &world->config.fetch);
}

static void give_robots(struct world *world, const char *url, int64_t status, const char *text)
{
  uint64_t id = asks_for(world, url);
  assert_int_equal(id >> 56, GATE_ROBOTS);
  answer(world, id, status, "", text);
  turn(world);
  turn(world); /* what it forbids is journaled with the turn behind */
}

static void robots_txt_is_asked_for_first_and_obeyed(void **state)
{
  struct world *world = *state;
  obey(world);
  int64_t kept_out = feed(world, "http://a.example/private/1"), let_in = feed(world, "http://a.example/2");
  give_robots(world, "http://a.example/robots.txt", 200, "User-agent: depeche\nDisallow: /private\n");
  asks_for(world, "http://a.example/2");
  assert_int_equal(world->started_count, 2);
  respond_with(world, let_in, 200);
  turn(world);
  struct frontier_item row = row_of(world, kept_out);
  assert_int_equal(row.state, ITEM_DEAD);
  assert_true(slice_is(row.reason, "robots"));
  assert_non_null(strstr(row.detail.data, "line 2: Disallow: /private"));
}

static void a_restart_asks_for_no_robots_txt_again_before_its_day_is_over(void **state)
{
  struct world *world = *state;
  obey(world);
  feed(world, "http://a.example/1");
  give_robots(world, "http://a.example/robots.txt", 404, "");
  respond_with(world, (int64_t)asks_for(world, "http://a.example/1"), 200);
  turn(world);
  restart(world, false);
  feed(world, "http://a.example/2");
  asks_for(world, "http://a.example/2");
  respond_with(world, 2, 200);
  turn(world);
  settle(world, 1);
  settle(world, 2);
  pass(world, 25 * 3600 * 1000);
  feed(world, "http://a.example/3");
  asks_for(world, "http://a.example/robots.txt");
}

static void what_nobody_may_know_is_tried_again_and_then_dead(void **state)
{
  struct world *world = *state;
  obey(world);
  int64_t item = feed(world, "http://a.example/1");
  for (int i = 1; i <= 3; i++) {
    give_robots(world, "http://a.example/robots.txt", 503, "");
    for (int pause = 0; pause < (i == 1 ? 1 : 5); pause++) pass(world, 50 * 1000); /* a 503 is pushed back */
    turn(world);
    assert_int_equal(row_of(world, item).fetch_attempts, i);
    pass(world, 5 * 3600 * 1000);
  }
  assert_int_equal(row_of(world, item).state, ITEM_DEAD);
  assert_true(slice_is(row_of(world, item).reason, "robots-unreachable"));
}

static void the_robots_txt_of_each_hop_is_asked(void **state)
{
  struct world *world = *state;
  obey(world);
  int64_t item = feed(world, "http://a.example/x");
  give_robots(world, "http://a.example/robots.txt", 200, "");
  asks_for(world, "http://a.example/x");
  redirects_to(world, 302, "http://b.example/y");
  give_robots(world, "http://b.example/robots.txt", 200, "User-agent: *\nDisallow: /\n");
  turn(world);
  assert_true(slice_is(row_of(world, item).reason, "robots"));
}

static void a_redirect_of_robots_txt_itself_is_followed(void **state)
{
  struct world *world = *state;
  obey(world);
  feed(world, "http://a.example/x");
  asks_for(world, "http://a.example/robots.txt");
  redirects_to(world, 301, "http://www.a.example/robots.txt");
  give_robots(world, "http://www.a.example/robots.txt", 200, "User-agent: *\nDisallow: /x\n");
  turn(world);
  assert_true(slice_is(row_of(world, 1).reason, "robots"));
}

static void a_robots_txt_that_our_own_rules_keep_from_us_allows_nothing(void **state)
{
  struct world *world = *state;
  obey(world);
  feed(world, "http://a.example/x");
  asks_for(world, "http://a.example/robots.txt");
  redirects_to(world, 301, "ftp://a.example/robots.txt");
  turn(world);
  assert_int_equal(world->started_count, 1); /* not the page */
  assert_int_equal(row_of(world, 1).state, ITEM_QUEUED);
  pass(world, 24 * 60 * 60 * 1000);
  asks_for(world, "http://a.example/robots.txt");
}

static void a_robots_txt_in_a_content_encoding_is_read_all_the_same(void **state)
{
  struct world *world = *state;
  static const char zipped[] =
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x0b\x2d\x4e\x2d\xd2\x4d\x4c\x4f\xcd\x2b\xb1\x52\xd0\xe2\x72"
      "\xc9\x2c\x4e\xcc\xc9\xc9\x2f\xb7\x52\xd0\xe7\x02\x00\x42\x84\xa4\x8f\x1a\x00\x00\x00";
  struct http_response response = {.status = 200};
  obey(world);
  feed(world, "http://a.example/x");
  uint64_t id = asks_for(world, "http://a.example/robots.txt");
  buffer_text(&response.head, "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Encoding: gzip\r\n");
  buffer_append(&response.body, zipped, sizeof zipped - 1);
  fetcher_response(world->fetcher, id, &response, world->now);
  turn(world);
  turn(world);
  assert_true(slice_is(row_of(world, 1).reason, "robots"));
}

static void a_robots_txt_that_grows_in_writing_stalls_nothing(void **state)
{
  struct world *world = *state;
  struct buffer text = BUFFER_EMPTY;
  obey(world);
  feed(world, "http://a.example/x");
  uint64_t id = asks_for(world, "http://a.example/robots.txt");
  buffer_text(&text, "User-agent: *\n");
  while (text.length < 490 * 1024) {
    buffer_text(&text, "Disallow: /");
    for (int i = 0; i < 1000; i++) buffer_byte(&text, '\xE9');
    buffer_byte(&text, '\n');
  }
  answer(world, id, 200, "", buffer_string(&text));
  uint64_t page = asks_for(world, "http://a.example/x");
  answer(world, page, 200, "Content-Type: text/html\r\n", "news");
  turn(world);
  assert_false(status(world).stalled);
  assert_int_equal(world->sent_count, 1);
  buffer_free(&text);
}

static void an_address_that_must_not_be_asked_is_no_unreachable_robots_txt(void **state)
{
  struct world *world = *state;
  obey(world);
  feed(world, "http://inner.example/x");
  uint64_t id = asks_for(world, "http://inner.example/robots.txt");
  fail_with(world, (int64_t)id, HTTP_FAILED_ADDRESS, "10.0.0.1 is a private address");
  turn(world);
  turn(world);
  assert_true(slice_is(row_of(world, 1).reason, "forbidden-address"));
  assert_true(slice_is(row_of(world, 1).detail, "10.0.0.1 is a private address"));
}

/* Pauses. */

static void transfers_of_one_domain_are_spaced_and_pushed_back(void **state)
{
  struct world *world = *state;
  world->config.fetch.domain_delay = 1000;
  world->config.fetch.domain_delay_max = 1000;
  fetcher_settings(world->fetcher, &world->config.fetch);
  feed(world, "http://one.a.example/1");
  feed(world, "http://two.a.example/2");
  feed(world, "http://b.example/3");
  turn(world);
  assert_int_equal(world->started_count, 2);
  assert_true(fetcher_wake_at(world->fetcher) <= world->now.steady + 1000);
  pass(world, 999);
  assert_int_equal(world->started_count, 2);
  pass(world, 1);
  assert_int_equal(world->started_count, 3);
  answer(world, 1, 429, "Retry-After: 3600\r\n", "");
  pass(world, 50);
  struct frontier_item row = row_of(world, 1);
  assert_int_equal(row.state, ITEM_QUEUED);
  assert_true(row.due_at >= world->now.wall + 3600 * 1000 - 50);
  feed(world, "http://three.a.example/4");
  pass(world, 3500 * 1000);
  assert_int_equal(world->started_count, 3);
}

/* Revisits. */

enum { DAY = 24 * 3600 * 1000 };

static void store_once(struct world *world)
{
  world->config.fetch.revisit_after = DAY;
  world->config.fetch.revisits = 2;
  fetcher_settings(world->fetcher, &world->config.fetch);
  feed(world, "http://a.example/x");
  answer(world, asks_for(world, "http://a.example/x"), 200,
         "Content-Type: text/html\r\nETag: \"1\"\r\nLast-Modified: Fri, 12 Apr 2024 08:00:00 GMT\r\n",
         "first");
  turn(world);
  settle(world, 1);
  world->started_count = 0;
  pass(world, DAY - 1);
  assert_int_equal(world->started_count, 0);
  pass(world, DAY / 8 + 2);
  assert_int_equal(world->started_count, 1);
  assert_non_null(strstr(world->started[0].fields, "If-None-Match: \"1\"\n"));
  assert_non_null(strstr(world->started[0].fields, "If-Modified-Since: Fri, 12 Apr 2024 08:00:00 GMT\n"));
}

static size_t captures(struct world *world, struct frontier_capture rows[8])
{
  const struct frontier_capture_query query = {.page = 1, .limit = 8};
  size_t count;
  assert_true(
      frontier_captures(fetcher_frontier(world->fetcher), world->arena, &query, rows, &count, &error));
  return count;
}

static void an_unchanged_page_leaves_a_record_and_sends_nothing(void **state)
{
  struct world *world = *state;
  struct frontier_capture rows[8];
  store_once(world);
  answer(world, 1, 304, "", "");
  turn(world);
  assert_int_equal(world->sent_count, 1);
  assert_int_equal(captures(world, rows), 2);
  assert_int_equal(rows[1].kind, CAPTURE_REVISIT);
  assert_in_range(row_of(world, 1).due_at - world->now.wall, 2 * DAY, 2 * DAY + DAY / 4);
  pass(world, 3 * (millis)DAY);
  answer(world, 1, 200, "ETag: \"2\"\r\n", "first"); /* the same bytes under another tag */
  turn(world);
  assert_int_equal(world->sent_count, 1);
  assert_int_equal(captures(world, rows), 3);
  assert_int_equal(rows[2].kind, CAPTURE_REVISIT);
  assert_int_equal(row_of(world, 1).due_at, 0); /* that was the second, and last */
}

static void a_verdict_that_comes_again_calls_for_no_visit(void **state)
{
  struct world *world = *state;
  store_once(world);
  answer(world, 1, 410, "", "");
  turn(world);
  settle(world, 1);
  assert_int_equal(row_of(world, 1).due_at, 0);
  pass(world, 3 * (millis)DAY);
  assert_int_equal(world->started_count, 1);
}

static void a_changed_page_becomes_a_later_item(void **state)
{
  struct world *world = *state;
  int64_t later;
  size_t count;
  store_once(world);
  answer(world, 1, 200, "Content-Type: text/html\r\nETag: \"2\"\r\n", "second");
  turn(world);
  assert_true(frontier_later(fetcher_frontier(world->fetcher), 1, 1, &later, &count, &error));
  assert_int_equal(count, 1);
  assert_int_equal(world->sent_count, 2);
  assert_int_equal(world->sent[1].item, later);
  assert_string_equal(world->sent[1].body, "second");
  assert_non_null(strstr(world->last, "\"revision_of\":1"));
  restart(world, true);
  turn(world);
  assert_int_equal(world->sent_count, 1); /* from the archive, with the same words */
  assert_non_null(strstr(world->last, "\"revision_of\":1"));
  settle(world, later);
  assert_int_equal(row_of(world, later).state, ITEM_DONE);
  pass(world, 3 * (millis)DAY);
  assert_non_null(strstr(last_started(world)->fields, "If-None-Match: \"2\"\n"));
}

static void a_page_that_is_gone_is_not_visited_again(void **state)
{
  struct world *world = *state;
  store_once(world);
  answer(world, 1, 410, "", "");
  turn(world);
  struct frontier_item row = row_of(world, 1);
  assert_int_equal(row.state, ITEM_DONE);
  assert_int_equal(row.due_at, 0);
}

static void a_visit_that_fails_is_tried_again_and_then_left_to_the_next(void **state)
{
  struct world *world = *state;
  store_once(world);
  for (int i = 1; i < 3; i++) {
    fail_with(world, 1, HTTP_FAILED_TIMEOUT, "too slow");
    turn(world);
    assert_true(row_of(world, 1).due_at < world->now.wall + 10 * 1000);
    pass(world, 10 * 1000);
    assert_int_equal(world->started_count, i + 1);
  }
  fail_with(world, 1, HTTP_FAILED_TIMEOUT, "too slow");
  turn(world);
  assert_int_equal(row_of(world, 1).state, ITEM_DONE);
  assert_true(row_of(world, 1).due_at >= world->now.wall + 2 * (millis)DAY);
}

static void a_page_whose_server_is_gone_is_not_visited_for_ever(void **state)
{
  struct world *world = *state;
  store_once(world);
  for (int i = 1; i <= 4; i++) { /* three tries, then the second visit, which is the last */
    fail_with(world, 1, HTTP_FAILED_TIMEOUT, "too slow");
    turn(world);
    assert_int_equal(row_of(world, 1).due_at != 0, i < 4);
    pass(world, 3 * (millis)DAY);
  }
  assert_int_equal(world->started_count, 4);
  assert_int_equal(row_of(world, 1).state, ITEM_DONE);
}

/* Sources. */

static const char feed_url[] = "http://a.example/feed";

static void add_source(struct world *world)
{
  const struct fetcher_source_wish wish = {slice_of(feed_url), SLICE(""), SOURCE_AUTO};
  struct fetcher_source_result result;
  assert_true(fetcher_add_sources(world->fetcher, &wish, 1, &result, world->now, &error));
  assert_int_equal(result.outcome, SOURCE_WAS_ADDED);
  assert_int_equal(result.source, 1);
}

static uint64_t polls(struct world *world)
{
  uint64_t id = asks_for(world, feed_url);
  assert_int_equal(id >> 56, GATE_SOURCE);
  return id;
}

static void gives(struct world *world, const char *const *urls, size_t count, bool more)
{
  struct found_link links[4] = {0};
  const struct found found = {.kind = SOURCE_FEED, .links = links, .link_count = count};
  for (size_t i = 0; i < count; i++) links[i].url = slice_of(urls[i]);
  fetcher_found(world->fetcher, world->asked.id, &found, more, world->now);
}

static struct source source_of(struct world *world)
{
  struct source row;
  bool found;
  assert_true(sources_read(fetcher_frontier(world->fetcher), world->arena, 1, &row, &found, &error) && found);
  return row;
}

static void a_feed_is_polled_and_its_pages_are_fetched_with_its_name(void **state)
{
  struct world *world = *state;
  static const char *const urls[] = {"http://b.example/1", "http://b.example/2", "mailto:x@y.example"};
  add_source(world);
  answer(world, polls(world), 200, "ETag: \"f1\"\r\n", "a feed");
  assert_string_equal(world->asked.body, "a feed");
  gives(world, urls, 3, false);
  turn(world);
  turn(world);
  assert_int_equal(status(world).counts.queued, 2);
  struct source row = source_of(world);
  assert_int_equal(row.kind, SOURCE_FEED);
  assert_int_equal(row.entries_new, 2);
  assert_true(row.due_at > world->now.wall);
  respond_with(world, 1, 200);
  pass(world, 50);
  assert_non_null(strstr(world->last, "\"source\":\"http://a.example/feed\""));
  pass(world, row.due_at - world->now.wall);
  assert_non_null(strstr(last_started(world)->fields, "If-None-Match: \"f1\"\n"));
  answer(world, last_started(world)->id, 304, "", "");
  pass(world, 50);
  assert_int_equal(world->asked_count, 1);
  assert_true(slice_is(source_of(world).last_outcome, "unchanged"));
}

static void what_is_read_by_half_is_polled_whole_again(void **state)
{
  struct world *world = *state;
  static const char *const urls[] = {"http://b.example/1"};
  add_source(world);
  answer(world, polls(world), 200, "ETag: \"f1\"\r\n", "a feed");
  gives(world, urls, 1, true);
  turn(world);
  turn(world);
  assert_int_equal(status(world).counts.queued, 1);
  restart(world, true);
  turn(world);
  bool whole = false;
  for (size_t i = 0; i < world->started_count; i++)
    whole |= strcmp(world->started[i].url, feed_url) == 0 && !world->started[i].fields[0];
  assert_true(whole);
}

static void an_update_of_a_page_that_moved_is_seen_though_its_old_domain_is_busy(void **state)
{
  struct world *world = *state;
  feed(world, "http://c.example/1");
  turn(world);
  answer(world, 1, 301, "Location: http://d.example/1\r\n", "");
  pass(world, 50);
  answer(world, 1, 200, "", "one");
  pass(world, 50);
  settle(world, 1);
  feed(world, "http://c.example/slow");
  add_source(world);
  answer(world, polls(world), 200, "", "a feed");
  pass(world, 2 * 3600 * 1000);
  struct found_link link = {.url = SLICE("http://c.example/1"), .updated = world->now.wall};
  const struct found found = {.kind = SOURCE_FEED, .links = &link, .link_count = 1};
  fetcher_found(world->fetcher, world->asked.id, &found, false, world->now);
  world->started_count = 0;
  pass(world, 50);
  pass(world, 50);
  assert_int_equal(world->started_count, 1);
  assert_string_equal(last_started(world)->url, "http://d.example/1");
}

static void names_a_feed(struct world *world)
{
  struct found_source child = {
      .url = SLICE("http://a.example/child"), .title = SLICE(""), .kind = SOURCE_FEED};
  const struct found found = {.kind = SOURCE_HOME, .sources = &child, .source_count = 1};
  fetcher_found(world->fetcher, world->asked.id, &found, false, world->now);
  pass(world, 50);
}

static void a_source_that_is_removed_while_it_is_polled_brings_no_others_back(void **state)
{
  struct world *world = *state;
  const int64_t parent = 1;
  int64_t changed;
  add_source(world);
  answer(world, polls(world), 200, "", "a page");
  names_a_feed(world);
  assert_int_equal(status(world).sources.active, 2);
  assert_true(fetcher_poll_sources(world->fetcher, &parent, 1, world->now, &changed, &error));
  world->started_count = 0;
  turn(world);
  answer(world, polls(world), 200, "", "another page");
  assert_true(fetcher_remove_sources(world->fetcher, &parent, 1, world->now, &changed, &error));
  assert_int_equal(status(world).sources.active, 0);
  names_a_feed(world);
  assert_int_equal(status(world).sources.active, 0);
}

static void a_source_that_fails_is_told_and_asked_again(void **state)
{
  struct world *world = *state;
  add_source(world);
  answer(world, polls(world), 404, "", "");
  turn(world);
  turn(world);
  struct source row = source_of(world);
  assert_int_equal(row.state, SOURCE_ACTIVE);
  assert_int_equal(row.errors, 1);
  assert_true(slice_is(row.last_outcome, "http-404"));
  pass(world, row.due_at - world->now.wall);
  answer(world, polls(world), 410, "", "");
  turn(world);
  turn(world);
  assert_int_equal(source_of(world).state, SOURCE_RETIRED);
}

static void sources_are_polled_while_the_pipeline_stands_still(void **state)
{
  struct world *world = *state;
  feed_many(world, 20);
  turn(world);
  for (int i = 0; i < 10; i++) fetch_all(world);
  assert_int_equal(status(world).window.items, 8);
  add_source(world);
  turn(world);
  assert_int_equal(world->started_count, 0);
  pass(world, 5000);
  assert_int_equal(world->started_count, 1);
  assert_string_equal(world->started[0].url, feed_url);
}

/* Archived responses. */

static bool archive(struct world *world, const char *url, millis at, const char *body, uint64_t ticket)
{
  const struct fetcher_archived response = {.url = slice_of(url),
                                            .head = SLICE("HTTP/1.1 200 OK\r\nContent-Type: text/html"),
                                            .body = slice_of(body),
                                            .at = at,
                                            .status = 200};
  return fetcher_archive(world->fetcher, &response, ticket, world->now, &error);
}

static void a_response_of_a_foreign_archive_is_sent_without_a_transfer_and_once(void **state)
{
  struct world *world = *state;
  turn(world);
  assert_true(archive(world, "http://a.example/old", 1500000000000, "old news", 7));
  turn(world);
  assert_int_equal(world->archived.ticket, 7);
  assert_int_equal(world->archived.outcome, FEED_ACCEPTED);
  assert_int_equal(world->started_count, 0);
  assert_int_equal(world->sent_count, 1);
  assert_string_equal(world->sent[0].body, "old news");
  assert_non_null(strstr(world->last, "\"fetched_at\":\"2017-07-14T02:40:00"));
  settle(world, world->sent[0].item);
  assert_true(archive(world, "http://a.example/old", 1500000000000, "old news", 8));
  turn(world);
  assert_int_equal(world->archived.ticket, 8);
  assert_int_equal(world->archived.outcome, FEED_KNOWN);
  assert_int_equal(world->sent_count, 1);
  assert_true(archive(world, "http://a.example/old", 1500000001000, "newer news", 9));
  turn(world);
  assert_int_equal(world->archived.outcome, FEED_ACCEPTED);
  assert_int_equal(world->sent_count, 2);
}

static void a_foreign_response_is_not_taken_without_room_or_sense(void **state)
{
  struct world *world = *state;
  turn(world);
  assert_false(archive(world, "gopher://a.example/", 1500000000000, "x", 1));
  assert_int_equal(error.code, EX_USAGE);
  for (int i = 0; i < 8; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://a.example/%d", i);
    assert_true(archive(world, url, 1500000000000, url, (uint64_t)i));
  }
  assert_false(archive(world, "http://a.example/more", 1500000000000, "x", 1));
  assert_int_equal(error.code, EX_TEMPFAIL);
}

static void archived_responses_are_read_once_more(void **state)
{
  struct world *world = *state;
  struct frontier_reprocess run = {0};
  int64_t made;
  bool more;
  feed(world, "http://a.example/x");
  respond_with(world, (int64_t)asks_for(world, "http://a.example/x"), 200);
  turn(world);
  settle(world, 1);
  assert_true(fetcher_reprocess(world->fetcher, &run, 100, true, world->now, &made, &more, &error));
  assert_int_equal(made, 1);
  turn(world);
  assert_int_equal(world->sent_count, 1); /* it was only counted */
  run = (struct frontier_reprocess){0};
  assert_true(fetcher_reprocess(world->fetcher, &run, 100, false, world->now, &made, &more, &error));
  assert_int_equal(made, 1);
  turn(world);
  assert_int_equal(world->sent_count, 2);
  assert_string_equal(world->sent[1].body, "body of 1");
  assert_non_null(strstr(world->last, "\"reprocessed\":true"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_redirect_is_followed_by_the_gate_and_told),
      TEST(a_page_that_moved_for_good_is_known_by_both_urls),
      TEST(pages_that_lead_to_one_url_at_once_have_captures_of_different_times),
      TEST(redirects_without_end_and_to_forbidden_places_are_dead_at_once),
      TEST(a_redirect_without_a_place_is_an_answer),
      TEST(robots_txt_is_asked_for_first_and_obeyed),
      TEST(a_restart_asks_for_no_robots_txt_again_before_its_day_is_over),
      TEST(what_nobody_may_know_is_tried_again_and_then_dead),
      TEST(the_robots_txt_of_each_hop_is_asked),
      TEST(a_redirect_of_robots_txt_itself_is_followed),
      TEST(a_robots_txt_that_our_own_rules_keep_from_us_allows_nothing),
      TEST(a_robots_txt_in_a_content_encoding_is_read_all_the_same),
      TEST(a_robots_txt_that_grows_in_writing_stalls_nothing),
      TEST(an_address_that_must_not_be_asked_is_no_unreachable_robots_txt),
      TEST(transfers_of_one_domain_are_spaced_and_pushed_back),
      TEST(an_unchanged_page_leaves_a_record_and_sends_nothing),
      TEST(a_verdict_that_comes_again_calls_for_no_visit),
      TEST(a_changed_page_becomes_a_later_item),
      TEST(a_page_that_is_gone_is_not_visited_again),
      TEST(a_visit_that_fails_is_tried_again_and_then_left_to_the_next),
      TEST(a_page_whose_server_is_gone_is_not_visited_for_ever),
      TEST(a_feed_is_polled_and_its_pages_are_fetched_with_its_name),
      TEST(what_is_read_by_half_is_polled_whole_again),
      TEST(a_source_that_is_removed_while_it_is_polled_brings_no_others_back),
      TEST(an_update_of_a_page_that_moved_is_seen_though_its_old_domain_is_busy),
      TEST(a_source_that_fails_is_told_and_asked_again),
      TEST(sources_are_polled_while_the_pipeline_stands_still),
      TEST(a_response_of_a_foreign_archive_is_sent_without_a_transfer_and_once),
      TEST(a_foreign_response_is_not_taken_without_room_or_sense),
      TEST(archived_responses_are_read_once_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
