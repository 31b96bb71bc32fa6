/* How many lines of one kind are written, and that none is left out without a word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/log_limit.h"

enum { START = 500 * 1000 };

static int allowed(struct log_limit *limit, int asked, millis monotonic)
{
  int count = 0;
  for (int i = 0; i < asked; i++) count += log_limit_allows(limit, monotonic);
  return count;
}

static void a_minute_has_room_for_so_many_lines(void **state)
{
  (void)state;
  struct log_limit limit = {.event = "garbage"};
  assert_int_equal(allowed(&limit, 1000, START), LOG_LIMIT_LINES);
  assert_int_equal(allowed(&limit, 1000, START + LOG_LIMIT_MINUTE - 1), 0);
  assert_int_equal(allowed(&limit, 1000, START + LOG_LIMIT_MINUTE), LOG_LIMIT_LINES);
}

static void what_was_suppressed_is_told_once_when_the_minute_is_over(void **state)
{
  (void)state;
  struct log_limit limit = {.event = "garbage"};
  allowed(&limit, LOG_LIMIT_LINES + 7, START);
  assert_int_equal(log_limit_turn(&limit, START + LOG_LIMIT_MINUTE - 1), 0);
  assert_int_equal(log_limit_turn(&limit, START + LOG_LIMIT_MINUTE), 7);
  assert_int_equal(log_limit_turn(&limit, START + 2 * LOG_LIMIT_MINUTE), 0);
}

static void what_was_suppressed_is_told_at_the_end(void **state)
{
  (void)state;
  struct log_limit limit = {.event = "garbage"};
  assert_int_equal(log_limit_end(&limit), 0);
  allowed(&limit, LOG_LIMIT_LINES, START);
  assert_int_equal(log_limit_end(&limit), 0);
  allowed(&limit, LOG_LIMIT_LINES + 1, START);
  assert_int_equal(log_limit_end(&limit), 1);
  assert_int_equal(log_limit_end(&limit), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_minute_has_room_for_so_many_lines),
      cmocka_unit_test(what_was_suppressed_is_told_once_when_the_minute_is_over),
      cmocka_unit_test(what_was_suppressed_is_told_at_the_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
