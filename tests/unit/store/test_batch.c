#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "store/batch.h"
#include "store/heart.h"
#include "store/throughput.h"

static const struct batch_options options = {.max_items = 100, .max_wait = 200};

static void a_lone_article_of_an_idle_store_is_committed_at_once(void **state)
{
  (void)state;
  struct batch batch;
  batch_init(&batch, &options, 1000);
  batch_add(&batch, 10, 1000);
  assert_true(batch_due(&batch, false, 1000));
  batch_done(&batch, 1001);
  batch_add(&batch, 10, 5000);
  assert_true(batch_due(&batch, false, 5000));
}

static void an_article_with_another_behind_it_waits_for_it(void **state)
{
  (void)state;
  struct batch batch;
  batch_init(&batch, &options, 1000);
  batch_add(&batch, 10, 1000);
  assert_false(batch_due(&batch, true, 1000));
}

static void an_article_close_behind_a_commit_waits_for_company_until_a_quiet_gap(void **state)
{
  (void)state;
  struct batch batch;
  batch_init(&batch, &options, 1000);
  batch_add(&batch, 10, 1000);
  batch_done(&batch, 1002);
  batch_add(&batch, 10, 1004);
  assert_false(batch_due(&batch, false, 1004));
  assert_int_equal(batch_wake_at(&batch), 1004 + BATCH_QUIET_MS);
  assert_false(batch_due(&batch, false, 1004 + BATCH_QUIET_MS - 1));
  assert_true(batch_due(&batch, false, 1004 + BATCH_QUIET_MS));
}

static void a_steady_stream_is_committed_at_the_longest_wait(void **state)
{
  (void)state;
  struct batch batch;
  batch_init(&batch, &options, 1000);
  batch_add(&batch, 10, 1000);
  batch_done(&batch, 1000);
  for (millis at = 1005; at < 1205; at += 5) {
    batch_add(&batch, 10, at);
    assert_false(batch_due(&batch, false, at));
  }
  assert_int_equal(batch_wake_at(&batch), 1205);
  assert_true(batch_due(&batch, true, 1205));
}

static void a_full_batch_is_due_whatever_waits_behind_it(void **state)
{
  (void)state;
  struct batch batch;
  batch_init(&batch, &options, 1000);
  for (int i = 0; i < 99; i++) batch_add(&batch, 10, 1000);
  assert_false(batch_full(&batch));
  batch_add(&batch, 10, 1000);
  assert_true(batch_full(&batch));
  assert_true(batch_due(&batch, true, 1000));
}

static void bytes_fill_a_batch_as_items_do(void **state)
{
  (void)state;
  struct batch batch;
  batch_init(&batch, &options, 1000);
  batch_add(&batch, BATCH_MAX_BYTES - 1, 1000);
  assert_false(batch_full(&batch));
  batch_add(&batch, 1, 1000);
  assert_true(batch_full(&batch));
}

static void an_empty_batch_is_never_due_and_wakes_nobody(void **state)
{
  (void)state;
  struct batch batch;
  batch_init(&batch, &options, 1000);
  assert_false(batch_due(&batch, false, 99999));
  assert_int_equal(batch_wake_at(&batch), 0);
}

static void the_heart_beats_at_its_interval_and_soon_behind_a_burst(void **state)
{
  (void)state;
  struct heart heart;
  heart_init(&heart, 1000, 0);
  assert_true(heart_due(&heart, 0));
  heart_beaten(&heart, 0);
  assert_false(heart_due(&heart, 999));
  heart_committed(&heart, 100);
  heart_committed(&heart, 120);
  assert_int_equal(heart_wake_at(&heart), 120 + HEART_SETTLE_MS);
  assert_true(heart_due(&heart, 120 + HEART_SETTLE_MS));
  heart_beaten(&heart, 150);
  assert_int_equal(heart_wake_at(&heart), 1150);
}

static void a_burst_without_end_does_not_silence_the_heart(void **state)
{
  (void)state;
  struct heart heart;
  heart_init(&heart, 1000, 0);
  heart_beaten(&heart, 0);
  for (millis at = 0; at < 1000; at += 10) {
    heart_committed(&heart, at);
    assert_false(heart_due(&heart, at));
  }
  assert_true(heart_due(&heart, 1000));
}

static void the_rate_forgets_what_is_older_than_a_minute(void **state)
{
  (void)state;
  struct throughput throughput = {{0}, {0}};
  throughput_add(&throughput, 5, 100 * 1000);
  throughput_add(&throughput, 7, 130 * 1000);
  assert_int_equal(throughput_last_minute(&throughput, 131 * 1000), 12);
  assert_int_equal(throughput_last_minute(&throughput, 160 * 1000), 7);
  assert_int_equal(throughput_last_minute(&throughput, 999 * 1000), 0);
  throughput_add(&throughput, 1, 160 * 1000); /* takes the place of second 100 */
  assert_int_equal(throughput_last_minute(&throughput, 160 * 1000), 8);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_lone_article_of_an_idle_store_is_committed_at_once),
      cmocka_unit_test(an_article_with_another_behind_it_waits_for_it),
      cmocka_unit_test(an_article_close_behind_a_commit_waits_for_company_until_a_quiet_gap),
      cmocka_unit_test(a_steady_stream_is_committed_at_the_longest_wait),
      cmocka_unit_test(a_full_batch_is_due_whatever_waits_behind_it),
      cmocka_unit_test(bytes_fill_a_batch_as_items_do),
      cmocka_unit_test(an_empty_batch_is_never_due_and_wakes_nobody),
      cmocka_unit_test(the_heart_beats_at_its_interval_and_soon_behind_a_burst),
      cmocka_unit_test(a_burst_without_end_does_not_silence_the_heart),
      cmocka_unit_test(the_rate_forgets_what_is_older_than_a_minute),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
