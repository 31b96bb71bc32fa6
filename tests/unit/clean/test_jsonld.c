/* JSON-LD as pages have it: broken, and of more than one article. */
#include "page.h"

#include "clean/jsonld.h"
#include "clean/jsonld_parse.h"

static struct jsonld read_scripts(size_t count, const char *const *texts)
{
  struct slice scripts[8];
  struct jsonld found;
  struct jsonld_page page = {SLICE("https://www.example.org/monde/article-1.html?utm=1"),
                             {"", 0},
                             SLICE("Un marché ouvre | Le Courrier")};
  for (size_t i = 0; i < count; i++) scripts[i] = slice_of(texts[i]);
  jsonld_read(test_arena, scripts, count, &page, &found);
  return found;
}

static struct jsonld read_script(const char *text)
{
  return read_scripts(1, &text);
}

static void assert_headline(const char *script, const char *want)
{
  assert_slice(read_script(script).headline, want);
}

static void what_templates_break_is_read(void **state)
{
  (void)state;
  assert_headline("{\"@type\":\"Article\",\"headline\":\"Un\n\tmarché\",}", "Un marché");
  assert_headline("{\"@type\":\"Article\",\"headline\":\"Un \"marché\" ouvre\",\"image\":\"x\"}",
                  "Un \"marché\" ouvre");
  assert_headline("{\"@type\":\"Article\",\"headline\":\"Le \"marché\"\",\"image\":\"x\"}", "Le \"marché\"");
  assert_headline("<!-- {\"@type\":\"Article\",\"headline\":\"Un marché\"} -->", "Un marché");
  assert_headline("//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"Un marché\"}\n//]]>", "Un marché");
  assert_headline("{\"@type\":\"Article\", // le type\n/* et */\"headline\":\"Un marché\"};", "Un marché");
  assert_headline("{\"@type\":\"Article\",\"author\":Anne Roy,\"headline\":'Un marché'}", "Un marché");
  assert_headline("{\"@type\":\"Article\",\"headline\":\"Un\",\"headline\":\"Deux\"}", "Deux");
  assert_headline("{\"@type\":\"Organization\"}{\"@type\":\"Article\",\"headline\":\"Un marché\"}",
                  "Un marché");
  assert_headline(
      "{\"@type\":\"Article\",\"headline\":\"L&amp;#039;&eacute;t&eacute; l\\u2019\\uD83C\\uDF31 \\x\"}",
      "L'été l’🌱 x");
  assert_headline("{\"@type\":\"Article\",\"headline\":\"Un marché\",\"author\":{\"name\":\"An", "Un marché");
}

static void what_is_no_json_is_passed_over(void **state)
{
  (void)state;
  assert_null(jsonld_parse(test_arena, SLICE("")));
  assert_null(jsonld_parse(test_arena, SLICE("var x = 1;")));
  assert_false(read_script("{{{{[[[[::::,,,,\"\"\"\"").is_article);
  assert_false(read_script("[\"@type\", \"Article\"]").is_article);
  assert_false(read_script("\\").is_article);
}

static void depth_and_number_are_limited(void **state)
{
  (void)state;
  struct buffer deep = BUFFER_EMPTY;
  for (int i = 0; i < 200000; i++) buffer_text(&deep, i % 2 ? "[" : "{\"a\":");
  assert_non_null(jsonld_parse(test_arena, buffer_view(&deep)));
  buffer_clear(&deep);
  buffer_text(&deep, "[");
  for (int i = 0; i < 30000; i++) buffer_text(&deep, "{\"@type\":\"Article\",\"author\":\"A\"},");
  assert_true(read_script(buffer_string(&deep)).is_article);
  buffer_free(&deep);
}

static void the_article_of_the_page_is_chosen_among_others(void **state)
{
  (void)state;
  assert_headline(
      "[{\"@type\":\"NewsArticle\",\"headline\":\"Ailleurs\",\"url\":\"https://www.example.org/autre.html\"},"
      "{\"@type\":\"NewsArticle\",\"headline\":\"Ici\",\"url\":\"https://www.example.org/monde/"
      "article-1.html\"}]",
      "Ici");
  assert_headline("{\"@graph\":[{\"@type\":\"WebPage\",\"hasPart\":{\"@type\":\"NewsArticle\",\"headline\":"
                  "\"Dedans\",\"author\":\"A\"}},"
                  "{\"@type\":\"Article\",\"headline\":\"Un marché ouvre\"}]}",
                  "Un marché ouvre");
  struct jsonld live = read_script(
      "{\"@type\":\"LiveBlogPosting\",\"headline\":\"En direct\",\"liveBlogUpdate\":[{\"@type\":"
      "\"BlogPosting\",\"headline\":\"8 h\",\"datePublished\":\"2024-01-01\",\"author\":\"B\"}]}");
  assert_slice(live.headline, "En direct");
  assert_true(live.kinds & JSONLD_LIVE);
}

static void what_one_object_lacks_another_of_the_same_story_gives(void **state)
{
  (void)state;
  static const char *const scripts[] = {
      "{\"@type\":\"NewsArticle\",\"headline\":\"Un marché ouvre\",\"author\":{\"@id\":\"#anne\"}}",
      "{\"@type\":\"BlogPosting\",\"headline\":\"Un marché ouvre\",\"datePublished\":\"2024-04-12\"}",
      "{\"@type\":\"Person\",\"@id\":\"#anne\",\"name\":\"Anne Roy\"}"};
  struct jsonld found = read_scripts(3, scripts);
  assert_slice(found.published, "2024-04-12");
  assert_int_equal(found.author_count, 1);
  assert_slice(found.authors[0], "Anne Roy");
}

static void sections_keywords_pictures_and_access_are_read(void **state)
{
  (void)state;
  struct jsonld found = read_script(
      "{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"articleSection\":[\"Monde\",\"Une\"],"
      "\"keywords\":\"a, b,,c\","
      "\"license\":\"https://example.org/l\",\"image\":{\"@type\":\"ImageObject\",\"url\":\"/"
      "i.jpg\",\"width\":800,\"height\":\"450\"},"
      "\"hasPart\":{\"@type\":\"WebPageElement\",\"isAccessibleForFree\":false}},"
      "{\"@type\":\"BreadcrumbList\",\"itemListElement\":[{\"@type\":\"ListItem\",\"name\":\"Accueil\"},"
      "{\"@type\":\"ListItem\",\"item\":{\"@id\":\"/"
      "m\",\"name\":\"Monde\"}}]},{\"@type\":\"WebSite\",\"name\":\"Le Courrier\"}]}");
  assert_slice(found.section, "Monde");
  assert_int_equal(found.keyword_count, 3);
  assert_slice(found.keywords[2], "c");
  assert_slice(found.licence, "https://example.org/l");
  assert_slice(found.image, "/i.jpg");
  assert_int_equal(found.image_width, 800);
  assert_slice(found.free, "false");
  assert_int_equal(found.crumb_count, 2);
  assert_slice(found.crumbs[1], "Monde");
  assert_slice(found.site, "Le Courrier");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_templates_break_is_read),
      cmocka_unit_test(what_is_no_json_is_passed_over),
      cmocka_unit_test(depth_and_number_are_limited),
      cmocka_unit_test(the_article_of_the_page_is_chosen_among_others),
      cmocka_unit_test(what_one_object_lacks_another_of_the_same_story_gives),
      cmocka_unit_test(sections_keywords_pictures_and_access_are_read),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
