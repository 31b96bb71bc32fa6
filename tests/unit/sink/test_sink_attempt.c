#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "sink/attempt.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static enum attempt_verdict judge(struct attempts *attempts, int status, millis retry_after, millis now)
{
  struct attempt_answer answer = {status, retry_after};
  return attempt_judge(attempts, &answer, DAY_MS, now, 0);
}

static void the_status_decides(void **state)
{
  (void)state;
  static const struct {
    int status;
    enum attempt_verdict verdict;
  } table[] = {{200, ATTEMPT_TAKEN}, {204, ATTEMPT_TAKEN}, {301, ATTEMPT_AGAIN},   {400, ATTEMPT_REFUSED},
               {401, ATTEMPT_AGAIN}, {404, ATTEMPT_AGAIN}, {413, ATTEMPT_REFUSED}, {422, ATTEMPT_REFUSED},
               {408, ATTEMPT_AGAIN}, {410, ATTEMPT_GONE},  {425, ATTEMPT_AGAIN},   {429, ATTEMPT_AGAIN},
               {500, ATTEMPT_AGAIN}, {503, ATTEMPT_AGAIN}, {0, ATTEMPT_AGAIN}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    struct attempts attempts = {0};
    assert_int_equal(judge(&attempts, table[i].status, 0, 1000), table[i].verdict);
  }
}

static void pauses_double_up_to_the_longest(void **state)
{
  (void)state;
  struct attempts attempts = {0};
  millis now = 5000, last = 0;
  for (int i = 0; i < 15; i++) {
    assert_int_equal(judge(&attempts, 503, 0, now), ATTEMPT_AGAIN);
    millis pause = attempts.next_at - now;
    assert_true(pause == 2 * last || last == 0 || pause == ATTEMPT_LONGEST_MS / 2);
    last = pause;
    now = attempts.next_at;
  }
  assert_int_equal(last, ATTEMPT_LONGEST_MS / 2);
}

static void chance_stays_within_the_second_half(void **state)
{
  (void)state;
  struct attempt_answer answer = {503, 0};
  for (uint64_t dice = 0; dice < 3000; dice += 7) {
    struct attempts attempts = {0};
    attempt_judge(&attempts, &answer, DAY_MS, 0, dice);
    assert_in_range(attempts.next_at, ATTEMPT_FIRST_MS / 2, ATTEMPT_FIRST_MS);
  }
}

static void the_receiver_may_ask_for_more_time(void **state)
{
  (void)state;
  struct attempts attempts = {0};
  assert_int_equal(judge(&attempts, 429, 90000, 1000), ATTEMPT_AGAIN);
  assert_int_equal(attempts.next_at, 91000);
}

static void after_the_time_to_retry_it_is_refused(void **state)
{
  (void)state;
  struct attempts attempts = {0};
  assert_int_equal(judge(&attempts, 500, 0, 0), ATTEMPT_AGAIN);
  assert_int_equal(judge(&attempts, 500, 0, DAY_MS - 2000), ATTEMPT_AGAIN);
  assert_int_equal(judge(&attempts, 500, 0, DAY_MS), ATTEMPT_REFUSED);
  attempts = (struct attempts){0};
  assert_int_equal(judge(&attempts, 429, 2 * (millis)DAY_MS, 0), ATTEMPT_REFUSED);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_status_decides),
      cmocka_unit_test(pauses_double_up_to_the_longest),
      cmocka_unit_test(chance_stays_within_the_second_half),
      cmocka_unit_test(the_receiver_may_ask_for_more_time),
      cmocka_unit_test(after_the_time_to_retry_it_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
