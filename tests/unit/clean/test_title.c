/* Which of the texts of a page is its headline. */
#include "page.h"

#include "clean/title_site.h"

static const struct fact *title_of(const char *head, const char *top)
{
  char *page = strdup(
      arena_format(test_arena, "<html lang=fr><head>%s</head><body>%s" PROSE_1 PROSE_2 PROSE_3, head, top));
  const struct article_clean *article = article_of(page);
  free(page);
  return &article->metadata.title;
}

static void assert_title(const char *head, const char *top, const char *want)
{
  assert_slice(title_of(head, top)->value, want);
}

#define LD(text) "<script type=application/ld+json>" text "</script>"

static void the_logo_is_no_headline(void **state)
{
  (void)state;
  assert_title("<title>Un marché ouvre ses portes | Le Courrier</title>",
               "<header><h1 class=site-title>Le Courrier</h1></header><h1>Un marché ouvre ses portes</h1>",
               "Un marché ouvre ses portes");
  assert_title("<title>Un marché ouvre ses portes – Chroniques de la ville basse</title>",
               "<h1 id=logo><a href=/>Chroniques de la ville basse</a></h1><h2><a "
               "href=https://www.example.org/monde/article-1.html?utm=1>Un marché ouvre ses portes</a></h2>",
               "Un marché ouvre ses portes");
}

static void a_kicker_beside_the_headline_is_left_out(void **state)
{
  (void)state;
  assert_title("<meta property=og:title content='Un marché ouvre ses portes'>",
               "<h1><span class=kicker>Commerce</span> Un marché ouvre ses portes</h1>",
               "Un marché ouvre ses portes");
  assert_title(
      "<title>Un marché ouvre ses portes - Commerce</title>",
      "<h1><span class=kicker>Vie locale</span><span class=headline>Un marché ouvre ses portes</span></h1>",
      "Un marché ouvre ses portes");
}

static void a_heading_in_the_breadcrumbs_gives_way_to_the_one_above_the_text(void **state)
{
  (void)state;
  assert_title(
      LD("{\"@type\":\"NewsArticle\",\"headline\":\"La halle du fleuve attire déjà la foule\"}") "<meta "
                                                                                                 "property="
                                                                                                 "og:title "
                                                                                                 "content='"
                                                                                                 "Marché "
                                                                                                 "couvert : "
                                                                                                 "horaires "
                                                                                                 "et accès'>"
                                                                                                 "<title>"
                                                                                                 "Marché "
                                                                                                 "couvert : "
                                                                                                 "horaires "
                                                                                                 "et "
                                                                                                 "accès</"
                                                                                                 "title>",
      "<ol class=breadcrumb><li><a href=/>Accueil</a><li><h1>Marché couvert : horaires et accès</h1></ol>"
      "<h2>La halle du fleuve attire déjà la foule</h2>",
      "La halle du fleuve attire déjà la foule");
}

static void what_readers_see_stands_above_what_machines_are_told(void **state)
{
  (void)state;
  const char *head = "<meta property=og:title content='Marché couvert : la halle ouvre'>"
                     "<title>Marché couvert : la halle ouvre</title>";
  const struct fact *title = title_of(head, "<h1>La halle du marché couvert ouvre après trois ans</h1>");
  assert_slice(title->value, "La halle du marché couvert ouvre après trois ans");
  assert_string_equal(title->from, FROM_HEADING);
}

static void two_who_agree_are_surer_than_one(void **state)
{
  (void)state;
  int both =
      title_of("<meta property=og:title content='Un marché ouvre'>", "<h1>Un marché ouvre</h1>")->confidence;
  int one = title_of("<title>Un marché ouvre</title>", "")->confidence;
  assert_true(both > one);
}

static void the_witness_of_a_title_without_a_heading_is_named(void **state)
{
  (void)state;
  assert_string_equal(title_of("<title>Un marché ouvre</title>", "")->from, FROM_TITLE);
  assert_string_equal(title_of("<meta property=og:title content='Un marché ouvre'>", "")->from,
                      FROM_OPEN_GRAPH);
  assert_string_equal(title_of(LD("{\"@type\":\"Article\",\"headline\":\"Un marché ouvre\"}"), "")->from,
                      FROM_JSONLD);
}

static void teasers_and_asides_are_no_headline(void **state)
{
  (void)state;
  assert_title(
      "<title>Un marché ouvre ses portes</title>",
      "<aside><h1>Les plus lus de la semaine</h1></aside><ul><li><h2><a href=/b>Le port ferme</a></h2></ul>",
      "Un marché ouvre ses portes");
}

static void the_name_of_the_site_is_cut_off_both_ends(void **state)
{
  (void)state;
  struct site_names site = {{SLICE("Le Courrier")}, SLICE("courrier-du-sud")};
  static const char *const titles[][2] = {
      {"Un marché ouvre | Le Courrier", "Un marché ouvre"},
      {"Un marché ouvre - Commerce | Le Courrier", "Un marché ouvre - Commerce"},
      {"Un marché ouvre: Le Courrier", "Un marché ouvre"},
      {"Le Courrier – Un marché ouvre", "Un marché ouvre"},
      {"Un marché ouvre - Courrier du Sud", "Un marché ouvre"},
      {"Un marché ouvre | | ✂ Courrier du Sud", "Un marché ouvre"},
      {"Port - marché : ce qui change", "Port - marché : ce qui change"},
      {"Au courrier du jour - une question de lecteur sur le marché",
       "Au courrier du jour - une question de lecteur sur le marché"},
      {"Le Courrier", "Le Courrier"},
      {"", ""}};
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
    assert_slice(title_without_site(slice_of(titles[i][0]), &site), titles[i][1]);
}

static void many_headings_are_read_up_to_a_limit(void **state)
{
  (void)state;
  struct buffer page = BUFFER_EMPTY;
  buffer_text(&page, "<title>Un marché ouvre</title><h1>Un marché ouvre</h1>" PROSE_1 PROSE_2 PROSE_3);
  for (int i = 0; i < 3000; i++) buffer_format(&page, "<h2>Partie %d du marché</h2>", i);
  assert_slice(article_of(buffer_string(&page))->metadata.title.value, "Un marché ouvre");
  buffer_free(&page);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_logo_is_no_headline),
      cmocka_unit_test(a_kicker_beside_the_headline_is_left_out),
      cmocka_unit_test(a_heading_in_the_breadcrumbs_gives_way_to_the_one_above_the_text),
      cmocka_unit_test(what_readers_see_stands_above_what_machines_are_told),
      cmocka_unit_test(two_who_agree_are_surer_than_one),
      cmocka_unit_test(the_witness_of_a_title_without_a_heading_is_named),
      cmocka_unit_test(teasers_and_asides_are_no_headline),
      cmocka_unit_test(the_name_of_the_site_is_cut_off_both_ends),
      cmocka_unit_test(many_headings_are_read_up_to_a_limit),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
