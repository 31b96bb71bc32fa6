#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/source/xml_stream.h"

static struct buffer told;

/* tell - the events of a text as one line: (a, 'text', )a, and ! for a cut with its depth. */
static const char *tell(const char *text)
{
  struct xml_stream stream;
  buffer_clear(&told);
  xml_stream_start(&stream, slice_of(text));
  for (enum xml_event event = XML_EVENT_TEXT; event != XML_EVENT_CUT;) {
    event = xml_stream_next(&stream);
    if (event == XML_EVENT_CUT) {
      buffer_format(&told, "!%zu%s", stream.depth, stream.mended ? " mended" : "");
    } else if (event == XML_EVENT_TEXT) {
      buffer_byte(&told, '\'');
      xml_stream_text(&stream, &told);
      buffer_byte(&told, '\'');
    } else {
      buffer_byte(&told, event == XML_EVENT_START ? '(' : ')');
      buffer_slice(&told, stream.name);
      buffer_format(&told, "%zu ", stream.depth);
    }
  }
  return buffer_string(&told);
}

static int forget(void **state)
{
  (void)state;
  buffer_free(&told);
  return 0;
}

static void elements_and_texts_come_in_order_without_prefixes(void **state)
{
  (void)state;
  assert_string_equal(
      tell("<?xml version='1.0'?><!DOCTYPE a><n:a><!-- no --><b/>x &lt; &#233;<![CDATA[&lt;]]></n:a>"),
      "(a1 (b2 )b2 'x < \xC3\xA9''&lt;')a1 !0");
}

static void missing_ends_are_added_and_stray_ends_left_out(void **state)
{
  (void)state;
  assert_string_equal(tell("<a><b><c>x</a></b><d/>"), "(a1 (b2 (c3 'x')c3 )b2 )a1 (d1 )d1 !0 mended");
}

static void what_is_cut_gets_no_end(void **state)
{
  (void)state;
  assert_string_equal(tell("<a><b>x"), "(a1 (b2 'x'!2");
  assert_string_equal(tell(""), "!0");
}

static void elements_too_deep_are_left_out_but_not_their_texts(void **state)
{
  (void)state;
  struct buffer deep = BUFFER_EMPTY;
  for (int i = 0; i < XML_STREAM_DEPTH + 5; i++) buffer_text(&deep, "<a>");
  buffer_text(&deep, "x<b>y</b>");
  tell(buffer_string(&deep));
  assert_non_null(strstr(buffer_string(&told), "(a64 'x''y'!64 mended"));
  buffer_free(&deep);
}

static void attributes_are_found_by_name_in_any_case(void **state)
{
  (void)state;
  struct xml_stream stream;
  struct buffer value = BUFFER_EMPTY;
  xml_stream_start(&stream, SLICE("<a XmlUrl='1 &amp; 2' rdf:about=\"x\" plain=3 b='&copy;&unknown;&'/>"));
  assert_int_equal(xml_stream_next(&stream), XML_EVENT_START);
  assert_true(xml_stream_attribute(&stream, "xmlUrl", &value));
  assert_true(xml_stream_attribute(&stream, "about", &value));
  assert_true(xml_stream_attribute(&stream, "plain", &value));
  assert_true(xml_stream_attribute(&stream, "b", &value));
  assert_false(xml_stream_attribute(&stream, "xml", &value));
  assert_string_equal(buffer_string(&value), "1 & 2x3\xC2\xA9&unknown;&");
  buffer_free(&value);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(elements_and_texts_come_in_order_without_prefixes),
      cmocka_unit_test(missing_ends_are_added_and_stray_ends_left_out),
      cmocka_unit_test(what_is_cut_gets_no_end),
      cmocka_unit_test(elements_too_deep_are_left_out_but_not_their_texts),
      cmocka_unit_test(attributes_are_found_by_name_in_any_case),
  };
  return cmocka_run_group_tests(tests, NULL, forget);
}
