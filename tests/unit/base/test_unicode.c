#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/unicode.h"

static void assert_letters(uint32_t c, const uint32_t *want, int count)
{
  uint32_t letters[UNICODE_LETTERS];
  assert_int_equal(unicode_letters(c, letters), count);
  for (int i = 0; i < count; i++) assert_int_equal(letters[i], want[i]);
}

static void a_letter_is_compared_without_case_mark_and_form(void **state)
{
  (void)state;
  assert_letters('Q', (const uint32_t[]){'q'}, 1);
  assert_letters(0x00C9, (const uint32_t[]){'e'}, 1);           /* E with acute */
  assert_letters(0x00DF, (const uint32_t[]){'s', 's'}, 2);      /* sharp s */
  assert_letters(0xFB03, (const uint32_t[]){'f', 'f', 'i'}, 3); /* ligature */
  assert_letters(0x2462, (const uint32_t[]){'3'}, 1);           /* 3 in a circle */
  assert_letters(0x0419, (const uint32_t[]){0x0438}, 1);        /* Cyrillic short I */
  assert_letters(0xFF76, (const uint32_t[]){0x30AB}, 1);        /* halfwidth katakana */
  assert_letters(0x65B0, (const uint32_t[]){0x65B0}, 1);        /* Han */
}

static void what_is_no_letter_parts_words_or_leaves_nothing(void **state)
{
  (void)state;
  assert_letters(' ', NULL, -1);
  assert_letters(0x2019, NULL, -1); /* apostrophe */
  assert_letters(0x20AC, NULL, -1); /* euro */
  assert_letters(0x0301, NULL, 0);  /* combining acute */
  assert_letters(0x00AD, NULL, 0);  /* soft hyphen */
}

static void no_character_has_more_letters_than_there_is_room_for(void **state)
{
  (void)state;
  uint32_t letters[UNICODE_LETTERS];
  for (uint32_t c = 0; c <= 0x10FFFF; c++) assert_in_range(unicode_letters(c, letters) + 1, 0, 19);
  assert_int_equal(unicode_letters(0xFDFA, letters), 15); /* the longest, three spaces not counted */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_letter_is_compared_without_case_mark_and_form),
      cmocka_unit_test(what_is_no_letter_parts_words_or_leaves_nothing),
      cmocka_unit_test(no_character_has_more_letters_than_there_is_room_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
