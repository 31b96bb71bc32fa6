#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "clean/html.h"
#include "clean/html_pieces.h"

static void assert_pieces(const char *html, size_t repeats, const char *tail)
{
  struct buffer page = BUFFER_EMPTY;
  for (size_t i = 0; i < repeats; i++) buffer_text(&page, html);
  size_t want = page.length;
  buffer_text(&page, tail);
  assert_int_equal(html_piece(buffer_view(&page)), want);
  buffer_free(&page);
}

static void a_small_page_is_one_piece(void **state)
{
  (void)state;
  assert_pieces("<p class=a>text</p>", 10, "");
  assert_int_equal(html_piece(SLICE("no tag")), 6);
  assert_int_equal(html_piece(SLICE("<")), 1);
  assert_int_equal(html_piece(SLICE("")), 0);
}

static void a_piece_ends_before_a_tag_in_plain_text(void **state)
{
  (void)state;
  assert_pieces("<p>", 512, "<i>more");
}

static void a_piece_does_not_end_inside_a_token(void **state)
{
  (void)state;
  assert_pieces("<a title='a < b > c' x=\"<p>\">", 512, "<i>");
  assert_pieces("<!-- <p> <p> -->", 512, "<i>");
  assert_pieces("<style>a<b</style>", 128, "<i>"); /* the end tag counts twice */
}

static void what_never_ends_is_parted_all_the_same(void **state)
{
  (void)state;
  struct buffer page = BUFFER_EMPTY;
  buffer_text(&page, "<script>");
  for (int i = 0; i < 100000; i++) buffer_text(&page, "<x ");
  assert_true(html_piece(buffer_view(&page)) < 10000);
  buffer_clear(&page);
  buffer_text(&page, "<p title=\"");
  for (int i = 0; i < 1000000; i++) buffer_text(&page, "<p>");
  assert_true(html_piece(buffer_view(&page)) <= 1024 * 1024);
  buffer_free(&page);
}

static size_t count(const struct html_node *root, enum html_tag tag)
{
  size_t found = 0;
  for (const struct html_node *node = root; node; node = html_following(node, root))
    found += html_tag(node) == tag;
  return found;
}

static void a_page_of_many_pieces_loses_nothing(void **state)
{
  (void)state;
  struct buffer page = BUFFER_EMPTY;
  for (int i = 0; i < 3000; i++)
    buffer_format(&page, "<p id=%d>%*s&amp;<b>x</b></p><style>p{}</style><!-- c --><script>a<b</script>", i,
                  i % 97, "");
  struct html_parser *parser = html_parser_new();
  bool truncated = false;
  const struct html_node *root = html_parse(parser, buffer_view(&page), &truncated);
  assert_false(truncated);
  assert_int_equal(count(root, HTML_P), 3000);
  assert_int_equal(count(root, HTML_STYLE), 3000);
  assert_int_equal(count(root, HTML_SCRIPT), 3000);
  html_parser_free(&parser);
  buffer_free(&page);
}

static void attributes_and_text_have_their_entities_decoded(void **state)
{
  (void)state;
  struct html_parser *parser = html_parser_new();
  bool truncated = false;
  const struct html_node *root =
      html_parse(parser, SLICE("<p TITLE='a &amp; b' hidden>caf&eacute;</p><my-box>"), &truncated);
  const struct html_node *node = root;
  while (html_tag(node) != HTML_P) node = html_following(node, root);
  assert_memory_equal(html_attribute(node, "title").data, "a & b", 5);
  assert_non_null(html_attribute(node, "hidden").data);
  assert_null(html_attribute(node, "class").data);
  assert_memory_equal(html_text(html_child(node)).data, "café", 5);
  assert_int_equal(count(root, HTML_CUSTOM), 1);
  html_parser_free(&parser);
}

static void a_page_without_a_byte_is_a_tree_too(void **state)
{
  (void)state;
  struct html_parser *parser = html_parser_new();
  bool truncated = false;
  assert_non_null(html_parse(parser, (struct slice){"", 0}, &truncated));
  assert_false(truncated);
  html_parser_free(&parser);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_small_page_is_one_piece),
      cmocka_unit_test(a_piece_ends_before_a_tag_in_plain_text),
      cmocka_unit_test(a_piece_does_not_end_inside_a_token),
      cmocka_unit_test(what_never_ends_is_parted_all_the_same),
      cmocka_unit_test(a_page_of_many_pieces_loses_nothing),
      cmocka_unit_test(attributes_and_text_have_their_entities_decoded),
      cmocka_unit_test(a_page_without_a_byte_is_a_tree_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
