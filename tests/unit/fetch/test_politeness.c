/* Hosts take turns; the map below them loses nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/random.h"
#include "fetch/map.h"
#include "fetch/politeness.h"
#include "fetch/rate.h"

static int set_up(void **state)
{
  *state = politeness_new(2);
  return 0;
}

static int tear_down(void **state)
{
  struct politeness *politeness = *state;
  politeness_free(&politeness);
  assert_null(politeness);
  return 0;
}

static int64_t take(struct politeness *politeness)
{
  const struct politeness_job *job = politeness_take(politeness);
  return job ? job->item : 0;
}

static void a_host_has_only_so_many_transfers_at_a_time(void **state)
{
  for (int64_t item = 1; item <= 3; item++) politeness_add(*state, item, 0, SLICE("http://a.example/x"));
  assert_int_equal(take(*state), 1);
  assert_int_equal(take(*state), 2);
  assert_int_equal(take(*state), 0);
  assert_true(politeness_done(*state, 1));
  assert_int_equal(take(*state), 3);
}

static void hosts_take_turns_whatever_the_order_of_feeding(void **state)
{
  for (int64_t item = 1; item <= 10; item++) politeness_add(*state, item, 0, SLICE("http://a.example/"));
  politeness_add(*state, 11, 0, SLICE("http://b.example/"));
  politeness_add(*state, 12, 0, SLICE("http://b.example:81/"));
  assert_int_equal(take(*state), 1);
  assert_int_equal(take(*state), 11);
  assert_int_equal(take(*state), 12); /* another port is another server */
  assert_int_equal(take(*state), 2);
  assert_int_equal(take(*state), 0);
  assert_int_equal(politeness_running(*state), 4);
  assert_int_equal(politeness_waiting(*state), 8);
}

static void path_and_query_do_not_make_another_host(void **state)
{
  politeness_add(*state, 1, 0, SLICE("http://a.example/1"));
  politeness_add(*state, 2, 0, SLICE("http://a.example?2"));
  politeness_add(*state, 3, 0, SLICE("http://a.example"));
  assert_int_equal(take(*state), 1);
  assert_int_equal(take(*state), 2);
  assert_false(politeness_ready(*state));
}

static void a_known_item_is_not_added_twice(void **state)
{
  politeness_add(*state, 1, 3, SLICE("http://a.example/"));
  politeness_add(*state, 1, 0, SLICE("http://a.example/"));
  assert_int_equal(politeness_waiting(*state), 1);
  assert_int_equal(politeness_find(*state, 1)->fetch_attempts, 3);
  assert_null(politeness_find(*state, 2));
}

static void the_end_of_a_transfer_that_never_began_is_refused(void **state)
{
  politeness_add(*state, 1, 0, SLICE("http://a.example/"));
  assert_false(politeness_done(*state, 1));
  assert_false(politeness_done(*state, 2));
  assert_int_equal(take(*state), 1);
}

static void a_changed_limit_holds_from_then_on(void **state)
{
  for (int64_t item = 1; item <= 5; item++) politeness_add(*state, item, 0, SLICE("http://a.example/"));
  take(*state), take(*state);
  politeness_configure(*state, 3);
  assert_int_equal(take(*state), 3);
  politeness_configure(*state, 1);
  politeness_done(*state, 1), politeness_done(*state, 2);
  assert_int_equal(take(*state), 0);
  politeness_done(*state, 3);
  assert_int_equal(take(*state), 4);
}

static void a_map_keeps_what_was_put_whatever_is_removed(void **state)
{
  (void)state;
  enum { KEYS = 500 };
  struct map map = MAP_EMPTY;
  struct random random = {7};
  bool present[KEYS] = {false};
  char values[KEYS];
  for (int step = 0; step < 20000; step++) {
    size_t key = random_below(&random, KEYS);
    if (random_below(&random, 2))
      map_put(&map, key * 64, &values[key]), present[key] = true;
    else
      assert_ptr_equal(map_remove(&map, key * 64), present[key] ? &values[key] : NULL), present[key] = false;
    key = random_below(&random, KEYS);
    assert_ptr_equal(map_get(&map, key * 64), present[key] ? &values[key] : NULL);
  }
  size_t count = 0, seen = 0, at = 0;
  for (size_t i = 0; i < KEYS; i++) count += present[i];
  while (map_each(&map, &at)) seen++;
  assert_int_equal(seen, count);
  assert_int_equal(map.count, count);
  map_free(&map);
}

static void a_rate_counts_the_last_minute_only(void **state)
{
  (void)state;
  struct rate rate = {{0}, 0};
  rate_add(&rate, 5, 1000);
  rate_add(&rate, 7, 30000);
  assert_int_equal(rate_per_minute(&rate, 60999), 12);
  assert_int_equal(rate_per_minute(&rate, 61000), 7);
  assert_int_equal(rate_per_minute(&rate, 500000), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_host_has_only_so_many_transfers_at_a_time),
      TEST(hosts_take_turns_whatever_the_order_of_feeding),
      TEST(path_and_query_do_not_make_another_host),
      TEST(a_known_item_is_not_added_twice),
      TEST(the_end_of_a_transfer_that_never_began_is_refused),
      TEST(a_changed_limit_holds_from_then_on),
      cmocka_unit_test(a_map_keeps_what_was_put_whatever_is_removed),
      cmocka_unit_test(a_rate_counts_the_last_minute_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
