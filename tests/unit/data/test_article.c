#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "data/article.h"

static struct arena *arena;

static int make_arena(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int free_arena(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static void assert_slice(struct slice got, const char *text)
{
  assert_int_equal(got.length, strlen(text));
  assert_memory_equal(got.data, text, got.length);
}

/* The same as SLICE, for constants. */
#define TEXT(literal)                                                                                        \
  {                                                                                                          \
    literal, sizeof(literal) - 1                                                                             \
  }

static struct article_fetch a_response(void)
{
  return (struct article_fetch){
      .url = SLICE("http://example.org/à lire?x=[1]"),
      .final_url = SLICE("https://example.org/final"),
      .status = 200,
      .content_type = SLICE("text/html; charset=utf-8"),
      .content_encoding = SLICE("gzip"),
      .fetched_at = INT64_C(1712910600123),
      .warc_file = SLICE("depeche-main-1.warc.gz"),
      .warc_offset = INT64_C(5000000000),
  };
}

static struct json *printed_and_read(struct json *article)
{
  struct buffer text = BUFFER_EMPTY;
  dp_error error = {0};
  json_print(article, &text);
  struct json *again = json_parse(arena, buffer_view(&text), &error);
  buffer_free(&text);
  assert_non_null(again);
  return again;
}

static void what_the_fetcher_wrote_the_cleaner_reads(void **state)
{
  (void)state;
  struct article_fetch in = a_response(), out;
  struct json *article = printed_and_read(article_from_fetch(arena, &in));
  dp_error error = {0};
  assert_true(article_read_fetch(article, &out, &error));
  assert_true(slice_equal(out.url, in.url));
  assert_true(slice_equal(out.final_url, in.final_url));
  assert_true(slice_equal(out.content_type, in.content_type));
  assert_true(slice_equal(out.content_encoding, in.content_encoding));
  assert_int_equal(out.last_modified.length, 0);
  assert_true(slice_equal(out.warc_file, in.warc_file));
  assert_int_equal(out.status, 200);
  assert_int_equal(out.fetched_at, in.fetched_at);
  assert_int_equal(out.warc_offset, in.warc_offset);
  assert_slice(article_uri(article), "http://example.org/%C3%A0%20lire?x=%5B1%5D");
  assert_slice(article_url(article), "http://example.org/à lire?x=[1]");
}

static void an_article_without_its_fetch_is_refused_with_the_missing_key(void **state)
{
  (void)state;
  struct article_fetch out;
  dp_error error = {0};
  struct json *article = json_object(arena);
  assert_false(article_read_fetch(article, &out, &error));
  assert_int_equal(error.code, EX_DATAERR);
  assert_non_null(strstr(error.text, "depeche.fetch"));
  struct json *ours = json_add_object(arena, article, "depeche");
  json_add_text(arena, json_add_object(arena, ours, "fetch"), "fetched_at", SLICE("yesterday"));
  assert_false(article_read_fetch(article, &out, &error));
  assert_non_null(strstr(error.text, "depeche.url"));
  json_add_text(arena, ours, "url", SLICE("http://example.org/"));
  assert_false(article_read_fetch(article, &out, &error));
  assert_non_null(strstr(error.text, "fetched_at"));
}

static const struct slice authors[] = {TEXT("Ada Lovelace"), TEXT("Émile Zola")};
static const struct slice tags[] = {TEXT("Niger"), TEXT("Diplomatie")};
static const struct article_block blocks[] = {
    {"heading", 2, 0, 16}, {"paragraph", 0, 17, 30}, {"quote", 0, 31, 40}};

static struct article_clean a_clean_article(void)
{
  return (struct article_clean){
      .metadata = {.uri = {SLICE("https://example.org/a"), FROM_LINK, 95},
                   .title = {SLICE("Un titre"), FROM_HEADING, 90},
                   .authors = {authors, 2, FROM_JSONLD, 90},
                   .language = {SLICE("fr"), FROM_DETECTOR, 99},
                   .published = {SLICE("2024-04-12"), FROM_URL, 90},
                   .modified = {SLICE("2024-04-12T10:00:00+02:00"), FROM_META, 90},
                   .site = {SLICE("L’Exemple"), FROM_OPEN_GRAPH, 95},
                   .section = {SLICE("Monde"), FROM_META, 80},
                   .tags = {tags, 2, FROM_META, 80},
                   .licence = {SLICE("https://creativecommons.org/licenses/by/4.0/"), FROM_LINK, 95},
                   .kind = {SLICE("live-blog"), FROM_LAYOUT, 70},
                   .paywall = {SLICE("no"), FROM_JSONLD, 90},
                   .description = {SLICE("De quoi il s’agit"), FROM_OPEN_GRAPH, 95},
                   .image = {SLICE("https://example.org/i.jpg"), FROM_OPEN_GRAPH, 95},
                   .image_width = 1200},
      .standfirst = SLICE("Un chapeau"),
      .text = SLICE("Vladimir Poutine est à Niamey."),
      .xhtml = SLICE("<p>Vladimir Poutine est à Niamey.</p>"),
      .blocks = blocks,
      .block_count = 3,
      .charset = SLICE("utf-8"),
      .exact = SLICE("e1:00ff"),
      .signature = SLICE("m1:1234"),
  };
}

static struct json *a_cleaned_tree(void)
{
  struct article_fetch fetch = a_response();
  struct article_clean clean = a_clean_article();
  struct json *article = article_from_fetch(arena, &fetch);
  article_add_clean(arena, article, &clean);
  return article;
}

static void what_the_cleaner_wrote_everybody_reads(void **state)
{
  (void)state;
  struct json *article = printed_and_read(a_cleaned_tree());
  assert_slice(article_uri(article), "https://example.org/a");
  assert_slice(article_headline(article), "Un titre");
  assert_slice(article_text(article), "Vladimir Poutine est à Niamey.");
  assert_slice(article_language(article), "fr");
  assert_slice(article_published(article), "2024-04-12");
  assert_slice(article_site(article), "L’Exemple");
  assert_slice(json_get_text(article, "by"), "Ada Lovelace, Émile Zola");
  assert_int_equal(json_count(json_get(json_get(article, "depeche"), "authors")), 2);
  assert_slice(article_digest(article), "5b21ea2d783b8274a36750774f56b506dacdf086e8bd393889561202e61b6bd2");
}

static const struct json *path(const struct json *node, const char *first, const char *second)
{
  return json_get(json_get(node, first), second);
}

static void subjects_rights_and_the_image_stand_where_ninjs_has_them(void **state)
{
  (void)state;
  const struct json *article = printed_and_read(a_cleaned_tree());
  const struct json *subject = json_first(json_get(article, "subjects"));
  assert_slice(json_get_text(subject, "rel"), "section");
  assert_slice(json_get_text(subject, "name"), "Monde");
  assert_slice(json_get_text(json_next(subject), "rel"), "tag");
  assert_slice(json_get_text(json_next(json_next(subject)), "name"), "Diplomatie");
  assert_slice(json_text(path(article, "rightsInfo", "linkedRights")),
               "https://creativecommons.org/licenses/by/4.0/");
  const struct json *image = json_first(json_get(article, "renditions"));
  assert_int_equal(json_get_integer(image, "width", 0), 1200);
  assert_null(json_get(image, "height"));
}

static void a_licence_in_words_is_told_as_terms_of_use(void **state)
{
  (void)state;
  struct article_clean clean = a_clean_article();
  clean.metadata.licence.value = SLICE("All rights reserved");
  struct json *article = json_object(arena);
  article_add_clean(arena, article, &clean);
  assert_slice(json_get_text(article, "usageTerms"), "All rights reserved");
  assert_null(json_get(article, "rightsInfo"));
}

static void kind_paywall_and_fingerprint_stand_under_our_key(void **state)
{
  (void)state;
  const struct json *ours = json_get(printed_and_read(a_cleaned_tree()), "depeche");
  assert_slice(json_get_text(ours, "kind"), "live-blog");
  assert_int_equal(json_type_of(json_get(ours, "paywall")), JSON_BOOL);
  assert_false(json_get_bool(ours, "paywall", true));
  assert_slice(json_text(path(ours, "fingerprint", "exact")), "e1:00ff");
  assert_slice(json_text(path(ours, "fingerprint", "similar")), "m1:1234");
}

static void each_block_tells_its_place_and_what_it_is_unless_a_paragraph(void **state)
{
  (void)state;
  const struct json *list = path(printed_and_read(a_cleaned_tree()), "depeche", "blocks");
  struct buffer text = BUFFER_EMPTY;
  json_print(list, &text);
  assert_string_equal(buffer_string(&text), "[[0,16,\"heading\",2],[17,30],[31,40,\"quote\"]]");
  buffer_free(&text);
}

static void every_fact_names_its_witness(void **state)
{
  (void)state;
  const struct json *provenance = path(printed_and_read(a_cleaned_tree()), "depeche", "provenance");
  static const char *const keys[] = {"uri",     "title",   "site",     "section",   "description",
                                     "licence", "image",   "language", "published", "modified",
                                     "kind",    "paywall", "authors",  "tags"};
  assert_int_equal(json_count(provenance), sizeof keys / sizeof *keys);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) assert_non_null(json_get(provenance, keys[i]));
  assert_slice(json_text(path(provenance, "authors", "from")), "json-ld");
  assert_int_equal(json_get_integer(json_get(provenance, "section"), "confidence", 0), 80);
}

static void what_can_not_stand_in_a_message_has_no_witness(void **state)
{
  (void)state;
  struct article_clean clean = a_clean_article();
  clean.metadata.published.value = SLICE("soon");
  clean.metadata.image.value = SLICE("/i.jpg");
  clean.metadata.language.value = SLICE("und");
  clean.metadata.section = (struct fact){0};
  struct json *article = json_object(arena);
  article_add_clean(arena, article, &clean);
  const struct json *provenance = path(article, "depeche", "provenance");
  assert_null(json_get(provenance, "published"));
  assert_null(json_get(provenance, "image"));
  assert_null(json_get(provenance, "section"));
  assert_null(json_get(provenance, "language"));
  assert_null(json_get(article, "renditions"));
}

static void a_slim_article_keeps_its_text_and_says_what_is_left_out(void **state)
{
  (void)state;
  struct json *article = a_cleaned_tree();
  const struct json *ours = json_get(article, "depeche");
  assert_true(article_slim(arena, article));
  assert_int_equal(json_count(json_get(article, "bodies")), 1);
  assert_slice(article_text(article), "Vladimir Poutine est à Niamey.");
  assert_non_null(json_get(ours, "blocks"));
  assert_true(article_slim(arena, article));
  assert_null(json_get(ours, "blocks"));
  assert_false(article_slim(arena, article));
  ours = json_get(printed_and_read(article), "depeche");
  assert_slice(json_text(json_first(json_get(ours, "omitted"))), "formatted");
  assert_slice(json_text(json_next(json_first(json_get(ours, "omitted")))), "blocks");
}

static void a_text_of_very_many_blocks_comes_without_them(void **state)
{
  (void)state;
  enum { MANY = 20001 };
  struct article_block *many = arena_zero(arena, MANY, sizeof *many);
  for (size_t i = 0; i < MANY; i++) many[i] = (struct article_block){"item", 1, i, i + 1};
  struct article_clean clean = {.text = SLICE("x"), .blocks = many, .block_count = MANY - 1};
  struct json *article = json_object(arena);
  article_add_clean(arena, article, &clean);
  assert_int_equal(json_count(path(article, "depeche", "blocks")), MANY - 1);
  clean.block_count = MANY;
  article = json_object(arena);
  article_add_clean(arena, article, &clean);
  assert_null(path(article, "depeche", "blocks"));
  assert_slice(json_text(json_first(path(article, "depeche", "omitted"))), "blocks");
}

static void a_bare_day_becomes_a_full_time_for_ninjs_and_stays_as_found_for_us(void **state)
{
  (void)state;
  struct json *article = a_cleaned_tree();
  assert_slice(json_get_text(article, "contentCreated"), "2024-04-12T00:00:00.000Z");
  assert_slice(json_get_text(article, "versionCreated"), "2024-04-12T08:00:00.000Z");
  assert_slice(json_get_text(json_get(article, "depeche"), "modified"), "2024-04-12T10:00:00+02:00");
}

static void what_is_no_date_is_left_out(void **state)
{
  (void)state;
  struct article_clean clean = {.text = SLICE("x"),
                                .metadata = {.published = {SLICE("soon"), FROM_META, 50}}};
  struct json *article = json_object(arena);
  article_add_clean(arena, article, &clean);
  assert_null(json_get(article, "contentCreated"));
  assert_int_equal(article_published(article).length, 0);
}

static void the_same_text_has_the_same_digest_under_another_url(void **state)
{
  (void)state;
  struct json *one = a_cleaned_tree(), *other = json_object(arena);
  struct article_clean clean = a_clean_article();
  clean.metadata.uri.value = SLICE("https://elsewhere.example/b");
  article_add_clean(arena, other, &clean);
  assert_int_equal(article_digest(one).length, 64);
  assert_true(slice_equal(article_digest(one), article_digest(other)));
}

static const struct entity entities[] = {
    {TEXT("PER"), TEXT("Vladimir Poutine"), {.wikidata = TEXT("Q7747")}},
    {TEXT("LOC"),
     TEXT("Niamey"),
     {.iso3166 = TEXT("NE"),
      .geonames = TEXT("2440485"),
      .latitude = 13.5,
      .longitude = 2.1,
      .located = true}},
    {TEXT("LOC"), TEXT("Niger"), {.iso3166 = TEXT("NE")}},
};
static const struct mention mentions[] = {
    {.type = TEXT("PER"),
     .start = 0,
     .end = 16,
     .exact = TEXT("Vladimir Poutine"),
     .entity = 0,
     .rule = TEXT("names"),
     .confidence = 97},
    {.type = TEXT("PER"),
     .start = 20,
     .end = 27,
     .exact = TEXT("Poutine"),
     .entity = 0,
     .rule = TEXT("names")},
    {.type = TEXT("LOC"),
     .start = 40,
     .end = 46,
     .exact = TEXT("Niamey"),
     .entity = 1,
     .rule = TEXT("names")},
    {.type = TEXT("LOC"), .start = 50, .end = 55, .exact = TEXT("Niger"), .entity = 2, .rule = TEXT("names")},
    {.type = TEXT("QUANTITY"),
     .start = 60,
     .end = 68,
     .exact = TEXT("plus de 1 000"),
     .entity = ENTITY_NONE,
     .value = TEXT("1000"),
     .unit = TEXT("troupes"),
     .modifier = TEXT("MORE_THAN"),
     .rule = TEXT("amount")},
    {.type = TEXT("DATE"),
     .start = 70,
     .end = 78,
     .exact = TEXT("10 avril"),
     .entity = ENTITY_NONE,
     .value = TEXT("2024-04-10"),
     .rule = TEXT("date")},
};
static const struct quote quotes[] = {{.start = 80,
                                       .end = 90,
                                       .inner_start = 82,
                                       .inner_end = 88,
                                       .direct = true,
                                       .speaker = TEXT("Poutine"),
                                       .speaker_start = 20,
                                       .speaker_end = 27,
                                       .entity = 0,
                                       .cue = TEXT("a dit")}};
enum { MENTIONS = sizeof mentions / sizeof *mentions, ENTITIES = sizeof entities / sizeof *entities };
static const struct annotations found = {mentions, MENTIONS, entities, ENTITIES, quotes, 1};

static void every_mention_is_kept_and_every_entity_listed_once(void **state)
{
  (void)state;
  struct json *article = a_cleaned_tree();
  article_add_annotations(arena, article, &found, SLICE("rules-1"));
  article = printed_and_read(article);
  const struct json *ours = json_get(article, "depeche"), *people = json_get(article, "people");
  assert_int_equal(json_count(json_get(ours, "mentions")), MENTIONS);
  assert_slice(json_get_text(ours, "tagger"), "rules-1");
  assert_int_equal(json_count(json_get(ours, "entities")), ENTITIES);
  const struct json *quote = json_first(json_get(ours, "quotes"));
  assert_slice(json_get_text(json_get(quote, "speaker"), "exact"), "Poutine");
  assert_int_equal(json_count(people), 1);
  assert_slice(json_get_text(json_first(people), "name"), "Vladimir Poutine");
  assert_slice(json_get_text(json_first(people), "uri"), "http://www.wikidata.org/entity/Q7747");
  const struct json *places = json_get(article, "places");
  assert_int_equal(json_count(places), 2);
  assert_slice(json_get_text(json_first(places), "uri"), "https://sws.geonames.org/2440485/");
  assert_slice(json_get_text(json_next(json_first(places)), "literal"), "iso3166:NE");
  assert_null(json_get(article, "organisations"));
}

static void tagging_again_replaces_what_was_tagged(void **state)
{
  (void)state;
  struct json *article = a_cleaned_tree();
  article_add_annotations(arena, article, &found, SLICE("rules-1"));
  const struct annotations less = {mentions, 1, entities, 1, NULL, 0};
  article_add_annotations(arena, article, &less, SLICE("rules-2"));
  article = printed_and_read(article); /* a key that stood there twice would be refused */
  assert_int_equal(json_count(json_get(json_get(article, "depeche"), "mentions")), 1);
  assert_null(json_get(article, "places"));
}

static void a_rejected_article_says_who_why_and_what(void **state)
{
  (void)state;
  struct article_fetch fetch = a_response();
  struct json *article = article_from_fetch(arena, &fetch);
  article_reject(arena, article, "clean", "not-html", "the media type is image/png");
  article_note_timing(arena, article, "clean", 42);
  article_note_timing(arena, article, "tag", 43);
  article_mark_truncated(arena, article);
  article = printed_and_read(article);
  assert_slice(article_rejected_reason(article), "not-html");
  assert_slice(article_rejected_detail(article), "the media type is image/png");
  const struct json *ours = json_get(article, "depeche");
  assert_int_equal(json_get_integer(json_get(ours, "timings"), "clean_us", 0), 42);
  assert_int_equal(json_get_integer(json_get(ours, "timings"), "tag_us", 0), 43);
  assert_true(json_get_bool(ours, "truncated", false));
}

static void reading_an_empty_article_gives_empty_slices(void **state)
{
  (void)state;
  struct json *article = json_object(arena);
  assert_int_equal(article_text(article).length, 0);
  assert_non_null(article_text(article).data);
  assert_int_equal(article_headline(article).length, 0);
  assert_int_equal(article_rejected_reason(article).length, 0);
}

static void strict_ninjs_has_neither_our_key_nor_unknown_ones(void **state)
{
  (void)state;
  struct json *article = a_cleaned_tree();
  article_add_annotations(arena, article, &found, SLICE("rules-1"));
  json_add_text(arena, article, "somebody", SLICE("else"));
  json_add_text(arena, json_first(json_get(article, "bodies")), "sentiment", SLICE("good"));
  article_to_ninjs(article);
  assert_null(json_get(article, "depeche"));
  assert_null(json_get(article, "somebody"));
  assert_null(json_get(json_first(json_get(article, "bodies")), "sentiment"));
  assert_slice(article_text(article), "Vladimir Poutine est à Niamey.");
}

static void a_uri_is_encoded_where_rfc_3986_wants_it(void **state)
{
  (void)state;
  static const char *const cases[][2] = {
      {"http://example.org/a b", "http://example.org/a%20b"},
      {"http://example.org/%e9%zz%", "http://example.org/%e9%25zz%25"},
      {"http://[::1]:80/[x]", "http://[::1]:80/%5Bx%5D"},
      {"http://example.org/?q={a|b}^`\"<>\\", "http://example.org/?q=%7Ba%7Cb%7D%5E%60%22%3C%3E%5C"},
      {"http://example.org/#a#b", "http://example.org/#a%23b"},
      {"http://exämple.org/ü", "http://ex%C3%A4mple.org/%C3%BC"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_slice(article_uri_text(arena, slice_of(cases[i][0])), cases[i][1]);
}

static void an_article_with_too_many_mentions_keeps_its_text_and_whom_it_names(void **state)
{
  (void)state;
  struct json *article = a_cleaned_tree();
  article_add_annotations(arena, article, &found, SLICE("rules-1"));
  assert_true(article_slim(arena, article) && article_slim(arena, article) && article_slim(arena, article));
  assert_false(article_slim(arena, article));
  const struct json *ours = json_get(printed_and_read(article), "depeche");
  assert_int_equal(json_count(json_get(ours, "mentions")), 0);
  assert_int_equal(json_count(json_get(ours, "entities")), 0);
  assert_int_equal(json_count(json_get(ours, "quotes")), 0);
  assert_int_equal(json_count(json_get(ours, "omitted")), 3);
  assert_non_null(json_get(article, "people"));
  assert_slice(article_text(article), "Vladimir Poutine est à Niamey.");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_the_fetcher_wrote_the_cleaner_reads),
      cmocka_unit_test(an_article_without_its_fetch_is_refused_with_the_missing_key),
      cmocka_unit_test(what_the_cleaner_wrote_everybody_reads),
      cmocka_unit_test(subjects_rights_and_the_image_stand_where_ninjs_has_them),
      cmocka_unit_test(a_licence_in_words_is_told_as_terms_of_use),
      cmocka_unit_test(kind_paywall_and_fingerprint_stand_under_our_key),
      cmocka_unit_test(each_block_tells_its_place_and_what_it_is_unless_a_paragraph),
      cmocka_unit_test(every_fact_names_its_witness),
      cmocka_unit_test(what_can_not_stand_in_a_message_has_no_witness),
      cmocka_unit_test(a_slim_article_keeps_its_text_and_says_what_is_left_out),
      cmocka_unit_test(a_text_of_very_many_blocks_comes_without_them),
      cmocka_unit_test(a_bare_day_becomes_a_full_time_for_ninjs_and_stays_as_found_for_us),
      cmocka_unit_test(what_is_no_date_is_left_out),
      cmocka_unit_test(the_same_text_has_the_same_digest_under_another_url),
      cmocka_unit_test(every_mention_is_kept_and_every_entity_listed_once),
      cmocka_unit_test(an_article_with_too_many_mentions_keeps_its_text_and_whom_it_names),
      cmocka_unit_test(tagging_again_replaces_what_was_tagged),
      cmocka_unit_test(a_rejected_article_says_who_why_and_what),
      cmocka_unit_test(reading_an_empty_article_gives_empty_slices),
      cmocka_unit_test(strict_ninjs_has_neither_our_key_nor_unknown_ones),
      cmocka_unit_test(a_uri_is_encoded_where_rfc_3986_wants_it),
  };
  return cmocka_run_group_tests(tests, make_arena, free_arena);
}
