/* test_xml.c - XML as it comes: good, broken and hostile. */
#include "fetch/source/xml.h"

#include "base/utf8.h"
#include "fetch/source/xml_encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

static struct arena *arena;
static struct xml_document document;

static bool parse_as(const char *type, struct slice text)
{
  struct xml_hints hints = {.content_type = slice_of(type)};
  arena_reset(arena);
  return xml_parse(arena, text, &hints, &document, NULL);
}

static bool parse(const char *text)
{
  return parse_as("", slice_of(text));
}

static void print(const struct xml_node *node, struct buffer *out)
{
  if (node->is_text) {
    xml_escape(out, node->text, false);
    return;
  }
  buffer_byte(out, '<');
  if (node->uri.length) buffer_format(out, "{%.*s}", (int)node->uri.length, node->uri.data);
  buffer_slice(out, node->name);
  for (size_t i = 0; i < node->attribute_count; i++) {
    buffer_byte(out, ' ');
    buffer_slice(out, node->attributes[i].name);
    buffer_text(out, "=\"");
    xml_escape(out, node->attributes[i].value, true);
    buffer_byte(out, '"');
  }
  buffer_byte(out, '>');
  for (const struct xml_node *child = node->first; child; child = child->next) print(child, out);
  buffer_format(out, "</%.*s>", (int)node->name.length, node->name.data);
}

static void assert_tree(const char *expected)
{
  struct buffer out = BUFFER_EMPTY;
  assert_non_null(document.root);
  print(document.root, &out);
  assert_string_equal(buffer_string(&out), expected);
  buffer_free(&out);
}

static void a_good_document_keeps_its_tree(void **state)
{
  (void)state;
  assert_true(
      parse("<?xml version='1.0'?>\n<!-- c --><a xmlns='urn:x' xmlns:p='urn:p' b='1 &amp; 2'>t<p:c p:d='e'/>"
            "<![CDATA[<u>]]> &#233;</a>"));
  assert_false(document.bozo);
  assert_string_equal(document.reason, "");
  assert_string_equal(document.encoding, "utf-8");
  assert_tree("<{urn:x}a b=\"1 &amp; 2\">t<{urn:p}c d=\"e\"></c>&lt;u&gt; \xC3\xA9</a>");
  assert_true(slice_is(xml_attribute(document.root, "b"), "1 & 2"));
  struct xml_node *c = xml_child(document.root, "urn:p", "c");
  assert_true(slice_is(xml_attribute_in(c, "urn:p", "d"), "e"));
  assert_null(xml_attribute(c, "d").data);
  assert_true(c->next->cdata);
  assert_true(slice_is(xml_text(arena, document.root), "t<u> \xC3\xA9"));
}

static void the_name_of_a_namespace_may_be_any(void **state)
{
  (void)state;
  assert_true(parse("<a xmlns='not a uri' xmlns:b='b'><b:c/></a>"));
  assert_false(document.bozo);
  assert_int_equal(document.space_count, 2);
  assert_true(slice_is(document.spaces[1], "b"));
}

static void broken_documents_are_mended(void **state)
{
  (void)state;
  static const struct {
    const char *text, *tree;
  } cases[] = {
      {"<a>&nbsp;&eacute;&unknown;</a>", "<a>\xC2\xA0\xC3\xA9&amp;unknown;</a>"},
      {"<a b='x&y=1&lt'>R & D</a>", "<a b=\"x&amp;y=1&amp;lt\">R &amp; D</a>"},
      {"<a><b>x</a>", "<a><b>x</b></a>"},
      {"<a><b>x</c></b>y</a>", "<a><b>x</b>y</a>"},
      {"<a><b><i>x</b></i>y</a>", "<a><b><i>x</i></b>y</a>"},
      {"<a><item>1<item>2</item></a>", "<a><item>1</item><item>2</item></a>"},
      {"junk <a>x</a>", "<a>x</a>"},
      {"\n<?xml version='1.0'?><a>x</a>", "<a>x</a>"},
      {"<a>x</a><b>y</b>", "<a>x<b>y</b></a>"},
      {"<a b=1 c d='2' b='3'>x</a>", "<a b=\"1\" c=\"\" d=\"2\">x</a>"},
      {"<a>1 < 2 <br>x</a", "<a>1 &lt; 2 <br></br>x</a>"},
      {"<a>x\x01y&#1;&#128;</a>", "<a>xy\xE2\x82\xAC</a>"},
      {"<a><![CDATA[x\x02<y></a>", "<a>x&lt;y&gt;&lt;/a&gt;</a>"},
      {"<a href=\"x>y</a>", "<a href=\"x\">y</a>"},
      {"<a><B>x</b>y</a>", "<a><B>x</B>y</a>"},
      {"<a><!-- x <b>y</b></a>", "<a>y</a>"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(parse(cases[i].text));
    assert_true(document.bozo);
    assert_true(*document.reason);
    assert_tree(cases[i].tree);
  }
}

static void an_undeclared_prefix_is_told_and_kept(void **state)
{
  (void)state;
  assert_true(parse("<a><dc:b>x</dc:b></a>"));
  assert_true(document.bozo);
  struct xml_node *b = xml_child(document.root, "", "b");
  assert_true(slice_is(b->prefix, "dc"));
}

static void nothing_is_no_document(void **state)
{
  (void)state;
  static const char *const texts[] = {"",     " ", "text",  "<!-- c -->",
                                      "</a>", "<", "&amp;", "<?xml version='1.0'?>"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    dp_error error = {0};
    struct xml_hints hints = {0};
    assert_false(xml_parse(arena, slice_of(texts[i]), &hints, &document, &error));
    assert_int_equal(error.code, EX_DATAERR);
    assert_true(document.bozo);
  }
}

static void the_encoding_is_found(void **state)
{
  (void)state;
  static const struct {
    const char *type, *text;
    size_t length;
    const char *encoding, *content;
    bool bozo;
  } cases[] = {
#define TEXT(literal) literal, sizeof(literal) - 1
      {"", TEXT("<a>\xC3\xA9</a>"), "utf-8", "\xC3\xA9", false},
      {"", TEXT("\xEF\xBB\xBF<a>\xC3\xA9</a>"), "utf-8", "\xC3\xA9", false},
      {"", TEXT("<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9\x80</a>"), "iso-8859-1",
       "\xC3\xA9\xE2\x82\xAC", false},
      {"text/xml", TEXT("<a>x</a>"), "us-ascii", "x", false},
      {"text/xml", TEXT("<a>\xC3\xA9</a>"), "utf-8", "\xC3\xA9", true},
      {"application/rss+xml; charset=\"KOI8-R\"", TEXT("<a>\xC1</a>"), "koi8-r", "\xD0\xB0", false},
      {"application/xml; charset=gb2312", TEXT("<a>\xB2\xBB</a>"), "gb18030", "\xE4\xB8\x8D", false},
      {"", TEXT("<?xml version='1.0' encoding='shift_jis'?><a>\x83\x41</a>"), "shift-jis", "\xE3\x82\xA2",
       false},
      {"", TEXT("\xFE\xFF\0<\0a\0>\0\xE9\0<\0/\0a\0>"), "utf-16be", "\xC3\xA9", false},
      {"", TEXT("<\0a\0>\0\xE9\0<\0/\0a\0>\0"), "utf-16le", "\xC3\xA9", false},
      {"", TEXT("<?xml version='1.0' encoding='utf-8'?><a>\xE9t\xE9</a>"), "windows-1252",
       "\xC3\xA9t\xC3\xA9", true},
      {"", TEXT("<?xml version='1.0' encoding='nonsense'?><a>x</a>"), "utf-8", "x", true},
      {"text/html", TEXT("<a>x</a>"), "us-ascii", "x", true},
#undef TEXT
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(parse_as(cases[i].type, (struct slice){cases[i].text, cases[i].length}));
    assert_string_equal(document.encoding, cases[i].encoding);
    assert_true(slice_is(xml_text(arena, document.root), cases[i].content));
    assert_int_equal(document.bozo, cases[i].bozo);
  }
}

static void legacy_encodings_are_guessed(void **state)
{
  static const struct {
    const char *bytes, *encoding, *start;
  } cases[] = {
      {"\xB1\xB9\xB3\xBB \xBE\xF0\xB7\xD0 \xB4\xBA\xBD\xBA \xC0\xFC\xB4\xDE", "euc-kr", "\xEA\xB5\xAD"},
      {"\xD6\xD0\xB9\xFA\xD0\xC2\xCE\xC5\xD6\xF7\xD2\xB3\xCE\xC4\xD5\xC2", "gb18030", "\xE4\xB8\xAD"},
      {"\xA4\xCB\xA4\xDB\xA4\xF3\xA4\xB4\xA4\xCE\xCA\xB8\xBE\xCF\xA4\xC7\xA4\xB9", "euc-jp", "\xE3\x81\xAB"},
      {"\x82\xC9\x82\xD9\x82\xF1\x82\xB2\x82\xCC\x95\xB6\x8F\xCD\x82\xC5\x82\xB7", "shift-jis",
       "\xE3\x81\xAB"},
      {"\xA4\xA4\xA4\xE5\xB7\x73\xBB\x44\xA4\xA4\xA4\xE5\xA5\x44\xAD\xB6\xA4\x40", "big5", "\xE4\xB8\xAD"},
      {"\xCE\xCF\xD7\xCF\xD3\xD4\xC9 \xD3\xC5\xC7\xCF\xC4\xCE\xD1 \xD7\xC5\xDE", "koi8-r", "\xD0\xBD"},
      {"\xED\xEE\xE2\xEE\xF1\xF2\xE8 \xF1\xE5\xE3\xEE\xE4\xED\xFF \xE2\xE5\xF7", "windows-1251", "\xD0\xBD"},
      {"\xE7\xE3\xF9\xE5\xFA \xE4\xE9\xE5\xED \xE1\xE0\xF8\xF5", "windows-1255", "\xD7\x97"},
      {"\xA2\xE8\xD2\xC7\xC7\xD1\xB9\xB9\xD5\xE9 \xBB\xC3\xD0\xE0\xB7\xC8", "tis-620", "\xE0\xB8\x82"},
      {"d\xE9j\xE0 vu \xE0 la t\xE9l\xE9", "windows-1252", "d\xC3\xA9"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buffer text = BUFFER_EMPTY;
    buffer_format(&text, "<a>%s</a>", cases[i].bytes);
    assert_true(parse_as("", buffer_view(&text)));
    assert_string_equal(document.encoding, cases[i].encoding);
    assert_true(document.bozo);
    assert_true(slice_starts(xml_text(arena, document.root), cases[i].start));
    buffer_free(&text);
  }
}

static void one_bad_byte_does_not_change_the_encoding(void **state)
{
  (void)state;
  assert_true(parse("<a>\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xE9</a>"));
  assert_string_equal(document.encoding, "utf-8");
  assert_true(document.bozo);
}

/* A page that may not be read lies behind the document. */
static void nothing_behind_a_document_is_read(void **state)
{
  (void)state;
  const char text[] = "<\xec\xec\xec\xec\xec\xec\xec\xec\xec\xec\xfd";
  size_t page = (size_t)sysconf(_SC_PAGESIZE), length = sizeof text - 1;
  char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  assert_ptr_not_equal(pages, MAP_FAILED);
  assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
  char *bytes = memcpy(pages + page - length, text, length);
  static const char *const types[] = {"text/xml; charset=euc-kr", "text/xml; charset=big5",
                                      "text/xml; charset=shift_jis", "text/xml; charset=gb18030"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    struct xml_decoded decoded;
    xml_decode(arena, (struct slice){bytes, length}, slice_of(types[i]), &decoded);
    assert_true(utf8_valid(decoded.text));
  }
  munmap(pages, 2 * page);
}

static void only_plain_entities_of_the_document_are_taken(void **state)
{
  (void)state;
  assert_true(
      parse("<!DOCTYPE a [<!ENTITY me \"x &#233;\"><!ENTITY % p SYSTEM 'http://x/'>]><a b='&me;'>&me;</a>"));
  assert_false(document.bozo);
  assert_tree("<a b=\"x \xC3\xA9\">x \xC3\xA9</a>");
  assert_true(slice_starts(document.doctype, "<!DOCTYPE a"));
}

static void nothing_external_is_read(void **state)
{
  (void)state;
  assert_true(parse("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"));
  assert_true(document.bozo);
  assert_tree("<a>&amp;x;</a>");
}

static void laughs_are_not_multiplied(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "<!DOCTYPE a [<!ENTITY l0 \"ha\">");
  for (int i = 1; i < 12; i++)
    buffer_format(&text, "<!ENTITY l%d \"&l%d;&l%d;&l%d;\">", i, i - 1, i - 1, i - 1);
  buffer_text(&text, "]><a>&l11;</a>");
  assert_true(parse_as("", buffer_view(&text)));
  assert_true(arena_used(arena) < 65536);
  buffer_clear(&text);
  buffer_text(&text, "<!DOCTYPE a [<!ENTITY l \"");
  for (int i = 0; i < 1000; i++) buffer_byte(&text, 'x');
  buffer_text(&text, "\">]><a>");
  for (int i = 0; i < 100000; i++) buffer_text(&text, "&l;");
  buffer_text(&text, "</a>");
  assert_true(parse_as("", buffer_view(&text)));
  assert_true(arena_used(arena) < 8 * text.length);
  buffer_free(&text);
}

/* repeated - `start`, `count` times `piece`, `end`. */
static struct buffer repeated(const char *start, const char *piece, size_t count, const char *end)
{
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, start);
  for (size_t i = 0; i < count; i++) buffer_text(&text, piece);
  buffer_text(&text, end);
  return text;
}

static size_t depth_of_tree(void)
{
  size_t most = 0;
  for (const struct xml_node *at = document.root; at; at = xml_follow(document.root, at, true)) {
    size_t depth = 0;
    for (const struct xml_node *up = at; up; up = up->parent) depth++;
    if (depth > most) most = depth;
  }
  return most;
}

static void depth_is_limited(void **state)
{
  (void)state;
  struct buffer text = repeated("", "<a>", 100000, "x");
  assert_true(parse_as("", buffer_view(&text)));
  assert_true(document.bozo);
  assert_int_equal(depth_of_tree(), XML_MAX_DEPTH + 1); /* and the text */
  assert_true(slice_is(xml_text(arena, document.root), "x"));
  buffer_free(&text);
}

static void attributes_are_limited(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "<a><b");
  for (int i = 0; i < 1000000; i++) buffer_format(&text, " a%d='1'", i);
  buffer_text(&text, "/><c/></a>");
  assert_true(parse_as("", buffer_view(&text)));
  assert_true(document.bozo);
  assert_int_equal(xml_child(document.root, NULL, "b")->attribute_count, XML_MAX_ATTRIBUTES);
  assert_non_null(xml_child(document.root, NULL, "c"));
  buffer_free(&text);
}

static void namespaces_are_limited(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 150; i++) {
    buffer_text(&text, "<a");
    for (int j = 0; j < 200; j++) buffer_format(&text, " xmlns:n%d_%d='urn:x'", i, j);
    buffer_text(&text, ">");
  }
  for (int i = 0; i < 200000; i++) buffer_text(&text, "<b/>");
  assert_true(parse_as("", buffer_view(&text)));
  assert_true(document.bozo);
  buffer_free(&text);
}

static void size_is_limited(void **state)
{
  (void)state;
  struct buffer text = repeated("<a>", "<b>0123456789</b>\n", 1000000, "</a>");
  struct xml_hints hints = {.max_bytes = 16 * 1024 * 1024};
  dp_error error = {0};
  assert_false(xml_parse(arena, buffer_view(&text), &hints, &document, &error));
  assert_int_equal(error.code, EX_DATAERR);
  hints.max_bytes = 0;
  assert_true(xml_parse(arena, buffer_view(&text), &hints, &document, &error));
  assert_true(document.bozo); /* too many nodes, the first are there */
  assert_non_null(xml_child(document.root, NULL, "b"));
  buffer_free(&text);
}

static void a_long_text_is_read_whole(void **state)
{
  (void)state;
  struct buffer text = repeated("<a>", "0123456789abcdef", 500000, "</a>");
  assert_true(parse_as("", buffer_view(&text)));
  assert_false(document.bozo);
  assert_int_equal(xml_text(arena, document.root).length, 8000000);
  buffer_free(&text);
}

static void hostile_repeats_take_linear_time(void **state)
{
  (void)state;
  static const char *const pieces[] = {"<!--",     "<![CDATA[",     "<?",
                                       "<a \"",    "<a b='",        "&#",
                                       "</a>",     "<a/>",          "<item>",
                                       "&amp;&x;", "<!DOCTYPE a [", "<!ENTITY a '",
                                       "]]>",      "\xE9",          "<a xmlns:a='b' xmlns:b='c'>",
                                       "<"};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buffer text = repeated("<r>", pieces[i], 200000, "");
    parse_as("", buffer_view(&text));
    assert_true(document.bozo);
    buffer_free(&text);
  }
}

/* Each of these took minutes while its time grew with the square of its length. */
static void long_hostile_repeats_take_linear_time(void **state)
{
  (void)state;
  static const char *const pieces[] = {"<!DOCTYPE [>", "<!DOCTYPE \"[>'\">"};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buffer text = repeated("<rss><channel>", pieces[i], 400000, "<item>x</item>");
    parse_as("", buffer_view(&text));
    assert_non_null(xml_child(xml_child(document.root, NULL, "channel"), NULL, "item"));
    buffer_free(&text);
  }
}

static void attributes_given_again_and_again_are_not_all_looked_at(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "<a><b");
  for (int i = 0; i < 2000; i++) buffer_text(&text, " zz='1'");
  buffer_text(&text, " late='1'/><c/></a>");
  assert_true(parse_as("", buffer_view(&text)));
  assert_true(document.bozo);
  assert_int_equal(xml_child(document.root, NULL, "b")->attribute_count, 1);
  assert_non_null(xml_child(document.root, NULL, "c"));
  buffer_free(&text);
}

static void names_are_kept_once(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "<r");
  for (int i = 0; i < 250; i++) buffer_format(&text, " xmlns:n%d='urn:%02000d'", i, i);
  buffer_text(&text, ">");
  for (int i = 0; i < 50000; i++) buffer_format(&text, "<n%d:x/>", i % 250);
  buffer_text(&text, "</r>");
  assert_true(parse_as("", buffer_view(&text)));
  assert_false(document.bozo);
  assert_true(arena_used(arena) < 24 * 1000 * 1000);
  buffer_free(&text);
}

static void the_first_declaration_of_an_entity_counts(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "<!DOCTYPE a [<!ENTITY a 'first'><!ENTITY a 'second'>");
  for (int i = 0; i < 200; i++) buffer_format(&text, "<!ENTITY e%d '%d.'>", i, i);
  buffer_text(&text, "]><a>&a;&e0;&e199;</a>");
  assert_true(parse_as("", buffer_view(&text)));
  assert_tree("<a>first0.199.</a>");
  buffer_free(&text);
}

static void any_cut_is_read(void **state)
{
  (void)state;
  const char whole[] =
      "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE r [<!ENTITY e 'f'>]><r xmlns:d='urn:d'><d:c a=\"1\">x"
      "&e;&#233;\xC3\xA9<![CDATA[<y>]]></d:c><!-- c --><?p i?></r>";
  for (size_t length = 0; length < sizeof whole - 1; length++) {
    parse_as("", (struct slice){whole, length});
    assert_true(document.bozo);
    for (const struct xml_node *at = document.root; at; at = xml_follow(document.root, at, true))
      assert_true(utf8_valid(at->text));
  }
  assert_true(parse(whole));
  assert_false(document.bozo);
}

static int open_arena(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int close_arena(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_good_document_keeps_its_tree),
      cmocka_unit_test(the_name_of_a_namespace_may_be_any),
      cmocka_unit_test(broken_documents_are_mended),
      cmocka_unit_test(an_undeclared_prefix_is_told_and_kept),
      cmocka_unit_test(nothing_is_no_document),
      cmocka_unit_test(the_encoding_is_found),
      cmocka_unit_test(legacy_encodings_are_guessed),
      cmocka_unit_test(one_bad_byte_does_not_change_the_encoding),
      cmocka_unit_test(nothing_behind_a_document_is_read),
      cmocka_unit_test(only_plain_entities_of_the_document_are_taken),
      cmocka_unit_test(nothing_external_is_read),
      cmocka_unit_test(laughs_are_not_multiplied),
      cmocka_unit_test(depth_is_limited),
      cmocka_unit_test(attributes_are_limited),
      cmocka_unit_test(namespaces_are_limited),
      cmocka_unit_test(size_is_limited),
      cmocka_unit_test(a_long_text_is_read_whole),
      cmocka_unit_test(hostile_repeats_take_linear_time),
      cmocka_unit_test(long_hostile_repeats_take_linear_time),
      cmocka_unit_test(attributes_given_again_and_again_are_not_all_looked_at),
      cmocka_unit_test(names_are_kept_once),
      cmocka_unit_test(the_first_declaration_of_an_entity_counts),
      cmocka_unit_test(any_cut_is_read),
  };
  return cmocka_run_group_tests(tests, open_arena, close_arena);
}
