/* A page of results: what comes first, what is shown of it, and how one page follows another. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "index_samples.h"
#include "store/search.h"

static struct search_page find(struct shelf *shelf, const char *text, struct search_request request)
{
  dp_error error = {0, ""};
  struct search_page page;
  request.query = search_query_parse(shelf->arena, slice_of(text), &error);
  if (!request.limit) request.limit = 10;
  if (!request.query || !search(shelf->reader, shelf->arena, &request, &page, &error))
    fail_msg("%s: %s", text, error.text);
  return page;
}

static void assert_order(const struct search_page *page, const char *expected)
{
  char list[400] = "";
  for (size_t i = 0; i < page->result_count; i++)
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%lld", i ? " " : "",
             (long long)page->results[i].sequence);
  assert_string_equal(list, expected);
}

static void assert_text(struct slice text, const char *expected)
{
  if (!slice_is(text, expected)) fail_msg("“%.*s” is not “%s”", (int)text.length, text.data, expected);
}

/* marked - the marks as brackets. */
static const char *marked(struct shelf *shelf, const struct search_excerpt *excerpt)
{
  struct buffer out = BUFFER_EMPTY;
  size_t character = 0, mark = 0;
  for (size_t i = 0; i <= excerpt->text.length; i++) {
    bool begins = i == excerpt->text.length || (excerpt->text.data[i] & 0xC0) != 0x80;
    if (begins && mark < excerpt->mark_count && character == excerpt->marks[mark].end) {
      buffer_byte(&out, ']');
      mark++;
    }
    if (begins && mark < excerpt->mark_count && character == excerpt->marks[mark].start)
      buffer_byte(&out, '[');
    character += begins;
    if (i < excerpt->text.length) buffer_byte(&out, excerpt->text.data[i]);
  }
  const char *copy = arena_string(shelf->arena, buffer_view(&out));
  buffer_free(&out);
  return copy;
}

static void the_best_come_first(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  const char *texts[] = {"Le mil se vend au marché. Le mil est cher, le mil manque.",
                         "Le mil et le riz au marché.", "Le riz, le riz, le riz.", "Rien de tout cela."};
  for (size_t i = 0; i < 4; i++)
    shelf_put(shelf, (struct index_article){.title = SLICE("Prix"), .text = slice_of(texts[i])});
  shelf_put(shelf, (struct index_article){.title = SLICE("Le mil"), .text = SLICE("Une courte dépêche.")});
  struct search_page page = find(shelf, "mil", (struct search_request){0});
  assert_order(&page, "5 1 2"); /* a headline counts for more */
  page = find(shelf, "marché mil riz", (struct search_request){0});
  assert_order(&page, "2");
  page = find(shelf, "mil OR riz", (struct search_request){.newest = true});
  assert_order(&page, "5 3 2 1");
  page = find(shelf, "", (struct search_request){0});
  assert_order(&page, "5 4 3 2 1");
  shelf_free(shelf);
}

static void a_rare_word_counts_more_than_a_common_one(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  for (int i = 0; i < 30; i++)
    shelf_put(shelf, (struct index_article){.text = SLICE("président président autre chose")});
  int64_t rare =
      shelf_put(shelf, (struct index_article){.text = SLICE("un pangolin traverse toute la route")});
  for (int i = 0; i < 30; i++)
    shelf_put(shelf, (struct index_article){.text = SLICE("président président autre chose")});
  struct search_page page = find(shelf, "président OR pangolin", (struct search_request){.limit = 3});
  assert_int_equal(page.results[0].sequence, rare);
  shelf_free(shelf);
}

static void the_newer_of_two_alike_comes_first(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  shelf_put(shelf, (struct index_article){.text = SLICE("le mil est cher"), .published = day("2026-01-10")});
  shelf_put(shelf, (struct index_article){.text = SLICE("le mil est cher"), .published = day("2025-06-10")});
  struct search_page page = find(shelf, "mil", (struct search_request){0});
  assert_order(&page, "1 2");
  shelf_free(shelf);
}

static void copies_of_a_story_are_one_result(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  shelf_put(shelf, (struct index_article){.text = SLICE("mil cher")});
  shelf_put(shelf, (struct index_article){.text = SLICE("mil cher mil"), .story = 1});
  shelf_put(shelf, (struct index_article){.text = SLICE("mil")});
  struct search_page page = find(shelf, "mil", (struct search_request){0});
  assert_int_equal(page.matches, 3);
  assert_int_equal(page.stories, 2);
  assert_int_equal(page.results[0].copies + page.results[1].copies, 1);
  page = find(shelf, "mil", (struct search_request){.copies = true});
  assert_int_equal(page.result_count, 3);
  shelf_free(shelf);
}

static void only_the_newest_revision_is_shown(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  struct index_article article = {.uri = SLICE("https://a/1"), .text = SLICE("mil"), .revision = 1};
  shelf_put(shelf, article);
  article.revision = 2;
  article.text = SLICE("le mil");
  shelf_put(shelf, article);
  struct search_page page = find(shelf, "mil", (struct search_request){.copies = true});
  assert_order(&page, "2");
  assert_int_equal(page.results[0].revision, 2);
  page = find(shelf, "mil", (struct search_request){.copies = true, .revisions = true, .newest = true});
  assert_order(&page, "2 1");
  shelf_free(shelf);
}

static void words_are_marked_where_they_stand(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 60; i++) buffer_text(&text, "Remplissage sans rapport avec la question.\n");
  buffer_text(&text, "À Niamey, l’armée annonce la mort d'otages : deux militaires étaient là.\n");
  for (int i = 0; i < 60; i++) buffer_text(&text, "Encore du remplissage.\n");
  shelf_put(shelf,
            (struct index_article){.title = SLICE("Des militaires à Niamey"), .text = buffer_view(&text)});
  shelf_put(shelf, (struct index_article){.title = SLICE("Court"), .text = SLICE("Les otages.")});
  struct search_page page = find(shelf, "militaire otage -riz", (struct search_request){0});
  assert_string_equal(marked(shelf, &page.results[0].title), "Des [militaires] à Niamey");
  const char *excerpt = marked(shelf, &page.results[0].text);
  if (strncmp(
          excerpt, "… À Niamey, l’armée annonce la mort d'[otages] : deux [militaires] étaient là. Encore",
          strlen("… À Niamey, l’armée annonce la mort d'[otages] : deux [militaires] étaient là. Encore")) !=
      0)
    fail_msg("%s", excerpt);
  assert_string_equal(excerpt + strlen(excerpt) - strlen(" …"), " …");
  assert_in_range(page.results[0].text.text.length, 200, 320);
  page = find(shelf, "court", (struct search_request){0});
  assert_string_equal(marked(shelf, &page.results[0].text), "Les otages.");
  page = find(shelf, "otag*", (struct search_request){.newest = true});
  assert_string_equal(marked(shelf, &page.results[0].text), "Les [otages].");
  buffer_free(&text);
  shelf_free(shelf);
}

static void pages_follow_each_other_without_gap_or_double(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  enum { ARTICLES = 2300 };
  dp_error error = {0, ""};
  bool seen[ARTICLES + 1] = {false};
  size_t found = 0;
  assert_true(index_begin(shelf->writer, &error));
  for (int i = 0; i < ARTICLES; i++) {
    struct index_article article = {.sequence = ++shelf->last,
                                    .story = shelf->last,
                                    .revision = 1,
                                    .language = SLICE("fr"),
                                    .source = SLICE("a"),
                                    .uri = slice_of(arena_format(shelf->arena, "u%d", i)),
                                    .text = i % 2 ? SLICE("mil") : SLICE("mil mil riz")};
    assert_true(index_add(shelf->writer, &article, &error));
  }
  assert_true(index_commit(shelf->writer, &error));
  struct search_request request = {.limit = 100};
  for (;;) {
    struct search_page page = find(shelf, "mil", request);
    for (size_t i = 0; i < page.result_count; i++) {
      assert_false(seen[page.results[i].sequence]);
      seen[page.results[i].sequence] = true;
      found++;
    }
    request.offset += page.result_count;
    request.top = page.top;
    if (request.offset < page.stories) continue;
    if (page.bottom <= 1) break;
    request.top = page.bottom - 1;
    request.offset = 0;
  }
  assert_int_equal(found, ARTICLES);
  shelf_free(shelf);
}

static void facets_count_what_hits_have_in_common(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  const struct index_entity names[] = {
      {.type = SLICE("PER"), .name = SLICE("Awa Sarr")},
      {.type = SLICE("LOC"), .name = SLICE("Dakar")},
      {.type = SLICE("ORG"), .name = SLICE("Agence française de développement")},
      {.type = SLICE("PER"), .name = SLICE("Moussa Diop")}};
  for (size_t i = 0; i < 5; i++)
    shelf_put(shelf, (struct index_article){.text = SLICE("pêche"),
                                            .entities = names,
                                            .entity_count = i < 3 ? 4 : 1,
                                            .language = i ? SLICE("fr") : SLICE("en"),
                                            .published = i == 4 ? day("2026-02-01") : day("2026-01-31")});
  shelf_put(shelf, (struct index_article){.text = SLICE("riz"), .entities = names, .entity_count = 4});
  struct search_page page = find(shelf, "pêche", (struct search_request){.facets = true});
  const struct {
    enum search_facets facet;
    size_t at;
    const char *name;
    int64_t count;
  } expected[] = {
      {FACET_PEOPLE, 0, "Awa Sarr", 5},    {FACET_PEOPLE, 1, "Moussa Diop", 3},
      {FACET_PLACES, 0, "Dakar", 3},       {FACET_ORGANISATIONS, 0, "Agence française de développement", 3},
      {FACET_LANGUAGES, 0, "fr", 4},       {FACET_LANGUAGES, 1, "en", 1},
      {FACET_SOURCES, 0, "lefaso.net", 5}, {FACET_DAYS, 0, "2026-02-01", 1},
      {FACET_DAYS, 1, "2026-01-31", 4}};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    assert_true(expected[i].at < page.facet_counts[expected[i].facet]);
    const struct search_facet *facet = &page.facets[expected[i].facet][expected[i].at];
    assert_text(facet->name, expected[i].name);
    assert_int_equal(facet->count, expected[i].count);
  }
  assert_int_equal(page.facet_counts[FACET_PEOPLE], 2);
  shelf_free(shelf);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_best_come_first),
                                     cmocka_unit_test(a_rare_word_counts_more_than_a_common_one),
                                     cmocka_unit_test(the_newer_of_two_alike_comes_first),
                                     cmocka_unit_test(copies_of_a_story_are_one_result),
                                     cmocka_unit_test(only_the_newest_revision_is_shown),
                                     cmocka_unit_test(words_are_marked_where_they_stand),
                                     cmocka_unit_test(pages_follow_each_other_without_gap_or_double),
                                     cmocka_unit_test(facets_count_what_hits_have_in_common)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
