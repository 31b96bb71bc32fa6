/* The window: what may be sent when, what counts against an item, and when it is given up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/delivery.h"

static const struct delivery_options options = {.max_attempts = 5, .timeout = 1000, .timeout_max = 8000};

static int set_up(void **state)
{
  *state = delivery_new(&options, 1);
  return 0;
}

static int tear_down(void **state)
{
  struct delivery *delivery = *state;
  delivery_free(&delivery);
  assert_null(delivery);
  return 0;
}

static int64_t send_next(struct delivery *delivery, millis now)
{
  int64_t attempt, item = delivery_next(delivery, now, &attempt);
  if (item) delivery_sent(delivery, item, now);
  return item;
}

static void items_are_sent_in_the_order_they_came(void **state)
{
  for (int64_t item = 1; item <= 3; item++) delivery_add(*state, item, 10, 0, 0);
  for (int64_t item = 1; item <= 3; item++) assert_int_equal(send_next(*state, 0), item);
  assert_int_equal(send_next(*state, 0), 0);
}

static void an_item_that_was_not_sent_stays_the_next(void **state)
{
  int64_t attempt;
  delivery_add(*state, 7, 10, 0, 0);
  assert_int_equal(delivery_next(*state, 0, &attempt), 7);
  assert_int_equal(delivery_next(*state, 0, &attempt), 7);
  assert_int_equal(attempt, 1);
}

static void adding_an_item_twice_changes_nothing(void **state)
{
  delivery_add(*state, 1, 10, 0, 0);
  delivery_add(*state, 1, 10, 0, 5);
  struct delivery_status status = delivery_status(*state);
  assert_int_equal(status.items, 1);
  assert_int_equal(status.bytes, 10);
}

static void a_timeout_without_any_verdict_is_a_resend_that_does_not_count(void **state)
{
  int64_t item, attempt;
  delivery_add(*state, 1, 10, 0, 0);
  send_next(*state, 0);
  assert_int_equal(delivery_expire(*state, 999, &item), DELIVERY_NONE);
  assert_int_equal(send_next(*state, 999), 0);
  assert_int_equal(delivery_expire(*state, 1250, &item), DELIVERY_NONE);
  assert_int_equal(delivery_next(*state, 1250, &attempt), 1);
  assert_int_equal(attempt, 2);
  assert_int_equal(delivery_status(*state).suspects, 0);
}

static void an_outage_of_any_length_counts_nothing(void **state)
{
  int64_t item;
  for (int64_t id = 1; id <= 3; id++) delivery_add(*state, id, 10, 0, 0);
  for (millis now = 0; now < 1000 * 1000; now += 500) {
    assert_int_equal(delivery_expire(*state, now, &item), DELIVERY_NONE);
    while (send_next(*state, now)) continue;
  }
  assert_int_equal(delivery_status(*state).suspects, 0);
  assert_int_equal(delivery_status(*state).items, 3);
}

static void an_attempt_counts_when_something_sent_later_got_a_verdict(void **state)
{
  int64_t item;
  delivery_add(*state, 1, 10, 0, 0);
  delivery_add(*state, 2, 10, 0, 0);
  send_next(*state, 0);
  send_next(*state, 1);
  assert_true(delivery_verdict(*state, 2, 1));
  assert_int_equal(delivery_expire(*state, 2000, &item), DELIVERY_COUNTED);
  assert_int_equal(item, 1);
  assert_int_equal(delivery_status(*state).suspects, 1);
}

static void a_verdict_for_something_sent_before_counts_nothing(void **state)
{
  int64_t item;
  delivery_add(*state, 1, 10, 0, 0);
  delivery_add(*state, 2, 10, 0, 0);
  send_next(*state, 0);
  send_next(*state, 1);
  assert_true(delivery_verdict(*state, 1, 1));
  assert_int_equal(delivery_expire(*state, 2000, &item), DELIVERY_NONE);
  assert_int_equal(delivery_status(*state).suspects, 0);
}

static void a_verdict_for_an_earlier_attempt_counts_only_what_was_sent_before_that(void **state)
{
  int64_t item;
  delivery_add(*state, 1, 10, 0, 0);
  send_next(*state, 0); /* sending 1: item 1 */
  delivery_expire(*state, 1300, &item);
  delivery_add(*state, 2, 10, 0, 1300);
  assert_int_equal(send_next(*state, 1300), 1); /* sending 2 */
  assert_int_equal(send_next(*state, 1300), 2); /* sending 3 */
  delivery_add(*state, 3, 10, 0, 1300);
  assert_int_equal(send_next(*state, 1300), 3); /* sending 4 */
  assert_true(delivery_verdict(*state, 1, 1));  /* the answer to sending 1 */
  assert_int_equal(delivery_expire(*state, 3000, &item), DELIVERY_NONE);
}

static void a_counted_item_is_held_until_the_journal_has_it(void **state)
{
  int64_t item;
  delivery_add(*state, 1, 10, 0, 0);
  delivery_add(*state, 2, 10, 0, 0);
  send_next(*state, 0);
  send_next(*state, 0);
  delivery_verdict(*state, 2, 1);
  assert_int_equal(delivery_expire(*state, 2000, &item), DELIVERY_COUNTED);
  assert_int_equal(send_next(*state, 2000), 0);
  delivery_resume(*state, 1);
  assert_int_equal(send_next(*state, 2000), 1);
}

static void suspects_are_on_their_way_one_at_a_time(void **state)
{
  delivery_add(*state, 1, 10, 1, 0);
  delivery_add(*state, 2, 10, 2, 0);
  delivery_add(*state, 3, 10, 0, 0);
  assert_int_equal(send_next(*state, 0), 1);
  assert_int_equal(send_next(*state, 0), 3); /* no suspect: it does not wait for one */
  assert_int_equal(send_next(*state, 0), 0);
  assert_true(delivery_verdict(*state, 1, 2));
  assert_int_equal(send_next(*state, 0), 2);
}

static void a_suspect_that_times_out_makes_way_for_the_next(void **state)
{
  int64_t item;
  delivery_add(*state, 1, 10, 1, 0);
  delivery_add(*state, 2, 10, 1, 0);
  assert_int_equal(send_next(*state, 0), 1);
  assert_int_equal(delivery_expire(*state, 1300, &item), DELIVERY_NONE);
  assert_int_equal(send_next(*state, 1300), 2);
}

static void the_fifth_counted_attempt_gives_the_item_up(void **state)
{
  int64_t item = 0;
  millis now = 0;
  enum delivery_event event = DELIVERY_NONE;
  delivery_add(*state, 1, 10, 0, now);
  for (int counted = 1; counted <= 5; counted++) {
    assert_int_equal(send_next(*state, now), 1);
    delivery_add(*state, 100 + counted, 10, 0, now);
    send_next(*state, now);
    delivery_verdict(*state, 100 + counted, 1);
    now += 20000;
    event = delivery_expire(*state, now, &item);
    assert_int_equal(item, 1);
    assert_int_equal(event, counted < 5 ? DELIVERY_COUNTED : DELIVERY_EXHAUSTED);
    if (event == DELIVERY_COUNTED) delivery_resume(*state, 1);
  }
  assert_true(delivery_has(*state, 1)); /* until the dead letter is journaled */
  assert_int_equal(send_next(*state, now), 0);
  assert_true(delivery_remove(*state, 1));
  assert_int_equal(delivery_status(*state).items, 0);
}

static void what_the_journal_has_counted_before_goes_on_counting(void **state)
{
  int64_t item;
  delivery_add(*state, 1, 10, 4, 0);
  delivery_add(*state, 2, 10, 0, 0);
  send_next(*state, 0);
  send_next(*state, 0);
  delivery_verdict(*state, 2, 1);
  assert_int_equal(delivery_expire(*state, 2000, &item), DELIVERY_EXHAUSTED);
}

static void the_timeout_doubles_up_to_its_maximum_with_jitter(void **state)
{
  millis now = 0, expected = 1000;
  int64_t item;
  delivery_add(*state, 1, 10, 0, now);
  for (int i = 0; i < 6; i++) {
    assert_int_equal(send_next(*state, now), 1);
    millis wait = delivery_wake_at(*state) - now;
    assert_in_range(wait, expected, expected + expected / 4);
    now += wait;
    assert_int_equal(delivery_expire(*state, now, &item), DELIVERY_NONE);
    expected = expected * 2 > 8000 ? 8000 : expected * 2;
  }
}

static void a_held_item_can_be_settled_and_nothing_is_sent_twice(void **state)
{
  delivery_add(*state, 1, 10, 0, 0);
  delivery_hold(*state, 1);
  assert_int_equal(send_next(*state, 0), 0);
  assert_true(delivery_verdict(*state, 1, 1));
  assert_false(delivery_verdict(*state, 1, 1));
  delivery_resume(*state, 1);
  assert_int_equal(send_next(*state, 0), 0);
}

static void the_oldest_item_is_the_one_that_entered_first(void **state)
{
  delivery_add(*state, 9, 10, 0, 5);
  delivery_add(*state, 3, 10, 0, 6);
  assert_int_equal(delivery_status(*state).oldest_item, 9);
  assert_int_equal(delivery_status(*state).oldest_since, 5);
  delivery_verdict(*state, 9, 1);
  assert_int_equal(delivery_status(*state).oldest_item, 3);
  delivery_verdict(*state, 3, 1);
  assert_int_equal(delivery_status(*state).oldest_item, 0);
  assert_int_equal(delivery_status(*state).oldest_since, 0);
}

/* Ten thousand random steps against what must hold at each of them. */
static void whatever_happens_the_invariants_hold(void **state)
{
  struct random random = {42};
  const struct delivery_options wide = {5, 1000, 8000};
  millis now = 0;
  int64_t next_item = 1, item, attempt;
  delivery_configure(*state, &wide);
  for (int step = 0; step < 10000; step++) {
    now += (millis)random_below(&random, 200);
    if (delivery_status(*state).items < 200)
      delivery_add(*state, next_item++, 100, (int64_t)random_below(&random, 2), now);
    if (random_below(&random, 3)) send_next(*state, now);
    if (random_below(&random, 2))
      delivery_verdict(*state, 1 + (int64_t)random_below(&random, (uint64_t)next_item), 1);
    enum delivery_event event;
    while ((event = delivery_expire(*state, now, &item)) != DELIVERY_NONE) {
      assert_true(delivery_has(*state, item));
      if (event == DELIVERY_EXHAUSTED)
        delivery_remove(*state, item);
      else
        delivery_resume(*state, item);
    }
    struct delivery_status status = delivery_status(*state);
    assert_int_equal(status.bytes, status.items * 100);
    assert_in_range(status.suspects, 0, status.items);
    assert_in_range(status.items, 0, 200);
    item = delivery_next(*state, now, &attempt);
    if (item) assert_true(delivery_has(*state, item));
    if (delivery_wake_at(*state)) assert_true(delivery_wake_at(*state) > now);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(items_are_sent_in_the_order_they_came),
      TEST(an_item_that_was_not_sent_stays_the_next),
      TEST(adding_an_item_twice_changes_nothing),
      TEST(a_timeout_without_any_verdict_is_a_resend_that_does_not_count),
      TEST(an_outage_of_any_length_counts_nothing),
      TEST(an_attempt_counts_when_something_sent_later_got_a_verdict),
      TEST(a_verdict_for_something_sent_before_counts_nothing),
      TEST(a_verdict_for_an_earlier_attempt_counts_only_what_was_sent_before_that),
      TEST(a_counted_item_is_held_until_the_journal_has_it),
      TEST(suspects_are_on_their_way_one_at_a_time),
      TEST(a_suspect_that_times_out_makes_way_for_the_next),
      TEST(the_fifth_counted_attempt_gives_the_item_up),
      TEST(what_the_journal_has_counted_before_goes_on_counting),
      TEST(the_timeout_doubles_up_to_its_maximum_with_jitter),
      TEST(a_held_item_can_be_settled_and_nothing_is_sent_twice),
      TEST(the_oldest_item_is_the_one_that_entered_first),
      TEST(whatever_happens_the_invariants_hold),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
