/* Which URLs name the same page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/url_identity.h"

#include <stdlib.h>

static char *identity(const char *text)
{
  struct arena *arena = arena_new();
  struct buffer out = BUFFER_EMPTY;
  struct url url;
  dp_error error = {0};
  if (!url_parse(arena, slice_of(text), NULL, &url, &error)) fail_msg("%s: %s", text, error.text);
  url_identity(&url, &out);
  arena_free(&arena);
  return buffer_take(&out);
}

static void is(const char *text, const char *expected)
{
  char *once = identity(text), *twice = identity(once);
  if (strcmp(once, expected) != 0) fail_msg("%s is %s", text, once);
  assert_string_equal(once, twice);
  free(once);
  free(twice);
}

static void differ(const char *left, const char *right)
{
  char *a = identity(left), *b = identity(right);
  if (strcmp(a, b) == 0) fail_msg("%s and %s are both %s", left, right, a);
  free(a);
  free(b);
}

static void host_port_and_fragment(void **state)
{
  (void)state;
  is("HTTP://A.Example.:80/x#part", "http://a.example/x");
  is("https://a.example/#!/x", "https://a.example/");
  is("https://me:secret@a.example:444", "https://a.example:444/");
  is("http://0x7f.../", "http://0x7f.../"); /* without its dots it would be an address */
}

static void encodings_of_one_character_are_one(void **state)
{
  (void)state;
  is("http://a.example/%7ex/%28%c3%a9%29%2C", "http://a.example/~x/(%C3%A9),");
  is("http://a.example/a|b[c]\"", "http://a.example/a%7Cb%5Bc%5D%22");
  is("http://a.example/100%", "http://a.example/100%25");
  is("http://a.example/%%34%31", "http://a.example/%2541");
  is("http://a.example/?q=a%20b+c&d[]=1'", "http://a.example/?d%5B%5D=1%27&q=a+b+c");
  is("http://a.example/?u=http%3A%2F%2Fb.example%2F%3Fx%3D1%261",
     "http://a.example/?u=http://b.example/?x%3D1%261");
}

static void what_takes_a_url_apart_stays_encoded(void **state)
{
  (void)state;
  differ("http://a.example/a%2Fb", "http://a.example/a/b");
  differ("http://a.example/a%3Fb", "http://a.example/a?b");
  differ("http://a.example/?a=1%262", "http://a.example/?a=1&2");
  differ("http://a.example/?c%2B%2B", "http://a.example/?c++");
}

static void slashes_and_dots(void **state)
{
  (void)state;
  is("http://a.example//x///y/./z/..//", "http://a.example/x/y/");
  is("http://a.example/x//", "http://a.example/x/");
  is("http://a.example/save/https://b.example//y", "http://a.example/save/https://b.example/y");
}

static void tracking_parameters_go(void **state)
{
  (void)state;
  is("http://a.example/x?utm_source=rss&utm_medium=feed&id=7", "http://a.example/x?id=7");
  is("http://a.example/x?UTM_Campaign=y", "http://a.example/x");
  is("http://a.example/x?fbclid=1&gclid=2&xtor=RSS-3208&at_medium=RSS&at_campaign=feeds",
     "http://a.example/x");
  is("http://a.example/x?a=1&amp;utm_source=y&amp;amp;b=2", "http://a.example/x?a=1&b=2");
  is("http://a.example/x?%75tm_source=y", "http://a.example/x");
  is("http://a.example/x?ref=rss&partner=rssnyt", "http://a.example/x");
  is("http://a.example/x?ref=7&source=agency&id=1&at=2", "http://a.example/x?at=2&id=1&ref=7&source=agency");
}

static void session_ids_go(void **state)
{
  (void)state;
  is("http://a.example/x.jsp;jsessionid=0A1B2C?a=1", "http://a.example/x.jsp?a=1");
  is("http://a.example/x;JSESSIONID=1.node/y;v=2", "http://a.example/x/y;v=2");
  is("http://a.example/x;;y;", "http://a.example/x;;y;");
  is("http://a.example/(S(4hqa0555fwsecu455xqckv45))/x.aspx", "http://a.example/x.aspx");
  is("http://a.example/x?PHPSESSID=abc&aspsessionidABCD=E", "http://a.example/x");
  is("http://a.example/x?sid=9682993c8daa2c5497996114facdc805", "http://a.example/x");
  is("http://a.example/x?sid=2024&session_id=morning-session",
     "http://a.example/x?session_id=morning-session&sid=2024");
  is("http://a.example/(S(short))/x;..;jsessionid=1/..;sid=9682993c8daa2c5497996114facdc805/y",
     "http://a.example/(S(short))/y");
}

static void parameters_have_one_order(void **state)
{
  (void)state;
  is("http://a.example/?b=2&a=1&&c=", "http://a.example/?a=1&b=2&c");
  is("http://a.example/?i=2&ab=1&i=1&a=3", "http://a.example/?a=3&ab=1&i=2&i=1");
  is("http://a.example/?", "http://a.example/");
  is("http://a.example/?=&&amp;", "http://a.example/");
}

static void what_only_the_page_can_tell_is_kept_apart(void **state)
{
  (void)state;
  differ("http://a.example/", "https://a.example/");
  differ("http://a.example/", "http://www.a.example/");
  differ("http://a.example/x", "http://a.example/x/");
  differ("http://a.example/x", "http://a.example/X");
  differ("http://a.example/", "http://a.example/index.html");
  differ("http://a.example/x", "http://m.a.example/x");
  differ("http://a.example/x", "http://a.example/amp/x");
}

static void other_schemes_only_lose_fragment_and_credentials(void **state)
{
  (void)state;
  is("ftp://me:pw@a.example//x?utm_source=y#z", "ftp://a.example//x?utm_source=y");
  is("mailto:a@b.example?utm_source=x", "mailto:a@b.example?utm_source=x");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(host_port_and_fragment),
      cmocka_unit_test(encodings_of_one_character_are_one),
      cmocka_unit_test(what_takes_a_url_apart_stays_encoded),
      cmocka_unit_test(slashes_and_dots),
      cmocka_unit_test(tracking_parameters_go),
      cmocka_unit_test(session_ids_go),
      cmocka_unit_test(parameters_have_one_order),
      cmocka_unit_test(what_only_the_page_can_tell_is_kept_apart),
      cmocka_unit_test(other_schemes_only_lose_fragment_and_credentials),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
