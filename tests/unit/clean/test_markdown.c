#include "document_of.h"

static void blocks_are_parted_by_empty_lines(void **state)
{
  (void)state;
  assert_markdown(
      "<h2>Les halles</h2><p>On ouvre.</p><blockquote><p>so</p><p>be it</p></blockquote><h3>Fin</h3>",
      "## Les halles\n\nOn ouvre.\n\n> so\n>\n> be it\n\n### Fin\n");
}

static void emphasis_and_links_have_signs(void **state)
{
  (void)state;
  assert_markdown(
      "<p>a <b>bold</b> <i>word</i>, a <a href='/x_(y)'>link</a> and <code>a`b</code> H<sub>2</sub>O</p>",
      "a **bold** *word*, a [link](<https://www.example.org/x_(y)>) and ``a`b`` H<sub>2</sub>O\n");
}

static void emphasis_that_signs_can_t_tell_is_html(void **state)
{
  (void)state;
  assert_markdown("<p>x<b>(y)</b>z <b><i>both</i></b> <i>a</i><b>b</b></p>",
                  "x<strong>(y)</strong>z <strong>*both*</strong> *a*<strong>b</strong>\n");
}

static void signs_are_escaped_where_they_would_mean_something(void **state)
{
  (void)state;
  assert_markdown(
      "<p>1. no list</p><p>- nor this</p><p># nor a heading</p><p>a * b_c_ snake_case [x] &lt;y&gt; "
      "`z` ~ | \\ &amp;amp; R&amp;D 3 - 1.</p><p>&gt; no quote</p><p>Wow!<a href=/x>y</a></p>",
      "1\\. no list\n\n\\- nor this\n\n\\# nor a heading\n\na \\* b_c\\_ snake_case \\[x\\] \\<y> "
      "\\`z\\` \\~ \\| \\\\ \\&amp; R\\&D 3 - 1.\n\n\\> no quote\n\nWow\\![y](https://www.example.org/x)\n");
}

static void a_line_break_is_a_backslash_and_the_next_line_is_a_beginning(void **state)
{
  (void)state;
  assert_markdown("<p>one<br>- two<br>=</p>", "one\\\n\\- two\\\n\\=\n");
}

static void lists_nest_by_indentation(void **state)
{
  (void)state;
  assert_markdown("<p>x</p><ul><li>a<li>b<ol><li>c<li>d</ol><li><p>e</p><p>f</p></ul><p>y</p>",
                  "x\n\n- a\n- b\n  1. c\n  2. d\n\n- e\n\n  f\n\ny\n");
}

static void lists_side_by_side_stay_two_and_numbers_go_on(void **state)
{
  (void)state;
  assert_markdown("<ol start=9><li>a<li>b</ol><ol><li>c</ol>", "9. a\n10. b\n\n1) c\n");
}

static void tables_are_pipes(void **state)
{
  (void)state;
  assert_markdown("<table><tr><th>Port<th>Tons|year</tr><tr><td>Yoff<br>north<td><b>3</b></tr><tr><td "
                  "colspan=2>none</table>",
                  "| Port | Tons\\|year |\n| --- | --- |\n| Yoff<br>north | **3** |\n| none |  |\n");
}

static void a_table_in_an_item_or_a_quotation_keeps_its_place(void **state)
{
  (void)state;
  assert_markdown(
      "<p>some words before the quotation begins here</p><blockquote><table><tr><td>a<td>b<tr><td>c"
      "<td>d</table></blockquote>",
      "some words before the quotation begins here\n\n> | a | b |\n> | --- | --- |\n> | c | d |\n");
}

static void code_is_fenced_by_more_than_it_holds(void **state)
{
  (void)state;
  assert_markdown("<p>run</p><ul><li>a<pre><code>x = 1;\n\n```\n  y</code></pre></ul>",
                  "run\n\n- a\n\n  ````\n  x = 1;\n  \n  ```\n    y\n  ````\n");
}

static void pictures_have_captions_and_films_addresses(void **state)
{
  (void)state;
  assert_markdown(
      "<p>a</p><figure><img src=i.jpg alt='a [boat]'><figcaption class=cut>Us.</figcaption></figure>"
      "<iframe src='//films.example/embed/x1'></iframe><p>b</p>",
      "a\n\n![a \\[boat\\]](https://www.example.org/a/i.jpg)\n\n*Us.*\n\n"
      "<https://films.example/embed/x1>\n\nb\n");
}

static void nothing_is_nothing(void **state)
{
  (void)state;
  assert_markdown("<p class=cut>gone</p>", "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(blocks_are_parted_by_empty_lines),
      cmocka_unit_test(emphasis_and_links_have_signs),
      cmocka_unit_test(emphasis_that_signs_can_t_tell_is_html),
      cmocka_unit_test(signs_are_escaped_where_they_would_mean_something),
      cmocka_unit_test(a_line_break_is_a_backslash_and_the_next_line_is_a_beginning),
      cmocka_unit_test(lists_nest_by_indentation),
      cmocka_unit_test(lists_side_by_side_stay_two_and_numbers_go_on),
      cmocka_unit_test(tables_are_pipes),
      cmocka_unit_test(a_table_in_an_item_or_a_quotation_keeps_its_place),
      cmocka_unit_test(code_is_fenced_by_more_than_it_holds),
      cmocka_unit_test(pictures_have_captions_and_films_addresses),
      cmocka_unit_test(nothing_is_nothing),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
