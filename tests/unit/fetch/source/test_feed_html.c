/* test_feed_html.c - the HTML of feeds: what stays, what goes, and its text. */
#include "fetch/source/feed_html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct arena *arena;
static struct url base;

struct example {
  const char *html, *expected;
};

typedef struct slice turn_fn(struct slice html);

static void check(turn_fn *turn, const struct example *examples, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    struct slice given = turn(slice_of(examples[i].html));
    if (!slice_is(given, examples[i].expected))
      fail_msg("%s\nis %.*s\ninstead of %s", examples[i].html, (int)given.length, given.data,
               examples[i].expected);
  }
}

static struct slice clean(struct slice html)
{
  return feed_html_clean(arena, html, &base, false);
}

static struct slice plain(struct slice html)
{
  return feed_html_plain(arena, html);
}

#define CHECK_ALL(turn, table) check(turn, table, sizeof(table) / sizeof *(table))

static void harmless_html_stays(void **state)
{
  static const struct example table[] = {
      {"plain text", "plain text"},
      {" <p>x</p>\n", "<p>x</p>"},
      {"<P CLASS=a>x</P>", "<p class=\"a\">x</p>"},
      {"<img src=a.png alt='x'>", "<img alt=\"x\" src=\"http://h.example/d/a.png\" />"},
      {"a<br>b<br/>c<br></br>", "a<br />b<br />c<br />"},
      {"<p/>x", "<p></p>x"},
      {"<a href='?a=1&amp;b=2'>x</a>", "<a href=\"http://h.example/d/?a=1&amp;b=2\">x</a>"},
      {"<a href='http://o.example/?a=1&b=2'>x</a>", "<a href=\"http://o.example/?a=1&b=2\">x</a>"},
      {"<a href=http://o.example/\">x</a><a href=\"http://o.example/>y</a>",
       "<a href=\"http://o.example/\">x</a><a href=\"http://o.example/\">y</a>"},
      {"1 < 2 & 3 &copy 4 &nbsp; &#X41; &unknown;", "1 < 2 & 3 &copy; 4 &nbsp; &#x41; &amp;unknown;"},
      {"<input disabled>", "<input disabled=\"disabled\" />"},
      {"<a title=\"<b>\">x</a>", "<a title=\"&lt;b&gt;\">x</a>"},
      {"<!-- c --><b>x</b>", "<b>x</b>"},
      {"<span style=\"color: red; border: 1px solid\">x</span>",
       "<span style=\"color: red; border: 1px solid;\">x</span>"},
      {"<svg viewbox='0'><path d='M0'/></svg>",
       "<svg viewBox=\"0\" xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0\"></svg>"},
  };
  (void)state;
  CHECK_ALL(clean, table);
}

static void what_acts_goes(void **state)
{
  static const struct example table[] = {
      {"a<script>alert('<b>')</script>b", "ab"},
      {"a<script>alert(1)", "a"},
      {"a<SCRIPT\n>x</script\n>b", "ab"},
      {"a<style>p{}</style>b", "ab"},
      {"<iframe src=x></iframe><object data=x></object><embed src=x>y", "y"},
      {"<applet>x<b>y</b></applet>z", "z"},
      {"<b onclick='x' onmouseover=y>z</b>", "<b>z</b>"},
      {"<a href='javascript:x'>y</a>", "<a href=\"\">y</a>"},
      {"<a href=' java\tscript:x'>y</a>", "<a href=\"\">y</a>"},
      {"<a href='java&#115;cript&#58;x'>y</a>", "<a href=\"\">y</a>"},
      {"<img src='data:text/html,x'>", "<img src=\"\" />"},
      {"<form action='vbscript:x'></form>", "<form action=\"\"></form>"},
      {"<span style='position: absolute'>x</span>", "<span>x</span>"},
      {"<span style='color: expression(alert(1))'>x</span>", "<span>x</span>"},
      {"<span style='background: url(javascript:x)'>x</span>", "<span>x</span>"},
      {"<span style='color: red} p {'>x</span>", "<span>x</span>"},
      {"<meta http-equiv=refresh content=0><link rel=x href=y>z", "z"},
      {"safe<!-- <script>x</script>", "safe"},
      {"safe<![CDATA[<script>x</script>]]>", "safe&lt;![CDATA[]]>"},
      {"<!DOCTYPE html><?php x ?>y", "y"},
      {"<scr<script>ipt>x", ""},
      {"<<foo>script>x", "&lt;script>x"},
      {"</<foo>script>x", "&lt;/script>x"},
      {"<!--><script>x</script>-->", ""},
      {"<svg><animate attributeName=href to=x></svg>", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"},
      {"<a href$=\"javascript:x\" foo>y</a>", "<a href=\"\">y</a>"},
  };
  (void)state;
  CHECK_ALL(clean, table);
}

static void text_is_taken_out(void **state)
{
  static const struct example table[] = {
      {"<p>a</p><p>b  c</p>", "a\nb c"},
      {"a<br>b", "a\nb"},
      {"a <b>b</b> &amp; &lt;c&gt;&nbsp;d", "a b & <c> d"},
      {"a<script>x</script>b<style>y</style><!-- c -->", "ab"},
      {"<ul><li>a</li><li>b</li></ul>", "a\nb"},
      {"", ""},
      {"&#150;", "\xE2\x80\x93"},
  };
  (void)state;
  CHECK_ALL(plain, table);
}

static void html_in_plain_text_is_noticed(void **state)
{
  static const struct {
    const char *text;
    bool likely;
  } table[] = {
      {"plain", false},     {"1 < 2", false},        {"<b>x</b>", true}, {"x &amp; y", true},
      {"x &foo; y", false}, {"<foo>x</foo>", false}, {"<br>", false},    {"R&D", false},
      {"&#233;", true},     {"<b>x", false},
  };
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (feed_html_likely(slice_of(table[i].text)) != table[i].likely) fail_msg("%s", table[i].text);
}

static void references_of_no_scheme_are_resolved(void **state)
{
  (void)state;
  assert_true(slice_is(feed_url_resolve(arena, &base, SLICE(" b ")), "http://h.example/d/b"));
  assert_true(slice_is(feed_url_resolve(arena, NULL, SLICE(" b ")), "b"));
  assert_true(slice_is(feed_url_resolve(arena, &base, SLICE("tag:x,1")), "tag:x,1"));
  assert_true(slice_is(feed_url_resolve(arena, &base, SLICE("")), ""));
  assert_true(slice_is(feed_url_safe(arena, &base, SLICE("tag:x,1")), ""));
  assert_true(slice_is(feed_url_safe(arena, &base, SLICE("HTTP://x/")), "HTTP://x/"));
}

static void any_cut_is_read(void **state)
{
  static const char html[] =
      "<p a=\"b\" c='d'>x&amp;<!-- y --><script>z</script><svg><a xlink:href='x'></svg><b style='color:red'>";
  (void)state;
  for (size_t length = 0; length < sizeof html; length++) {
    clean((struct slice){html, length});
    plain((struct slice){html, length});
    feed_html_likely((struct slice){html, length});
  }
}

static int open_arena(void **state)
{
  (void)state;
  arena = arena_new();
  return !url_parse(arena, SLICE("http://h.example/d/"), NULL, &base, NULL);
}

static int close_arena(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(harmless_html_stays),
      cmocka_unit_test(what_acts_goes),
      cmocka_unit_test(text_is_taken_out),
      cmocka_unit_test(html_in_plain_text_is_noticed),
      cmocka_unit_test(references_of_no_scheme_are_resolved),
      cmocka_unit_test(any_cut_is_read),
  };
  return cmocka_run_group_tests(tests, open_arena, close_arena);
}
