#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/source/opml.h"

static struct arena *arena;
static struct opml list;
static dp_error error;

static int start(void **state)
{
  (void)state;
  arena = arena_new();
  error = (dp_error){0};
  return 0;
}

static int stop(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static bool read(const char *text)
{
  return opml_parse(arena, slice_of(text), SLICE("text/xml"), SLICE("https://lists.example/a/list.opml"),
                    &list, &error);
}

static struct opml_entry *entry(size_t at)
{
  struct opml_entry *row = list.entries;
  while (at--) row = row->next;
  return row;
}

static void assert_slice(struct slice is, const char *expected)
{
  assert_string_equal(arena_string(arena, is), expected);
}

static void outlines_are_feeds_lists_and_opportunities(void **state)
{
  (void)state;
  assert_true(read(
      "<opml version='1.1'><head><title>Mine</title></head><body>"
      "<outline TEXT='A &amp; B' type='rss' xmlurl=' https://a.example/feed ' htmlUrl='https://a.example/'/>"
      "<outline text='More' type='include' url='more.opml'/>"
      "<outline text='Site' htmlUrl='https://c.example/'/><outline text='Source' type='source' "
      "xmlUrl='https://d.example/list'/></body></opml>"));
  assert_int_equal(list.format, OPML_1);
  assert_int_equal(list.entry_count, 4);
  assert_slice(list.title, "Mine");
  assert_slice(entry(0)->title, "A & B");
  assert_slice(entry(0)->url, "https://a.example/feed");
  assert_slice(entry(0)->page, "https://a.example/");
  assert_int_equal(entry(1)->kind, OPML_LIST);
  assert_slice(entry(1)->url, "https://lists.example/a/more.opml");
  assert_int_equal(entry(2)->kind, OPML_OPPORTUNITY);
  assert_int_equal(entry(3)->kind, OPML_LIST);
}

static void groups_and_category_attributes_are_categories(void **state)
{
  (void)state;
  assert_true(read(
      "<opml><body><outline text='News'><outline text='Sahel'><outline xmlUrl='urn:1' category='x,/y/z, '/>"
      "</outline><outline xmlUrl='urn:2'/></outline><outline xmlUrl='urn:3'/>"
      "<outline text='Again'><outline xmlUrl='urn:1'/></outline></body></opml>"));
  assert_int_equal(list.entry_count, 3);
  struct opml_category *category = entry(0)->categories;
  assert_int_equal(entry(0)->category_count, 4);
  assert_int_equal(category->length, 2);
  assert_slice(category->path[1], "Sahel");
  assert_slice(category->next->path[0], "x");
  assert_slice(category->next->next->path[1], "z");
  assert_slice(category->next->next->next->path[0], "Again");
  assert_int_equal(entry(1)->categories->length, 1);
  assert_null(entry(2)->categories);
}

static void dates_are_understood_or_remarked(void **state)
{
  (void)state;
  assert_true(read(
      "<opml version='2.0'><head><dateCreated>Fri, 01 Mar 2024 10:30:00 +0100</dateCreated><dateModified>"
      "2024-03-01T09:30:00Z</dateModified></head><body/></opml>"));
  assert_int_equal(list.created.when, INT64_C(1709285400000));
  assert_int_equal(list.modified.when, INT64_C(1709285400000));
  assert_string_equal(list.remark, "");
  assert_true(read("<opml><head><dateCreated>lately</dateCreated></head></opml>"));
  assert_int_equal(list.created.when, 0);
  assert_non_null(strstr(list.remark, "is no date"));
}

static void addresses_that_are_too_long_are_counted(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "<opml><body><outline xmlUrl='urn:1'/><outline xmlUrl='urn:");
  for (int i = 0; i < OPML_TEXT_MAX; i++) buffer_byte(&text, 'x');
  buffer_text(&text, "'/><outline text='group' xmlUrl=''><outline xmlUrl='urn:2'/></outline></body></opml>");
  assert_true(read(buffer_string(&text)));
  assert_int_equal(list.entry_count, 2);
  assert_int_equal(list.left_out, 1);
  buffer_free(&text);
}

static void broken_lists_give_what_can_be_had(void **state)
{
  (void)state;
  assert_true(
      read("<opml><body><outline text='A'><outline text='T&eacute;l&eacute; & co' xmlUrl='urn:1'></outlin"));
  assert_slice(entry(0)->title, "T\xC3\xA9l\xC3\xA9 & co");
  assert_non_null(strstr(list.remark, "cut off"));
  assert_true(read(
      "<opml><body><outline xmlUrl='urn:1'/></body></opml><opml><body><outline xmlUrl='urn:2'/></body>"));
  assert_int_equal(list.entry_count, 2);
  assert_true(read("<outline xmlUrl='urn:1'/>"));
  assert_int_equal(list.entry_count, 1);
}

static void foaf_agents_name_their_feeds_and_groups_keep_them(void **state)
{
  (void)state;
  assert_true(
      read("<rdf:RDF><foaf:Group><foaf:member><foaf:Agent><foaf:weblog><foaf:Document rdf:about='urn:p1'>"
           "<rdfs:seeAlso><rss:channel rdf:about='urn:f1'/></rdfs:seeAlso></foaf:Document></foaf:weblog>"
           "<foaf:weblog><foaf:Document rdf:about='urn:p2'/></foaf:weblog><foaf:name>Amina</foaf:name>"
           "<foaf:knows><foaf:Person><foaf:name>Issa</foaf:name><rdfs:seeAlso rdf:resource='urn:l1'/>"
           "</foaf:Person></foaf:knows></foaf:Agent></foaf:member><foaf:name>Planet</foaf:name></foaf:Group>"
           "</rdf:RDF>"));
  assert_int_equal(list.format, OPML_RDF);
  assert_int_equal(list.entry_count, 3);
  assert_slice(entry(0)->title, "Amina");
  assert_slice(entry(0)->categories->path[0], "Planet");
  assert_int_equal(entry(1)->kind, OPML_OPPORTUNITY);
  assert_slice(entry(1)->title, "Amina");
  assert_int_equal(entry(2)->kind, OPML_LIST);
  assert_slice(entry(2)->title, "Issa");
}

static void tabs_of_igoogle_are_groups(void **state)
{
  (void)state;
  assert_true(read("<GadgetTabML xmlns:g='urn:x'><Tab title='Home'><Section><Module type='RSS'><ModulePrefs "
                   "xmlUrl='https://a.example/feed'/></Module><Module type='remote'><ModulePrefs "
                   "xmlUrl='urn:no'/></Module>"
                   "</Section></Tab></GadgetTabML>"));
  assert_int_equal(list.format, OPML_IGOOGLE);
  assert_int_equal(list.entry_count, 1);
  assert_slice(entry(0)->categories->path[0], "Home");
}

static void what_is_no_list_is_refused_with_a_sentence(void **state)
{
  (void)state;
  assert_false(read("<html><body>Hello</body></html>"));
  assert_non_null(strstr(error.text, "not a list of subscriptions but <html>"));
  assert_false(read("hello"));
  assert_non_null(strstr(error.text, "holds no XML"));
}

static void what_is_written_is_read_back(void **state)
{
  (void)state;
  struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY;
  assert_true(read(
      "<opml><head><title>A &lt; B</title><ownerName>Zed</ownerName></head><body><outline text='N \"1\"'>"
      "<outline text='S'><outline text='one' xmlUrl='https://a.example/?a&amp;b' category='/x/y'/></outline>"
      "<outline type='link' text='l' url='https://b.example/'/></outline><outline text='p' "
      "htmlUrl='https://c.example/'/><outline xmlUrl='https://d.example/'/></body></opml>"));
  opml_write(&list, &once);
  const char *group = strstr(buffer_string(&once), "text=\"N &quot;1&quot;\"");
  assert_non_null(group);
  assert_null(strstr(group + 1, "text=\"N &quot;1&quot;\"")); /* one group for both of its entries */
  assert_true(read(buffer_string(&once)));
  assert_int_equal(list.format, OPML_2);
  assert_string_equal(list.remark, "");
  assert_int_equal(list.entry_count, 4);
  assert_slice(list.title, "A < B");
  assert_slice(entry(0)->url, "https://a.example/?a&b");
  assert_int_equal(entry(0)->category_count, 2);
  assert_int_equal(entry(1)->kind, OPML_LIST);
  assert_int_equal(entry(2)->kind, OPML_OPPORTUNITY);
  assert_null(entry(3)->categories);
  assert_slice(entry(3)->title, "https://d.example/");
  opml_write(&list, &twice);
  assert_true(read(buffer_string(&twice)));
  assert_int_equal(list.entry_count, 4);
  buffer_free(&once);
  buffer_free(&twice);
}

static void thousands_of_deep_groups_are_borne(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 50000; i++)
    buffer_format(&text, "<outline text='g%d'><outline xmlUrl='urn:%d'/>", i, i);
  assert_true(read(buffer_string(&text)));
  assert_true(list.entry_count <= 50000);
  buffer_free(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(outlines_are_feeds_lists_and_opportunities, start, stop),
      cmocka_unit_test_setup_teardown(groups_and_category_attributes_are_categories, start, stop),
      cmocka_unit_test_setup_teardown(dates_are_understood_or_remarked, start, stop),
      cmocka_unit_test_setup_teardown(addresses_that_are_too_long_are_counted, start, stop),
      cmocka_unit_test_setup_teardown(broken_lists_give_what_can_be_had, start, stop),
      cmocka_unit_test_setup_teardown(foaf_agents_name_their_feeds_and_groups_keep_them, start, stop),
      cmocka_unit_test_setup_teardown(tabs_of_igoogle_are_groups, start, stop),
      cmocka_unit_test_setup_teardown(what_is_no_list_is_refused_with_a_sentence, start, stop),
      cmocka_unit_test_setup_teardown(what_is_written_is_read_back, start, stop),
      cmocka_unit_test_setup_teardown(thousands_of_deep_groups_are_borne, start, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
