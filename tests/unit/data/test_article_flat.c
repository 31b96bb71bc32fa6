#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "data/article_flat.h"
#include "data/syndication.h"

static struct arena *arena;

static int begin(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int end(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

#define ARTICLE(title, more)                                                                                 \
  "{\"specversion\":\"1.0\",\"type\":\"depeche.article.tagged\",\"sequence\":7,"                             \
  "\"store\":\"0b8ef2a4-6a0c-4f0a-8a57-0d4a8a9b6c11\",\"id\":\"e.3\",\"source\":\"/depeche/tag/main\","      \
  "\"time\":\"2024-03-14T10:31:02.500Z\",\"data\":{\"uri\":\"https://www.lesahel.example/mil\","             \
  "\"language\":\"fr\",\"headlines\":[{\"role\":\"main\",\"value\":\"" title "\"}],"                         \
  "\"infoSources\":[{\"name\":\"Le Sahel\"}],\"people\":[{\"name\":\"Awa\"},{\"name\":\"B \\\"Bob\\\"\"}],"  \
  "\"bodies\":[{\"role\":\"main\",\"value\":\"Le mil <baisse> & monte.\\nFin.\"}],"                          \
  "\"depeche\":{\"url\":\"https://www.lesahel.example/mil?x=1\",\"published\":\"2024-03-14\","               \
  "\"fetch\":{\"fetched_at\":\"2024-03-14T10:30:59.000Z\"}" more "}}}"

static struct event event_of(const char *text)
{
  struct event event;
  dp_error error = {0};
  assert_true(event_parse(arena, slice_of(text), &event, &error));
  return event;
}

static const char *flat(const char *text, enum flat_names names)
{
  struct event event = event_of(text);
  struct buffer out = BUFFER_EMPTY;
  json_print(article_flat(arena, &event, names), &out);
  const char *printed = arena_string(arena, buffer_view(&out));
  buffer_free(&out);
  return printed;
}

static void each_tool_finds_its_own_names(void **state)
{
  (void)state;
  const char *text = ARTICLE("Le mil", ",\"authors\":[\"A. Issa\"]");
  assert_string_equal(
      flat(text, FLAT_NEWS_PLEASE),
      "{\"authors\":[\"A. Issa\"],\"date_download\":\"2024-03-14 10:30:59\",\"date_modify\":null,"
      "\"date_publish\":\"2024-03-14 00:00:00\",\"description\":null,\"filename\":null,"
      "\"image_url\":null,\"language\":\"fr\",\"localpath\":null,"
      "\"maintext\":\"Le mil <baisse> & monte.\\nFin.\",\"source_domain\":\"lesahel.example\","
      "\"title\":\"Le mil\",\"title_page\":null,\"title_rss\":null,"
      "\"url\":\"https://www.lesahel.example/mil?x=1\"}");
  assert_string_equal(
      flat(text, FLAT_MEDIA_CLOUD),
      "{\"id\":\"e.3\",\"media_name\":\"Le Sahel\",\"media_url\":\"lesahel.example\","
      "\"title\":\"Le mil\",\"publish_date\":\"2024-03-14\","
      "\"url\":\"https://www.lesahel.example/mil?x=1\",\"language\":\"fr\","
      "\"indexed_date\":\"2024-03-14 10:31:02\",\"text\":\"Le mil <baisse> & monte.\\nFin.\"}");
  assert_non_null(
      strstr(flat(text, FLAT_OURS), "\"people\":[\"Awa\",\"B \\\"Bob\\\"\"],\"organisations\":[]"));
}

static const char *row(const char *text, enum flat_names names)
{
  struct event event = event_of(text);
  struct buffer out = BUFFER_EMPTY;
  article_flat_row(article_flat(arena, &event, names), &out);
  const char *printed = arena_string(arena, buffer_view(&out));
  buffer_free(&out);
  return printed;
}

static void a_row_keeps_quotes_and_lines_and_defuses_formulas(void **state)
{
  (void)state;
  const char *got = row(ARTICLE("=HYPERLINK(\\\"x\\\")", ""), FLAT_OURS);
  assert_non_null(strstr(got, "7,\"e.3\","));
  assert_non_null(strstr(got, ",\"'=HYPERLINK(\"\"x\"\")\","));
  assert_non_null(strstr(got, ",\"Awa; B \"\"Bob\"\"\","));
  assert_non_null(strstr(got, "monte.\nFin.\"\r\n"));
  struct buffer header = BUFFER_EMPTY;
  article_flat_header(FLAT_MEDIA_CLOUD, &header);
  assert_string_equal(buffer_string(&header),
                      "id,media_name,media_url,title,publish_date,url,language,indexed_date,"
                      "text\r\n");
  buffer_free(&header);
}

static const char *feed(const char *text, enum syndication_format format)
{
  struct event event = event_of(text);
  struct syndication head = {.format = format,
                             .id = SLICE("urn:uuid:0b8ef2a4-6a0c-4f0a-8a57-0d4a8a9b6c11"),
                             .title = SLICE("mil & <sorgho>"),
                             .updated = event.time};
  struct buffer out = BUFFER_EMPTY;
  syndication_begin(&head, &out);
  syndication_entry(&head, &event, &out);
  syndication_end(&head, &out);
  const char *printed = arena_string(arena, buffer_view(&out));
  buffer_free(&out);
  return printed;
}

static void an_article_becomes_an_entry_of_atom(void **state)
{
  (void)state;
  const char *got = feed(ARTICLE("Un \\u0001 \\uFFFF", ""), SYNDICATION_ATOM);
  assert_non_null(strstr(got, "<title>mil &amp; &lt;sorgho&gt;</title>"));
  assert_non_null(strstr(got, "<updated>2024-03-14T10:31:02.500Z</updated>"));
  assert_non_null(strstr(got, "<link href=\"https://www.lesahel.example/mil\"/>"));
  assert_non_null(strstr(got, "<title>Un \xEF\xBF\xBD \xEF\xBF\xBD</title>"));
  assert_non_null(strstr(got, "<summary>Le mil &lt;baisse&gt; &amp; monte.\nFin.</summary>"));
  assert_non_null(strstr(got, "<name>Le Sahel</name>"));
}

static void an_article_becomes_an_item_of_rss(void **state)
{
  (void)state;
  const char *got = feed(ARTICLE("Le mil", ",\"authors\":[\"A. Issa\"]"), SYNDICATION_RSS);
  assert_non_null(strstr(got, "<pubDate>Thu, 14 Mar 2024 00:00:00 GMT</pubDate>"));
  assert_non_null(strstr(got, "<lastBuildDate>Thu, 14 Mar 2024 10:31:02 GMT</lastBuildDate>"));
  assert_non_null(strstr(got, "<dc:creator>A. Issa</dc:creator>"));
  assert_non_null(strstr(got, "</channel>\n</rss>\n"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_tool_finds_its_own_names),
      cmocka_unit_test(a_row_keeps_quotes_and_lines_and_defuses_formulas),
      cmocka_unit_test(an_article_becomes_an_entry_of_atom),
      cmocka_unit_test(an_article_becomes_an_item_of_rss),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
