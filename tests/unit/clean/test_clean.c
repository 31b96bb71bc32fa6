#include "page.h"

#include "base/files.h"
#include "base/unicode.h"
#include "clean/stage.h"

#include <stdio.h>

static void assert_rejected(const struct clean_page *page, const char *reason)
{
  assert_int_equal(clean(page), CLEAN_REJECTED);
  assert_string_equal(test_result.reason, reason);
  assert_true(strlen(test_result.detail) > 10);
}

static void assert_html_rejected(const char *html, const char *reason)
{
  struct clean_page page = page_of(slice_of(html));
  assert_rejected(&page, reason);
}

static void nothing_is_empty(void **state)
{
  (void)state;
  assert_html_rejected("", "empty");
  assert_html_rejected(" \r\n\t ", "empty");
  assert_html_rejected("<html><body><script>1</script></body></html>", "empty");
}

static void other_media_types_are_not_html(void **state)
{
  (void)state;
  struct clean_page page = page_of(SLICE("%PDF-1.7 ..."));
  assert_rejected(&page, "not-html");
  page = page_of(SLICE("<?xml version='1.0'?><!-- a --><rss version='2.0'><channel/></rss>"));
  assert_rejected(&page, "not-html");
  page = page_of(SLICE("{\"a\": 1}"));
  page.content_type = SLICE("application/json; charset=utf-8");
  assert_rejected(&page, "not-html");
  page = page_of(SLICE("just words, no page at all"));
  page.content_type = SLICE("text/plain");
  assert_rejected(&page, "not-html");
}

static void bytes_that_are_no_text_are_not_html(void **state)
{
  (void)state;
  char data[6000];
  unsigned random = 7;
  for (size_t i = 0; i < sizeof data; i++) data[i] = (char)((random = random * 1103515245 + 12345) >> 16);
  struct clean_page page = page_of((struct slice){data, sizeof data});
  assert_rejected(&page, "not-html");
  memset(data, 0, 512); /* as archives begin */
  memcpy(data, "page.html", 9);
  assert_rejected(&page, "not-html");
  page = page_of(SLICE("<p>\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03 " PROSE_1 PROSE_2));
  assert_int_equal(clean(&page), CLEAN_ARTICLE);
}

static void a_page_is_known_by_its_bytes_under_a_wrong_type(void **state)
{
  (void)state;
  struct clean_page page = page_of(SLICE("<!DOCTYPE html><body><div>" PROSE_1 PROSE_2 "</div>"));
  page.content_type = SLICE("application/json");
  assert_int_equal(clean(&page), CLEAN_ARTICLE);
}

static void an_unknown_content_encoding_is_undecodable(void **state)
{
  (void)state;
  struct clean_page page = page_of(SLICE("\x0b\x02\x80 abc"));
  page.content_encoding = SLICE("br");
  assert_rejected(&page, "undecodable");
}

static void an_index_page_is_no_article(void **state)
{
  (void)state;
  struct buffer html = BUFFER_EMPTY;
  buffer_text(&html, "<body><h1>Actualités</h1><ul>");
  for (int i = 0; i < 60; i++)
    buffer_format(&html, "<li><a href=/a%d>Le titre numéro %d, qui en dit assez long, mais pas trop</a></li>",
                  i, i);
  struct clean_page page = page_of(buffer_view(&html));
  assert_rejected(&page, "index-page");
  buffer_free(&html);
}

static void a_message_of_an_error_is_no_article(void **state)
{
  (void)state;
  assert_html_rejected(
      "<title>404 Not Found</title><body><h1>Not found</h1><p>The page you asked for, sadly, is not here, "
      "or not here any more, so please look for it elsewhere, perhaps on our front page, or search.</p>",
      "soft-404");
}

static void a_wall_of_consent_is_no_article(void **state)
{
  (void)state;
  assert_html_rejected(
      "<body><div><p>Nous et nos partenaires utilisons des cookies, avec votre consentement, pour "
      "mesurer l’audience, proposer des contenus, et améliorer le site, selon notre politique.</p></div>",
      "consent-wall");
}

static void a_line_or_two_is_no_article(void **state)
{
  (void)state;
  assert_html_rejected("<body><div><p>Bientôt ici, un nouveau site, avec des articles.</p></div>",
                       "no-article");
}

static void a_cut_page_is_marked(void **state)
{
  (void)state;
  struct clean_page page = page_of(SLICE("<body><div>" PROSE_1 PROSE_2 PROSE_3 "</div>"));
  page.max_bytes = 400;
  assert_int_equal(clean(&page), CLEAN_ARTICLE);
  assert_true(test_result.truncated);
  page.max_bytes = 1 << 20;
  assert_int_equal(clean(&page), CLEAN_ARTICLE);
  assert_false(test_result.truncated);
}

static void the_same_page_gives_the_same_article_again(void **state)
{
  (void)state;
  const char *html = "<title>Un marché</title><body><div>" PROSE_1 PROSE_2 "</div>";
  char *first = strdup(arena_string(test_arena, article_of(html)->text));
  article_of("<body><table><tr><td>" PROSE_3 PROSE_2 "</table>");
  assert_slice(article_of(html)->text, first);
  free(first);
}

static void the_article_outlives_the_next_page(void **state)
{
  (void)state;
  struct arena *other = arena_new();
  struct clean_result kept, next;
  struct clean_page page = page_of(SLICE("<title>Un marché</title><body><div>" PROSE_1 PROSE_2 "</div>"));
  clean_page(test_worker, test_arena, &page, &kept);
  struct clean_page second = page_of(SLICE("<title>Autre</title><body><div>" PROSE_3 PROSE_3 "</div>"));
  clean_page(test_worker, other, &second, &next);
  assert_true(has(kept.article.text, "La ville"));
  assert_slice(kept.article.metadata.title.value, "Un marché");
  arena_free(&other);
}

static void append_paragraphs(struct buffer *html, struct slice text, bool advert_between)
{
  for (size_t at = 0; at < text.length;) {
    const char *end = memchr(text.data + at, '\n', text.length - at);
    size_t length = end ? (size_t)(end - text.data) - at : text.length - at;
    buffer_format(html, "<p>%.*s</p>\n", (int)length, text.data + at);
    if (advert_between) buffer_text(html, "<div class=ad-slot>Publicité</div>");
    at += length + 1;
  }
}

static void the_model_article_comes_out_whole(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY, html = BUFFER_EMPTY;
  if (!files_read(SHARED_DATA "/corpus/seed/000_abd9f12c98e2ea1e.txt", 1 << 20, &text, NULL)) {
    printf("skipped: no measuring data\n");
    skip();
  }
  buffer_text(
      &html,
      "<!DOCTYPE html><html lang=fr><head><meta charset=utf-8><title>Niger : des instructeurs | Le "
      "Courrier</title></head><body><nav><a href=/>Accueil</a> <a href=/monde>Monde</a></nav><main><article>"
      "<h1>Niger : des instructeurs</h1><p class=byline>Par Anne Martin, le 12 avril 2024</p><div>");
  append_paragraphs(&html, buffer_view(&text), true);
  buffer_text(&html,
              "</div></article><aside><h2>Les plus lus</h2><ul><li><a href=/1>Un titre</a></ul></aside>"
              "<section class=related><h2>À lire aussi</h2><p>Un autre article, long lui aussi, avec des "
              "virgules, et un point.</p></section></main><footer><p>Mentions légales, contact, plan du "
              "site.</p></footer></body></html>");
  struct clean_page page = page_of(buffer_view(&html));
  assert_int_equal(clean(&page), CLEAN_ARTICLE);
  assert_slice(test_result.article.text, arena_string(test_arena, slice_trim(buffer_view(&text))));
  assert_slice(test_result.article.metadata.language.value, "fr");
  assert_slice(test_result.article.metadata.published.value, "2024-04-12");
  assert_true(is_normal(test_result.article.text));
  buffer_free(&text);
  buffer_free(&html);
}

static bool run_stage(struct json *message, struct slice body)
{
  struct config config = {.clean = {.max_page = 1 << 20}};
  void *rules = clean_stage.rules_new(&config, NULL), *worker = clean_stage.worker_new();
  struct stage_work work = {test_arena, message, body};
  bool on = clean_stage.process(rules, worker, &work);
  clean_stage.worker_free(worker);
  clean_stage.rules_free(rules);
  return on;
}

static struct json *fetched(const char *content_encoding)
{
  struct article_fetch fetch = {.url = SLICE("https://example.org/a"),
                                .final_url = SLICE("https://example.org/a"),
                                .status = 200,
                                .content_type = SLICE("text/html"),
                                .content_encoding = slice_of(content_encoding),
                                .fetched_at = TEST_FETCHED_AT,
                                .warc_file = SLICE("x.warc.gz")};
  return article_from_fetch(test_arena, &fetch);
}

static void the_stage_fills_the_message(void **state)
{
  (void)state;
  arena_reset(test_arena);
  struct json *message = fetched("");
  assert_true(run_stage(message, SLICE("<title>Un marché</title><body><div>" PROSE_1 PROSE_2 "</div>")));
  assert_true(has(article_text(message), "La ville"));
  assert_slice(article_headline(message), "Un marché");
  assert_slice(article_language(message), "fr");
}

static void the_stage_rejects_with_a_reason(void **state)
{
  (void)state;
  arena_reset(test_arena);
  struct json *message = fetched("br");
  assert_false(run_stage(message, SLICE("\x0b\x02")));
  assert_slice(article_rejected_reason(message), "undecodable");
  assert_true(article_rejected_detail(message).length > 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_empty),
      cmocka_unit_test(other_media_types_are_not_html),
      cmocka_unit_test(bytes_that_are_no_text_are_not_html),
      cmocka_unit_test(a_page_is_known_by_its_bytes_under_a_wrong_type),
      cmocka_unit_test(an_unknown_content_encoding_is_undecodable),
      cmocka_unit_test(an_index_page_is_no_article),
      cmocka_unit_test(a_message_of_an_error_is_no_article),
      cmocka_unit_test(a_wall_of_consent_is_no_article),
      cmocka_unit_test(a_line_or_two_is_no_article),
      cmocka_unit_test(a_cut_page_is_marked),
      cmocka_unit_test(the_same_page_gives_the_same_article_again),
      cmocka_unit_test(the_article_outlives_the_next_page),
      cmocka_unit_test(the_model_article_comes_out_whole),
      cmocka_unit_test(the_stage_fills_the_message),
      cmocka_unit_test(the_stage_rejects_with_a_reason),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
