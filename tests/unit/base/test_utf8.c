#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/utf8.h"

static void well_formed_text_is_accepted(void **state)
{
  (void)state;
  assert_true(utf8_valid(SLICE("N’Djaména, œuvre, 日本, 🗞")));
}

static void overlong_surrogate_and_cut_sequences_are_refused(void **state)
{
  (void)state;
  assert_false(utf8_valid(SLICE("\xC0\xAF")));
  assert_false(utf8_valid(SLICE("\xED\xA0\x80")));
  assert_false(utf8_valid(SLICE("\xF4\x90\x80\x80")));
  assert_false(utf8_valid(SLICE("abc\xE2\x82")));
}

static void counting_is_by_code_points(void **state)
{
  (void)state;
  assert_int_equal(utf8_count(SLICE("é🗞a")), 3);
  assert_int_equal(utf8_count(SLICE("")), 0);
  struct slice text = SLICE("éàü🗞œ日本語 N’Djaména, où l’œuvre de l’été s’achève 🗞🗞🗞 plain ascii behind");
  for (size_t end = 0, count = 0; end < text.length; count++) { /* every length, so every remainder of a word */
    assert_int_equal(utf8_count((struct slice){text.data, end}), count);
    end += utf8_step(text, end);
  }
}

static void repair_replaces_each_bad_byte_and_keeps_the_rest(void **state)
{
  (void)state;
  struct buffer out = BUFFER_EMPTY;
  utf8_repair(&out, SLICE("a\xFF" "b\xE2\x82"));
  assert_string_equal(buffer_string(&out), "a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBD");
  assert_true(utf8_valid(buffer_view(&out)));
  buffer_free(&out);
}

static void a_cut_never_splits_a_character(void **state)
{
  (void)state;
  assert_int_equal(utf8_cut(SLICE("aé"), 2).length, 1);
  assert_int_equal(utf8_cut(SLICE("aé"), 3).length, 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(well_formed_text_is_accepted),
      cmocka_unit_test(overlong_surrogate_and_cut_sequences_are_refused),
      cmocka_unit_test(counting_is_by_code_points),
      cmocka_unit_test(repair_replaces_each_bad_byte_and_keeps_the_rest),
      cmocka_unit_test(a_cut_never_splits_a_character),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
