/* What a slice says of its bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/slice.h"

static void a_number_is_digits_and_nothing_else(void **state)
{
  (void)state;
  static const char *const others[] = {"", " 7", "7 ", "-7", "+7", "7x", "0x7", "1234567890123456789"};
  int64_t number;
  assert_true(slice_number(SLICE("0"), &number));
  assert_int_equal(number, 0);
  assert_true(slice_number(SLICE("0042"), &number));
  assert_int_equal(number, 42);
  assert_true(slice_number(SLICE("999999999999999999"), &number));
  assert_int_equal(number, 999999999999999999);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    assert_false(slice_number(slice_of(others[i]), &number));
  assert_false(slice_number((struct slice){NULL, 0}, &number));
}

static void white_space_is_trimmed_at_both_ends(void **state)
{
  (void)state;
  assert_true(slice_is(slice_trim(SLICE(" \t a b\r\n")), "a b"));
  assert_int_equal(slice_trim(SLICE(" \n ")).length, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_number_is_digits_and_nothing_else),
      cmocka_unit_test(white_space_is_trimmed_at_both_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
