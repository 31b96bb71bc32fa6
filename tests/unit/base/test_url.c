/* URLs as browsers read and write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/url.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;

/* href - `text` against `base` (NULL: none), written with its fragment; "" when it is refused. */
static const char *href(const char *text, const char *base)
{
  struct url against, url;
  if (base && !url_parse(arena, slice_of(base), NULL, &against, NULL)) fail_msg("%s is no base", base);
  if (!url_parse(arena, slice_of(text), base ? &against : NULL, &url, NULL)) return "";
  return arena_string(arena, url_href(arena, &url, true));
}

static void becomes(const char *text, const char *expected)
{
  if (strcmp(href(text, NULL), expected) != 0) fail_msg("%s became \"%s\"", text, href(text, NULL));
}

static void refused(const char *text, const char *word)
{
  struct url url;
  dp_error error = {0};
  if (url_parse(arena, slice_of(text), NULL, &url, &error)) fail_msg("%s was taken", text);
  if (!strstr(error.text, word)) fail_msg("%s: \"%s\" does not speak of \"%s\"", text, error.text, word);
}

static void a_url_is_taken_apart(void **state)
{
  (void)state;
  struct url url;
  assert_true(url_parse(arena, SLICE("HTTPS://Me:pa:ss@News.example:8443/a/b?x=1?#top#2"), NULL, &url, NULL));
  assert_true(slice_is(url.scheme, "https") && slice_is(url.host, "news.example"));
  assert_true(slice_is(url.username, "Me") && slice_is(url.password, "pa%3Ass"));
  assert_true(slice_is(url.path, "/a/b") && slice_is(url.query, "x=1?") && slice_is(url.fragment, "top#2"));
  assert_true(url.host_kind == URL_HOST_DOMAIN && url.port == 8443 && url_port(&url) == 8443);
  assert_true(url.has_query && url.has_fragment && !url.opaque_path && url_is_web(&url));
}

static void an_empty_query_is_not_none(void **state)
{
  (void)state;
  struct url url;
  assert_true(url_parse(arena, SLICE("http://a.example/?#"), NULL, &url, NULL));
  assert_true(url.has_query && url.has_fragment && !url.query.length && !url.fragment.length);
  becomes("http://a.example/?#", "http://a.example/?#");
  becomes("http://a.example/", "http://a.example/");
}

static void what_browsers_forgive_is_forgiven(void **state)
{
  (void)state;
  becomes(" \x01http:\\\\a.example\\b\\c \n", "http://a.example/b/c");
  becomes("http:a.example", "http://a.example/");
  becomes("ht\ntp://a.exa\tmple/b\rc", "http://a.example/bc");
  becomes("http:////a.example/x y\"<>`{}^|", "http://a.example/x%20y%22%3C%3E%60%7B%7D%5E|");
  becomes("http://a.example/?a'b#c`d", "http://a.example/?a%27b#c%60d");
  becomes("http://a@b@c.example/", "http://a%40b@c.example/");
  becomes("http://a.example:0080/", "http://a.example/");
  becomes("http://a.example:/", "http://a.example/");
}

static void bytes_that_are_no_utf8_become_replacement_characters(void **state)
{
  (void)state;
  becomes("http://a.example/\xFF?\xC3", "http://a.example/%EF%BF%BD?%EF%BF%BD");
  becomes("http://a.example/\xC3\xA9?\xC3\xA9#\xC3\xA9", "http://a.example/%C3%A9?%C3%A9#%C3%A9");
}

static void dot_segments_go_however_they_are_written(void **state)
{
  (void)state;
  becomes("http://a.example/a/./b/../c", "http://a.example/a/c");
  becomes("http://a.example/a/%2e/b/.%2E/%2e./c", "http://a.example/c");
  becomes("http://a.example/../../x/..", "http://a.example/");
  becomes("http://a.example/a//../b", "http://a.example/a/b");
  becomes("http://a.example/...", "http://a.example/...");
  becomes("x:/..//y", "x:/.//y");
}

static void addresses_have_one_form(void **state)
{
  (void)state;
  becomes("http://0x7f.1/", "http://127.0.0.1/");
  becomes("http://017700000001/", "http://127.0.0.1/");
  becomes("http://2130706433./", "http://127.0.0.1/");
  becomes("http://1.2.3.\xEF\xBC\x94/", "http://1.2.3.4/");
  becomes("http://[2001:DB8:0:0:0:0:0:1]/", "http://[2001:db8::1]/");
  becomes("http://[1:0:0:4:5:0:0:8]/", "http://[1::4:5:0:0:8]/");
  becomes("http://[::ffff:192.0.2.1]/", "http://[::ffff:c000:201]/");
  becomes("http://[1:2:3:4:5:6:7::]/", "http://[1:2:3:4:5:6:7:0]/");
}

static void what_can_be_no_host_is_refused(void **state)
{
  (void)state;
  static const char *const hosts[] = {"256.256.256.256",
                                      "1.2.3.4.5",
                                      "1.2.3.08",
                                      "4294967296",
                                      "0x100000000",
                                      "a.1",
                                      "[::1",
                                      "[1:2]",
                                      "[1::2::3]",
                                      "[:1]",
                                      "[1:2:3:4:5:6:7:8:9]",
                                      "[::1.2.3]",
                                      "[::1.2.3.04]",
                                      "[::1.2.3.4.5]",
                                      "[::1.2.3.256]",
                                      "[1:2:3:4:5:6:7:1.2.3.4]",
                                      "[g::]",
                                      "[]",
                                      "a b",
                                      "a%00b",
                                      "a%2Fb",
                                      "a<b",
                                      "a^b",
                                      "\xC2\xAD",
                                      "[::1]x",
                                      "[1:]",
                                      "[12345::]",
                                      "[::1:2:3:4:5:6:7:8]"};
  for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
    refused(arena_format(arena, "http://%s/", hosts[i]), "host");
}

static void ports_are_numbers_up_to_65535(void **state)
{
  (void)state;
  becomes("http://a.example:65535/", "http://a.example:65535/");
  refused("http://a.example:65536/", "65535");
  refused("http://a.example:99999999999999999999/", "65535");
  refused("http://a.example:8o/", "port");
  refused("http://:80/", "host");
  refused("http:///", "host");
  refused("http://user@/", "host");
}

static void relative_references_are_resolved(void **state)
{
  (void)state;
  static const struct {
    const char *reference, *expected;
  } cases[] = {{"g", "http://a.example/b/c/g"},      {"./g/", "http://a.example/b/c/g/"},
               {"../../../g", "http://a.example/g"}, {"/g", "http://a.example/g"},
               {"//h.example", "http://h.example/"}, {"\\\\h.example\\x", "http://h.example/x"},
               {"?y", "http://a.example/b/c/d?y"},   {"#s", "http://a.example/b/c/d?q#s"},
               {"", "http://a.example/b/c/d?q"},     {"g:h", "g:h"},
               {"http:g", "http://a.example/b/c/g"}, {"https:g", "https://g/"},
               {"./x:y", "http://a.example/b/c/x:y"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(href(cases[i].reference, "http://a.example/b/c/d?q"), cases[i].expected);
  assert_string_equal(href("x", "mailto:a@b.example"), "");
  assert_string_equal(href("#f", "mailto:a@b.example"), "mailto:a@b.example#f");
  refused("a.example/x", "relative");
}

static void files_keep_their_drive_letters(void **state)
{
  (void)state;
  becomes("file:c|/x/..//..", "file:///c:/");
  becomes("file://localhost/x", "file:///x");
  becomes("file:\\\\server\\share", "file://server/share");
  assert_string_equal(href("/y", "file:///C:/x"), "file:///C:/y");
  assert_string_equal(href("D|/y", "file:///C:/x"), "file:///D:/y");
  assert_string_equal(href("y", "file://host/a/b?q"), "file://host/a/y");
  assert_string_equal(href("?r", "file://host/a/b?q"), "file://host/a/b?r");
}

static void other_schemes_are_left_as_they_are(void **state)
{
  (void)state;
  becomes("mailto:Me <a@b.example>", "mailto:Me <a@b.example>");
  becomes("x:opaque ?q", "x:opaque%20?q");
  becomes("irc://Host:194/%zz", "irc://Host:194/%zz");
  becomes("data:text/plain,\xC3\xA9", "data:text/plain,%C3%A9");
  refused("x://a b/", "host");
}

static void an_origin_is_scheme_host_and_port(void **state)
{
  (void)state;
  struct buffer out = BUFFER_EMPTY;
  struct url url;
  assert_true(url_parse(arena, SLICE("https://u:p@A.example:444/x"), NULL, &url, NULL) &&
              url_origin(&url, &out));
  assert_string_equal(buffer_string(&out), "https://a.example:444");
  assert_true(url_parse(arena, SLICE("https://a.example:443"), NULL, &url, NULL) && url_port(&url) == 443);
  assert_true(url_parse(arena, SLICE("file:///x"), NULL, &url, NULL));
  assert_true(!url_origin(&url, &out) && out.length == 21 && url_port(&url) == -1 && !url_is_web(&url));
  buffer_free(&out);
}

static void the_fragment_is_written_on_demand(void **state)
{
  (void)state;
  struct url url;
  assert_true(url_parse(arena, SLICE("http://a.example/x#y"), NULL, &url, NULL));
  assert_true(slice_is(url_href(arena, &url, false), "http://a.example/x"));
}

static void a_url_that_is_too_long_is_refused(void **state)
{
  (void)state;
  char *text = malloc(URL_MAX + 2);
  memset(text, 'a', URL_MAX + 1);
  memcpy(text, "http://a.example/", 17);
  text[URL_MAX + 1] = '\0';
  refused(text, "8192");
  text[URL_MAX] = '\0';
  becomes(text, text);
  free(text);
}

static int start(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int end(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_url_is_taken_apart),
      cmocka_unit_test(an_empty_query_is_not_none),
      cmocka_unit_test(what_browsers_forgive_is_forgiven),
      cmocka_unit_test(bytes_that_are_no_utf8_become_replacement_characters),
      cmocka_unit_test(dot_segments_go_however_they_are_written),
      cmocka_unit_test(addresses_have_one_form),
      cmocka_unit_test(what_can_be_no_host_is_refused),
      cmocka_unit_test(ports_are_numbers_up_to_65535),
      cmocka_unit_test(relative_references_are_resolved),
      cmocka_unit_test(files_keep_their_drive_letters),
      cmocka_unit_test(other_schemes_are_left_as_they_are),
      cmocka_unit_test(an_origin_is_scheme_host_and_port),
      cmocka_unit_test(the_fragment_is_written_on_demand),
      cmocka_unit_test(a_url_that_is_too_long_is_refused),
  };
  return cmocka_run_group_tests(tests, start, end);
}
