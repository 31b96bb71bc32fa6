/* What the header fields of a response say: in the forms of the standards, in those that servers write, and
 * in those that must not be believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "fetch/head.h"

#include <stdio.h>
#include <stdlib.h>

#define FIELDS(fields) "HTTP/1.1 200 OK\r\n" fields
#define HEAD(fields)   SLICE(FIELDS(fields))
#define SECOND         INT64_C(1000)
#define DAY            (24 * 3600 * SECOND)

static const millis now = INT64_C(1718445600000); /* Sat, 15 Jun 2024 10:00:00 GMT */

static void a_field_is_found_whatever_its_case_and_its_white_space(void **state)
{
  (void)state;
  struct slice head = HEAD("X: 1\r\ncontent-TYPE: \t text/html \t\r\nContent-Type: second\r\nEmpty:\r\n");
  assert_true(slice_is(head_field(head, "Content-Type"), "text/html"));
  assert_true(slice_is(head_field(head, "x"), "1"));
  assert_true(slice_is(head_field(head, "Empty"), ""));
  assert_true(slice_is(head_field(head, "Content"), ""));
  assert_true(slice_is(head_field(head, "HTTP/1.1 200 OK"), ""));
  assert_true(
      slice_is(head_field(SLICE("A: 1\nB: 2"), "B"), "2")); /* bare line feeds, the last one missing */
  assert_true(slice_is(head_field(SLICE(""), "B"), ""));
}

static void lines_that_are_no_fields_are_passed_over(void **state)
{
  (void)state;
  struct slice head = HEAD("no colon\r\n: no name\r\nName : spaced\r\n folded: more\r\nName: right\r\n");
  struct slice name, value;
  assert_true(head_next(&head, &name, &value));
  assert_true(slice_is(name, "Name") && slice_is(value, "right"));
  assert_false(head_next(&head, &name, &value));
}

static void a_list_in_several_lines_is_one(void **state)
{
  (void)state;
  struct buffer out = BUFFER_EMPTY;
  assert_true(head_join(HEAD("Content-Encoding: gzip\r\nX: y\r\ncontent-encoding: br\r\n"),
                        "Content-Encoding", &out));
  assert_string_equal(buffer_string(&out), "gzip, br");
  assert_false(head_join(HEAD("X: y\r\n"), "Content-Encoding", &out));
  buffer_free(&out);
}

static void a_long_value_is_cut_and_a_long_location_is_none(void **state)
{
  (void)state;
  char *head = memory_zero(1, 20000);
  memset(head, 'x', 19998);
  memcpy(head, "Location: ", 10);
  head[10 + HEAD_LOCATION_MAX] = '\n';
  assert_int_equal(head_location(slice_of(head)).length, HEAD_LOCATION_MAX);
  assert_int_equal(head_field(slice_of(head), "location").length, 512);
  head[10 + HEAD_LOCATION_MAX] = 'x';
  assert_int_equal(head_location(slice_of(head)).length, 0);
  free(head);
}

static void dates_are_read_in_every_form(void **state)
{
  static const char *const same[] = {"Sun, 06 Nov 1994 08:49:37 GMT",  "Sunday, 06-Nov-94 08:49:37 GMT",
                                     "Sun Nov  6 08:49:37 1994",       "Sun, 6 Nov 1994 8:49:37 GMT",
                                     "06 Nov 1994 08:49:37",           "Sun, 06 Nov 1994 10:49:37 +0200",
                                     "Sun, 06 Nov 1994 03:49:37 -0500"};
  static const char *const none[] = {
      "",
      "0",
      "-1",
      "never",
      "Sun, 06 Nov 1994",
      "08:49:37",
      "Sun, 31 Feb 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 24:49:37 GMT",
      "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 00 Nov 1994 08:49:37 GMT",
      "Sun, 29 Feb 1900 08:49:37 GMT",
      "Sun, 06 Nov 94444 08:49:37 GMT",
      "Sun, 06 Nov 1600 08:49:37 GMT",
      "99999999999999999999 Nov 1994 08:49:37",
      "a date that is far longer than any date that a web server would ever write: 1"};
  (void)state;
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    millis when = 0;
    if (!head_date(slice_of(same[i]), now, &when) || when != 784111777 * SECOND) fail_msg("%s", same[i]);
  }
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    millis when;
    if (head_date(slice_of(none[i]), now, &when)) fail_msg("%s", none[i]);
  }
}

static int year_of(const char *text)
{
  millis when;
  int year, month, day;
  assert_true(head_date(slice_of(text), now, &when));
  clock_date(when / DAY - (when % DAY < 0), &year, &month, &day);
  return year;
}

static void a_year_of_two_digits_is_the_nearest(void **state)
{
  (void)state;
  assert_int_equal(year_of("Monday, 06-Nov-23 08:49:37 GMT"), 2023);
  assert_int_equal(year_of("Monday, 06-Nov-74 08:49:37 GMT"), 2074);
  assert_int_equal(year_of("Monday, 06-Nov-75 08:49:37 GMT"), 1975);
  assert_int_equal(year_of("Monday, 06-Nov-00 08:49:37 GMT"), 2000);
}

static void waiting_is_told_in_seconds_or_as_a_date(void **state)
{
  (void)state;
  assert_int_equal(head_retry_after(HEAD("Retry-After: 120\r\n"), now), 120 * SECOND);
  assert_int_equal(head_retry_after(HEAD("Retry-After: Sat, 15 Jun 2024 10:05:00 GMT\r\n"), now),
                   300 * SECOND);
  assert_int_equal(head_retry_after(HEAD("Retry-After: Sat, 15 Jun 2024 09:05:00 GMT\r\n"), now), 0);
  assert_int_equal(head_retry_after(HEAD("Retry-After: Sat, 15 Jun 2999 09:05:00 GMT\r\n"), now),
                   HEAD_LONGEST);
  assert_int_equal(head_retry_after(HEAD("Retry-After: 99999999999999999999999999\r\n"), now), HEAD_LONGEST);
  assert_int_equal(head_retry_after(HEAD("Retry-After: 900719925474099\r\n"), now), HEAD_LONGEST);
  assert_int_equal(head_retry_after(HEAD("Retry-After: -5\r\n"), now), -1);
  assert_int_equal(head_retry_after(HEAD("Retry-After: 1.5\r\n"), now), -1);
  assert_int_equal(head_retry_after(HEAD("Retry-After: soon\r\n"), now), -1);
  assert_int_equal(head_retry_after(HEAD("X: 1\r\n"), now), -1);
}

static void freshness_follows_cache_control_before_expires(void **state)
{
  static const struct {
    const char *head;
    millis age;
  } cases[] = {
      {FIELDS("X: 1\r\n"), -1},
      {FIELDS("Cache-Control: public, max-age=600\r\n"), 600 * SECOND},
      {FIELDS("cache-control: MAX-AGE=\"600\"\r\nAge: 100\r\n"), 500 * SECOND},
      {FIELDS("Cache-Control: max-age=600\r\nAge: 1000\r\n"), 0},
      {FIELDS("Cache-Control: max-age=600\r\nAge: x\r\n"), 600 * SECOND},
      {FIELDS("Cache-Control: s-maxage=5, max-age=600\r\nExpires: 0\r\n"), 600 * SECOND},
      {FIELDS("Cache-Control: max-age=600, max-age=5\r\n"), 600 * SECOND},
      {FIELDS("Cache-Control: public\r\nCache-Control: max-age=600\r\n"), 600 * SECOND},
      {FIELDS("Cache-Control: no-cache, max-age=600\r\n"), 0},
      {FIELDS("Cache-Control: no-cache=\"Set-Cookie, Age\", max-age=600\r\n"), 600 * SECOND},
      {FIELDS("Cache-Control: no-store\r\n"), 0},
      {FIELDS("Cache-Control: max-age=-5\r\n"), 0},
      {FIELDS("Cache-Control: max-age=99999999999999999999\r\n"), HEAD_LONGEST},
      {FIELDS("Cache-Control: x=\"max-age=5\"\r\n"), -1},
      {FIELDS("Expires: Sat, 15 Jun 2024 10:10:00 GMT\r\n"), 600 * SECOND},
      {FIELDS("Date: Sat, 15 Jun 2024 10:09:00 GMT\r\nExpires: Sat, 15 Jun 2024 10:10:00 GMT\r\n"),
       60 * SECOND},
      {FIELDS("Expires: Sat, 15 Jun 2023 10:10:00 GMT\r\n"), 0},
      {FIELDS("Expires: 0\r\n"), 0},
      {FIELDS("Expires: never\r\n"), 0},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (head_max_age(slice_of(cases[i].head), now) != cases[i].age)
      fail_msg("%.*s: %lld", (int)strlen(cases[i].head), cases[i].head,
               (long long)head_max_age(slice_of(cases[i].head), now));
}

static void robots_are_told_for_all_or_for_us(void **state)
{
  static const struct {
    const char *head;
    unsigned flags;
  } cases[] = {
      {FIELDS("X: noindex\r\n"), 0},
      {FIELDS("X-Robots-Tag: noindex, NoFollow\r\n"), HEAD_NOINDEX | HEAD_NOFOLLOW},
      {FIELDS("X-Robots-Tag: none\r\n"), HEAD_NOINDEX | HEAD_NOFOLLOW},
      {FIELDS("X-Robots-Tag: noarchive\r\nX-Robots-Tag: nosnippet\r\n"), HEAD_NOARCHIVE | HEAD_NOSNIPPET},
      {FIELDS("X-Robots-Tag: otherbot: noindex\r\n"), 0},
      {FIELDS("X-Robots-Tag: Depeche: noindex\r\n"), HEAD_NOINDEX},
      {FIELDS("X-Robots-Tag: otherbot: noindex\r\nX-Robots-Tag: nofollow\r\n"), HEAD_NOFOLLOW},
      {FIELDS("X-Robots-Tag: max-snippet: 5, noindex\r\n"), HEAD_NOINDEX},
      {FIELDS("X-Robots-Tag: all\r\n"), 0},
      {FIELDS("X-Robots-Tag:\r\n"), 0},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(head_robots(slice_of(cases[i].head), "depeche", now).flags, cases[i].flags);
}

static void a_page_may_say_when_it_goes_away(void **state)
{
  (void)state;
  struct head_robots robots = head_robots(
      HEAD("X-Robots-Tag: noarchive, unavailable_after: Sat, 15 Jun 2024 10:05:00 GMT\r\n"), "depeche", now);
  assert_int_equal(robots.unavailable_after, now + 300 * SECOND);
  assert_int_equal(robots.flags, HEAD_NOARCHIVE);
  robots = head_robots(HEAD("X-Robots-Tag: unavailable_after: 15 Jun 2024 10:05:00 GMT, noindex\r\n"),
                       "depeche", now);
  assert_int_equal(robots.unavailable_after, now + 300 * SECOND);
  assert_int_equal(robots.flags, HEAD_NOINDEX);
  robots = head_robots(HEAD("X-Robots-Tag: unavailable_after: 2024-06-15\r\n"), "depeche", now);
  assert_int_equal(robots.unavailable_after, now - 10 * 3600 * SECOND);
  robots = head_robots(HEAD("X-Robots-Tag: unavailable_after: soon\r\n"), "depeche", now);
  assert_int_equal(robots.unavailable_after, 0);
}

static void links_are_found_by_their_relation(void **state)
{
  struct slice head =
      HEAD("Link: <https://hub.example/>; rel=\"hub\", <https://a.example/feed?a=1,2;b>; title=\"x, y\"; "
           "REL=self\r\nlink: <https://hub2.example/>; rel=\"preload hub\"; as=x\r\n"
           "Link: <https://no.example/>; rel=other; rel=hub\r\nLink: https://no.example/; rel=hub\r\n"
           "Link: <https://no.example/; rel=hub\r\n");
  struct slice target;
  (void)state;
  assert_true(head_link(head, "hub", 0, &target) && slice_is(target, "https://hub.example/"));
  assert_true(head_link(head, "hub", 1, &target) && slice_is(target, "https://hub2.example/"));
  assert_false(head_link(head, "hub", 2, &target));
  assert_true(head_link(head, "self", 0, &target) && slice_is(target, "https://a.example/feed?a=1,2;b"));
  assert_false(head_link(head, "canonical", 0, &target));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_field_is_found_whatever_its_case_and_its_white_space),
      cmocka_unit_test(lines_that_are_no_fields_are_passed_over),
      cmocka_unit_test(a_list_in_several_lines_is_one),
      cmocka_unit_test(a_long_value_is_cut_and_a_long_location_is_none),
      cmocka_unit_test(dates_are_read_in_every_form),
      cmocka_unit_test(a_year_of_two_digits_is_the_nearest),
      cmocka_unit_test(waiting_is_told_in_seconds_or_as_a_date),
      cmocka_unit_test(freshness_follows_cache_control_before_expires),
      cmocka_unit_test(robots_are_told_for_all_or_for_us),
      cmocka_unit_test(a_page_may_say_when_it_goes_away),
      cmocka_unit_test(links_are_found_by_their_relation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
