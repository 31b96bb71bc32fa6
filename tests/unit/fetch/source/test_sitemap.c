#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "fetch/source/sitemap.h"
#include "fetch/source/span.h"

static struct arena *arena;
static struct sitemap sitemap;
static dp_error error;

static int start(void **state)
{
  (void)state;
  arena = arena_new();
  error = (dp_error){0};
  return 0;
}

static int stop(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static bool read_as(const char *text, const char *type)
{
  return sitemap_parse(arena, slice_of(text), slice_of(type), SLICE("https://news.example/maps/all.xml"),
                       &sitemap, &error);
}

static bool read(const char *text)
{
  return read_as(text, "application/xml");
}

static struct sitemap_page *page(size_t at)
{
  struct sitemap_page *row = sitemap.pages;
  while (at--) row = row->next;
  return row;
}

static void assert_slice(struct slice is, const char *expected)
{
  assert_string_equal(arena_string(arena, is), expected);
}

#define HEAD                                                                                                 \
  "<?xml version='1.0' encoding='UTF-8'?>\n<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"

static void a_row_tells_all_it_has(void **state)
{
  (void)state;
  assert_true(read(HEAD
                   "<url> <loc> https://news.example/a?x=1&amp;y=2#top </loc><lastmod>2024-03-01T10:30+01:00"
                   "</lastmod><changefreq>Daily</changefreq><priority>0.8</priority></url>"
                   "<url><loc>/b</loc></url></urlset>"));
  assert_int_equal(sitemap.kind, SITEMAP_PAGES);
  assert_int_equal(sitemap.page_count, 2);
  assert_slice(page(0)->url, "https://news.example/a?x=1&y=2");
  assert_int_equal(page(0)->lastmod.when, INT64_C(1709285400000));
  assert_int_equal(page(0)->lastmod.precision, SPAN_MINUTE);
  assert_string_equal(sitemap_frequency_name(page(0)->frequency), "daily");
  assert_true(page(0)->priority > 0.79 && page(0)->priority < 0.81);
  assert_slice(page(1)->url, "https://news.example/b");
  assert_true(page(1)->priority < 0 && page(1)->frequency == SITEMAP_UNTOLD && page(1)->lastmod.when == 0);
  assert_string_equal(sitemap.remark, "");
}

static void the_news_extension_is_read_whatever_its_prefix(void **state)
{
  (void)state;
  assert_true(read(HEAD
                   "<url><loc>https://news.example/a</loc><n:news xmlns:n='urn:x'><n:publication><n:name>Le "
                   "Sahel</n:name><n:language>fr</n:language></n:publication><n:publication_date>2024-03-01"
                   "</n:publication_date><n:title><![CDATA[Pluie & vent]]></n:title><n:keywords>pluie, vent"
                   "</n:keywords></n:news></url></urlset>"));
  assert_slice(page(0)->title, "Pluie & vent");
  assert_slice(page(0)->publication, "Le Sahel");
  assert_slice(page(0)->language, "fr");
  assert_slice(page(0)->keywords, "pluie, vent");
  assert_int_equal(page(0)->published.when, INT64_C(1709251200000));
  assert_int_equal(page(0)->published.precision, SPAN_DAY);
}

static void the_address_of_an_image_or_video_is_not_the_pages(void **state)
{
  (void)state;
  assert_true(read(HEAD "<url><image:image><image:loc>https://news.example/i.jpg</image:loc><image:title>No"
                        "</image:title></image:image><video:video><video:title>No</video:title></video:video>"
                        "<loc>https://news.example/a</loc></url></urlset>"));
  assert_slice(page(0)->url, "https://news.example/a");
  assert_int_equal(page(0)->title.length, 0);
}

static void alternates_are_kept_in_order(void **state)
{
  (void)state;
  assert_true(read(HEAD "<url><loc>https://news.example/fr/a</loc>"
                        "<xhtml:link rel='alternate' hreflang='ha' href='https://news.example/ha/a'/>"
                        "<xhtml:link rel='alternate' hreflang='ar' href='/ar/a'/>"
                        "<xhtml:link rel='stylesheet' href='/x.css'/></url></urlset>"));
  assert_int_equal(page(0)->alternate_count, 2);
  assert_slice(page(0)->alternates->language, "ha");
  assert_slice(page(0)->alternates->next->url, "https://news.example/ar/a");
}

static void an_index_names_its_children(void **state)
{
  (void)state;
  assert_true(
      read("<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>"
           "https://news.example/1.xml.gz</loc><lastmod>2024-03</lastmod></sitemap><sitemap><loc>2.xml</loc>"
           "</sitemap></sitemapindex>"));
  assert_int_equal(sitemap.kind, SITEMAP_INDEX);
  assert_int_equal(sitemap.child_count, 2);
  assert_slice(sitemap.children->url, "https://news.example/1.xml.gz");
  assert_int_equal(sitemap.children->lastmod.precision, 31 * SPAN_DAY);
  assert_slice(sitemap.children->next->url, "https://news.example/maps/2.xml");
}

static void a_cut_file_gives_its_whole_rows(void **state)
{
  (void)state;
  assert_true(
      read(HEAD "<url><loc>https://news.example/a</loc></url><url><loc>https://news.example/b</loc><lastm"));
  assert_int_equal(sitemap.page_count, 1);
  assert_non_null(strstr(sitemap.remark, "cut off"));
  assert_true(read(HEAD));
  assert_int_equal(sitemap.page_count, 0);
}

static void a_file_that_is_not_well_formed_gives_what_can_be_had(void **state)
{
  (void)state;
  assert_true(
      read("<urlset xmlns='http://wrong.example/'><url><loc>https://news.example/a?b=1&c=2<lastmod>2024-03-01"
           "</lastmod></url></b><url><loc>https://news.example/c</url></urlset>"));
  assert_int_equal(sitemap.page_count, 2);
  assert_slice(page(0)->url, "https://news.example/a?b=1&c=2");
  assert_int_equal(page(0)->lastmod.when, INT64_C(1709251200000));
  assert_non_null(strstr(sitemap.remark, "not well-formed"));
}

static void rows_without_a_web_address_are_left_out(void **state)
{
  (void)state;
  assert_true(
      read(HEAD "<url><loc>javascript:void(0)</loc></url><url><loc/></url><url><lastmod>2024</lastmod></url>"
                "<url><loc>ftp://news.example/</loc></url></urlset>"));
  assert_int_equal(sitemap.page_count, 0);
}

static void plain_text_is_a_list_of_addresses(void **state)
{
  (void)state;
  assert_true(read_as("\xEF\xBB\xBFhttps://news.example/a\r\n\r\n# no\nhttps://news.example/b#x\rftp://x/\n",
                      "text/plain"));
  assert_int_equal(sitemap.kind, SITEMAP_TEXT);
  assert_int_equal(sitemap.page_count, 2);
  assert_slice(page(1)->url, "https://news.example/b");
}

static void a_feed_is_told_and_left_to_its_reader(void **state)
{
  (void)state;
  assert_true(read("<rss version='2.0'><channel/></rss>"));
  assert_int_equal(sitemap.kind, SITEMAP_FEED);
  assert_true(read("<feed xmlns='http://www.w3.org/2005/Atom'/>"));
  assert_int_equal(sitemap.kind, SITEMAP_FEED);
}

static void what_is_no_sitemap_is_refused_with_a_sentence(void **state)
{
  (void)state;
  assert_false(read("<!DOCTYPE html><html><body>Not found</body></html>"));
  assert_non_null(strstr(error.text, "not a sitemap but <html>"));
  assert_false(read("Not found"));
  assert_non_null(strstr(error.text, "neither XML nor lines of URLs"));
  assert_false(read(""));
  assert_false(read("\x1f\x8b\x08 broken"));
  assert_non_null(strstr(error.text, "can't be unpacked"));
}

/* "https://news.example/z\n" by gzip. */
static const char zipped[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x28\x29\x29\x28\xb6\xd2\xd7\xcf"
                             "\x4b\x2d\x2f\xd6\x4b\xad\x48\xcc\x2d"
                             "\xc8\x49\xd5\xaf\xe2\x02\x00\xb8\xdf\x58\xcc\x17\x00\x00\x00";

static void a_packed_file_is_known_by_its_content(void **state)
{
  (void)state;
  assert_true(sitemap_parse(arena, (struct slice){zipped, sizeof zipped - 1}, SLICE("text/plain"), SLICE(""),
                            &sitemap, &error));
  assert_slice(page(0)->url, "https://news.example/z");
}

static void rows_without_an_address_are_counted(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "<urlset><url><loc>https://news.example/1</loc></url><url/>"
                     "<url><loc>mailto:desk@news.example</loc></url><url><loc>https://news.example/");
  for (int i = 0; i < SITEMAP_TEXT_MAX; i++) buffer_byte(&text, 'x');
  buffer_text(&text, "</loc></url><url><loc>https://news.example/2</loc></url></urlset>");
  assert_true(read(buffer_string(&text)));
  assert_int_equal(sitemap.page_count, 2);
  assert_int_equal(sitemap.left_out, 3);
  assert_true(read("<sitemapindex><sitemap/><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"));
  assert_int_equal(sitemap.child_count, 1);
  assert_int_equal(sitemap.left_out, 1);
  assert_true(
      read_as("https://news.example/1\nhttps://\n\n# no address\nhttps://news.example/2\n", "text/plain"));
  assert_int_equal(sitemap.page_count, 2);
  assert_int_equal(sitemap.left_out, 1);
  buffer_free(&text);
}

static void rows_beyond_the_limit_are_left_out(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < SITEMAP_ROWS_MAX + 10; i++) buffer_format(&text, "https://news.example/%d\n", i);
  assert_true(sitemap_parse(arena, buffer_view(&text), SLICE(""), SLICE(""), &sitemap, &error));
  assert_int_equal(sitemap.page_count, SITEMAP_ROWS_MAX);
  assert_non_null(strstr(sitemap.remark, "50000 rows"));
  buffer_free(&text);
}

static void deep_nesting_is_borne(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 100000; i++) buffer_text(&text, "<url><loc>");
  assert_true(!read(buffer_string(&text)) || sitemap.page_count == 0);
  buffer_free(&text);
}

static void times_may_be_as_rough_as_a_year(void **state)
{
  (void)state;
  struct sitemap_time time;
  assert_true(sitemap_time_parse(SLICE("2024"), &time) && time.when == INT64_C(1704067200000));
  assert_true(sitemap_time_parse(SLICE(" 2024-01-01 00:00:01 "), &time) &&
              time.when == INT64_C(1704067201000));
  assert_true(sitemap_time_parse(SLICE("2024-01-01T00:00:01.5Z"), &time) && time.precision == 1000);
  assert_true(sitemap_time_parse(SLICE("Fri, 01 Mar 2024 10:30:00 +0100"), &time));
  assert_true(time.when == INT64_C(1709285400000) && time.precision == 1000);
  assert_false(sitemap_time_parse(SLICE("yesterday"), &time));
  assert_false(sitemap_time_parse(SLICE("2024-13"), &time));
  assert_int_equal(time.when, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_row_tells_all_it_has, start, stop),
      cmocka_unit_test_setup_teardown(the_news_extension_is_read_whatever_its_prefix, start, stop),
      cmocka_unit_test_setup_teardown(the_address_of_an_image_or_video_is_not_the_pages, start, stop),
      cmocka_unit_test_setup_teardown(alternates_are_kept_in_order, start, stop),
      cmocka_unit_test_setup_teardown(an_index_names_its_children, start, stop),
      cmocka_unit_test_setup_teardown(a_cut_file_gives_its_whole_rows, start, stop),
      cmocka_unit_test_setup_teardown(a_file_that_is_not_well_formed_gives_what_can_be_had, start, stop),
      cmocka_unit_test_setup_teardown(rows_without_a_web_address_are_left_out, start, stop),
      cmocka_unit_test_setup_teardown(plain_text_is_a_list_of_addresses, start, stop),
      cmocka_unit_test_setup_teardown(a_feed_is_told_and_left_to_its_reader, start, stop),
      cmocka_unit_test_setup_teardown(what_is_no_sitemap_is_refused_with_a_sentence, start, stop),
      cmocka_unit_test_setup_teardown(a_packed_file_is_known_by_its_content, start, stop),
      cmocka_unit_test_setup_teardown(rows_without_an_address_are_counted, start, stop),
      cmocka_unit_test_setup_teardown(rows_beyond_the_limit_are_left_out, start, stop),
      cmocka_unit_test_setup_teardown(deep_nesting_is_borne, start, stop),
      cmocka_unit_test_setup_teardown(times_may_be_as_rough_as_a_year, start, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
