#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/utf8.h"
#include "clean/charset.h"
#include "clean/charset_decode.h"

#define BAD "\xEF\xBF\xBD"

static struct charset_decoder *decoder;
static struct buffer out;

static int set_up(void **state)
{
  (void)state;
  decoder = charset_decoder_new();
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  charset_decoder_free(&decoder);
  buffer_free(&out);
  return 0;
}

static void assert_text(const char *name, struct slice bytes, const char *want)
{
  buffer_clear(&out);
  size_t replaced = charset_decode(decoder, name, bytes, &out), expected = 0;
  for (const char *at = want; (at = strstr(at, BAD)); at += 3) expected++;
  assert_string_equal(buffer_string(&out), want);
  assert_int_equal(replaced, expected);
}

static void an_ascii_byte_behind_a_broken_pair_is_read_again(void **state)
{
  (void)state;
  assert_text("EUC-KR", SLICE("\xC7\xD1\xFF<b>"), "한" BAD "<b>");
  assert_text("EUC-KR", SLICE("\xC9<b>"), BAD "<b>");
  assert_text("Shift_JIS", SLICE("\x81<\x93\xFA\xA0"), BAD "<日" BAD);
  assert_text("Big5", SLICE("\xA1\"\x87\xFF"), BAD "\"" BAD);
  assert_text("gb18030", SLICE("\xD6\xD0\xB0<"), "中" BAD "<");
}

static void a_pair_that_is_no_letter_is_one_mistake(void **state)
{
  (void)state;
  assert_text("EUC-JP", SLICE("\xFD\xFE\xC6\xFC"), BAD "日");
  assert_text("Shift_JIS",
              SLICE("\xEF\xFC"
                    "a"),
              BAD "a");
  assert_text("EUC-KR",
              SLICE("\xC9\xA1"
                    "a"),
              BAD "a");
}

static void a_text_that_breaks_off_ends_in_one_mistake(void **state)
{
  (void)state;
  assert_text("Big5", SLICE("a\xA4"), "a" BAD);
  assert_text("gb18030", SLICE("a\x81\x30"), "a" BAD);
  assert_text("gb18030", SLICE("a\x81\x30\x81"), "a" BAD);
  assert_text("EUC-JP", SLICE("a\x8F\xA2"), "a" BAD);
  assert_text("UTF-16LE", SLICE("a\0\x3D\xD8\x00"), "a" BAD);
  assert_text("UTF-16LE", SLICE("a\0b"), "a" BAD);
  assert_text("UTF-8", SLICE("a\xF0\x9F\x98"), "a" BAD);
}

static void four_bytes_reach_what_two_cannot(void **state)
{
  (void)state;
  assert_text("gb18030", SLICE("\x94\x39\xDA\x33\x81\x30\x81\x30\x80"), "💩\xC2\x80€");
  assert_text("gb18030", SLICE("\x81\x30\x7F\x81\x30\x81\x7F"), BAD "0\x7F" BAD "0" BAD "\x7F");
  assert_text("EUC-JP", SLICE("\x8F\xB0\xA1\x8E\xB1"), "丂ｱ");
}

static void big5_has_the_letters_of_hong_kong_and_of_taiwan(void **state)
{
  (void)state;
  assert_text("Big5", SLICE("\xA4\xA4\xA1\x4E\xFC\x4F"), "中﹑彘");
  assert_text("Big5", SLICE("\x88\x62\x88\xA5"), "\xC3\x8A\xCC\x84\xC3\xAA\xCC\x8C");
}

static void holes_of_windows_pages_are_controls_and_others_are_mistakes(void **state)
{
  (void)state;
  assert_text("windows-1252", SLICE("\x81\x8C\x9C"), "\xC2\x81Œœ");
  assert_text("windows-1253", SLICE("\xAA\xC1"), BAD "Α");
  assert_text("windows-1255", SLICE("\xE0\xCA"), "א\xD6\xBA");
  assert_text("KOI8-U", SLICE("\xAE\xBE\xA6"), "ўЎі");
}

static void what_users_define_lies_beside_ascii(void **state)
{
  (void)state;
  assert_text("x-user-defined", SLICE("<p>\x80\xFF<b>a\x81"), "<p>\xEF\x9E\x80\xEF\x9F\xBF<b>a\xEF\x9E\x81");
}

static void a_lone_half_of_a_surrogate_pair_costs_only_itself(void **state)
{
  (void)state;
  assert_text("UTF-16BE", SLICE("\xD8\x3D\0a\xDC\x00\0b"), BAD "a" BAD "b");
  assert_text("UTF-16LE", SLICE("\x3D\xD8\x00\xDE"), "😀");
  assert_text("UTF-32BE", SLICE("\0\0\0a\0\0\xD8\x00\0\x11\0\0\0\x01\xF6\0"), "a" BAD BAD "😀");
}

static void a_beginning_of_a_character_is_one_mistake(void **state)
{
  (void)state;
  assert_text("UTF-8", SLICE("\xE2\x82|\xF0\x9F\x98|\xC3|\xED\xA0\x80|\xF8"),
              BAD "|" BAD "|" BAD "|" BAD BAD BAD "|" BAD);
}

static void escapes_change_the_set(void **state)
{
  (void)state;
  assert_text("ISO-2022-JP", SLICE("a\x1B$B\x46\x7C\x1B(J\\~\x1B(I1\x1B(Bb"), "a日¥‾ｱb");
  assert_text("ISO-2022-JP", SLICE("\x1B$B\x1B(Ba"), BAD "a");
  assert_text("ISO-2022-JP", SLICE("\x1B$Z\x0E\xE9"), BAD "$Z" BAD BAD);
  assert_text("ISO-2022-JP", SLICE("\x1B$B\x46"), BAD);
}

static void every_encoding_makes_well_formed_text_of_any_bytes(void **state)
{
  (void)state;
  char bytes[1024];
  uint32_t seed = 1;
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)((seed = seed * 1664525 + 1013904223) >> 24);
  size_t count;
  const struct charset_encoding *encodings = charset_encodings(&count);
  for (size_t i = 0; i < count; i++)
    for (size_t start = 0; start < 8; start++) {
      buffer_clear(&out);
      charset_decode(decoder, encodings[i].name, slice_from((struct slice){bytes, sizeof bytes}, start),
                     &out);
      assert_true(utf8_valid(buffer_view(&out)));
      assert_true(out.length > 0 && out.length <= 3 * sizeof bytes);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_ascii_byte_behind_a_broken_pair_is_read_again),
      cmocka_unit_test(a_pair_that_is_no_letter_is_one_mistake),
      cmocka_unit_test(a_text_that_breaks_off_ends_in_one_mistake),
      cmocka_unit_test(four_bytes_reach_what_two_cannot),
      cmocka_unit_test(big5_has_the_letters_of_hong_kong_and_of_taiwan),
      cmocka_unit_test(holes_of_windows_pages_are_controls_and_others_are_mistakes),
      cmocka_unit_test(what_users_define_lies_beside_ascii),
      cmocka_unit_test(a_lone_half_of_a_surrogate_pair_costs_only_itself),
      cmocka_unit_test(a_beginning_of_a_character_is_one_mistake),
      cmocka_unit_test(escapes_change_the_set),
      cmocka_unit_test(every_encoding_makes_well_formed_text_of_any_bytes),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
