/* What the answer of a source gives: which reader it goes to, and that nothing is left out without a word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/source/read.h"

#include <stdio.h>

static struct arena *arena;

static int open_arena(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int close_arena(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static struct found read_as(enum source_kind kind, struct slice body)
{
  struct found found;
  const struct source_answer answer = {.kind = kind,
                                       .url = SLICE("https://news.example/"),
                                       .content_type = SLICE("text/xml; charset=utf-8"),
                                       .body = body};
  source_read(arena, &answer, &found);
  return found;
}

static bool tells(struct slice remark, const char *words)
{
  return remark.length && memmem(remark.data, remark.length, words, strlen(words));
}

#define FEED_START "<rss version='2.0'><channel><title>Kano today</title>"
#define FEED_END   "</channel></rss>"

static void test_entries_without_a_link_are_told(void **state)
{
  (void)state;
  struct found found =
      read_as(SOURCE_FEED, SLICE(FEED_START "<item><title>a</title></item><item><link>/1</link></item>"
                                            "<item><description>b</description></item>" FEED_END));
  assert_int_equal(found.link_count, 1);
  assert_true(tells(found.remark, "2 of its entries have no link"));
}

static void test_the_first_alternate_is_the_page(void **state)
{
  (void)state;
  struct found found = read_as(
      SOURCE_FEED,
      SLICE("<feed xmlns='http://www.w3.org/2005/Atom'><title>Kano</title><entry><id>1</id><title>a</title>"
            "<link rel='enclosure' href='/1.mp3'/><link href='/fr/1'/>"
            "<link rel='alternate' hreflang='ha' href='/ha/1'/></entry></feed>"));
  assert_int_equal(found.link_count, 1);
  assert_true(slice_is(found.links[0].url, "https://news.example/fr/1"));
}

static void test_addresses_too_long_are_told(void **state)
{
  (void)state;
  struct buffer map = BUFFER_EMPTY;
  buffer_text(&map, "<urlset><url><loc>https://news.example/1</loc></url><url><loc>https://news.example/");
  for (int i = 0; i < FOUND_URL_MAX; i++) buffer_byte(&map, 'x');
  buffer_text(&map, "</loc></url><url><loc>https://news.example/2</loc></url></urlset>");
  struct found found = read_as(SOURCE_SITEMAP, buffer_view(&map));
  buffer_free(&map);
  assert_int_equal(found.link_count, 2);
  assert_true(slice_is(found.links[1].url, "https://news.example/2"));
  assert_true(tells(found.remark, "1 addresses longer than 2,048 bytes were left out"));
  found =
      read_as(SOURCE_SITEMAP, SLICE("<urlset><url><loc>https://news.example/1</loc></url><url/></urlset>"));
  assert_int_equal(found.link_count, 1);
  assert_true(tells(found.remark, "1 of its rows have no address"));
}

static void test_a_site_that_names_many_feeds_is_told(void **state)
{
  (void)state;
  struct buffer page = BUFFER_EMPTY;
  buffer_text(&page, "<!doctype html><html><head>");
  for (int i = 0; i < 60; i++)
    buffer_format(&page, "<link rel=alternate type='application/rss+xml' href='/feed/%d'>", i);
  struct found found = read_as(SOURCE_HOME, buffer_view(&page));
  buffer_free(&page);
  assert_int_equal(found.kind, SOURCE_HOME);
  assert_int_equal(found.source_count, 50);
  assert_true(tells(found.remark, "10 further feeds and sitemaps"));
}

static void test_a_home_page_may_turn_out_to_be_a_feed(void **state)
{
  (void)state;
  struct found found = read_as(SOURCE_HOME, SLICE(FEED_START "<item><link>/1</link></item>" FEED_END));
  assert_int_equal(found.kind, SOURCE_FEED);
  assert_int_equal(found.link_count, 1);
  assert_int_equal(found.remark.length, 0);
}

static void test_a_feed_that_became_a_web_page_has_a_problem(void **state)
{
  (void)state;
  struct found found = read_as(SOURCE_FEED, SLICE("<!doctype html><html><body>gone</body></html>"));
  assert_true(tells(found.problem, "web page"));
  assert_int_equal(found.link_count, 0);
}

/* Parts. */

static struct buffer print(const struct found *found)
{
  struct buffer out = BUFFER_EMPTY;
  size_t first = 0;
  assert_false(found_print(arena, found, &first, &out));
  return out;
}

static void test_words_of_any_length_cross(void **state)
{
  (void)state;
  enum { LONG = 20 * 1024 * 1024 };
  char *words = arena_alloc(arena, LONG);
  memset(words, 'x', LONG);
  struct found_link link = {.url = SLICE("https://news.example/1")};
  const struct slice all = {words, LONG};
  const struct found found = {.kind = SOURCE_FEED,
                              .title = all,
                              .remark = all,
                              .hub = all,
                              .topic = SLICE("https://news.example/feed"),
                              .links = &link,
                              .link_count = 1};
  struct buffer part = print(&found);
  struct found back;
  bool more;
  dp_error error = {0};
  assert_true(found_parse(arena, buffer_view(&part), &back, &more, &error));
  assert_int_equal(back.link_count, 1);
  assert_int_equal(back.title.length, FOUND_WORDS_MAX);
  assert_int_equal(back.remark.length, FOUND_WORDS_MAX);
  assert_int_equal(back.hub.length, 0);
  assert_int_equal(back.topic.length, 0);
  buffer_free(&part);
}

static void check_crossing(enum source_kind kind, struct slice body, const char *title)
{
  struct found found = read_as(kind, body), back;
  struct buffer part = print(&found);
  bool more;
  dp_error error = {0};
  assert_string_equal(found.problem.length ? arena_string(arena, found.problem) : "", "");
  assert_true(found_parse(arena, buffer_view(&part), &back, &more, &error));
  assert_string_equal(arena_string(arena, found.title), title);
  assert_true(slice_equal(back.title, found.title));
  assert_int_equal(back.source_count + back.link_count, found.source_count + found.link_count);
  for (size_t i = 0; i < back.source_count; i++) {
    assert_true(slice_equal(back.sources[i].title, found.sources[i].title));
    assert_true(slice_equal(back.sources[i].url, found.sources[i].url));
  }
  for (size_t i = 0; i < back.link_count; i++)
    assert_true(slice_equal(back.links[i].url, found.links[i].url));
  buffer_free(&part);
}

#define MARK "\xEF\xBF\xBD"

static void test_words_with_nul_cross_as_they_are_told(void **state)
{
  (void)state;
  check_crossing(SOURCE_HOME,
                 SLICE("<!doctype html><title>Ka\0no</title>"
                       "<link rel=alternate type=application/rss+xml href='/f\0' title='New\0s'>"),
                 "Ka" MARK "no");
  check_crossing(SOURCE_FEED,
                 SLICE("<rss version='2.0'><channel><title>Ka\0no</title>"
                       "<item><title>a</title><link>/1\0</link></item>" FEED_END),
                 "Kano");
  check_crossing(SOURCE_FEED,
                 SLICE("<feed xmlns='http://www.w3.org/2005/Atom'><title type='html'>Ka&amp;#0;no</title>"
                       "<entry><link href='/1\0'/></entry></feed>"),
                 "Ka&#0;no");
  check_crossing(SOURCE_OPML,
                 SLICE("<opml version='2.0'><head><title>Ka\0no</title></head><body>"
                       "<outline type='rss' text='New\0s' xmlUrl='https://news.example/f\0'/></body></opml>"),
                 "Kano");
}

static void test_numbers_that_cannot_be_meant_are_none(void **state)
{
  (void)state;
  struct found_link link = {SLICE("https://news.example/1"), -5, INT64_C(9007199254740991)};
  const struct found found = {.kind = SOURCE_FEED,
                              .ttl_minutes = INT64_C(9007199254740991),
                              .update_minutes = -60,
                              .links = &link,
                              .link_count = 1};
  struct buffer part = print(&found);
  struct found back;
  bool more;
  dp_error error = {0};
  assert_true(found_parse(arena, buffer_view(&part), &back, &more, &error));
  assert_int_equal(back.ttl_minutes, 0);
  assert_int_equal(back.update_minutes, 0);
  assert_int_equal(back.links[0].published, 0);
  assert_int_equal(back.links[0].updated, 0);
  buffer_free(&part);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_entries_without_a_link_are_told, open_arena, close_arena),
      cmocka_unit_test_setup_teardown(test_the_first_alternate_is_the_page, open_arena, close_arena),
      cmocka_unit_test_setup_teardown(test_addresses_too_long_are_told, open_arena, close_arena),
      cmocka_unit_test_setup_teardown(test_a_site_that_names_many_feeds_is_told, open_arena, close_arena),
      cmocka_unit_test_setup_teardown(test_a_home_page_may_turn_out_to_be_a_feed, open_arena, close_arena),
      cmocka_unit_test_setup_teardown(test_a_feed_that_became_a_web_page_has_a_problem, open_arena,
                                      close_arena),
      cmocka_unit_test_setup_teardown(test_words_of_any_length_cross, open_arena, close_arena),
      cmocka_unit_test_setup_teardown(test_words_with_nul_cross_as_they_are_told, open_arena, close_arena),
      cmocka_unit_test_setup_teardown(test_numbers_that_cannot_be_meant_are_none, open_arena, close_arena),
  };
  return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
