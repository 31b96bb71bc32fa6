#include "page.h"

#include "clean/dates.h"

static const struct article_clean *article_with(const char *head, const char *top)
{
  char *page = strdup(arena_format(
      test_arena, "<html lang=fr><head>%s</head><body><article>%s" PROSE_1 PROSE_2 PROSE_3 "</article>", head,
      top));
  const struct article_clean *article = article_of(page);
  free(page);
  return article;
}

static void the_headline_is_the_h1_that_agrees_with_the_titles(void **state)
{
  (void)state;
  assert_slice(article_with("<title>Un marché ouvre | Le Courrier</title>",
                            "<h1>Le Courrier</h1><h1>Un marché ouvre</h1>")
                   ->metadata.title.value,
               "Un marché ouvre");
}

static void the_name_of_the_site_is_cut_off_a_title(void **state)
{
  (void)state;
  assert_slice(
      article_with(
          "<title>Un marché ouvre - Le Courrier</title><meta property=og:site_name content='Le Courrier'>",
          "")
          ->metadata.title.value,
      "Un marché ouvre");
  assert_slice(article_with("<title>Marché - port : ce qui change</title>", "")->metadata.title.value,
               "Marché - port : ce qui change");
  assert_slice(article_with("<title>Un marché ouvre | Example</title>", "")->metadata.title.value,
               "Un marché ouvre");
}

static void authors_come_from_json_ld_and_lose_their_role(void **state)
{
  (void)state;
  const struct article_clean *article =
      article_with("<script "
                   "type=application/"
                   "ld+json>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"x\"},{\"@type\":\"NewsArticle\","
                   "\"headline\":\"H\",\"author\":[{\"@type\":\"Person\",\"name\":\"Par Anne "
                   "Martin\"},{\"name\":\"Paul Roy\"}]}]}</script>",
                   "");
  assert_int_equal(article->metadata.authors.count, 2);
  assert_slice(article->metadata.authors.values[0], "Anne Martin");
  assert_slice(article->metadata.authors.values[1], "Paul Roy");
}

static void authors_are_read_from_a_byline(void **state)
{
  (void)state;
  const struct article_clean *article = article_with("", "<p class=byline>Von Jörg Weiß und Ute Öz</p>");
  assert_int_equal(article->metadata.authors.count, 2);
  assert_slice(article->metadata.authors.values[0], "Jörg Weiß");
  assert_slice(article->metadata.authors.values[1], "Ute Öz");
}

static void what_is_no_name_is_no_author(void **state)
{
  (void)state;
  assert_int_equal(article_with("<meta name=author content='admin'>", "")->metadata.authors.count, 0);
  assert_int_equal(
      article_with("<meta name=author content='https://example.org/people/7'>", "")->metadata.authors.count,
      0);
}

static void a_date_is_as_exact_as_the_page(void **state)
{
  (void)state;
  const struct article_clean *article =
      article_with("<meta property=article:published_time content='2024-04-12T08:30:00+02:00'>"
                   "<meta property=article:modified_time content='2024-04-13'>",
                   "");
  assert_slice(article->metadata.published.value, "2024-04-12T08:30:00+02:00");
  assert_slice(article->metadata.modified.value, "2024-04-13");
}

static void json_ld_is_believed_before_meta(void **state)
{
  (void)state;
  assert_slice(
      article_with(
          "<script type=application/ld+json>{\"@type\":\"Article\",\"datePublished\":\"2024-04-11\"}</script>"
          "<meta name=date content=2024-04-12>",
          "")
          ->metadata.published.value,
      "2024-04-11");
}

static void broken_json_ld_is_passed_over(void **state)
{
  (void)state;
  assert_slice(article_with("<script type=application/ld+json>{\"@type\":\"Article\",,}</script>"
                            "<meta name=date content=2024-04-12>",
                            "")
                   ->metadata.published.value,
               "2024-04-12");
}

static void visible_dates_are_read_in_words(void **state)
{
  (void)state;
  assert_slice(article_with("", "<span class=date>Publié le vendredi 12 avril 2024 à 8h30</span>")
                   ->metadata.published.value,
               "2024-04-12");
  assert_slice(article_with("", "<div>April 12th, 2024</div>")->metadata.published.value, "2024-04-12");
  assert_slice(article_with("", "<div>12. April 2024</div>")->metadata.published.value, "2024-04-12");
  assert_slice(
      article_with("", "<time datetime='2024-04-12 08:30'>vendredi</time>")->metadata.published.value,
      "2024-04-12");
}

static void an_unbelievable_date_is_none(void **state)
{
  (void)state;
  assert_int_equal(article_with("<meta name=date content=2025-06-01>", "")->metadata.published.value.length,
                   0);
  assert_int_equal(article_with("<meta name=date content=1984-06-01>", "")->metadata.published.value.length,
                   0);
  assert_int_equal(article_with("<meta name=date content=2024-02-31>", "")->metadata.published.value.length,
                   0);
  assert_int_equal(article_with("", "")->metadata.published.value.length, 0);
}

static void the_address_is_the_canonical_one(void **state)
{
  (void)state;
  assert_slice(article_with("<link rel=canonical href='/monde/article-1.html?utm_source=rss#top'>", "")
                   ->metadata.uri.value,
               "https://www.example.org/monde/article-1.html");
  assert_slice(
      article_with("<base href='/fr/x/'><link rel=canonical href='../article-1'>", "")->metadata.uri.value,
      "https://www.example.org/fr/article-1");
  assert_slice(article_with("<link rel=canonical href='https://evil.example.net/a'>", "")->metadata.uri.value,
               "https://www.example.org/monde/article-1.html?utm=1");
}

static void site_description_image_and_language_are_found(void **state)
{
  (void)state;
  const struct article_clean *article =
      article_with("<meta property=og:site_name content='Le Courrier &amp; Cie'><meta name=description "
                   "content='Des halles  neuves.'>"
                   "<meta property=og:image content='/i/halles.jpg'>",
                   "");
  assert_slice(article->metadata.site.value, "Le Courrier & Cie");
  assert_slice(article->metadata.description.value, "Des halles neuves.");
  assert_slice(article->metadata.image.value, "https://www.example.org/i/halles.jpg");
  assert_slice(article->metadata.language.value, "fr");
}

static void assert_date(const char *text, bool month_first, const char *want)
{
  struct date date;
  bool found = date_find(slice_of(text), month_first, &date);
  if (!want) {
    if (found) fail_msg("\"%s\" was read as %s", text, date_text(test_arena, &date).data);
    return;
  }
  if (!found) fail_msg("\"%s\" has a date", text);
  assert_slice(date_text(test_arena, &date), want);
}

static void dates_are_read_in_every_shape(void **state)
{
  (void)state;
  assert_date("2024-04-12T08:30:00Z", false, "2024-04-12T08:30:00Z");
  assert_date("2024-04-12T08:30:00.000+0530", false, "2024-04-12T08:30:00+05:30");
  assert_date("20240412", false, "2024-04-12");
  assert_date("12/04/2024", false, "2024-04-12");
  assert_date("04/12/2024", true, "2024-04-12");
  assert_date("25/04/2024", true, "2024-04-25");
  assert_date("Fri, 12 Apr 2024 08:30:00 GMT", false, "2024-04-12T08:30:00Z");
  assert_date("1712910600", false, "2024-04-12T08:30:00Z");
  assert_date("1712910600000", false, "2024-04-12T08:30:00Z");
  assert_date("le 1er mai 2024", false, "2024-05-01");
  assert_date("12 de abril de 2024", false, "2024-04-12");
  assert_date("12 апреля 2024 г.", false, "2024-04-12");
  assert_date("12 listopada 2024", false, "2024-11-12");
  assert_date("2024年4月12日", false, "2024-04-12");
  assert_date("2024년 4월 12일", false, "2024-04-12");
  assert_date("le 31 avril 2024", false, NULL);
  assert_date("version 1.2.3", false, NULL);
  assert_date("12345678901234567890", false, NULL);
  assert_date("mai", false, NULL);
  assert_date("", false, NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_headline_is_the_h1_that_agrees_with_the_titles),
      cmocka_unit_test(the_name_of_the_site_is_cut_off_a_title),
      cmocka_unit_test(authors_come_from_json_ld_and_lose_their_role),
      cmocka_unit_test(authors_are_read_from_a_byline),
      cmocka_unit_test(what_is_no_name_is_no_author),
      cmocka_unit_test(a_date_is_as_exact_as_the_page),
      cmocka_unit_test(json_ld_is_believed_before_meta),
      cmocka_unit_test(broken_json_ld_is_passed_over),
      cmocka_unit_test(visible_dates_are_read_in_words),
      cmocka_unit_test(an_unbelievable_date_is_none),
      cmocka_unit_test(the_address_is_the_canonical_one),
      cmocka_unit_test(site_description_image_and_language_are_found),
      cmocka_unit_test(dates_are_read_in_every_shape),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
