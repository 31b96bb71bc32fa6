#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "fetch/source/discover.h"
#include "fetch/source/html_scan.h"

static struct arena *arena;
static struct discovered found;

static int start(void **state)
{
  (void)state;
  arena = arena_new();
  found = (struct discovered){.candidates = NULL};
  return 0;
}

static int stop(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static void page(const char *html)
{
  discover_page(arena, slice_of(html), SLICE("https://www.news.example/fr/"), &found);
}

static struct discover_candidate *candidate(size_t at)
{
  struct discover_candidate *row = found.candidates;
  while (at--) row = row->next;
  return row;
}

static void assert_slice(struct slice is, const char *expected)
{
  assert_string_equal(arena_string(arena, is), expected);
}

static bool is_article(const char *url)
{
  for (struct discover_article *row = found.articles; row; row = row->next)
    if (slice_is(row->url, url)) return true;
  return false;
}

static void the_pages_own_word_ranks_first_and_comments_last(void **state)
{
  (void)state;
  page(
      "<!doctype html><html><head><title>News &amp;\n more</title>"
      "<link rel='alternate' type='application/rss+xml' title='News &raquo; Comments' href='/comments/feed/'>"
      "<LINK REL=\"home alternate\" TYPE=\"Application/RSS+XML; charset=utf-8\" TITLE='News' HREF='feed/'>"
      "<link rel=alternate type=application/atom+xml href=//www.news.example/atom>"
      "<link rel='alternate' hreflang='en' href='/en/'><link rel='alternate' type='application/json' "
      "href='/wp-json/'>"
      "<link rel='alternate stylesheet' type='text/css' href='/rss.css'></head><body><a "
      "href='/old.rss'>RSS</a></body>");
  assert_slice(found.title, "News & more");
  assert_int_equal(found.candidate_count, 4);
  assert_slice(candidate(0)->url, "https://www.news.example/fr/feed/");
  assert_slice(candidate(0)->title, "News");
  assert_slice(candidate(1)->url, "https://www.news.example/atom");
  assert_slice(candidate(2)->url, "https://www.news.example/old.rss");
  assert_slice(candidate(3)->url, "https://www.news.example/comments/feed/");
  assert_string_equal(candidate(3)->reason, "a feed of comments");
}

static void the_first_base_is_what_links_are_resolved_against(void **state)
{
  (void)state;
  page("<base href='https://cdn.news.example/x/'><base href='https://no.example/'>"
       "<link rel=alternate type='application/rss+xml' href='a.xml'>"
       "<link rel=alternate type='application/rss+xml' href='feed://other.example/f'>");
  assert_slice(candidate(0)->url, "https://cdn.news.example/x/a.xml");
  assert_slice(candidate(1)->url, "http://other.example/f");
  assert_int_equal(candidate(1)->rank, 15);
}

static void an_address_has_its_best_rank_only(void **state)
{
  (void)state;
  page("<a href='/rss.xml'>RSS</a><link rel='alternate' type='application/rss+xml' href='/rss.xml'><a "
       "href='/rss.xml#x'>");
  assert_int_equal(found.candidate_count, 1);
  assert_int_equal(candidate(0)->rank, 10);
}

static void what_comments_scripts_and_broken_tags_say_does_not_count(void **state)
{
  (void)state;
  page(
      "<!-- <link rel=alternate type='application/rss+xml' href='/1'> --><script>var x = \"<link "
      "rel=alternate "
      "type='application/rss+xml' href='/2'>\";</script><style><link rel=feed "
      "href=/3></style><noscript></noscript>"
      "<!doctype x><?php <link rel=feed href=/4 ?><link rel='alternate' type='application/rss+xml' href='/5");
  assert_int_equal(found.candidate_count, 0);
  page("<!--><link rel=alternate type=application/rss+xml href=/6><script></scripty><link rel=feed "
       "href=/7></script >"
       "<link rel=alternate type=application/rss+xml href=/8/><a title='a > b' href='/feed'>");
  assert_int_equal(found.candidate_count, 3);
  assert_slice(candidate(0)->url, "https://www.news.example/6");
  assert_slice(candidate(1)->url, "https://www.news.example/8/");
  assert_slice(candidate(2)->url, "https://www.news.example/feed");
}

static void hub_and_self_are_told(void **state)
{
  (void)state;
  page("<link rel=hub href='https://hub.example/'><link rel='self' href='/fr/feed'>");
  assert_slice(found.hub, "https://hub.example/");
  assert_slice(found.self, "https://www.news.example/fr/feed");
}

static void sitemap_lines_of_robots_txt_are_candidates(void **state)
{
  (void)state;
  struct slice url = SLICE("https://www.news.example/robots.txt");
  discover_sitemap_line(arena, SLICE("https://www.news.example/sitemap.xml"), url, &found);
  discover_sitemap_line(arena, SLICE("/news-sitemap.xml"), url, &found);
  discover_sitemap_line(arena, SLICE("mailto:x"), url, &found);
  assert_int_equal(found.candidate_count, 2);
  assert_slice(candidate(0)->url, "https://www.news.example/news-sitemap.xml");
  assert_true(candidate(0)->sitemap && candidate(1)->sitemap);
}

static size_t feeds_linked(const char *address)
{
  found = (struct discovered){.candidates = NULL};
  page(arena_format(arena, "<p><a href='%s'>x</a>", address));
  return found.candidate_count;
}

static void addresses_of_feeds_are_known(void **state)
{
  (void)state;
  static const char *const feeds[] = {"/feed",        "/blog/feed/", "/index.rdf",
                                      "/?feed=rss2",  "/RSS.xml",    "/spip.php?page=backend",
                                      "/news_rss.xml"};
  static const char *const others[] = {"/feedback",          "/press",     "/a.xml",
                                       "/feeding-the-sahel", "/rss-story", "ftp://www.news.example/feed"};
  for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++) assert_int_equal(feeds_linked(feeds[i]), 1);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) assert_int_equal(feeds_linked(others[i]), 0);
}

static void articles_of_a_front_page_are_told_from_its_furniture(void **state)
{
  (void)state;
  page("<nav><a href='/category/politique'>Politique</a><a href='/2024/03/01/le-grand-debat'>Le grand "
       "dé"
       "bat</a></nav>"
       "<article><h2><a href='/2024/03/01/pluie-au-niger/'>Pluie au Niger : les récoltes sauvé"
       "es</a></h2>"
       "<a href='/2024/03/01/pluie-au-niger/#comments'>3</a></article>"
       "<h3><a href='/spip.php?article12345'>Le président reçoit les syndicats à "
       "Niamey</a></h3>"
       "<a href='/societe/une-ecole-de-brousse-renait-1234.html'><img alt='Une é"
       "cole de brousse renaît'></a>"
       "<a href='https://facebook.example/2024/03/01/share-this-story-now'>Partager cet article sur un autre "
       "site</a>"
       "<a href='/author/amina-issa-de-niamey'>Amina Issa de Niamey, notre correspondante</a>"
       "<a href='/wp-content/uploads/2024/03/une-photo-de-presse.jpg'>Une photo de presse en grand format</a>"
       "<a href='/2024/03/'>Les archives du mois de mars</a><a href='/fr/?share=mail'>Partager cette page "
       "avec un ami</a>"
       "<a href='/'>Accueil du site de nouvelles du Niger</a><a href='/contact'>Contact</a>"
       "<a href='mailto:x@news.example'>É"
       "crivez-nous quand vous voulez</a>"
       "<footer><a href='/mentions-legales'>Mentions légales et politique de "
       "confidentialité</a></footer>");
  assert_true(is_article("https://www.news.example/2024/03/01/pluie-au-niger/"));
  assert_true(is_article("https://www.news.example/spip.php?article12345"));
  assert_true(is_article("https://www.news.example/societe/une-ecole-de-brousse-renait-1234.html"));
  assert_int_equal(found.article_count, 3);
  assert_slice(found.articles->title, "Pluie au Niger : les récoltes sauvé"
                                      "es");
}

static void the_best_link_to_an_article_counts(void **state)
{
  (void)state;
  page("<nav><a href='/pluie-au-niger'>Pluie</a></nav><h2><a href='/pluie-au-niger'>Pluie au Niger</a></h2>");
  assert_int_equal(found.article_count, 1);
  assert_slice(found.articles->title, "Pluie au Niger");
}

static void a_hundred_thousand_links_are_borne(void **state)
{
  (void)state;
  struct buffer html = BUFFER_EMPTY;
  for (int i = 0; i < 100000; i++)
    buffer_format(&html, "<a href='/2024/03/01/story-number-%d/feed'>a story it is ", i);
  page(buffer_string(&html));
  assert_true(found.article_count <= DISCOVER_ARTICLES_MAX &&
              found.candidate_count <= DISCOVER_CANDIDATES_MAX);
  buffer_free(&html);
}

static void attributes_are_cut_as_browsers_do(void **state)
{
  (void)state;
  struct html_scanner scanner = {.text =
                                     SLICE("<A x=1 y = 'a>b' z=\"&lt;\" / w =c/d =e x=2 >t&amp;t</A foo>")};
  struct html_token token;
  assert_true(html_scan(&scanner, &token) && token.kind == HTML_START && html_is(token.name, "a"));
  assert_slice(html_tag_attribute(&token, "X"), "1");
  assert_slice(html_tag_attribute(&token, "y"), "a>b");
  assert_slice(html_tag_attribute(&token, "z"), "&lt;");
  assert_slice(html_tag_attribute(&token, "w"), "c/d");
  assert_non_null(html_tag_attribute(&token, "=e").data);
  assert_null(html_tag_attribute(&token, "q").data);
  assert_true(html_scan(&scanner, &token) && token.kind == HTML_TEXT);
  assert_slice(token.inside, "t&amp;t");
  assert_true(html_scan(&scanner, &token) && token.kind == HTML_END);
  assert_false(html_scan(&scanner, &token));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_pages_own_word_ranks_first_and_comments_last, start, stop),
      cmocka_unit_test_setup_teardown(the_first_base_is_what_links_are_resolved_against, start, stop),
      cmocka_unit_test_setup_teardown(an_address_has_its_best_rank_only, start, stop),
      cmocka_unit_test_setup_teardown(what_comments_scripts_and_broken_tags_say_does_not_count, start, stop),
      cmocka_unit_test_setup_teardown(hub_and_self_are_told, start, stop),
      cmocka_unit_test_setup_teardown(sitemap_lines_of_robots_txt_are_candidates, start, stop),
      cmocka_unit_test_setup_teardown(addresses_of_feeds_are_known, start, stop),
      cmocka_unit_test_setup_teardown(articles_of_a_front_page_are_told_from_its_furniture, start, stop),
      cmocka_unit_test_setup_teardown(the_best_link_to_an_article_counts, start, stop),
      cmocka_unit_test_setup_teardown(a_hundred_thousand_links_are_borne, start, stop),
      cmocka_unit_test_setup_teardown(attributes_are_cut_as_browsers_do, start, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
