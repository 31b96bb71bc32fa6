/* Site, section, tags, licence, picture, paywall: what pages say of their article, and who says it. */
#include "page.h"

static const struct article_metadata *facts_of(const char *head, const char *top, const char *bottom)
{
  char *page = strdup(arena_format(
      test_arena, "<html><head>%s</head><body>%s<article>" PROSE_1 PROSE_2 PROSE_3 "</article>%s", head, top,
      bottom));
  const struct article_clean *article = article_of(page);
  free(page);
  return &article->metadata;
}

static void assert_fact(const struct fact *fact, const char *value, const char *from)
{
  assert_slice(fact->value, value);
  if (*value) assert_string_equal(fact->from, from);
  assert_true(fact->confidence >= (*value ? 1 : 0) && fact->confidence <= 100);
}

#define LD(text) "<script type=application/ld+json>" text "</script>"

static void the_site_is_named_by_the_best_witness(void **state)
{
  (void)state;
  assert_fact(&facts_of("<meta property=og:site_name content='Le Courrier'>", "", "")->site, "Le Courrier",
              FROM_OPEN_GRAPH);
  assert_fact(
      &facts_of("<meta property=og:site_name content='https://example.org'>" LD(
                    "{\"@type\":\"Article\",\"headline\":\"H\",\"publisher\":{\"name\":\"Le Courrier\"}}"),
                "", "")
           ->site,
      "Le Courrier", FROM_JSONLD);
  assert_fact(&facts_of("<title>Un marché ouvre - Le Courrier</title>", "<h1>Un marché ouvre</h1>", "")->site,
              "Le Courrier", FROM_TITLE);
  assert_fact(&facts_of("", "", "")->site, "example.org", FROM_URL);
}

static void the_address_names_its_witness(void **state)
{
  (void)state;
  assert_string_equal(facts_of("<link rel=canonical href=/a>", "", "")->uri.from, FROM_LINK);
  assert_string_equal(facts_of("<meta property=og:url content=/a>", "", "")->uri.from, FROM_OPEN_GRAPH);
  assert_string_equal(
      facts_of(LD("{\"@type\":\"Article\",\"headline\":\"H\",\"url\":\"https://www.example.org/a\"}"), "", "")
          ->uri.from,
      FROM_JSONLD);
  assert_string_equal(facts_of("", "", "")->uri.from, FROM_URL);
}

static void sections_come_from_metadata_or_breadcrumbs(void **state)
{
  (void)state;
  assert_fact(&facts_of("<meta property=article:section content='Vie locale, Une'>", "", "")->section,
              "Vie locale", FROM_OPEN_GRAPH);
  assert_fact(&facts_of(LD("{\"@type\":\"BreadcrumbList\",\"itemListElement\":[{\"name\":\"Accueil\"},{"
                           "\"name\":\"Monde\"},"
                           "{\"name\":\"Un marché ouvre\"}]}"),
                        "", "")
                   ->section,
              "Monde", FROM_JSONLD);
  assert_fact(
      &facts_of("", "<nav class=breadcrumb><a href=/>Accueil</a> <a href=/m>Monde</a></nav>", "")->section,
      "Monde", FROM_LAYOUT);
  assert_fact(&facts_of("", "", "")->section, "", NULL);
}

static void tags_are_found_once_each_and_bounded(void **state)
{
  (void)state;
  const struct facts *tags =
      &facts_of("<meta property=article:tag content=Port><meta property=article:tag content='port'>"
                "<meta property=article:tag content='Halle, Fleuve'>",
                "", "")
           ->tags;
  assert_int_equal(tags->count, 3);
  assert_slice(tags->values[2], "Fleuve");
  tags = &facts_of("", "", "<a rel=tag href=/t/port>#Port</a><a rel='category tag' href=/c>Monde</a>")->tags;
  assert_int_equal(tags->count, 1);
  assert_slice(tags->values[0], "Port");
  struct buffer head = BUFFER_EMPTY;
  buffer_text(&head, "<meta name=news_keywords content='");
  for (int i = 0; i < 500; i++) buffer_format(&head, "mot %d,", i);
  buffer_text(&head, "'>");
  assert_int_equal(facts_of(buffer_string(&head), "", "")->tags.count, 64);
  buffer_free(&head);
  assert_int_equal(facts_of("<meta name=keywords content='actualités'>", "", "")->tags.count, 0);
}

static void the_picture_is_no_logo_and_has_its_size(void **state)
{
  (void)state;
  const struct article_metadata *facts =
      facts_of("<meta property=og:image content=/i.jpg><meta property=og:image:width content=1200>"
               "<meta property=og:image:height content='630px'>",
               "", "");
  assert_fact(&facts->image, "https://www.example.org/i.jpg", FROM_OPEN_GRAPH);
  assert_int_equal(facts->image_width, 1200);
  assert_int_equal(facts->image_height, 630);
  facts = facts_of("<meta property=og:image content=/img/logo.png>", "",
                   "<img src=/p.gif width=1 height=1><img class=site-logo src=/l.png width=500><figure><img "
                   "src=/halle.jpg width=640></figure>");
  assert_fact(&facts->image, "https://www.example.org/halle.jpg", FROM_LAYOUT);
  assert_fact(&facts_of("", "", "<nav><img src=/x.jpg width=900></nav>")->image, "", NULL);
}

static void licences_are_found(void **state)
{
  (void)state;
  assert_fact(
      &facts_of("", "", "<a rel=license href=https://creativecommons.org/licenses/by/4.0/>CC</a>")->licence,
      "https://creativecommons.org/licenses/by/4.0/", FROM_LINK);
  assert_fact(
      &facts_of(LD("{\"@type\":\"Article\",\"headline\":\"H\",\"license\":\"CC BY 4.0\"}"), "", "")->licence,
      "CC BY 4.0", FROM_JSONLD);
  assert_fact(&facts_of("", "", "<a href=https://creativecommons.org/about>CC</a>")->licence, "", NULL);
}

static void walls_are_told(void **state)
{
  (void)state;
  assert_fact(
      &facts_of(LD("{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"isAccessibleForFree\":false}"), "", "")
           ->paywall,
      "yes", FROM_JSONLD);
  assert_fact(
      &facts_of(LD("{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"isAccessibleForFree\":\"True\"}"), "", "")
           ->paywall,
      "no", FROM_JSONLD);
  assert_fact(&facts_of("<meta property=article:content_tier content=locked>", "", "")->paywall, "yes",
              FROM_OPEN_GRAPH);
  assert_fact(&facts_of("", "", "<div class=paywall-box><div class=paywall>Offres</div></div>")->paywall,
              "yes", FROM_LAYOUT);
  static const char *const asks[] = {
      "Cet article est réservé aux abonnés.",   "Subscribe to continue reading.",
      "Dieser Artikel ist nur für Abonnenten.", "Suscríbete para seguir leyendo.",
      "Contenuto riservato agli abbonati.",     "Conteúdo exclusivo para assinantes."};
  for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
    char *line = strdup(arena_format(test_arena, "<p>%s</p>", asks[i]));
    assert_fact(&facts_of("", "", line)->paywall, "yes", FROM_TEXT);
    free(line);
  }
  assert_fact(&facts_of("", "", "")->paywall, "", NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_site_is_named_by_the_best_witness),
      cmocka_unit_test(the_address_names_its_witness),
      cmocka_unit_test(sections_come_from_metadata_or_breadcrumbs),
      cmocka_unit_test(tags_are_found_once_each_and_bounded),
      cmocka_unit_test(the_picture_is_no_logo_and_has_its_size),
      cmocka_unit_test(licences_are_found),
      cmocka_unit_test(walls_are_told),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
