/* test_feed_date.c - dates as feeds write them, each with what it means. */
#include "fetch/source/feed_date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

struct example {
  const char *text, *utc; /* NULL: no date */
};

static void check(const struct example *examples, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    int64_t found;
    char utc[32] = "none";
    if (feed_date_parse(slice_of(examples[i].text), &found)) {
      struct tm parts;
      time_t seconds = (time_t)found;
      gmtime_r(&seconds, &parts);
      strftime(utc, sizeof utc, "%Y-%m-%dT%H:%M:%S", &parts);
    }
    const char *expected = examples[i].utc ? examples[i].utc : "none";
    if (strcmp(utc, expected) != 0) fail_msg("\"%s\" is %s instead of %s", examples[i].text, utc, expected);
  }
}

#define CHECK_ALL(table) check(table, sizeof(table) / sizeof *(table))

static void mail_dates_are_read(void **state)
{
  static const struct example table[] = {
      {"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21"},
      {"Thu, 1 Jan 04 19:48:21 EST", "2004-01-02T00:48:21"},
      {"01 Jan 2004 19:48 +0100", "2004-01-01T18:48:00"},
      {"Thu, 01 Jan 2004", "2004-01-01T00:00:00"},
      {"Thu,01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21"},
      {"Thu, Jan 01 2004 19:48:21 GMT", "2004-01-01T19:48:21"},
      {"Thursday, 01 January 2004 19:48:21 -03:30", "2004-01-01T23:18:21"},
      {"Thu, 01 Jan 2004 19:48:21 GMT+2", "2004-01-01T17:48:21"},
      {"Thu, 01 Jan 2004 19:48:21 Etc/GMT", "2004-01-01T19:48:21"},
      {"Thu, 01 Jan 2004 00:00:00 A", "2004-01-01T01:00:00"},
      {"Thu, 01 Jan 2004 12:00:00 N", "2004-01-01T11:00:00"},
      {"Thu, 01 Jan 2004 19:48:21 MEST", "2004-01-01T17:48:21"},
      {"Thu, 01 Jan 2004 07:48:21 PM", "2004-01-01T19:48:21"},
      {"01-Jan-04 19:48 MST", "2004-01-02T02:48:00"},
      {"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53"},
      {"Sat, 31 Dec 1969 00:00:00 GMT", "1969-12-31T00:00:00"},
      {"Tue, 12 Nov 1912 00:00:00 GMT", "1912-11-12T00:00:00"},
      {"Thu, 40 Jan 2004 19:48:21 GMT", NULL},
      {"Thu, 01 Jan 2004 25:48:21 GMT", NULL},
  };
  (void)state;
  CHECK_ALL(table);
}

static void iso_dates_are_read(void **state)
{
  static const struct example table[] = {
      {"2003-12-31T10:14:55Z", "2003-12-31T10:14:55"},
      {"2003-12-31T10:14:55.123-08:00", "2003-12-31T18:14:55"},
      {"2003-12-31T10:14:55,5+0530", "2003-12-31T04:44:55"},
      {"2003-12-31T10:14+01", "2003-12-31T09:14:00"},
      {"2003-12-31t10:14:55z", "2003-12-31T10:14:55"},
      {"2003-12-31 10:14:55 UTC", "2003-12-31T10:14:55"},
      {"2003-12-31 10:14:55 -0700 MST", "2003-12-31T17:14:55"},
      {"2004-07-08 23:56:58.0", "2004-07-08T23:56:58"},
      {"2003-12-31", "2003-12-31T00:00:00"},
      {"2003-12", "2003-12-01T00:00:00"},
      {"2003", "2003-01-01T00:00:00"},
      {"20031231", "2003-12-31T00:00:00"},
      {"20031231T101455Z", "2003-12-31T10:14:55"},
      {"2003-365", "2003-12-31T00:00:00"},
      {"2003335", "2003-12-01T00:00:00"},
      {"03-12-31", "2003-12-31T00:00:00"},
      {"031231", "2003-12-31T00:00:00"},
      {"2013-01-01T24:00:00Z", "2013-01-02T00:00:00"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00"},
      {"2004-02-30T00:00:00Z", "2004-03-01T00:00:00"},
      {"2004-13-01T00:00:00Z", NULL},
  };
  (void)state;
  CHECK_ALL(table);
}

static void other_dates_are_read(void **state)
{
  static const struct example table[] = {
      {"Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06"},
      {"Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06"},
      {"January 2, 2006 3:04 PM", "2006-01-02T15:04:00"},
      {"1/2/2006 12:04:05 AM", "2006-01-02T00:04:05"},
      {"22/1/2006", "2006-01-22T00:00:00"},
      {"02.01.2006 15:04", "2006-01-02T15:04:00"},
      {"\n Thu, 01 Jan 2004 19:48:21 GMT \n", "2004-01-01T19:48:21"},
      {"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00"},
      {"2004-július-13T9:15-05:00", "2004-07-13T14:15:00"},
      {"2004년 05월 28일  01:31:15", "2004-05-27T16:31:15"},
      {"2004-05-25 오후 11:23:17", "2004-05-25T14:23:17"},
      {"mar., 02 févr. 2021 10:00:00 +0100", "2021-02-02T09:00:00"},
      {"lun. 5 juillet 2021 10:00", "2021-07-05T10:00:00"},
      {"Mi, 3 März 2021 10:00:00 MEZ", "2021-03-03T09:00:00"},
      {"2021年3月4日 10:00", "2021-03-04T10:00:00"},
      {"Чт, 01 янв 2004 19:48:21 +0300", "2004-01-01T16:48:21"},
  };
  (void)state;
  CHECK_ALL(table);
}

static void what_is_no_date_is_refused(void **state)
{
  static const char *const texts[] = {
      "",       " ", "yesterday", "Thu",      "12:00",      "99999999999999999999", "2004-", "--", "T", "Jan",
      "+01:00", "1", "May be",    "\xFF\xFE", "0000-00-00", "0000-00-00T00:00:00Z"};
  char longest[1000];
  int64_t found;
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (feed_date_parse(slice_of(texts[i]), &found)) fail_msg("\"%s\" is taken for a date", texts[i]);
  memset(longest, '1', sizeof longest);
  assert_false(feed_date_parse((struct slice){longest, sizeof longest}, &found));
}

static void any_cut_is_safe(void **state)
{
  static const char *const texts[] = {"Thu, 01 Jan 2004 19:48:21 +0100", "2003-12-31T10:14:55.123-08:00",
                                      "2004년 05월 28일  01:31:15"};
  int64_t found;
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (size_t length = 0; length <= strlen(texts[i]); length++)
      feed_date_parse((struct slice){texts[i], length}, &found);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mail_dates_are_read),  cmocka_unit_test(iso_dates_are_read),
      cmocka_unit_test(other_dates_are_read), cmocka_unit_test(what_is_no_date_is_refused),
      cmocka_unit_test(any_cut_is_safe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
