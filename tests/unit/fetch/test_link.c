/* What may be fed, and the one way it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/link.h"

#include <stdio.h>

static void becomes(struct slice from, const char *to)
{
  char reason[LINK_REASON] = "";
  struct buffer out = BUFFER_EMPTY;
  if (!link_check(from, &out, NULL, reason)) fail_msg("%.*s: %s", (int)from.length, from.data, reason);
  assert_string_equal(buffer_string(&out), to);
  buffer_free(&out);
}

static void refused(struct slice from, const char *word)
{
  char reason[LINK_REASON] = "";
  struct buffer out = BUFFER_EMPTY;
  if (link_check(from, &out, NULL, reason)) fail_msg("%.*s was taken", (int)from.length, from.data);
  if (!strstr(reason, word))
    fail_msg("%.*s: \"%s\" does not speak of \"%s\"", (int)from.length, from.data, reason, word);
  assert_int_equal(out.length, 0);
  buffer_free(&out);
}

static void scheme_and_host_are_lower_case_and_the_path_is_not(void **state)
{
  (void)state;
  becomes(SLICE("HTTP://News.EXAMPLE/Path?Query=A"), "http://news.example/Path?Query=A");
}

static void the_default_port_the_fragment_and_dot_segments_are_dropped(void **state)
{
  (void)state;
  becomes(SLICE("http://a.example:80/x/../y#part"), "http://a.example/y");
  becomes(SLICE("https://a.example:443"), "https://a.example/");
  becomes(SLICE("http://a.example:443/"), "http://a.example:443/");
  becomes(SLICE("  http://a.example/ \n"), "http://a.example/");
}

static void an_international_host_is_written_in_ascii(void **state)
{
  (void)state;
  becomes(SLICE("https://MÜNCHEN.example/straße"), "https://xn--mnchen-3ya.example/stra%C3%9Fe");
}

static void addresses_are_taken_as_hosts(void **state)
{
  (void)state;
  becomes(SLICE("http://[::1]:8080/x"), "http://[::1]:8080/x");
  becomes(SLICE("http://127.0.0.1:1/"), "http://127.0.0.1:1/");
}

static void normalising_twice_changes_nothing(void **state)
{
  (void)state;
  static const char *const urls[] = {"http://a.example/%7Ex?a=b+c%20d", "https://ÜB.example/ü?ü",
                                     "http://a.example?x"};
  for (int i = 0; i < 3; i++) {
    char reason[LINK_REASON];
    struct buffer once = BUFFER_EMPTY;
    assert_true(link_check(slice_of(urls[i]), &once, NULL, reason));
    becomes(buffer_view(&once), buffer_string(&once));
    buffer_free(&once);
  }
}

static void the_identity_comes_beside_the_url(void **state)
{
  (void)state;
  char reason[LINK_REASON] = "";
  struct buffer url = BUFFER_EMPTY, identity = BUFFER_EMPTY;
  assert_true(
      link_check(SLICE("http://A.example.//x?utm_source=rss&b=[2]&a=1#top"), &url, &identity, reason));
  assert_string_equal(buffer_string(&url), "http://a.example.//x?utm_source=rss&b=[2]&a=1");
  assert_string_equal(buffer_string(&identity), "http://a.example/x?a=1&b=%5B2%5D");
  buffer_clear(&identity);
  assert_false(link_check(SLICE("http://u@a.example/"), &url, &identity, reason));
  assert_int_equal(identity.length, 0);
  buffer_free(&url);
  buffer_free(&identity);
}

static void other_schemes_are_refused(void **state)
{
  (void)state;
  refused(SLICE("ftp://a.example/"), "http://");
  refused(SLICE("file:///etc/passwd"), "http://");
  refused(SLICE("mailto:a@b.example"), "http://");
  refused(SLICE("a.example/x"), "http://");
}

static void credentials_are_refused(void **state)
{
  (void)state;
  refused(SLICE("http://user:secret@a.example/"), "credentials");
  refused(SLICE("http://user@a.example/"), "credentials");
}

static void control_characters_and_broken_text_are_refused(void **state)
{
  (void)state;
  refused(SLICE("http://a.example/\r\nHost: evil"), "control character");
  refused(SLICE("http://a.example/\0x"), "control character");
  refused(SLICE("http://a.example/\x7F"), "control character");
  refused(SLICE("http://a.example/\xFF"), "UTF-8");
}

static void what_is_no_url_is_refused(void **state)
{
  (void)state;
  refused(SLICE(""), "empty");
  refused(SLICE("http://"), "not a URL");
  refused(SLICE("http://a b/"), "not a URL");
  refused(SLICE("http://a.example:99999/"), "not a URL");
}

static void length_is_limited_before_and_behind_encoding(void **state)
{
  (void)state;
  char url[3000] = "http://a.example/";
  size_t prefix = strlen(url);
  memset(url + prefix, 'a', sizeof url - prefix);
  becomes((struct slice){url, LINK_MAX}, (url[LINK_MAX] = '\0', url));
  url[LINK_MAX] = 'a';
  refused((struct slice){url, LINK_MAX + 1}, "2,048");
  for (size_t at = prefix; at + 2 <= 2000; at += 2) memcpy(url + at, "\xC3\xBC", 2);
  refused((struct slice){url, prefix + 1900}, "encoded");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scheme_and_host_are_lower_case_and_the_path_is_not),
      cmocka_unit_test(the_default_port_the_fragment_and_dot_segments_are_dropped),
      cmocka_unit_test(an_international_host_is_written_in_ascii),
      cmocka_unit_test(addresses_are_taken_as_hosts),
      cmocka_unit_test(normalising_twice_changes_nothing),
      cmocka_unit_test(the_identity_comes_beside_the_url),
      cmocka_unit_test(other_schemes_are_refused),
      cmocka_unit_test(credentials_are_refused),
      cmocka_unit_test(control_characters_and_broken_text_are_refused),
      cmocka_unit_test(what_is_no_url_is_refused),
      cmocka_unit_test(length_is_limited_before_and_behind_encoding),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
