/* Which records of archive files are sent down the wire, and which URLs a pattern takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "cli/feed_warc.h"
#include "cli/warc.h"

static struct warc_record response(void)
{
  return (struct warc_record){.type = WARC_RESPONSE,
                              .url = SLICE("https://a.example/x"),
                              .http_head = SLICE("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x"),
                              .body = SLICE("<p>news</p>"),
                              .body_length = 11,
                              .status = 200,
                              .at = 1712910600000};
}

static void a_page_is_taken(void **state)
{
  (void)state;
  struct warc_record record = response();
  assert_int_equal(feed_warc_judge(&record, 11), FEED_TAKEN);
  record.http_head = SLICE("HTTP/1.1 200 OK\r\ncontent-type: Application/XHTML+xml");
  assert_int_equal(feed_warc_judge(&record, 11), FEED_TAKEN);
  record.http_head = SLICE("HTTP/1.1 200 OK");
  assert_int_equal(feed_warc_judge(&record, 11), FEED_TAKEN);
  record.url = SLICE("HTTP://a.example/");
  assert_int_equal(feed_warc_judge(&record, 11), FEED_TAKEN);
}

static void what_is_no_page_is_not_and_the_reason_is_told(void **state)
{
  (void)state;
  struct warc_record record = response();
  assert_int_equal(feed_warc_judge(&record, 10), FEED_TOO_LARGE);
  record.at = 0;
  assert_int_equal(feed_warc_judge(&record, 11), FEED_NO_DATE);
  record.body = SLICE("just text");
  record.http_head = SLICE("HTTP/1.1 200 OK");
  assert_int_equal(feed_warc_judge(&record, 11), FEED_NOT_HTML);
  record.http_head = SLICE("HTTP/1.1 200 OK\r\nContent-Type: text/plain");
  assert_int_equal(feed_warc_judge(&record, 11), FEED_NOT_HTML);
  record.status = 301;
  assert_int_equal(feed_warc_judge(&record, 11), FEED_STATUS);
  record.status = 0;
  assert_int_equal(feed_warc_judge(&record, 11), FEED_NOT_HTTP);
  record.status = 200;
  record.url = SLICE("httpx://a.example/");
  assert_int_equal(feed_warc_judge(&record, 11), FEED_NOT_HTTP);
  record.type = WARC_REVISIT;
  assert_int_equal(feed_warc_judge(&record, 11), FEED_REVISIT);
  record.type = WARC_REQUEST;
  assert_int_equal(feed_warc_judge(&record, 11), FEED_NO_RESPONSE);
}

static void a_star_stands_for_anything(void **state)
{
  (void)state;
  struct slice url = SLICE("https://a.example/x?y=[1]");
  static const char *const take[] = {
      "https://a.example/x?y=[1]", "*", "https://a.example/*", "*x?y=[1]", "*a.example*y*",
      "https://*.example/x*",      "**"};
  static const char *const leave[] = {"",  "https://a.example/", "*z", "https://a.example/x?y=?1]", "a*",
                                      "*x"};
  for (size_t i = 0; i < sizeof take / sizeof *take; i++) assert_true(warc_url_matches(take[i], url));
  for (size_t i = 0; i < sizeof leave / sizeof *leave; i++) assert_false(warc_url_matches(leave[i], url));
  assert_true(warc_url_matches("", SLICE("")));
  assert_true(warc_url_matches("*", SLICE("")));
}

static void filters_are_read_and_hold(void **state)
{
  (void)state;
  struct warc_filter filter;
  struct warc_record record = response();
  dp_error error = {0};
  struct warc_options options = {.type = "Response", .since = "2024-04-12", .until = "2024-04-13"};
  assert_true(warc_filter_read(&options, &filter, &error));
  assert_true(warc_filter_takes(&filter, &record));
  record.at = filter.until;
  assert_false(warc_filter_takes(&filter, &record));
  record.at = filter.since;
  assert_true(warc_filter_takes(&filter, &record));
  record.type = WARC_REQUEST;
  assert_false(warc_filter_takes(&filter, &record));
  options.type = "answer";
  assert_false(warc_filter_read(&options, &filter, &error));
  options = (struct warc_options){.until = "soon"};
  assert_false(warc_filter_read(&options, &filter, &error));
  assert_int_equal(error.code, EX_USAGE);
  assert_non_null(strstr(error.text, "--until"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_page_is_taken),
      cmocka_unit_test(what_is_no_page_is_not_and_the_reason_is_told),
      cmocka_unit_test(a_star_stands_for_anything),
      cmocka_unit_test(filters_are_read_and_hold),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
