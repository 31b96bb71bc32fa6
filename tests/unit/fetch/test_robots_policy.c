/* What the answer to a request for robots.txt means, and for how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/robots_policy.h"

#include <string.h>

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
#define NOW INT64_C(1700000000000)

static bool take;

static struct robots_state after(struct robots_state previous, int64_t status, millis now)
{
  return robots_after(previous, &(struct robots_outcome){status, -1, 0}, now, &take);
}

static const struct robots_state never;

static void an_answer_with_a_file_makes_rules_for_a_day(void **state)
{
  (void)state;
  struct robots_state rules = after(never, 200, NOW);
  assert_true(take);
  assert_int_equal(rules.standing, ROBOTS_RULES);
  assert_int_equal(rules.fetched_at, NOW);
  assert_false(robots_due(&rules, NOW + DAY - 1));
  assert_true(robots_due(&rules, NOW + DAY));
}

static void a_file_that_is_not_there_allows_everything(void **state)
{
  (void)state;
  static const int64_t statuses[] = {301, 307, 400, 401, 403, 404, 410, 451, 499};
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
    assert_int_equal(after(after(never, 200, NOW), statuses[i], NOW).standing, ROBOTS_NONE);
    assert_false(take);
  }
}

static void a_server_that_can_not_answer_allows_nothing_for_now(void **state)
{
  (void)state;
  static const int64_t statuses[] = {0, 429, 500, 502, 503, 599, 100, 999};
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
    struct robots_state held = after(never, statuses[i], NOW);
    assert_int_equal(held.standing, ROBOTS_UNREACHABLE);
    assert_int_equal(held.unreachable_since, NOW);
    assert_int_equal(held.until, NOW + MINUTE);
    assert_int_equal(after(after(never, 404, NOW), statuses[i], NOW).standing, ROBOTS_UNREACHABLE);
  }
}

static void the_old_copy_goes_on_holding_while_the_server_is_away(void **state)
{
  (void)state;
  struct robots_state rules = after(never, 200, NOW);
  rules = after(rules, 503, NOW + DAY);
  assert_false(take);
  assert_int_equal(rules.standing, ROBOTS_RULES);
  assert_int_equal(rules.fetched_at, NOW);
  assert_int_equal(rules.unreachable_since, NOW + DAY);
  rules = after(rules, 0, NOW + (millis)60 * DAY);
  assert_int_equal(rules.standing, ROBOTS_RULES);
  rules = after(rules, 200, NOW + (millis)61 * DAY);
  assert_int_equal(rules.unreachable_since, 0);
}

static void it_is_asked_again_ever_more_rarely(void **state)
{
  (void)state;
  struct robots_state held = never;
  millis now = NOW, last = 0;
  for (int i = 0; i < 20; i++) {
    held = after(held, 0, now);
    assert_true(held.until - now >= last && held.until - now >= MINUTE && held.until - now <= 4 * HOUR);
    last = held.until - now;
    now = held.until;
  }
  assert_int_equal(last, 4 * HOUR);
}

static void after_a_month_without_an_answer_everything_is_allowed(void **state)
{
  (void)state;
  struct robots_state held = after(never, 500, NOW);
  held = after(held, 500, NOW + (millis)30 * DAY - 1);
  assert_int_equal(held.standing, ROBOTS_UNREACHABLE);
  held = after(held, 500, NOW + (millis)30 * DAY);
  assert_int_equal(held.standing, ROBOTS_NONE);
  assert_int_equal(held.until, NOW + (millis)30 * DAY + 4 * HOUR);
}

static void max_age_shortens_the_day_within_reason(void **state)
{
  (void)state;
  struct robots_outcome outcome = {200, 2 * HOUR, 0};
  assert_int_equal(robots_after(never, &outcome, NOW, &take).until, NOW + 2 * HOUR);
  outcome.max_age = 0;
  assert_int_equal(robots_after(never, &outcome, NOW, &take).until, NOW + HOUR / 2);
  outcome.max_age = INT64_MAX;
  assert_int_equal(robots_after(never, &outcome, NOW, &take).until, NOW + DAY);
}

static void retry_after_is_heeded_up_to_a_day(void **state)
{
  (void)state;
  struct robots_outcome outcome = {503, -1, HOUR};
  assert_int_equal(robots_after(never, &outcome, NOW, &take).until, NOW + HOUR);
  outcome.retry_after = 1;
  assert_int_equal(robots_after(never, &outcome, NOW, &take).until, NOW + MINUTE);
  outcome.retry_after = INT64_MAX;
  assert_int_equal(robots_after(never, &outcome, NOW, &take).until, NOW + DAY);
}

static void a_clock_that_was_set_back_makes_nothing_hold_for_longer(void **state)
{
  (void)state;
  struct robots_state rules = after(never, 200, NOW);
  assert_true(robots_due(&rules, NOW - HOUR));
  struct robots_state held = after(never, 500, NOW);
  held = after(held, 500, NOW - DAY);
  assert_int_equal(held.unreachable_since, NOW - DAY);
}

static void what_was_never_asked_is_due(void **state)
{
  (void)state;
  assert_true(robots_due(&never, NOW));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_answer_with_a_file_makes_rules_for_a_day),
      cmocka_unit_test(a_file_that_is_not_there_allows_everything),
      cmocka_unit_test(a_server_that_can_not_answer_allows_nothing_for_now),
      cmocka_unit_test(the_old_copy_goes_on_holding_while_the_server_is_away),
      cmocka_unit_test(it_is_asked_again_ever_more_rarely),
      cmocka_unit_test(after_a_month_without_an_answer_everything_is_allowed),
      cmocka_unit_test(max_age_shortens_the_day_within_reason),
      cmocka_unit_test(retry_after_is_heeded_up_to_a_day),
      cmocka_unit_test(a_clock_that_was_set_back_makes_nothing_hold_for_longer),
      cmocka_unit_test(what_was_never_asked_is_due),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
