#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>
#include <stdio.h>

#include "fetch/source/schedule.h"
#include "fetch/source/span.h"

static const millis start = INT64_C(1704067200000); /* Monday 2024-01-01T00:00:00Z */
static struct schedule schedule;
static struct schedule_hints hints;
static struct schedule_limits limits;
static struct random dice;

static int fresh_source(void **state)
{
  (void)state;
  schedule = (struct schedule){0};
  hints = (struct schedule_hints){0};
  limits = schedule_defaults();
  dice = (struct random){7};
  return 0;
}

static struct schedule_decision poll(millis now, int status, int64_t entries, int64_t fresh)
{
  struct schedule_poll ended = {.now = now, .status = status, .entries = entries, .fresh = fresh};
  return schedule_next(&schedule, &limits, &ended, &hints, &dice);
}

/* run - a source with one entry every `every` ms for so many polls; what the last decision was. */
static struct schedule_decision run(millis every, int polls)
{
  millis now = start, seen = start;
  struct schedule_decision decision = poll(now, 200, 20, 20);
  for (int i = 0; i < polls; i++) {
    millis next = decision.next;
    int64_t fresh = next / every - seen / every;
    seen = now = next;
    decision = fresh ? poll(now, 200, 20, fresh > 20 ? 20 : fresh) : poll(now, 304, 0, 0);
  }
  decision.next -= now;
  return decision;
}

static void assert_between(millis value, millis low, millis high)
{
  if (value < low || value > high)
    print_error("%lld not in %lld .. %lld\n", (long long)value, (long long)low, (long long)high);
  assert_true(value >= low && value <= high);
}

static void the_interval_follows_the_pace_of_the_source(void **state)
{
  (void)state;
  assert_between(run(SPAN_HOUR, 400).next, SPAN_HOUR * 3 / 4, 2 * SPAN_HOUR);
  fresh_source(NULL);
  assert_between(run(10 * SPAN_MINUTE, 2000).next, 8 * SPAN_MINUTE, 20 * SPAN_MINUTE);
  fresh_source(NULL);
  assert_between(run(8 * SPAN_HOUR, 400).next, 3 * SPAN_HOUR, 14 * SPAN_HOUR);
}

static void the_interval_stays_within_the_limits(void **state)
{
  (void)state;
  assert_between(run(SPAN_MINUTE, 300).next, 5 * SPAN_MINUTE, 6 * SPAN_MINUTE);
  fresh_source(NULL);
  assert_between(run(60 * SPAN_DAY, 100).next, 20 * SPAN_HOUR, 24 * SPAN_HOUR);
}

static void a_burst_is_followed_at_once(void **state)
{
  (void)state;
  millis before = run(12 * SPAN_HOUR, 60).next;
  millis now = schedule.polled + before;
  struct schedule_decision decision = poll(now, 200, 20, 10);
  assert_true(decision.next - now < before / 2);
}

static void the_first_poll_learns_from_the_dates_in_the_feed(void **state)
{
  (void)state;
  millis published[48];
  for (int i = 0; i < 48; i++) published[i] = start - i * 30 * SPAN_MINUTE;
  struct schedule_poll ended = {
      .now = start, .status = 200, .entries = 48, .fresh = 48, .published = published, .published_count = 48};
  struct schedule_decision decision = schedule_next(&schedule, &limits, &ended, &hints, &dice);
  assert_between(decision.next - start, 35 * SPAN_MINUTE, 50 * SPAN_MINUTE);
  assert_non_null(strstr(decision.reason, "one new entry in"));
}

static void without_dates_the_update_period_is_the_first_guess(void **state)
{
  (void)state;
  hints.update_period = 6 * SPAN_HOUR;
  assert_between(poll(start, 200, 0, 10).next - start, 8 * SPAN_HOUR, 10 * SPAN_HOUR);
  fresh_source(NULL);
  assert_between(poll(start, 200, 0, 10).next - start, 80 * SPAN_MINUTE, 100 * SPAN_MINUTE);
}

static void the_publishers_ttl_and_max_age_are_kept(void **state)
{
  (void)state;
  hints.ttl = 3 * SPAN_HOUR;
  struct schedule_decision decision = run(SPAN_HOUR, 100);
  assert_between(decision.next, 3 * SPAN_HOUR, 3 * SPAN_HOUR);
  assert_non_null(strstr(decision.reason, "ttl of 3 h"));
  fresh_source(NULL);
  hints.max_age = 2 * SPAN_HOUR;
  assert_between(run(SPAN_HOUR, 100).next, 2 * SPAN_HOUR, 2 * SPAN_HOUR);
  fresh_source(NULL);
  hints.ttl = 30 * SPAN_DAY;
  assert_between(run(20 * SPAN_DAY, 20).next, 24 * SPAN_HOUR, 24 * SPAN_HOUR);
}

static void a_ttl_gives_way_where_entries_would_be_lost(void **state)
{
  (void)state;
  hints.ttl = 12 * SPAN_HOUR; /* 20 entries are held, 4 an hour come */
  struct schedule_decision decision = run(15 * SPAN_MINUTE, 200);
  assert_between(decision.next, SPAN_HOUR, 4 * SPAN_HOUR);
  assert_non_null(strstr(decision.reason, "holds only 20 entries"));
}

static void entries_in_no_time_tell_of_no_pace(void **state)
{
  (void)state;
  run(SPAN_HOUR, 100);
  double events = schedule.hours.events;
  schedule_told(&schedule, schedule.polled - SPAN_MINUTE, 50); /* the clock was set back */
  assert_true(schedule.hours.events <= events);
}

static void skipped_hours_and_days_are_left_out(void **state)
{
  (void)state;
  hints.skip_hours = 0x3F; /* 0 to 5 */
  millis now = start + 23 * SPAN_HOUR;
  assert_between(poll(now, 200, 20, 1).next, start + 30 * SPAN_HOUR,
                 start + 30 * SPAN_HOUR + 5 * SPAN_MINUTE);
  fresh_source(NULL);
  hints.skip_days = 1u << 0 | 1u << 6;
  now = start + 4 * SPAN_DAY + 23 * SPAN_HOUR; /* a Friday night */
  assert_between(poll(now, 200, 20, 1).next, start + 7 * SPAN_DAY, start + 7 * SPAN_DAY + 5 * SPAN_MINUTE);
}

static void a_source_that_skips_every_hour_is_polled_all_the_same(void **state)
{
  (void)state;
  hints.skip_hours = 0xFFFFFF;
  assert_between(poll(start, 200, 20, 1).next - start, 5 * SPAN_MINUTE, 24 * SPAN_HOUR);
}

static void errors_double_the_wait_up_to_a_day_and_never_stop(void **state)
{
  (void)state;
  millis now = start, last = 0;
  poll(now, 200, 20, 20);
  for (int i = 0; i < 1000; i++) {
    struct schedule_decision decision = poll(now, i % 2 ? 503 : 0, 0, 0);
    assert_false(decision.retired);
    millis wait = decision.next - now;
    assert_between(wait, 5 * SPAN_MINUTE, SPAN_DAY * 6 / 5);
    if (i < 7) assert_true(wait > last);
    last = wait, now = decision.next;
  }
  assert_true(last > SPAN_DAY * 3 / 4);
  assert_int_equal(schedule.errors, 1000);
  struct schedule_decision decision = poll(now, 304, 0, 0);
  assert_int_equal(schedule.errors, 0);
  assert_true(decision.next - now <= limits.max);
}

static void an_unreadable_answer_counts_as_an_error(void **state)
{
  (void)state;
  struct schedule_poll ended = {.now = start, .status = 200, .broken = true};
  struct schedule_decision decision = schedule_next(&schedule, &limits, &ended, &hints, &dice);
  assert_int_equal(schedule.errors, 1);
  assert_non_null(strstr(decision.reason, "1 error in a row"));
}

static void retry_after_is_heeded_within_reason(void **state)
{
  (void)state;
  struct schedule_poll ended = {.now = start, .status = 429, .retry_after = 2 * SPAN_DAY};
  struct schedule_decision decision = schedule_next(&schedule, &limits, &ended, &hints, &dice);
  assert_between(decision.next - start, 2 * SPAN_DAY, 2 * SPAN_DAY);
  assert_non_null(strstr(decision.reason, "Retry-After of 2 d"));
  ended.retry_after = 3650 * SPAN_DAY;
  decision = schedule_next(&schedule, &limits, &ended, &hints, &dice);
  assert_between(decision.next - start, 7 * SPAN_DAY, 7 * SPAN_DAY);
}

static void gone_retires_and_only_gone_does(void **state)
{
  (void)state;
  assert_false(poll(start, 404, 0, 0).retired);
  struct schedule_decision decision = poll(start, 410, 0, 0);
  assert_true(decision.retired);
  assert_int_equal(decision.next, 0);
}

static void a_permanent_redirect_moves_and_polling_goes_on(void **state)
{
  (void)state;
  struct schedule_poll ended = {.now = start, .status = 200, .moved = true, .entries = 10, .fresh = 1};
  struct schedule_decision decision = schedule_next(&schedule, &limits, &ended, &hints, &dice);
  assert_true(decision.moved && !decision.retired && decision.next > start);
  assert_true(strncmp(decision.reason, "moved for good", 14) == 0);
}

static void a_hub_makes_polling_a_slow_safety_net(void **state)
{
  (void)state;
  hints.websub = true;
  struct schedule_decision decision = run(SPAN_HOUR, 100);
  assert_between(decision.next, 6 * SPAN_HOUR, 6 * SPAN_HOUR);
  assert_non_null(strstr(decision.reason, "hub"));
}

static void what_a_hub_tells_counts_for_the_pace(void **state)
{
  (void)state;
  millis slow = run(12 * SPAN_HOUR, 100).next, now = schedule.polled;
  int64_t polls = schedule.polls;
  for (int i = 0; i < 40; i++) schedule_told(&schedule, now += SPAN_HOUR, 1);
  assert_int_equal(schedule.polls, polls);
  assert_int_equal(schedule.polled, now);
  assert_true(poll(now + 1, 304, 0, 0).next - now < slow / 2);
  fresh_source(NULL);
  schedule_told(&schedule, start, 5); /* nothing is known before the first poll */
  assert_int_equal(schedule.polled, 0);
}

static void a_clock_that_jumps_back_does_no_harm(void **state)
{
  (void)state;
  poll(start, 200, 20, 20);
  struct schedule_decision decision = poll(start - SPAN_DAY, 200, 20, 1);
  assert_between(decision.next - (start - SPAN_DAY), limits.min, limits.max);
}

static void spans_are_said_in_two_units(void **state)
{
  (void)state;
  char text[SPAN_TEXT];
  assert_string_equal(span_words(3 * SPAN_DAY + 4 * SPAN_HOUR + SPAN_MINUTE, text), "3 d 4 h");
  assert_string_equal(span_words(35 * SPAN_MINUTE, text), "35 min");
  assert_string_equal(span_words(9 * SPAN_HOUR, text), "9 h");
  assert_string_equal(span_words(90 * SPAN_SECOND, text), "1 min 30 s");
  assert_string_equal(span_words(-5, text), "0 s");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(the_interval_follows_the_pace_of_the_source, fresh_source),
      cmocka_unit_test_setup(the_interval_stays_within_the_limits, fresh_source),
      cmocka_unit_test_setup(a_burst_is_followed_at_once, fresh_source),
      cmocka_unit_test_setup(the_first_poll_learns_from_the_dates_in_the_feed, fresh_source),
      cmocka_unit_test_setup(without_dates_the_update_period_is_the_first_guess, fresh_source),
      cmocka_unit_test_setup(the_publishers_ttl_and_max_age_are_kept, fresh_source),
      cmocka_unit_test_setup(a_ttl_gives_way_where_entries_would_be_lost, fresh_source),
      cmocka_unit_test_setup(entries_in_no_time_tell_of_no_pace, fresh_source),
      cmocka_unit_test_setup(skipped_hours_and_days_are_left_out, fresh_source),
      cmocka_unit_test_setup(a_source_that_skips_every_hour_is_polled_all_the_same, fresh_source),
      cmocka_unit_test_setup(errors_double_the_wait_up_to_a_day_and_never_stop, fresh_source),
      cmocka_unit_test_setup(an_unreadable_answer_counts_as_an_error, fresh_source),
      cmocka_unit_test_setup(retry_after_is_heeded_within_reason, fresh_source),
      cmocka_unit_test_setup(gone_retires_and_only_gone_does, fresh_source),
      cmocka_unit_test_setup(a_permanent_redirect_moves_and_polling_goes_on, fresh_source),
      cmocka_unit_test_setup(a_hub_makes_polling_a_slow_safety_net, fresh_source),
      cmocka_unit_test_setup(what_a_hub_tells_counts_for_the_pace, fresh_source),
      cmocka_unit_test_setup(a_clock_that_jumps_back_does_no_harm, fresh_source),
      cmocka_unit_test_setup(spans_are_said_in_two_units, fresh_source),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
