/* The reader of dates: each shape that pages write, times and zones behind it, and what only looks like a
 * date. */
#include "page.h"

#include "clean/dates.h"

static void assert_date(const char *text, bool month_first, const char *want)
{
  struct date date;
  bool found = date_find(slice_of(text), month_first, &date);
  if (!want) {
    if (found) fail_msg("\"%s\" was read as %s", text, date_text(test_arena, &date).data);
    return;
  }
  if (!found) fail_msg("\"%s\" has a date", text);
  struct slice told = date_text(test_arena, &date);
  if (!slice_is(told, want)) fail_msg("\"%s\" was read as %s", text, told.data);
}

static void a_day_is_read_in_many_languages(void **state)
{
  (void)state;
  assert_date("Publié le 12 avr. 2024", false, "2024-04-12");
  assert_date("le 1er mai 2024", false, "2024-05-01");
  assert_date("VENDREDI 12 FÉVRIER 2024", false, "2024-02-12");
  assert_date("Freitag, 12. April 2024", false, "2024-04-12");
  assert_date("12 de abril de 2024", false, "2024-04-12");
  assert_date("12 aprile 2024", false, "2024-04-12");
  assert_date("12 kwietnia 2024", false, "2024-04-12");
  assert_date("12 Nisan 2024", false, "2024-04-12");
  assert_date("12 апреля 2024 г.", false, "2024-04-12");
  assert_date("12 أبريل 2024", false, "2024-04-12");
  assert_date("12 अप्रैल 2024", false, "2024-04-12");
  assert_date("2024. április 12.", false, "2024-04-12");
  assert_date("2024 m. balandžio 12 d.", false, "2024-04-12");
  assert_date("2024年4月12日", false, "2024-04-12");
  assert_date("2024년 4월 12일", false, "2024-04-12");
  assert_date("12 tháng 4, 2024", false, "2024-04-12");
  assert_date("Vendredi 12 juillet 2024", false, "2024-07-12");
}

static void english_puts_the_month_first_or_behind(void **state)
{
  (void)state;
  assert_date("April 12, 2024", false, "2024-04-12");
  assert_date("Sept. 4th, 2020", false, "2020-09-04");
  assert_date("APR 12 2024", false, "2024-04-12");
  assert_date("Fri, 12 Apr 2024", false, "2024-04-12");
  assert_date("the 3rd of May 2024", false, "2024-05-03");
  assert_date("12-Apr-24", false, "2024-04-12");
  assert_date("Feb 18, '09", false, "2009-02-18");
}

static void the_habit_of_the_page_decides_between_day_and_month(void **state)
{
  (void)state;
  assert_date("04/05/2024", false, "2024-05-04");
  assert_date("04/05/2024", true, "2024-04-05");
  assert_date("25/04/2024", true, "2024-04-25");
  assert_date("04/25/2024", false, "2024-04-25");
  assert_date("04.05.2024", true, "2024-05-04"); /* dots: the day comes first everywhere */
  assert_date("12.04.24", false, "2024-04-12");
}

static void a_doubtful_date_says_so(void **state)
{
  (void)state;
  struct date_match match;
  size_t at = 0;
  assert_true(date_next(SLICE("on 04/05/2024, not"), &at, true, &match));
  assert_true(match.ambiguous);
  assert_int_equal(match.start, 3);
  assert_int_equal(match.end, 13);
  assert_true(date_swap(&match.date));
  assert_int_equal(match.date.day, 4);
  at = 0;
  assert_true(date_next(SLICE("25/04/2024"), &at, true, &match));
  assert_false(match.ambiguous);
  assert_int_equal(match.order, 1);
}

static void times_and_zones_are_read_behind_the_day(void **state)
{
  (void)state;
  assert_date("2024-04-12T08:30:00.123+02:00", false, "2024-04-12T08:30:00+02:00");
  assert_date("2024-04-12 08:30:00 +0530", false, "2024-04-12T08:30:00+05:30");
  assert_date("20240412T083000Z", false, "2024-04-12T08:30:00Z");
  assert_date("Fri, 12 Apr 2024 08:30:00 GMT", false, "2024-04-12T08:30:00Z");
  assert_date("April 12, 2024 at 8:30 p.m. EDT", true, "2024-04-12T20:30:00-04:00");
  assert_date("12. April 2024, 08:30 Uhr", false, "2024-04-12"); /* no zone: no point in time */
  assert_date("April 12, 2024 12:05 am UTC", true, "2024-04-12T00:05:00Z");
  assert_date("13 Jan 2020, 22:11 GMT+10", false, "2020-01-13T22:11:00+10:00");
  assert_date("1712910600", false, "2024-04-12T08:30:00Z");
  assert_date("1712910600000", false, "2024-04-12T08:30:00Z");
}

static void a_time_without_zone_is_kept_beside_the_day(void **state)
{
  (void)state;
  struct date date;
  assert_true(date_find(SLICE("le 12 avril 2024 à 14h30"), false, &date));
  assert_int_equal(date.hour, 14);
  assert_int_equal(date.minute, 30);
  assert_int_equal(date.offset, DATE_NO_OFFSET);
}

static void what_a_page_lays_side_by_side_is_read_apart(void **state)
{
  (void)state;
  assert_date("Jeanne Roux3.11.2023", false, "2023-11-03");
  assert_date("Feb 182009", true, "2009-02-18");
  assert_date("3 de mayo de 202221:25 Redacción", false, "2022-05-03");
}

static void what_looks_like_a_date_is_none(void **state)
{
  (void)state;
  static const char *const none[] = {"le 31 avril 2024",
                                     "version 1.2.3",
                                     "v1.12.2023",
                                     "10.4.20.24",
                                     "12345678901234567890",
                                     "1234567890123420240412",
                                     "mai",
                                     "May 2024",
                                     "3/4",
                                     "2024-13-01",
                                     "2024-02-30",
                                     "A20240412x",
                                     "12 people 2024",
                                     "at 10:30",
                                     "9 may 20 people came",
                                     "",
                                     "1712910600 apples",
                                     "4.2.2024.1"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_date(none[i], false, NULL);
}

static void assert_path(const char *path, const char *want)
{
  struct date date;
  bool found = date_in_path(slice_of(path), &date);
  assert_int_equal(found, want != NULL);
  if (want) assert_slice(date_text(test_arena, &date), want);
}

static void a_path_tells_a_whole_day_or_nothing(void **state)
{
  (void)state;
  assert_path("/2024/04/12/halles.html", "2024-04-12");
  assert_path("/monde/2024-04-12-halles", "2024-04-12");
  assert_path("/monde/halles_20240412.html", "2024-04-12");
  assert_path("/meldungen/29-10-2021", "2021-10-29");
  assert_path("/meldungen/04-05-2021", NULL); /* April or May? */
  assert_path("/2024/04/halles.html", NULL);
  assert_path("/article/1234567", NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_day_is_read_in_many_languages),
      cmocka_unit_test(english_puts_the_month_first_or_behind),
      cmocka_unit_test(the_habit_of_the_page_decides_between_day_and_month),
      cmocka_unit_test(a_doubtful_date_says_so),
      cmocka_unit_test(times_and_zones_are_read_behind_the_day),
      cmocka_unit_test(a_time_without_zone_is_kept_beside_the_day),
      cmocka_unit_test(what_a_page_lays_side_by_side_is_read_apart),
      cmocka_unit_test(what_looks_like_a_date_is_none),
      cmocka_unit_test(a_path_tells_a_whole_day_or_nothing),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
