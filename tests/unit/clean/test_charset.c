#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/utf8.h"
#include "clean/charset.h"

static struct charset *charset;
static struct buffer out;
static const char *name;

static int set_up(void **state)
{
  (void)state;
  charset = charset_new();
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  charset_free(&charset);
  buffer_free(&out);
  return 0;
}

static struct slice decoded(struct slice bytes, const char *content_type)
{
  struct slice text = charset_to_utf8(charset, bytes, slice_of(content_type), &out, &name);
  assert_true(utf8_valid(text));
  return text;
}

static void assert_decoded(struct slice bytes, const char *content_type, const char *want_name,
                           const char *want)
{
  struct slice text = decoded(bytes, content_type);
  assert_string_equal(name, want_name);
  assert_int_equal(text.length, strlen(want));
  assert_memory_equal(text.data, want, text.length);
}

static void labels_have_the_meaning_the_web_gives_them(void **state)
{
  (void)state;
  assert_string_equal(charset_of_label(SLICE(" Latin1 ")), "windows-1252");
  assert_string_equal(charset_of_label(SLICE("us-ascii")), "windows-1252");
  assert_string_equal(charset_of_label(SLICE("ISO-8859-9")), "windows-1254");
  assert_string_equal(charset_of_label(SLICE("gb2312")), "GBK");
  assert_string_equal(charset_of_label(SLICE("ks_c_5601-1987")), "EUC-KR");
  assert_string_equal(charset_of_label(SLICE("x-sjis")), "Shift_JIS");
  assert_null(charset_of_label(SLICE("klingon")));
  assert_null(charset_of_label(SLICE("")));
}

static void a_byte_order_mark_wins_over_every_declaration(void **state)
{
  (void)state;
  assert_decoded(SLICE("\xEF\xBB\xBF"
                       "caf\xC3\xA9"),
                 "text/html; charset=latin1", "UTF-8", "café");
  assert_decoded(SLICE("\xFF\xFE"
                       "c\0\xE9\0"),
                 "", "UTF-16LE", "cé");
  assert_decoded(SLICE("\xFE\xFF"
                       "\0c\0\xE9"),
                 "", "UTF-16BE", "cé");
}

static void the_header_is_believed_before_the_page(void **state)
{
  (void)state;
  assert_decoded(SLICE("<meta charset=windows-1251>\x9C"), "text/html; charset=ISO-8859-1", "windows-1252",
                 "<meta charset=windows-1251>œ");
}

static void a_meta_element_declares_in_both_shapes(void **state)
{
  (void)state;
  assert_string_equal(charset_prescan(SLICE("<!-- <meta charset=big5> --><META CHARSET='koi8-r'>")),
                      "KOI8-R");
  assert_string_equal(
      charset_prescan(SLICE("<meta content=\"text/html; charset=gbk\" http-equiv=Content-Type>")), "GBK");
  assert_string_equal(charset_prescan(SLICE("<meta charset=utf-16>")), "UTF-8");
  assert_null(charset_prescan(SLICE("<meta content='text/html; charset=gbk'>")));
  assert_null(charset_prescan(SLICE("<div title='<meta charset=big5>'>")));
  assert_null(charset_prescan(SLICE("<meta charset=\"")));
}

static void legacy_bytes_become_the_letters_they_meant(void **state)
{
  (void)state;
  assert_decoded(SLICE("\x9Cuvre \x80 \x93o\x94"), "text/html; charset=iso-8859-1", "windows-1252",
                 "œuvre € “o”");
  assert_decoded(SLICE("\xCF\xF0\xE8\xE2\xE5\xF2"), "text/html; charset=windows-1251", "windows-1251",
                 "Привет");
  assert_decoded(SLICE("\x93\xFA\x96\x7B\x87\x40"), "text/html; charset=shift_jis", "Shift_JIS", "日本①");
  assert_decoded(SLICE("\xD6\xD0\xCE\xC4"), "text/html; charset=gb2312", "GBK", "中文");
  assert_decoded(SLICE("\xC7\xD1\xB1\xDB\x8C\x63"), "text/html; charset=euc-kr", "EUC-KR", "한글똠");
  assert_decoded(SLICE("\x1B$B\x46\x7C\x4B\x5C\x1B(B"), "text/html; charset=iso-2022-jp", "ISO-2022-JP",
                 "日本");
}

static void undecodable_bytes_become_replacement_characters(void **state)
{
  (void)state;
  assert_decoded(SLICE("\x93\xFA\xFF\x96\x7B"), "text/html; charset=shift_jis", "Shift_JIS",
                 "日\xEF\xBF\xBD本");
}

static void well_formed_utf8_is_believed_against_a_wrong_label(void **state)
{
  (void)state;
  assert_decoded(SLICE("d\xC3\xA9j\xC3\xA0 vu, \xC5\x93uvre"), "text/html; charset=iso-8859-1", "UTF-8",
                 "déjà vu, œuvre");
}

static void a_page_that_is_not_the_utf8_it_declares_is_read_by_its_bytes(void **state)
{
  (void)state;
  assert_decoded(SLICE("<meta charset=utf-8>La f\xEA"
                       "te de l'\xE9t\xE9 \xE0 No\xEBl, d\xE9j\xE0 pass\xE9"
                       "e"),
                 "text/html; charset=utf-8", "windows-1252",
                 "<meta charset=utf-8>La fête de l'été à Noël, déjà passée");
}

static void one_bad_byte_in_much_utf8_costs_one_character(void **state)
{
  (void)state;
  struct slice text =
      decoded(SLICE("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xFF!"), "");
  assert_string_equal(name, "UTF-8");
  assert_int_equal(text.length, 9 * 2 + 3 + 1);
}

static void nul_bytes_are_dropped(void **state)
{
  (void)state;
  assert_decoded(SLICE("a\0b\0"), "text/html; charset=utf-8", "UTF-8", "ab");
}

static void every_cut_of_a_page_decodes_to_well_formed_text(void **state)
{
  (void)state;
  struct slice page = SLICE("\x1B$B\x46\x7C<meta charset=gb18030>\x81\x30\x81\x30\xFE\xFF\xC3\x93\xFA\x80");
  static const char *const types[] = {"",
                                      "text/html; charset=gb18030",
                                      "text/html; charset=big5",
                                      "text/html; charset=euc-jp",
                                      "text/html; charset=\"",
                                      "text/html;charset=utf-16le"};
  for (size_t t = 0; t < sizeof types / sizeof *types; t++)
    for (size_t i = 0; i <= page.length; i++) decoded(slice_from(page, i), types[t]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(labels_have_the_meaning_the_web_gives_them),
      cmocka_unit_test(a_byte_order_mark_wins_over_every_declaration),
      cmocka_unit_test(the_header_is_believed_before_the_page),
      cmocka_unit_test(a_meta_element_declares_in_both_shapes),
      cmocka_unit_test(legacy_bytes_become_the_letters_they_meant),
      cmocka_unit_test(undecodable_bytes_become_replacement_characters),
      cmocka_unit_test(well_formed_utf8_is_believed_against_a_wrong_label),
      cmocka_unit_test(a_page_that_is_not_the_utf8_it_declares_is_read_by_its_bytes),
      cmocka_unit_test(one_bad_byte_in_much_utf8_costs_one_character),
      cmocka_unit_test(nul_bytes_are_dropped),
      cmocka_unit_test(every_cut_of_a_page_decodes_to_well_formed_text),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
