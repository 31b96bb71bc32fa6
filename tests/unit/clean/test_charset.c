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

static void the_letters_tell_an_encoding_that_nobody_declares(void **state)
{
  (void)state;
  assert_decoded(SLICE("\xCC\xFD\xF0\x20\xE3\xEE\xF0\xEE\xE4\xE0\x20\xEF\xF0\xE5\xE4\xF1\xF2\xE0\xE2\xE8\xEB"
                       "\x20\xE2\xF7\xE5\xF0\xE0\x20\xED\xEE\xE2\xFB\xE5\x20\xEC\xE5\xF0\xFB\x20\xEF\xF0\xEE"
                       "\xF2\xE8\xE2\x20\xED\xE0\xE2\xEE\xE4\xED\xE5\xED\xE8\xE9\x2E"),
                 "", "windows-1251", "Мэр города представил вчера новые меры против наводнений.");
  assert_decoded(SLICE("\xED\xDC\xD2\x20\xC7\xCF\xD2\xCF\xC4\xC1\x20\xD0\xD2\xC5\xC4\xD3\xD4\xC1\xD7\xC9\xCC"
                       "\x20\xD7\xDE\xC5\xD2\xC1\x20\xCE\xCF\xD7\xD9\xC5\x20\xCD\xC5\xD2\xD9\x20\xD0\xD2\xCF"
                       "\xD4\xC9\xD7\x20\xCE\xC1\xD7\xCF\xC4\xCE\xC5\xCE\xC9\xCA\x2E"),
                 "", "KOI8-R", "Мэр города представил вчера новые меры против наводнений.");
  assert_decoded(SLICE("\xD3\xF7\xE1\x20\xAC\xD6\xE1\xD6\xA6\xA0\x20\xD8\xE1\xA8\xA6\xE3\xE5\xA0\xEB\xB7\xD0"
                       "\x20\xEB\xFB\xA8\xE1\xA0\x20\xD4\xD6\xEB\xF1\xA8\x20\xD2\xA8\xE1\xF1\x20\xD8\xE1\xD6"
                       "\xE5\xB7\xEB\x20\xD4\xA0\xEB\xD6\xA6\xD4\xA8\xD4\xB7\xBD\x2E"),
                 "", "IBM855", "Мэр города представил вчера новые меры против наводнений.");
  assert_decoded(SLICE("\x57\xF3\x6A\x74\x20\x70\x72\x7A\x65\x64\x73\x74\x61\x77\x69\xB3\x20\x77\x63\x7A\x6F"
                       "\x72\x61\x6A\x20\xB6\x72\x6F\x64\x6B\x69\x2C\x20\x6B\x74\xF3\x72\x65\x20\x6D\x61\x6A"
                       "\xB1\x20\x7A\x61\x70\x6F\x62\x69\x65\x63\x20\x70\x6F\x77\x6F\x64\x7A\x69\xB1\x2E"),
                 "", "ISO-8859-2", "Wójt przedstawił wczoraj środki, które mają zapobiec powodzią.");
  assert_decoded(SLICE("\xBB\xD4\xC4\xB9\xA4\xCF\xBA\xF2\xC6\xFC\xA1\xA2\xBF\xB7\xA4\xB7\xA4\xA4\xC2\xD0\xBA"
                       "\xF6\xA4\xF2\xC8\xAF\xC9\xBD\xA4\xB7\xA4\xBF\xA1\xA3"),
                 "", "EUC-JP", "市長は昨日、新しい対策を発表した。");
  assert_decoded(
      SLICE(
          "\xCA\xD0\xB3\xA4\xD7\xF2\xCC\xEC\xD0\xFB\xB2\xBC\xC1\xCB\xD0\xC2\xB5\xC4\xB4\xEB\xCA\xA9\xA1\xA3"),
      "", "gb18030", "市长昨天宣布了新的措施。");
  assert_decoded(SLICE("\xAF\xA1\xB8\x77\xB7\x65\x20\xB4\xE1\xB9\x41\x20\xAC\x81\x9D\xA1\xB6\x85\x20\x94\x81"
                       "\xC0\x82\xB7\x69\x20\xA4\x69\xCE\x61\xD0\x96\x94\x61\x2E"),
                 "", "Johab", "시장은 어제 새로운 대책을 발표했다.");
  assert_decoded(SLICE("\x4B\x72\x79\x65\x74\x61\x72\x69\x20\x70\x61\x72\x61\x71\x69\x74\x69\x20\x6D\x61\x73"
                       "\x61\x20\x70\xEB\x72\x20\x74\xEB\x20\x6D\x62\x72\x6F\x6A\x74\x75\x72\x20\x71\x79\x74"
                       "\x65\x74\x69\x6E\x2C\x20\xEB\x73\x68\x74\xEB\x20\x74\x68\xEB\x6E\xEB\x2E"),
                 "", "windows-1252", "Kryetari paraqiti masa për të mbrojtur qytetin, është thënë.");
  assert_decoded(SLICE("\x3C\x00\x70\x00\x3E\x00\xE9\x00\x74\x00\xE9\x00\x3C\x00\x2F\x00\x70\x00\x3E\x00"),
                 "", "UTF-16LE", "<p>été</p>");
  assert_decoded(SLICE("\x00\x00\x00\x3C\x00\x00\x00\x70\x00\x00\x00\x3E\x00\x00\x00\xE9\x00\x00\x00\x74\x00"
                       "\x00\x00\xE9\x00\x00\x00\x3C\x00\x00\x00\x2F\x00\x00\x00\x70\x00\x00\x00\x3E"),
                 "", "UTF-32BE", "<p>été</p>");
  assert_decoded(SLICE("\x1B\x24\x42\x46\x7C\x4B\x5C\x1B\x28\x42"), "", "ISO-2022-JP", "日本");
}

static void a_label_whose_letters_make_no_sense_is_not_believed(void **state)
{
  (void)state;
  struct slice russian =
      SLICE("\xCC\xFD\xF0\x20\xE3\xEE\xF0\xEE\xE4\xE0\x20\xEF\xF0\xE5\xE4\xF1\xF2\xE0\xE2\xE8\xEB\x20\xE2\xF7"
            "\xE5\xF0\xE0\x20\xED\xEE\xE2\xFB\xE5\x20\xEC\xE5\xF0\xFB\x20\xEF\xF0\xEE\xF2\xE8\xE2\x20\xED\xE0"
            "\xE2\xEE\xE4\xED\xE5\xED\xE8\xE9\x2E");
  assert_decoded(russian, "text/html; charset=iso-8859-1", "windows-1251",
                 "Мэр города представил вчера новые меры против наводнений.");
  assert_decoded(russian, "text/html; charset=shift_jis", "windows-1251",
                 "Мэр города представил вчера новые меры против наводнений.");
  assert_decoded(SLICE("<p>plain</p>"), "text/html; charset=utf-16", "UTF-8", "<p>plain</p>");
}

static void a_label_is_believed_where_it_makes_sense(void **state)
{
  (void)state;
  assert_decoded(
      SLICE("\x4C\x65\x20\x6D\x61\x69\x72\x65\x20\x61\x20\x70\x72\xE9\x73\x65\x6E\x74\xE9\x20\xE0\x20\x6C\x61"
            "\x20\x72\xE9\x67\x69\x6F\x6E\x2C\x20\x63\x65\x74\x20\xE9\x74\xE9\x2C\x20\xAB\x20\x6C\x92\x9C\x75"
            "\x76\x72\x65\x20\xBB\x20\x64\x65\x20\x6C\x61\x20\x66\x6F\x72\xEA\x74\x2E"),
      "text/html; charset=windows-1252", "windows-1252",
      "Le maire a présenté à la région, cet été, « l’œuvre » de la forêt.");
  assert_decoded(SLICE("\xB1\xB1"), "text/html; charset=iso-8859-2", "ISO-8859-2", "ąą");
}

static void utf8_is_given_back_without_a_copy(void **state)
{
  (void)state;
  struct slice bytes = SLICE("\xEF\xBB\xBF"
                             "d\xC3\xA9j\xC3\xA0 vu");
  assert_ptr_equal(decoded(bytes, "").data, bytes.data + 3);
}

static void an_xml_declaration_counts_behind_a_meta_element(void **state)
{
  (void)state;
  assert_string_equal(charset_prescan(SLICE("<?xml version='1.0' encoding='euc-kr'?><html>")), "EUC-KR");
  assert_string_equal(charset_prescan(SLICE("<?xml version='1.0' encoding='euc-kr'?><meta charset=big5>")),
                      "Big5");
  assert_null(charset_prescan(SLICE("<?xml version='1.0' encoding='euc-kr")));
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
      cmocka_unit_test(the_letters_tell_an_encoding_that_nobody_declares),
      cmocka_unit_test(a_label_whose_letters_make_no_sense_is_not_believed),
      cmocka_unit_test(a_label_is_believed_where_it_makes_sense),
      cmocka_unit_test(utf8_is_given_back_without_a_copy),
      cmocka_unit_test(an_xml_declaration_counts_behind_a_meta_element),
      cmocka_unit_test(every_cut_of_a_page_decodes_to_well_formed_text),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
