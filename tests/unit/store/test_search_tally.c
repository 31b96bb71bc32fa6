/* What articles name: how often, when, and together with what. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "index_samples.h"
#include "store/search_tally.h"

enum { AWA, DAKAR, BANK };

static void put(struct shelf *shelf, const char *when, const char *names)
{
  const struct index_entity all[] = {{.type = SLICE("PER"), .name = SLICE("Awa Sarr")},
                                     {.type = SLICE("LOC"),
                                      .name = SLICE("Dakar"),
                                      .iso3166 = SLICE("SN"),
                                      .geonames = SLICE("2253354"),
                                      .latitude = 14693700,
                                      .longitude = -17444060,
                                      .located = true},
                                     {.type = SLICE("ORG"), .name = SLICE("BCEAO")}};
  struct index_entity given[3];
  size_t count = 0;
  for (; *names; names++) given[count++] = all[*names == 'a' ? AWA : *names == 'd' ? DAKAR : BANK];
  shelf_put(shelf,
            (struct index_article){
                .published = day(when), .entities = given, .entity_count = count, .text = SLICE("un texte")});
}

static struct shelf *filled(void)
{
  struct shelf *shelf = shelf_new();
  put(shelf, "2025-12-29", "ad"); /* a Monday */
  put(shelf, "2026-01-04", "add");
  put(shelf, "2026-01-05", "d");
  put(shelf, "2026-02-28", "adb");
  put(shelf, "1969-12-31", "b"); /* a Wednesday */
  return shelf;
}

static struct tally count(struct shelf *shelf, const char *text, struct tally_request request)
{
  dp_error error = {0, ""};
  struct tally tally;
  request.query = search_query_parse(shelf->arena, slice_of(text), &error);
  if (!request.limit) request.limit = 10;
  if (!request.query || !search_tally(shelf->reader, shelf->arena, &request, &tally, &error))
    fail_msg("%s: %s", text, error.text);
  return tally;
}

static void assert_entity(const struct tally_entity *entity, const char *name, int64_t number)
{
  assert_true(slice_is(entity->name, name));
  assert_int_equal(entity->count, number);
}

static void each_article_counts_once(void **state)
{
  (void)state;
  struct shelf *shelf = filled();
  struct tally tally = count(shelf, "", (struct tally_request){0});
  assert_int_equal(tally.articles, 5);
  assert_int_equal(tally.entity_count, 3);
  assert_entity(&tally.entities[0], "Dakar", 4);
  assert_entity(&tally.entities[1], "Awa Sarr", 3);
  assert_entity(&tally.entities[2], "BCEAO", 2);
  assert_true(tally.entities[0].located && slice_is(tally.entities[0].iso3166, "SN"));
  assert_int_equal(tally.entities[0].longitude, -17444060);
  assert_false(tally.entities[1].located);
  tally = count(shelf, "org:BCEAO since:1970", (struct tally_request){0});
  assert_int_equal(tally.articles, 1);
  assert_int_equal(tally.entity_count, 3);
  tally = count(shelf, "", (struct tally_request){.type = SLICE("PER"), .limit = 1});
  assert_int_equal(tally.entity_count, 1);
  assert_entity(&tally.entities[0], "Awa Sarr", 3);
  tally = count(shelf, "absent", (struct tally_request){.pairs = true, .by = TALLY_DAY});
  assert_int_equal(tally.articles + tally.entity_count + tally.pair_count + tally.period_count, 0);
  shelf_free(shelf);
}

static void assert_periods(const struct tally_period *periods, size_t number, const char *expected)
{
  char list[400] = "";
  for (size_t i = 0; i < number; i++) {
    int year, month, day_of_month;
    clock_date(periods[i].day, &year, &month, &day_of_month);
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%04d-%02d-%02d=%lld", i ? " " : "", year,
             month, day_of_month, (long long)periods[i].count);
  }
  assert_string_equal(list, expected);
}

static void counts_are_told_by_day_week_and_month(void **state)
{
  (void)state;
  struct shelf *shelf = filled();
  struct tally tally = count(shelf, "", (struct tally_request){.by = TALLY_DAY});
  assert_periods(tally.periods, tally.period_count,
                 "1969-12-31=1 2025-12-29=1 2026-01-04=1 2026-01-05=1 2026-02-28=1");
  assert_periods(tally.entities[1].periods, tally.entities[1].period_count,
                 "2025-12-29=1 2026-01-04=1 2026-02-28=1");
  tally = count(shelf, "", (struct tally_request){.by = TALLY_WEEK});
  assert_periods(tally.periods, tally.period_count, "1969-12-29=1 2025-12-29=2 2026-01-05=1 2026-02-23=1");
  tally = count(shelf, "", (struct tally_request){.by = TALLY_MONTH});
  assert_periods(tally.entities[0].periods, tally.entities[0].period_count,
                 "2025-12-01=1 2026-01-01=2 2026-02-01=1");
  shelf_free(shelf);
}

static void pairs_are_what_articles_name_together(void **state)
{
  (void)state;
  struct shelf *shelf = filled();
  struct tally tally = count(shelf, "", (struct tally_request){.pairs = true});
  assert_int_equal(tally.pair_count, 3);
  assert_true(tally.pairs[0].one == 0 && tally.pairs[0].other == 1 && tally.pairs[0].count == 3);
  assert_int_equal(tally.pairs[1].count, 1);
  tally = count(shelf, "", (struct tally_request){.pairs = true, .limit = 1});
  assert_int_equal(tally.pair_count, 1);
  shelf_free(shelf);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_article_counts_once),
                                     cmocka_unit_test(counts_are_told_by_day_week_and_month),
                                     cmocka_unit_test(pairs_are_what_articles_name_together)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
