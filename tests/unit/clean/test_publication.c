/* When a page's article was published, judged from whole pages: each class of witness, and each of what
 * misleads. */
#include "page.h"

#include <stdio.h>

static const struct article_metadata *facts_of(const char *url, const char *head, const char *body)
{
  static char html[32768];
  snprintf(html, sizeof html,
           "<!doctype html><html lang=fr><head><title>Une halle neuve</title>%s</head><body>%s</body></html>",
           head, body);
  struct clean_page page = page_of(slice_of(html));
  page.url = slice_of(url);
  clean(&page);
  return &test_result.article.metadata;
}

#define URL      "https://journal.example.org/monde/halle.html"
#define HEADLINE "<h1>Une halle neuve</h1>"
#define BODY     "<article>" HEADLINE PROSE_1 PROSE_2 PROSE_3 "</article>"

static void assert_published(const struct article_metadata *facts, const char *want)
{
  assert_slice(facts->published.value, want);
}

static void a_date_that_is_said_outright_is_taken(void **state)
{
  (void)state;
  const struct article_metadata *facts =
      facts_of(URL,
               "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Une halle neuve\","
               "\"datePublished\":\"2024-04-12T08:30:00+02:00\",\"dateModified\":\"2024-04-13T09:00:00+02:"
               "00\"}</script>",
               BODY);
  assert_published(facts, "2024-04-12T08:30:00+02:00");
  assert_string_equal(facts->published.from, "json-ld");
  assert_in_range(facts->published.confidence, 40, 99);
  assert_slice(facts->modified.value, "2024-04-13T09:00:00+02:00");
  assert_published(facts_of(URL, "<meta property=article:published_time content=2024-04-12T08:30:00Z>", BODY),
                   "2024-04-12T08:30:00Z");
  assert_published(
      facts_of(URL, "<meta name=cXenseParse:recs:publishtime content=2024-04-12T08:30:00Z>", BODY),
      "2024-04-12T08:30:00Z");
  assert_published(facts_of(URL, "",
                            "<article>" HEADLINE
                            "<meta itemprop=datePublished content=2024-04-12>" PROSE_1 PROSE_2 PROSE_3
                            "</article>"),
                   "2024-04-12");
}

static void a_date_is_read_beside_the_headline(void **state)
{
  (void)state;
  assert_published(
      facts_of(URL, "", "<article>" HEADLINE "<p>12 avril 2024</p>" PROSE_1 PROSE_2 PROSE_3 "</article>"),
      "2024-04-12");
  assert_published(
      facts_of(URL, "", "<article><p>12 avril 2024</p>" HEADLINE PROSE_1 PROSE_2 PROSE_3 "</article>"),
      "2024-04-12");
  assert_published(facts_of(URL, "",
                            "<article>" HEADLINE PROSE_1
                            "<p>Par Awa Sarr, le 12 avril 2024</p>" PROSE_2 PROSE_3 "</article>"),
                   "2024-04-12");
  const struct article_metadata *facts = facts_of(
      URL, "",
      "<article>" HEADLINE "<time datetime=2024-04-12T10:00:00+02:00>vendredi</time>" PROSE_1 PROSE_2 PROSE_3
      "</article>");
  assert_published(facts, "2024-04-12T10:00:00+02:00");
  assert_string_equal(facts->published.from, "time");
}

static void a_field_whose_label_is_hidden_is_not(void **state)
{
  (void)state;
  assert_published(
      facts_of(URL, "",
               "<article>" HEADLINE
               "<div class='field field--label-hidden'><p>12 avril 2024</p></div>" PROSE_1 PROSE_2 PROSE_3
               "<div style='display:none'><p>13 avril 2024</p></div></article>"),
      "2024-04-12");
}

static void a_label_tells_what_a_date_is(void **state)
{
  (void)state;
  const struct article_metadata *facts =
      facts_of(URL, "",
               "<article>" HEADLINE
               "<p>Publié le 12/04/2024. Mis à jour le 15/04/2024</p>" PROSE_1 PROSE_2 PROSE_3 "</article>");
  assert_published(facts, "2024-04-12");
  assert_slice(facts->modified.value, "2024-04-15");
  assert_published(
      facts_of(URL, "", BODY "<p>Dieser Beitrag wurde am 12. April 2024 von Jana veröffentlicht.</p>"),
      "2024-04-12");
}

static void the_address_tells_a_day(void **state)
{
  (void)state;
  const struct article_metadata *facts =
      facts_of("https://journal.example.org/2024/04/12/halle.html", "", BODY);
  assert_published(facts, "2024-04-12");
  assert_string_equal(facts->published.from, "url");
}

static void the_first_paragraph_may_begin_with_it(void **state)
{
  (void)state;
  assert_published(
      facts_of(URL, "",
               "<article>" HEADLINE
               "<p>DAKAR, 12 avril 2024 – La ville a ouvert un nouveau marché couvert, au bord du fleuve, "
               "après trois ans de travaux et bien des retards, selon la mairie, qui se dit satisfaite du "
               "résultat et promet de ne plus y revenir avant longtemps.</p>" PROSE_2 PROSE_3 "</article>"),
      "2024-04-12");
}

static void dates_of_other_things_are_not_taken(void **state)
{
  (void)state;
  static const char *const bodies[] = {
      BODY "<aside><h3>À lire</h3><a href=/a>Le port<span> 3 mars 2024</span></a></aside>",
      BODY "<div class=comments><p>Moussa, 3 mars 2024</p><p>Bravo !</p></div>",
      BODY "<div class=comments><time datetime=2024-03-03T10:00:00Z>3 mars</time></div>",
      BODY "<footer>© 3 mars 2024 Le Journal</footer>",
      BODY
      "<p>Depuis le 3 mars 2019, date de la première pierre, rien n’avait bougé au bord du fleuve, disent "
      "les voisins "
      "qui ont tout vu de leurs fenêtres et n’ont rien oublié de ces années de bruit et de poussière.</p>",
      "<ul><li><a href=/1>Le port</a> <span>3 mars 2024</span><li><a href=/2>Le pont</a> <span>4 mars "
      "2024</span>"
      "<li><a href=/3>La rue</a> <span>5 mars 2024</span></ul>"
      "<ul><li>un<li>deux<li>trois<li>quatre<li>cinq<li>six<li>sept</ul>" BODY,
  };
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    const struct article_metadata *facts = facts_of(URL, "", bodies[i]);
    if (i < 5 && facts->published.value.length)
      fail_msg("page %zu: taken from %s: %.*s", i, facts->published.from, (int)facts->published.value.length,
               facts->published.value.data);
  }
}

static void what_the_reader_sees_outweighs_a_template(void **state)
{
  (void)state;
  /* a meta that the system writes when the page is saved, and the date that the editor set */
  assert_published(facts_of(URL, "<meta name=date content=2024-04-20T11:00:00+02:00>",
                            "<article>" HEADLINE "<p class=date>12 avril 2024</p>" PROSE_1 PROSE_2 PROSE_3
                            "</article>"),
                   "2024-04-12");
}

static void a_change_is_no_publication_where_both_are_told(void **state)
{
  (void)state;
  const struct article_metadata *facts =
      facts_of(URL,
               "<meta property=article:published_time content=2024-04-12T08:30:00Z>"
               "<meta property=article:modified_time content=2024-06-01T08:30:00Z>",
               "<article>" HEADLINE "<p>12 avril 2024</p>" PROSE_1 PROSE_2 PROSE_3 "</article>");
  assert_published(facts, "2024-04-12T08:30:00Z");
  assert_slice(facts->modified.value, "2024-06-01T08:30:00Z");
}

static void a_change_before_the_publication_is_left_out(void **state)
{
  (void)state;
  const struct article_metadata *facts =
      facts_of(URL,
               "<meta property=article:published_time content=2024-04-12T08:30:00Z>"
               "<meta property=article:modified_time content=2024-04-11T20:00:00Z>",
               BODY);
  assert_published(facts, "2024-04-12T08:30:00Z");
  assert_int_equal(facts->modified.value.length, 0);
}

static void utc_is_told_in_the_zone_that_the_page_betrays(void **state)
{
  (void)state;
  /* the same moment on two clocks */
  assert_published(facts_of("https://journal.example.org/2023/11/08/halle.html",
                            "<meta property=article:published_time content=2023-11-09T01:09:55+00:00>"
                            "<meta name=publish-date content='2023-11-08 18:09:55'>",
                            BODY),
                   "2023-11-08T18:09:55-07:00");
  /* only the day of the address */
  assert_published(facts_of("https://journal.example.org/2023/11/08/halle.html",
                            "<meta property=article:published_time content=2023-11-09T01:09:55+00:00>", BODY),
                   "2023-11-08");
  /* nothing speaks against UTC */
  assert_published(
      facts_of(URL, "<meta property=article:published_time content=2023-11-09T01:09:55+00:00>", BODY),
      "2023-11-09T01:09:55Z");
  /* midnight in Paris */
  assert_published(facts_of(URL, "<meta property=article:published_time content=2022-11-06T23:00:00Z>", BODY),
                   "2022-11-07");
}

static void other_dates_of_the_page_show_its_habit(void **state)
{
  (void)state;
  assert_published(
      facts_of(URL, "", "<article>" HEADLINE "<p>04/05/2024</p>" PROSE_1 PROSE_2 PROSE_3 "</article>"),
      "2024-05-04"); /* French */
  assert_published(facts_of(URL, "<meta name=date content='12/25/2023'>",
                            "<article>" HEADLINE "<p>04/05/2024</p>" PROSE_1 PROSE_2 PROSE_3 "</article>"),
                   "2024-04-05");
}

static void a_calendar_before_the_article_leaves_room(void **state)
{
  (void)state;
  static char body[32000];
  size_t length = 0;
  for (int day = 0; day < 600; day++)
    length +=
        (size_t)snprintf(body + length, sizeof body - length, "<li>%d.%d.2023", day % 28 + 1, day % 12 + 1);
  snprintf(body + length, sizeof body - length,
           "<article>" HEADLINE "<p>12 avril 2024</p>" PROSE_1 PROSE_2 PROSE_3 "</article>");
  assert_published(facts_of(URL, "", body), "2024-04-12");
}

static void a_script_is_asked_last(void **state)
{
  (void)state;
  assert_published(
      facts_of(URL, "<script>window.page={\"id\":7,\"publishedAt\":\"2024-04-12T08:30:00Z\"}</script>", BODY),
      "2024-04-12T08:30:00Z");
  assert_published(
      facts_of(URL, "<script>window.page={\"id\":7,\"publishedAt\":\"2024-04-12T08:30:00Z\"}</script>",
               "<article>" HEADLINE "<p>11 avril 2024</p>" PROSE_1 PROSE_2 PROSE_3 "</article>"),
      "2024-04-11");
}

static void a_distance_counts_where_the_page_is_known_to_be_fresh(void **state)
{
  (void)state;
  static const char *const ago[] = {"Publié il y a 30 heures", "vor 30 Stunden", "30 hours ago",
                                    "hace 30 horas", "30 ore fa"};
  for (size_t i = 0; i < sizeof ago / sizeof *ago; i++) {
    char body[8192];
    snprintf(body, sizeof body,
             "<article>" HEADLINE "<p>%s</p>" PROSE_1 PROSE_2 PROSE_3
             "</article><aside><p>Le port, 31 décembre 2024</p></aside>",
             ago[i]);
    assert_published(facts_of(URL, "", body), "2024-12-30"); /* fetched at the first moment of 2025 */
    snprintf(body, sizeof body, "<article>" HEADLINE "<p>%s</p>" PROSE_1 PROSE_2 PROSE_3 "</article>",
             ago[i]);
    assert_int_equal(facts_of(URL, "", body)->published.value.length,
                     0); /* it may have been kept for years */
  }
}

static void a_long_distance_is_not_read_by_its_last_digits(void **state)
{
  (void)state;
  assert_int_equal(facts_of(URL, "",
                            "<article>" HEADLINE "<p>1000 days ago</p>" PROSE_1 PROSE_2 PROSE_3
                            "</article><aside><p>Le port, 31 décembre 2024</p></aside>")
                       ->published.value.length,
                   0);
}

static void dates_of_comments_and_films_are_not_the_items(void **state)
{
  (void)state;
  assert_int_equal(facts_of(URL, "",
                            BODY
                            "<div itemscope itemtype=https://schema.org/Comment><meta itemprop=datePublished "
                            "content=2024-03-03></div>")
                       ->published.value.length,
                   0);
}

static void what_lies_in_the_future_or_too_far_back_is_not_believed(void **state)
{
  (void)state;
  assert_int_equal(facts_of(URL, "<meta property=article:published_time content=2031-04-12T08:30:00Z>", BODY)
                       ->published.value.length,
                   0);
  assert_int_equal(facts_of(URL, "<meta property=article:published_time content=1970-01-01T00:00:00Z>", BODY)
                       ->published.value.length,
                   0);
}

static void a_page_without_a_date_has_none(void **state)
{
  (void)state;
  const struct article_metadata *facts = facts_of(URL, "", BODY);
  assert_int_equal(facts->published.value.length, 0);
  assert_null(facts->published.from);
  assert_int_equal(facts->modified.value.length, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_date_that_is_said_outright_is_taken),
      cmocka_unit_test(a_date_is_read_beside_the_headline),
      cmocka_unit_test(a_field_whose_label_is_hidden_is_not),
      cmocka_unit_test(a_label_tells_what_a_date_is),
      cmocka_unit_test(the_address_tells_a_day),
      cmocka_unit_test(the_first_paragraph_may_begin_with_it),
      cmocka_unit_test(dates_of_other_things_are_not_taken),
      cmocka_unit_test(what_the_reader_sees_outweighs_a_template),
      cmocka_unit_test(a_change_is_no_publication_where_both_are_told),
      cmocka_unit_test(a_change_before_the_publication_is_left_out),
      cmocka_unit_test(utc_is_told_in_the_zone_that_the_page_betrays),
      cmocka_unit_test(other_dates_of_the_page_show_its_habit),
      cmocka_unit_test(a_calendar_before_the_article_leaves_room),
      cmocka_unit_test(a_script_is_asked_last),
      cmocka_unit_test(a_distance_counts_where_the_page_is_known_to_be_fresh),
      cmocka_unit_test(a_long_distance_is_not_read_by_its_last_digits),
      cmocka_unit_test(dates_of_comments_and_films_are_not_the_items),
      cmocka_unit_test(what_lies_in_the_future_or_too_far_back_is_not_believed),
      cmocka_unit_test(a_page_without_a_date_has_none),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
