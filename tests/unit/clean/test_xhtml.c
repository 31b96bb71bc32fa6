#include "document_of.h"

static void paragraphs_and_headings_begin_at_the_second_level(void **state)
{
  (void)state;
  assert_xhtml("<h3>Les halles</h3><p>On ouvre.</p><h5>Le quai</h5>Du texte nu<div>et encore</div>",
               "<h2>Les halles</h2><p>On ouvre.</p><h3>Le quai</h3><p>Du texte nu</p><p>et encore</p>");
}

static void inline_elements_nest_and_neither_glue_nor_split_words(void **state)
{
  (void)state;
  assert_xhtml(
      "<p><b>B</b>oat <span>ab</span><span>cd</span> <em>very <strong>wet</strong></em>, H<sub>2</sub>O "
      "<code>x &lt; y</code> 10<sup>2</sup></p>",
      "<p><strong>B</strong>oat abcd <em>very <strong>wet</strong></em>, H<sub>2</sub>O <code>x &lt; "
      "y</code> 10<sup>2</sup></p>");
}

static void white_space_stays_outside_of_inline_elements(void **state)
{
  (void)state;
  assert_xhtml("<p>a<i> b </i>c <i> </i>d</p>", "<p>a <em>b</em> c d</p>");
}

static void an_inline_element_around_paragraphs_is_in_each(void **state)
{
  (void)state;
  assert_xhtml("<b><div>one</div><div>two</div></b>three",
               "<p><strong>one</strong></p><p><strong>two</strong></p><p>three</p>");
}

static void links_are_absolute_and_of_the_web(void **state)
{
  (void)state;
  assert_xhtml("<p><a href=c?x=1&amp;y=2#z>one</a> <a href='javascript:go()'>two</a> <a href=#top>three</a> "
               "<a href='mailto:a@example.org'>four</a> <a>five</a></p>",
               "<p><a href=\"https://www.example.org/a/c?x=1&amp;y=2\">one</a> two three four five</p>");
}

static void everything_is_escaped(void **state)
{
  (void)state;
  assert_xhtml("<p>a &lt;b&gt; &amp;amp; \"c\" ]]&gt; \xEF\xBF\xBE</p>",
               "<p>a &lt;b&gt; &amp;amp; &quot;c&quot; ]]&gt; \xEF\xBF\xBD</p>");
  assert_xhtml("<p>x<em>\xCC\xB8y</em></p>", "<p>x<em>&#x338;y</em></p>");
}

static void a_line_break_stays_and_two_part_paragraphs(void **state)
{
  (void)state;
  assert_xhtml("<div>one<br>two<br><br>three <br/> <br> four<br></div>",
               "<p>one<br/>two</p><p>three</p><p>four</p>");
}

static void lists_nest_number_and_hold_paragraphs(void **state)
{
  (void)state;
  assert_xhtml("<ul><li>a<li><p>b</p><p>c</p><li>d<ol start=4><li>e</li><li><a href=/x>f</a></li></ol></ul>",
               "<ul><li>a</li><li><p>b</p><p>c</p></li><li>d<ol start=\"4\"><li>e</li><li><a "
               "href=\"https://www.example.org/x\">f</a></li></ol></li></ul>");
}

static void text_right_inside_a_list_is_an_item_and_a_list_in_a_list_goes_on(void **state)
{
  (void)state;
  assert_xhtml("<ul>a<li>b</li><ul><li>c</li></ul></ul>", "<ul><li>a</li><li>b</li><li>c</li></ul>");
  assert_xhtml("<li>alone</li>", "<p>alone</p>");
}

static void terms_and_what_they_mean_are_items(void **state)
{
  (void)state;
  assert_xhtml("<dl><dt>Halle</dt><dd>a roof</dd></dl>",
               "<ul><li><strong>Halle</strong></li><li>a roof</li></ul>");
}

static void a_list_of_sections_is_no_list(void **state)
{
  (void)state;
  assert_xhtml("<ul><li><h2>One</h2><p>a</p><p>b</p><p>c</p></li><li><h2>Two</h2><p>d</p></li></ul>",
               "<h2>One</h2><p>a</p><p>b</p><p>c</p><h2>Two</h2><p>d</p>");
}

static void a_heading_in_a_short_item_stays(void **state)
{
  (void)state;
  assert_xhtml("<p>x</p><ol><li><h3>Mix</h3><p>Stir it.</p></li></ol>",
               "<p>x</p><ol><li><h2>Mix</h2><p>Stir it.</p></li></ol>");
}

static void a_table_of_data_keeps_its_columns(void **state)
{
  (void)state;
  assert_xhtml("<table><caption>Fish</caption><thead><tr><th>Port<th colspan=2>Tons</tr></thead>"
               "<tr><td>Yoff<td><td>3</tr><tr><td>Mbour<td rowspan=900>4<td class=cut>x</tr></table>",
               "<table><caption>Fish</caption><tr><th>Port</th><th "
               "colspan=\"2\">Tons</th></tr><tr><td>Yoff</td><td></td><td>3</td></tr>"
               "<tr><td>Mbour</td><td rowspan=\"100\">4</td><td></td></tr></table>");
}

static void tables_that_arrange_the_page_are_none(void **state)
{
  (void)state;
  assert_xhtml("<table><tr><td><p>a</p><p>b</p></td></tr><tr><td>c</td></tr></table>",
               "<p>a</p><p>b</p><p>c</p>");
  assert_xhtml("<table><tr><td>left</td><td><h2>One</h2><p>a</p></td></tr><tr><td>x<td>y</table>",
               "<p>left</p><h2>One</h2><p>a</p><p>x</p><p>y</p>");
  assert_xhtml("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
               "<p>a</p><p>b</p><p>c</p><p>d</p>");
  assert_xhtml(
      "<table><tr><td>x</td><td><table><tr><td>a<td>b<tr><td>c<td>d</table></td></tr><tr><td>y<td>z</table>",
      "<p>x</p><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table><p>y</p><p>z</p>");
}

static void quotations_nest_but_one_of_everything_is_none(void **state)
{
  (void)state;
  assert_xhtml("<p>he wrote many words about it all</p><blockquote><p>so</p><blockquote>said "
               "she</blockquote></blockquote>",
               "<p>he wrote many words about it all</p><blockquote><p>so</p><blockquote><p>said "
               "she</p></blockquote></blockquote>");
  assert_xhtml("<blockquote><p>a</p><p>b</p><p>c</p><p>d</p></blockquote>",
               "<p>a</p><p>b</p><p>c</p><p>d</p>");
}

static void an_embedded_post_names_its_address(void **state)
{
  (void)state;
  assert_xhtml("<p>see</p><blockquote class=twitter-tweet><p>the hall opens</p>&mdash; A (@a) <a "
               "href='https://social.example/a/1?s=2'>May 1</a></blockquote>",
               "<p>see</p><blockquote cite=\"https://social.example/a/1?s=2\"><p>the hall opens</p><p>— A "
               "(@a) <a href=\"https://social.example/a/1?s=2\">May 1</a></p></blockquote>");
}

static void preformatted_text_stays_as_it_is(void **state)
{
  (void)state;
  assert_xhtml("<p>run</p><pre><code>\nif (a &lt; b) {\n\tgo();\n\n    stop();  \n}\n</code></pre>",
               "<p>run</p><pre><code>if (a &lt; b) {\n\tgo();\n\n    stop();  \n}</code></pre>");
  assert_xhtml("<pre class=code><div>a = 1;</div><div>  b = 2;</div></pre>",
               "<pre><code>a = 1;\n  b = 2;</code></pre>");
}

static void prose_with_hard_ends_of_lines_is_paragraphs(void **state)
{
  (void)state;
  assert_xhtml(
      "<pre>The hall by the river was opened,\nafter three years, by the mayor himself.\n\nIt is "
      "large.</pre>",
      "<p>The hall by the river was opened,<br/>after three years, by the mayor himself.</p><p>It is "
      "large.</p>");
}

static void figures_hold_a_picture_and_its_caption(void **state)
{
  (void)state;
  assert_xhtml(
      "<h1>Title</h1><figure><img src=/spacer.gif data-src=i.jpg alt='A &quot;boat&quot;' width=640 "
      "height=480px><figcaption class=cut>The boat. <i>Photo: us</i></figcaption></figure><p>text</p>",
      "<h2>Title</h2><figure><img src=\"https://www.example.org/a/i.jpg\" alt=\"A &quot;boat&quot;\" "
      "width=\"640\" height=\"480\"/><figcaption>The boat. Photo: us</figcaption></figure><p>text</p>");
  assert_xhtml(
      "<p>a</p><div class=x><img src=1.png><div class=cut><p class=caption-text>Quai</p></div></div><p>b</p>",
      "<p>a</p><figure><img src=\"https://www.example.org/a/1.png\" "
      "alt=\"\"/><figcaption>Quai</figcaption></figure><p>b</p>");
}

static void pictures_of_other_things_are_left_out(void **state)
{
  (void)state;
  assert_xhtml(
      "<p>a</p><img src=pixel.gif width=1 height=1><img src='data:image/gif;base64,R0'><a href=/other><img "
      "src=teaser.jpg></a><div class=related-posts><img src=r.jpg></div><aside><img src=s.jpg></aside><img "
      "src=sign.svg><p>b</p>",
      "<p>a</p><p>b</p>");
}

static void the_same_picture_comes_once(void **state)
{
  (void)state;
  assert_xhtml("<p>a</p><img src=i.jpg><img srcset='i.jpg 300w, j.jpg 600w'><p>b</p>",
               "<p>a</p><figure><img src=\"https://www.example.org/a/i.jpg\" alt=\"\"/></figure><p>b</p>");
}

static void a_film_in_a_frame_is_a_link(void **state)
{
  (void)state;
  assert_xhtml("<p>a</p><iframe src='//films.example/embed/x1'></iframe><iframe "
               "src='https://count.example/ns.html'></iframe><video><source src=v.mp4></video><p>b</p>",
               "<p>a</p><figure><a href=\"https://films.example/embed/x1\">https://films.example/embed/x1</a>"
               "</figure><figure><a href=\"https://www.example.org/a/v.mp4\">https://www.example.org/a/v.mp4"
               "</a></figure><p>b</p>");
}

static void readings_beside_characters_are_left_out(void **state)
{
  (void)state;
  assert_xhtml("<p>今日は<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を読む。</p>",
               "<p>今日は漢字を読む。</p>");
}

static char *many(const char *piece, size_t times)
{
  struct buffer out = BUFFER_EMPTY;
  while (times--) buffer_text(&out, piece);
  return buffer_take(&out);
}

static void the_size_is_bounded_and_inline_elements_go_first(void **state)
{
  (void)state;
  char *pages[] = {many("<b>a</b> <i>b</i> ", 60000), many("<p>&lt;", 60000), many("&amp;", 200000),
                   many("<p><a href=/a-long-address-that-is-longer-than-any-word>a</a></p>", 20000)};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    const struct document *document = document_of(pages[i]);
    struct slice xhtml = xhtml_write(test_arena, document);
    assert_true(xhtml.length <= 2 * document->text.length + XHTML_SLACK);
    assert_true(xhtml.length > document->text.length);
    assert_memory_equal(xhtml.data + xhtml.length - 4, "</p>", 4);
    free(pages[i]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paragraphs_and_headings_begin_at_the_second_level),
      cmocka_unit_test(inline_elements_nest_and_neither_glue_nor_split_words),
      cmocka_unit_test(white_space_stays_outside_of_inline_elements),
      cmocka_unit_test(an_inline_element_around_paragraphs_is_in_each),
      cmocka_unit_test(links_are_absolute_and_of_the_web),
      cmocka_unit_test(everything_is_escaped),
      cmocka_unit_test(a_line_break_stays_and_two_part_paragraphs),
      cmocka_unit_test(lists_nest_number_and_hold_paragraphs),
      cmocka_unit_test(text_right_inside_a_list_is_an_item_and_a_list_in_a_list_goes_on),
      cmocka_unit_test(terms_and_what_they_mean_are_items),
      cmocka_unit_test(a_list_of_sections_is_no_list),
      cmocka_unit_test(a_heading_in_a_short_item_stays),
      cmocka_unit_test(a_table_of_data_keeps_its_columns),
      cmocka_unit_test(tables_that_arrange_the_page_are_none),
      cmocka_unit_test(quotations_nest_but_one_of_everything_is_none),
      cmocka_unit_test(an_embedded_post_names_its_address),
      cmocka_unit_test(preformatted_text_stays_as_it_is),
      cmocka_unit_test(prose_with_hard_ends_of_lines_is_paragraphs),
      cmocka_unit_test(figures_hold_a_picture_and_its_caption),
      cmocka_unit_test(pictures_of_other_things_are_left_out),
      cmocka_unit_test(the_same_picture_comes_once),
      cmocka_unit_test(a_film_in_a_frame_is_a_link),
      cmocka_unit_test(readings_beside_characters_are_left_out),
      cmocka_unit_test(the_size_is_bounded_and_inline_elements_go_first),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
