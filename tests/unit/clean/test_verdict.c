/* What is no article is rejected with its own reason, and what is one has its kind. */
#include "page.h"

static const char *reason_at(const char *url, const char *html)
{
  struct clean_page page = page_of(slice_of(html));
  page.url = slice_of(url);
  if (clean(&page) == CLEAN_ARTICLE) return "";
  assert_non_null(test_result.detail);
  return test_result.reason;
}

static const char *reason_of(const char *html)
{
  return reason_at("https://www.example.org/monde/article-1.html", html);
}

static void assert_reasons(const char *const *pages, size_t count, const char *want)
{
  for (size_t i = 0; i < count; i++)
    if (strcmp(reason_of(pages[i]), want) != 0)
      fail_msg("%s: \"%s\", not %s", pages[i], reason_of(pages[i]), want);
}
#define ALL(pages) (pages), sizeof(pages) / sizeof *(pages)

static void a_check_for_robots_is_told(void **state)
{
  (void)state;
  static const char *const pages[] = {
      "<title>Just a moment...</title><h1>news.example</h1><p>Verifying you are human. This may take a few "
      "seconds.",
      "<title>Attention Required! | Guard</title><h1>One more step</h1><p>Please complete the captcha to go "
      "on.",
      "<title>Contrôle</title><p>Merci de vérifier que vous êtes humain avant de poursuivre votre lecture.",
      "<title>Einen Moment…</title><p>Bitte bestätigen Sie, dass Sie ein Mensch sind.",
      "<title>Comprobación de seguridad</title><p>Espere, por favor.",
      "<title>Sito</title><p>Per proseguire, verifica di essere umano con il pulsante qui sotto.",
      "<title>Jornal</title><p>Antes de continuar, verifique se você é humano."};
  assert_reasons(ALL(pages), "robot-check");
}

static void a_page_that_is_not_there_is_told(void **state)
{
  (void)state;
  static const char *const pages[] = {
      "<title>404 - Le Courrier</title><h1>404</h1><p>Rien ici.",
      "<title>Page introuvable | Le Courrier</title><h1>Page introuvable</h1><p>Revenez à l’accueil.",
      "<title>Le Courrier</title><h1>Oups</h1><p>La page que vous recherchez a été déplacée ou supprimée.",
      "<title>Page not found</title><p>Try the search instead.",
      "<title>Seite nicht gefunden - Der Bote</title><p>Das tut uns leid.",
      "<title>Der Bote</title><p>Die gesuchte Seite gibt es nicht (mehr).",
      "<title>Página no encontrada</title><p>Lo sentimos.",
      "<title>Pagina non trovata</title><p>Ci dispiace.",
      "<title>Página não encontrada</title><p>Lamentamos."};
  assert_reasons(ALL(pages), "soft-404");
}

static void an_error_is_told(void **state)
{
  (void)state;
  static const char *const pages[] = {
      "<title>403 Forbidden</title><h1>Forbidden</h1><p>You don't have permission to access this resource.",
      "<title>503 Service Unavailable</title><p>Try again.",
      "<title>Access Denied</title><p>Reference 18.2f",
      "<title>Le Courrier</title><p>Le site est actuellement en maintenance, revenez dans une heure.",
      "<title>Zugriff verweigert</title><p>Vorgang 17.",
      "<title>Acceso denegado</title><p>Código 7.",
      "<title>Sito in manutenzione</title><p>Torniamo presto.",
      "<title>Acesso negado</title><p>Código 7."};
  assert_reasons(ALL(pages), "error-page");
}

static void a_wall_of_consent_is_told(void **state)
{
  (void)state;
  static const char *const pages[] = {"<title>Le Courrier</title><h1>Votre choix</h1><p>Avec votre accord, "
                                      "nous et nos partenaires utilisons des cookies pour "
                                      "mesurer l’audience, et vous pouvez retirer votre consentement à tout "
                                      "moment. Le respect de la vie privée (privacy) "
                                      "compte pour nous, et nos partenaires traitent vos données selon leurs "
                                      "règles, que voici en détail.</p><button>Oui</button>",
                                      "<title>Der Bote</title><h1>Weiter mit Werbung</h1><p>Wir und unsere "
                                      "Partner speichern Cookies auf Ihrem Gerät. Zum "
                                      "Datenschutz und zu Ihrer Einwilligung erfahren Sie mehr in den "
                                      "Hinweisen, die Sie jederzeit aufrufen können, wenn "
                                      "Sie unten auf der Seite auf den Verweis klicken.</p>",
                                      "<title>The Post</title><p>We value your privacy. We and our partners "
                                      "store cookies on your device with your consent.</p>"};
  assert_reasons(ALL(pages), "consent-wall");
}

static void a_paywall_without_text_is_told(void **state)
{
  (void)state;
  static const char *const pages[] = {
      "<title>Un marché ouvre</title><h1>Un marché ouvre</h1><p>Cet article est réservé aux abonnés.</p>",
      "<title>A market opens</title><h1>A market opens</h1><p>Subscribe to continue reading.</p>",
      "<title>Ein Markt</title><h1>Ein Markt</h1><p>Bitte melden Sie sich an. Passwort vergessen?</p>",
      "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Un "
      "marché\",\"isAccessibleForFree\":\"False\"}"
      "</script><h1>Un marché</h1><p>Après trois ans de travaux…</p>"};
  assert_reasons(ALL(pages), "paywall");
  const struct article_clean *article =
      article_of("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Un "
                 "marché\",\"isAccessibleForFree\":false}"
                 "</script><article><h1>Un marché</h1>" PROSE_1 PROSE_2 PROSE_3 "</article>");
  assert_slice(article->metadata.paywall.value, "yes");
}

static char *front_page(const char *head, int teasers)
{
  struct buffer page = BUFFER_EMPTY;
  buffer_format(&page, "<html><head>%s</head><body><main>", head);
  for (int i = 0; i < teasers; i++)
    buffer_format(
        &page,
        "<div><h2><a href=/a/%d>Le conseil de la ville vote la %de ligne de son budget</a></h2><p>Une séance "
        "longue, et des débats vifs jusqu’au soir.</p></div>",
        i, i);
  return buffer_take(&page);
}

static void a_list_of_other_pages_is_told(void **state)
{
  (void)state;
  char *page = front_page("<title>Le Courrier</title>", 30);
  assert_string_equal(reason_at("https://www.example.org/", page), "index-page");
  assert_string_equal(reason_at("https://www.example.org/fr/", page), "index-page");
  free(page);
  page = front_page("<title>Monde</title><script "
                    "type=application/ld+json>{\"@type\":\"CollectionPage\",\"name\":\"Monde\"}</script>",
                    30);
  assert_string_equal(reason_at("https://www.example.org/monde/", page), "index-page");
  free(page);
}

static void an_article_with_many_teasers_below_it_is_none(void **state)
{
  (void)state;
  char *teasers = front_page("", 30);
  char *page = strdup(
      arena_format(test_arena,
                   "<title>Un marché ouvre</title><article><h1>Un marché ouvre</h1>" PROSE_1 PROSE_2 PROSE_3
                   "</article>%s",
                   strstr(teasers, "<main>")));
  assert_string_equal(reason_of(page), "");
  free(page);
  free(teasers);
}

static void an_article_about_errors_cookies_or_walls_stays(void **state)
{
  (void)state;
  static const char *const tops[] = {
      "<h1>404 : l’histoire d’une erreur</h1><p>La page que vous recherchez : cette phrase a trente ans.</p>",
      "<h1>Access denied: how towns closed their archives</h1>",
      "<h1>Cookies, consentement et partenaires : ce qui change</h1><p>Nous et nos partenaires : la formule "
      "agace.</p>",
      "<h1>Les abonnés paient plus</h1><p>« Réservé aux abonnés » : la formule gagne du terrain.</p>"};
  for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
    char *page = strdup(arena_format(
        test_arena,
        "<title>T</title><article>%s" PROSE_1 PROSE_2 PROSE_3 PROSE_1 PROSE_2 PROSE_3 "</article>", tops[i]));
    assert_string_equal(reason_of(page), "");
    free(page);
  }
}

static void too_little_text_is_no_article_and_none_is_empty(void **state)
{
  (void)state;
  assert_string_equal(reason_of("<title>Photo du jour</title><h1>Photo du jour</h1><p>Le port au matin.</p>"),
                      "no-article");
  assert_string_equal(reason_of("<title>T</title><body><script>x()</script>"), "empty");
}

/* Kinds. */

static void assert_kind(const char *url, const char *html, const char *want, const char *from)
{
  struct clean_page page = page_of(slice_of(html));
  page.url = slice_of(url);
  if (clean(&page) != CLEAN_ARTICLE) fail_msg("rejected as %s: %s", test_result.reason, html);
  const struct fact *kind = &test_result.article.metadata.kind;
  assert_slice(kind->value, want);
  assert_string_equal(kind->from, from);
}

#define LD(text)    "<script type=application/ld+json>" text "</script>"
#define ARTICLE_URL "https://www.example.org/monde/article-1.html"

static void kinds_are_told_apart(void **state)
{
  (void)state;
  assert_kind(ARTICLE_URL, "<article>" PROSE_1 PROSE_2 "</article>", "article", FROM_LAYOUT);
  assert_kind(ARTICLE_URL, "<meta property=og:type content=article><article>" PROSE_1 PROSE_2 "</article>",
              "article", FROM_OPEN_GRAPH);
  assert_kind(ARTICLE_URL,
              LD("{\"@type\":\"LiveBlogPosting\",\"headline\":\"H\"}") "<article>" PROSE_1 PROSE_2
                                                                       "</article>",
              "live-blog", FROM_JSONLD);
  assert_kind(ARTICLE_URL,
              LD("{\"@type\":\"VideoObject\",\"name\":\"H\"}") "<article>" PROSE_1 PROSE_2 "</article>",
              "video", FROM_JSONLD);
  assert_kind(ARTICLE_URL,
              "<meta property=og:type content=video.other><article>" PROSE_1 PROSE_2 "</article>", "video",
              FROM_OPEN_GRAPH);
  assert_kind("https://www.example.org/diaporama/port.html", "<article>" PROSE_1 PROSE_2 "</article>",
              "gallery", FROM_URL);
  assert_kind(ARTICLE_URL,
              LD("{\"@type\":\"ImageGallery\",\"name\":\"H\"}") "<article>" PROSE_1 PROSE_2 "</article>",
              "gallery", FROM_JSONLD);
}

static void a_long_text_is_an_article_whatever_its_address_says(void **state)
{
  (void)state;
  struct buffer page = BUFFER_EMPTY;
  buffer_text(&page, "<article>");
  for (int i = 0; i < 12; i++)
    buffer_format(
        &page,
        "<p>Au %d du quai, la halle %d a reçu hier, dans le calme, ses premiers marchands, et chacun "
        "d’eux a trouvé, non sans peine, une place où poser ses caisses avant le jour.</p>",
        i, i);
  static const char *const urls[] = {"https://www.example.org/videos/port.html",
                                     "https://www.example.org/photos/port.html",
                                     "https://www.example.org/live/port.html"};
  for (size_t i = 0; i < 3; i++) assert_kind(urls[i], buffer_string(&page), "article", FROM_LAYOUT);
  buffer_free(&page);
}

static void entries_with_a_time_make_a_live_blog(void **state)
{
  (void)state;
  struct buffer page = BUFFER_EMPTY;
  buffer_text(&page,
              "<title>En direct : le marché ouvre</title><article><h1>En direct : le marché ouvre</h1>");
  for (int i = 0; i < 8; i++) buffer_format(&page, "<div><span>%02dh15</span></div>" PROSE_1, 8 + i);
  assert_kind("https://www.example.org/monde/en-direct/marche.html", buffer_string(&page), "live-blog",
              FROM_URL);
  assert_kind(ARTICLE_URL, buffer_string(&page), "live-blog", FROM_TEXT);
  buffer_free(&page);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_check_for_robots_is_told),
      cmocka_unit_test(a_page_that_is_not_there_is_told),
      cmocka_unit_test(an_error_is_told),
      cmocka_unit_test(a_wall_of_consent_is_told),
      cmocka_unit_test(a_paywall_without_text_is_told),
      cmocka_unit_test(a_list_of_other_pages_is_told),
      cmocka_unit_test(an_article_with_many_teasers_below_it_is_none),
      cmocka_unit_test(an_article_about_errors_cookies_or_walls_stays),
      cmocka_unit_test(too_little_text_is_no_article_and_none_is_empty),
      cmocka_unit_test(kinds_are_told_apart),
      cmocka_unit_test(a_long_text_is_an_article_whatever_its_address_says),
      cmocka_unit_test(entries_with_a_time_make_a_live_blog),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
