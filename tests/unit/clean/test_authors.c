#include "page.h"

#include "clean/authors_names.h"
#include "clean/authors_split.h"

/* The names that a by-line gives, joined by "; ". */
static const char *split(const char *byline, bool strict)
{
  struct names names;
  authors_split(slice_of(byline), strict, &names);
  char *all = arena_string(test_arena, SLICE(""));
  for (size_t i = 0; i < names.count; i++)
    all = arena_format(test_arena, "%s%s%.*s", all, i ? "; " : "", (int)names.items[i].length,
                       names.items[i].data);
  return all;
}

static const char *authors_of(const char *head, const char *before, const char *after)
{
  char *page =
      strdup(arena_format(test_arena,
                          "<html><head><title>Le marché ouvre</title>%s</head><body><article><h1>Le marché "
                          "ouvre</h1>%s" PROSE_1 PROSE_2 PROSE_3 "%s</article>",
                          head, before, after));
  const struct article_clean *article = article_of(page);
  free(page);
  const struct facts *authors = &article->metadata.authors;
  char *all = arena_string(test_arena, SLICE(""));
  for (size_t i = 0; i < authors->count; i++)
    all = arena_format(test_arena, "%s%s%.*s", all, i ? "; " : "", (int)authors->values[i].length,
                       authors->values[i].data);
  return all;
}

#define assert_split(byline, want) assert_string_equal(split(byline, false), want)
#define assert_strict(line, want)  assert_string_equal(split(line, true), want)

static void words_of_role_are_stripped_in_many_languages(void **state)
{
  (void)state;
  assert_split("By Jane Doe", "Jane Doe");
  assert_split("Par Anne Martin", "Anne Martin");
  assert_split("Propos recueillis par Anne Martin", "Anne Martin");
  assert_split("Von Jörg Weiß", "Jörg Weiß");
  assert_split("Ein Kommentar von Jörg Weiß", "Jörg Weiß");
  assert_split("Por Lucía Gómez", "Lucía Gómez");
  assert_split("di Marco Rossi", "Marco Rossi");
  assert_split("Door Pieter de Vries", "Pieter de Vries");
  assert_split("Tekst: Piotr Nowak", "Piotr Nowak");
  assert_split("Autor: Piotr Nowak", "Piotr Nowak");
  assert_split("Auteur(s) : Anne Martin", "Anne Martin");
  assert_split("Автор: Анна Иванова", "Анна Иванова");
  assert_split("بقلم: أحمد الطيب", "أحمد الطيب");
  assert_split("Daga Sani Abdou", "Sani Abdou");
  assert_split("Posted on March 4, 2023 by Jane Doe", "Jane Doe");
  assert_split("View all posts by Jane Doe", "Jane Doe");
  assert_split("About the author - Jane Doe", "Jane Doe");
  assert_split("Text und Fotos: Jörg Weiß", "Jörg Weiß");
}

static void several_names_stay_in_order(void **state)
{
  (void)state;
  assert_split("By Jane Doe, John Roe and Mary Major", "Jane Doe; John Roe; Mary Major");
  assert_split("Von Jörg Weiß und Ute Öz", "Jörg Weiß; Ute Öz");
  assert_split("Anne Martin et Paul Roy", "Anne Martin; Paul Roy");
  assert_split("Anna und Peter Weiß", "Anna; Peter Weiß");
  assert_split("Jane Doe | John Roe", "Jane Doe; John Roe");
  assert_split("jw / dpa", "jw; dpa");
}

static void what_belongs_together_is_not_split(void **state)
{
  (void)state;
  assert_split("Amt für Wirtschaft und Klima", "Amt für Wirtschaft und Klima");
  assert_split("Ursula von der Tann", "Ursula von der Tann");
  assert_split("Maria da Silva", "Maria da Silva");
  assert_split("Di Canio", "Di Canio");
}

static void places_jobs_dates_and_agencies_behind_a_name_are_dropped(void **state)
{
  (void)state;
  assert_split("Anne Martin, à Niamey", "Anne Martin");
  assert_split("Von Jörg Weiß, Berlin", "Jörg Weiß");
  assert_split("By Jane Doe, CNN", "Jane Doe");
  assert_split("By Jane Doe, Senior Reporter", "Jane Doe");
  assert_split("Von Jörg Weiß 12.03.2023, 12:04 Uhr", "Jörg Weiß");
  assert_split("Jane Doe on March 4, 2023", "Jane Doe");
  assert_split("Jane Doe (jd)", "Jane Doe");
  assert_split("Jane Doe @janedoe", "Jane Doe");
  assert_split("Jörg Weiß mit dpa", "Jörg Weiß");
  assert_split("12.03.2023 - Jane Doe", "Jane Doe");
}

static void an_agency_or_a_newsroom_may_sign_alone(void **state)
{
  (void)state;
  assert_split("AFP", "AFP");
  assert_split("Von dpa", "dpa");
  assert_split("Redaktion", "Redaktion");
  assert_split("Le Courrier et AFP", "Le Courrier; AFP");
}

static void what_is_no_name_gives_none(void **state)
{
  (void)state;
  static const char *const lines[] = {"admin",
                                      "jane@example.org",
                                      "https://example.org/people/7",
                                      "12.03.2023",
                                      "3 comments",
                                      "Super User",
                                      "Subscribe to our newsletter",
                                      "This is a sentence. And this is another",
                                      "Foto: Jane Doe",
                                      "Reviewed by Jane Doe",
                                      "",
                                      " ",
                                      "|",
                                      "-"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) assert_split(lines[i], "");
}

static void plain_lines_are_read_strictly(void **state)
{
  (void)state;
  assert_strict("Jane Doe", "Jane Doe");
  assert_strict("Mehr zum Thema", "");
  assert_strict("janedoe", "");
  assert_strict("(dpa)", "dpa");
  assert_strict("By Sophie", "Sophie");
  assert_strict("By Sophie, in Tech", "Sophie");
  assert_strict("By now everybody knows", "");
}

static void json_ld_is_believed(void **state)
{
  (void)state;
  const char *json = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Le marché "
                     "ouvre\",\"author\":[{\"@type\":\"Person\",\"name\":\"Par Anne "
                     "Martin\"},{\"@type\":\"Person\",\"name\":\"Paul Roy\"}]}</script>";
  assert_string_equal(authors_of(json, "", ""), "Anne Martin; Paul Roy");
  assert_string_equal(test_result.article.metadata.authors.from, FROM_JSONLD);
  assert_in_range(test_result.article.metadata.authors.confidence, 50, 100);
}

static void json_ld_may_name_its_authors_elsewhere(void **state)
{
  (void)state;
  const char *json =
      "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"Le marché "
      "ouvre\","
      "\"author\":{\"@id\":\"#a\"}},{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Anne "
      "Martin\"}]}</script>";
  assert_string_equal(authors_of(json, "", ""), "Anne Martin");
}

static void a_shown_by_line_is_taken_before_the_name_of_an_organisation(void **state)
{
  (void)state;
  const char *json = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Le marché "
                     "ouvre\",\"author\":{\"@type\":\"Organization\",\"name\":\"Le Courrier\"}}</script>"
                     "<meta property=og:site_name content='Le Courrier'>";
  assert_string_equal(
      authors_of(json, "<p class=byline>Par <a rel=author href=/auteur/am>Anne Martin</a></p>", ""),
      "Anne Martin");
}

static void by_lines_are_found_by_the_names_of_elements(void **state)
{
  (void)state;
  assert_string_equal(authors_of("",
                                 "<div class='entry-meta'><span class='author vcard'><a class='url fn n' "
                                 "href=/author/anne/>Anne Martin</a></span> 3 mars</div>",
                                 ""),
                      "Anne Martin");
  assert_string_equal(
      authors_of("", "<p itemprop=author itemscope><span itemprop=name>Anne Martin</span></p>", ""),
      "Anne Martin");
  assert_string_equal(authors_of("",
                                 "<p class=authors><a href=/people/anne>Anne Martin</a>, "
                                 "<a href=/people/paul>Paul Roy</a></p>",
                                 ""),
                      "Anne Martin; Paul Roy");
  assert_string_equal(authors_of("", "<div class=author-name>Anne Martin</div><div>Rédactrice</div>", ""),
                      "Anne Martin");
}

static void by_lines_are_found_by_their_words(void **state)
{
  (void)state;
  assert_string_equal(authors_of("", "<p>Par Anne Martin</p>", ""), "Anne Martin");
  assert_string_equal(authors_of("", "<p>12.03.2023 | von Fabian Lang</p>", ""), "Fabian Lang");
  assert_string_equal(authors_of("", "", "<p>Autorin: Anne Martin</p>"), "Anne Martin");
}

static void who_comments_is_no_author(void **state)
{
  (void)state;
  assert_string_equal(authors_of("", "",
                                 "</article><section class=comments><p class=comment-author>Jean Dupont</p>"
                                 "<p><span class=author>Luc Petit</span> dit : merci.</p></section>"),
                      "");
}

static void agencies_sign_in_brackets_behind_the_text(void **state)
{
  (void)state;
  assert_string_equal(
      authors_of("", "",
                 "<p>Le second marché, plus petit, ouvrira ses portes avant l’été, a promis la "
                 "mairie. (Anne Martin)</p>"),
      "Anne Martin");
}

static void whom_the_headline_speaks_of_is_no_author(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<html><head><title>Marie Dupuis ouvre le marché</title></head><body><article><h1>Marie Dupuis "
      "ouvre le marché</h1><p>Marie Dupuis</p>" PROSE_1 PROSE_2 PROSE_3 "</article>");
  assert_int_equal(article->metadata.authors.count, 0);
}

static void a_name_that_goes_on_is_cut_where_another_witness_ends_it(void **state)
{
  (void)state;
  assert_string_equal(authors_of("<meta name=author content='Anne Martin'>",
                                 "<p class=byline>Par Anne Martin Culture</p>", ""),
                      "Anne Martin");
}

static void who_took_the_picture_is_no_author(void **state)
{
  (void)state;
  assert_string_equal(authors_of("", "<p>Foto: Jean Dupont</p>", ""), "");
}

static void the_authors_of_other_articles_are_not_taken(void **state)
{
  (void)state;
  assert_string_equal(
      authors_of("", "<p class=author>Anne Martin</p>",
                 "</article><aside class=related><div><h3>Autre titre</h3><p class=author>Luc Petit</p></div>"
                 "<div><h3>Encore un titre</h3><p class=author>Paul Roy</p></div></aside>"),
      "Anne Martin");
}

static void a_page_without_author_has_none(void **state)
{
  (void)state;
  assert_string_equal(authors_of("", "", ""), "");
  assert_int_equal(test_result.article.metadata.authors.count, 0);
  assert_null(test_result.article.metadata.authors.from);
  assert_string_equal(authors_of("<meta name=author content=admin>", "", ""), "");
}

static void any_number_of_by_lines_is_bounded(void **state)
{
  (void)state;
  struct buffer many = BUFFER_EMPTY;
  for (int i = 0; i < 2000; i++) buffer_format(&many, "<p class=author>Anne Martin%c</p>", 'a' + i % 26);
  authors_of("", buffer_string(&many), "");
  assert_in_range(test_result.article.metadata.authors.count, 0, AUTHORS_MAX);
  buffer_free(&many);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_of_role_are_stripped_in_many_languages),
      cmocka_unit_test(several_names_stay_in_order),
      cmocka_unit_test(what_belongs_together_is_not_split),
      cmocka_unit_test(places_jobs_dates_and_agencies_behind_a_name_are_dropped),
      cmocka_unit_test(an_agency_or_a_newsroom_may_sign_alone),
      cmocka_unit_test(what_is_no_name_gives_none),
      cmocka_unit_test(plain_lines_are_read_strictly),
      cmocka_unit_test(json_ld_is_believed),
      cmocka_unit_test(json_ld_may_name_its_authors_elsewhere),
      cmocka_unit_test(a_shown_by_line_is_taken_before_the_name_of_an_organisation),
      cmocka_unit_test(by_lines_are_found_by_the_names_of_elements),
      cmocka_unit_test(by_lines_are_found_by_their_words),
      cmocka_unit_test(who_comments_is_no_author),
      cmocka_unit_test(agencies_sign_in_brackets_behind_the_text),
      cmocka_unit_test(whom_the_headline_speaks_of_is_no_author),
      cmocka_unit_test(a_name_that_goes_on_is_cut_where_another_witness_ends_it),
      cmocka_unit_test(who_took_the_picture_is_no_author),
      cmocka_unit_test(the_authors_of_other_articles_are_not_taken),
      cmocka_unit_test(a_page_without_author_has_none),
      cmocka_unit_test(any_number_of_by_lines_is_bounded),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
