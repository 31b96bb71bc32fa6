/* Pages made to hurt. The only thing asserted about time is that the whole ends before a limit no healthy run
 * comes near. */
#include "page.h"

#include "base/unicode.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { CPU_SECONDS = 240, PAGE = 16 * 1024 * 1024 };

static struct buffer html;

static void fill_page(const char *before, const char *repeated, size_t size, const char *after)
{
  buffer_clear(&html);
  buffer_text(&html, before);
  size_t length = strlen(repeated);
  buffer_reserve(&html, size + length);
  while (html.length < size) buffer_append(&html, repeated, length);
  buffer_text(&html, after);
}

static enum clean_verdict run(void)
{
  struct clean_page page = page_of(buffer_view(&html));
  enum clean_verdict verdict = clean(&page);
  if (verdict == CLEAN_ARTICLE) assert_true(is_normal(test_result.article.text));
  assert_true(arena_used(test_arena) < (size_t)512 * 1024 * 1024);
  return verdict;
}

static void a_million_nested_elements_are_cut(void **state)
{
  (void)state;
  fill_page("<body><article>" PROSE_1 PROSE_2, "<div>", 5 * 1000 * 1000, "</article>");
  assert_int_equal(run(), CLEAN_ARTICLE);
  assert_true(test_result.truncated);
  assert_true(has(test_result.article.text, "La ville"));
}

static void text_that_stands_too_deep_for_a_tree_is_kept(void **state)
{
  (void)state;
  fill_page("<body>", "<div>", 5 * 1000 * 1000,
            "<script>var a = '<p>';</script><!-- no text -->" PROSE_1
            "<p>Trois étals <b>ne</b>ufs &amp; un quai, a < b.</p>" PROSE_2);
  assert_int_equal(run(), CLEAN_ARTICLE);
  assert_true(test_result.truncated);
  assert_true(has(test_result.article.text, "La ville"));
  assert_true(has(test_result.article.text, "\nTrois étals neufs & un quai, a < b.\nLes commerçants"));
  assert_false(has(test_result.article.text, "var a"));
  assert_false(has(test_result.article.text, "no text"));
}

static void sixteen_megabytes_of_nested_tables_end(void **state)
{
  (void)state;
  fill_page("<body>" PROSE_1 PROSE_2, "<table><tr><td>x", PAGE, "");
  run();
  assert_true(test_result.truncated);
  fill_page("<body>" PROSE_1 PROSE_2, "<table>", PAGE, "");
  run();
  assert_true(test_result.truncated);
}

static void formatting_elements_that_never_close_are_cut(void **state)
{
  (void)state;
  buffer_clear(&html);
  buffer_text(&html, "<body><p>");
  for (int i = 0; i < 5000; i++) buffer_format(&html, "<font a%d=1>", i);
  for (int i = 0; i < 500000; i++) buffer_text(&html, "<p>x");
  run();
  assert_true(test_result.truncated);
}

static void misnested_formatting_ends(void **state)
{
  (void)state;
  fill_page("<body><a><b><i><div>", "<p></a><b><i></b></i>x", 4 * 1024 * 1024, "");
  run();
}

static void a_hundred_thousand_attributes_end(void **state)
{
  (void)state;
  buffer_clear(&html);
  buffer_text(&html, "<body><article ");
  for (int i = 0; i < 100000; i++) buffer_format(&html, "a%d=x ", i);
  buffer_text(&html, ">" PROSE_1 PROSE_2 "</article>");
  assert_int_equal(run(), CLEAN_ARTICLE);
}

static void a_tag_that_never_ends_is_cut(void **state)
{
  (void)state;
  fill_page("<body>" PROSE_1 PROSE_2, "<a href=\"", PAGE, "");
  run();
  fill_page("<body>" PROSE_1 PROSE_2 "<p ", "x ", PAGE, "");
  run();
  fill_page("<body>" PROSE_1 PROSE_2 "<p class='", "share related nav ", PAGE, "'>x");
  run();
}

static void nul_bytes_and_broken_utf8_become_clean_text(void **state)
{
  (void)state;
  buffer_clear(&html);
  buffer_text(&html, "<body><div>" PROSE_1);
  buffer_slice(&html,
               SLICE("<p>Un\0e phrase,\xFF\xFE\xC3 avec des octets cass\xC3\xA9s, des z\0\0\0\xC3\xA9ros, "
                     "et une fin.</p>"));
  buffer_text(&html, PROSE_2 PROSE_3 "</div>");
  assert_int_equal(run(), CLEAN_ARTICLE);
  assert_true(has(test_result.article.text, "Une phrase,"));
  assert_true(has(test_result.article.text, "zéros"));
}

static void a_long_run_of_combining_marks_ends(void **state)
{
  (void)state;
  fill_page("<body><div>" PROSE_1 PROSE_2 "<p>", "\xCC\x81\xCC\xA3", 2 * 1024 * 1024, "</p></div>");
  assert_int_equal(run(), CLEAN_ARTICLE);
}

static void a_page_of_white_space_and_line_breaks_ends(void **state)
{
  (void)state;
  fill_page("<body><div>" PROSE_1 PROSE_2, "<br> &nbsp;\n", PAGE, PROSE_3 "</div>");
  run();
  fill_page("<body><div>" PROSE_1 PROSE_2, "<p>mot, mot.</p>", PAGE, "</div>");
  assert_int_equal(run(), CLEAN_ARTICLE);
}

static void huge_json_ld_and_many_metas_end(void **state)
{
  (void)state;
  fill_page("<head><script type=application/ld+json>", "[[{\"@type\":", PAGE / 4,
            "</script><body><div>" PROSE_1 PROSE_2 "</div>");
  run();
  fill_page("<head>", "<meta property=article:published_time content='31 février 2024'>", PAGE / 4,
            "<body><div>" PROSE_1 PROSE_2 "</div>");
  run();
  fill_page("<body><div>" PROSE_1 PROSE_2 "</div>",
            "<h1>Un titre, long, long, long</h1><time>12/12/9999</time><a rel=author>x</a>", PAGE / 4, "");
  run();
}

static void a_title_of_separators_ends(void **state)
{
  (void)state;
  fill_page("<title>", "a | b - ", PAGE / 4, "</title><body><div>" PROSE_1 PROSE_2 "</div>");
  run();
}

/* Each is asked for its text, which is that of all those inside it. */
static void named_elements_in_each_other_around_a_long_text_end(void **state)
{
  (void)state;
  static const char *const names[] = {"class=headline", "class='byline author'", "class='date published'",
                                      "itemprop=author", "itemprop='headline name'"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    buffer_clear(&html);
    buffer_text(&html, "<body>");
    for (int depth = 0; depth < 200; depth++) buffer_format(&html, "<div %s>", names[i]);
    while (html.length < PAGE / 4) buffer_text(&html, "mot ");
    for (int depth = 0; depth < 200; depth++) buffer_text(&html, "</div>");
    buffer_text(&html, "<div>" PROSE_1 PROSE_2 PROSE_3 "</div>");
    run();
  }
}

static void headings_in_each_other_are_not_read_again_and_again(void **state)
{
  (void)state;
  buffer_clear(&html);
  buffer_text(&html, "<body>");
  while (html.length < PAGE / 2) {
    for (int depth = 0; depth < 480; depth++) buffer_text(&html, "<div class=headline>");
    for (int word = 0; word < 58; word++) buffer_text(&html, "abcdefghijklmnopqrstuvwxyzabcdefghijklmno ");
    for (int depth = 0; depth < 480; depth++) buffer_text(&html, "</div>");
  }
  run();
  fill_page("<body>", "<div class=headline>", 9000, "");
  for (int i = 0; i < 300000; i++) buffer_text(&html, "<i></i>");
  buffer_text(&html, "<a href=/x>Some words of a headline</a>");
  run();
}

static void a_declared_text_of_tags_that_never_close_ends(void **state)
{
  (void)state;
  fill_page("<body><script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\","
            "\"articleBody\":\"",
            "word ", 5000, "");
  while (html.length < 2 * 1000 * 1000) buffer_text(&html, "<<<<<<<<");
  buffer_text(&html, "\"}</script>");
  run();
}

static void a_long_address_is_not_read_for_each_object(void **state)
{
  (void)state;
  fill_page("<head><link rel=canonical href='https://a.example/", "c", 4 * 1000 * 1000,
            "'><script type=application/ld+json>[");
  for (int i = 0; i < 9000; i++)
    buffer_text(&html, "{\"@type\":\"WebPage\",\"url\":\"https://b.example/\"},");
  buffer_text(&html, "{}]</script></head><body>" PROSE_1 PROSE_2);
  run();
}

static void a_script_that_is_not_taken_cuts_nothing(void **state)
{
  (void)state;
  fill_page("<body><article>" PROSE_1 "</article><script>x=\"<p>a</p><p>b</p>", "<div>", 20000,
            "\"</script>");
  run();
  assert_false(test_result.truncated);
}

static void a_gzip_bomb_is_cut_at_the_limit(void **state)
{
  (void)state;
  /* 100 members that each hold 64 KB of one letter */
  static const char member[] =
      "\037\213\010\000\000\000\000\000\002\003\355\301\201\000\000\000\000\200\040\326\375\045\026\251\012"
      "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
      "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
      "\000\000\000\000\000\000\000\000\000\000\000\000\000\152\377\221\040\303\000\000\001\000";
  buffer_clear(&html);
  for (int i = 0; i < 100000; i++) buffer_append(&html, member, sizeof member - 1);
  struct clean_page page = page_of(buffer_view(&html));
  page.content_encoding = SLICE("gzip");
  page.max_bytes = 1024 * 1024;
  assert_int_equal(clean(&page), CLEAN_REJECTED);
}

static int limit_cpu(void **state)
{
  struct rlimit limit = {CPU_SECONDS, CPU_SECONDS + 5};
  setrlimit(RLIMIT_CPU, &limit);
  return set_up(state);
}

static int forget(void **state)
{
  buffer_free(&html);
  return tear_down(state);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_million_nested_elements_are_cut),
      cmocka_unit_test(text_that_stands_too_deep_for_a_tree_is_kept),
      cmocka_unit_test(sixteen_megabytes_of_nested_tables_end),
      cmocka_unit_test(formatting_elements_that_never_close_are_cut),
      cmocka_unit_test(misnested_formatting_ends),
      cmocka_unit_test(a_hundred_thousand_attributes_end),
      cmocka_unit_test(a_tag_that_never_ends_is_cut),
      cmocka_unit_test(nul_bytes_and_broken_utf8_become_clean_text),
      cmocka_unit_test(a_long_run_of_combining_marks_ends),
      cmocka_unit_test(a_page_of_white_space_and_line_breaks_ends),
      cmocka_unit_test(huge_json_ld_and_many_metas_end),
      cmocka_unit_test(a_title_of_separators_ends),
      cmocka_unit_test(named_elements_in_each_other_around_a_long_text_end),
      cmocka_unit_test(headings_in_each_other_are_not_read_again_and_again),
      cmocka_unit_test(a_declared_text_of_tags_that_never_close_ends),
      cmocka_unit_test(a_long_address_is_not_read_for_each_object),
      cmocka_unit_test(a_script_that_is_not_taken_cuts_nothing),
      cmocka_unit_test(a_gzip_bomb_is_cut_at_the_limit),
  };
  return cmocka_run_group_tests(tests, limit_cpu, forget);
}
