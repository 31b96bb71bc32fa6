/* Prints one message of each kind and lets an independent validator judge it (validate.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../write_file.h"
#include "data/article.h"
#include "data/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define EPOCH "5a1c3a0e-0000-4000-8000-000000000001"
#define STORE "0e8b6a2c-0000-4000-8000-000000000002"

static struct arena *arena;
static char directory[64];

static void write_sample(const char *name, struct slice text)
{
  char path[256];
  snprintf(path, sizeof path, "%.60s/%.150s.json", directory, name);
  assert_true(write_file(path, text));
}

/* save - the event under the name of its schema, and once more for CloudEvents. */
static void save(const char *schema, const char *sample, const struct event *event)
{
  char name[96];
  struct buffer text = BUFFER_EMPTY;
  event_print(arena, event, &text);
  snprintf(name, sizeof name, "%s.%s", schema, sample);
  write_sample(name, buffer_view(&text));
  snprintf(name, sizeof name, "cloudevents.%s-%s", schema, sample);
  if (strncmp(schema, "not-", 4) != 0) write_sample(name, buffer_view(&text));
  buffer_free(&text);
}

static void save_ninjs(const char *sample, struct json *article)
{
  char name[96];
  struct buffer text = BUFFER_EMPTY;
  article_to_ninjs(article);
  json_print(article, &text);
  snprintf(name, sizeof name, "ninjs.%s", sample);
  write_sample(name, buffer_view(&text));
  buffer_free(&text);
}

static struct event event_of(const char *type, const char *source, struct json *data)
{
  return (struct event){.type = slice_of(type),
                        .id = SLICE(EPOCH ".17"),
                        .source = slice_of(source),
                        .time = INT64_C(1712910600123),
                        .data = data};
}

static struct event article_event(const char *type, const char *source, struct json *data)
{
  struct event event = event_of(type, source, data);
  event.origin = SLICE("main");
  event.epoch = SLICE(EPOCH);
  event.item = 17;
  event.attempt = 1;
  return event;
}

static struct json *fetched(const char *url)
{
  struct article_fetch fetch = {
      .url = slice_of(url),
      .final_url = slice_of(url),
      .status = 200,
      .content_type = SLICE("text/html; charset=\"utf-8\""),
      .content_encoding = SLICE("gzip"),
      .last_modified = SLICE("Fri, 12 Apr 2024 08:30:00 GMT"),
      .fetched_at = INT64_C(1712910600123),
      .warc_file = SLICE("depeche-main-20240412083000-00001.warc.gz"),
      .warc_offset = 4096,
  };
  return article_from_fetch(arena, &fetch);
}

static struct json *cleaned_under(const char *url, const char *licence)
{
  const struct slice authors[] = {SLICE("Ada Lovelace"), SLICE("Émile Zola")};
  const struct slice tags[] = {SLICE("Niger"), SLICE("Diplomatie")};
  const struct article_block blocks[] = {{"paragraph", 0, 0, 30}, {"heading", 2, 31, 42}};
  struct article_clean clean = {
      .metadata = {.uri = {slice_of(url), FROM_LINK, 97},
                   .title = {SLICE("« Un titre »"), FROM_JSONLD, 93},
                   .site = {SLICE("L’Exemple"), FROM_OPEN_GRAPH, 95},
                   .section = {SLICE("Monde"), FROM_META, 80},
                   .description = {SLICE("De quoi il s’agit"), FROM_OPEN_GRAPH, 90},
                   .licence = {slice_of(licence), FROM_LINK, 95},
                   .image = {SLICE("https://example.org/ïmage.jpg?a=[b]"), FROM_OPEN_GRAPH, 90},
                   .image_width = 1200,
                   .image_height = 675,
                   .language = {SLICE("fr"), FROM_DETECTOR, 99},
                   .published = {SLICE("2024-04-12"), FROM_URL, 90},
                   .modified = {SLICE("2024-04-12T10:00:00+02:00"), FROM_META, 90},
                   .kind = {SLICE("article"), FROM_JSONLD, 90},
                   .paywall = {SLICE("no"), FROM_JSONLD, 90},
                   .authors = {authors, 2, FROM_BYLINE, 80},
                   .tags = {tags, 2, FROM_META, 80}},
      .standfirst = SLICE("Un chapeau"),
      .text = SLICE("Vladimir Poutine est à Niamey.\nIl y reste."),
      .xhtml = SLICE("<p>Vladimir Poutine est à Niamey.</p><h2>Il y reste.</h2>"),
      .blocks = blocks,
      .block_count = 2,
      .charset = SLICE("utf-8"),
      .exact = SLICE("e1:0123456789abcdef0123456789abcdef"),
      .signature = SLICE("m1:0123456789abcdef"),
  };
  struct json *article = fetched(url);
  article_add_clean(arena, article, &clean);
  article_note_timing(arena, article, "clean", 1234);
  return article;
}

static struct json *cleaned(const char *url)
{
  return cleaned_under(url, "https://creativecommons.org/licenses/by/4.0/");
}

static struct json *tagged(const char *url)
{
  const struct entity entities[] = {{SLICE("PER"), SLICE("Vladimir Poutine"), {.wikidata = SLICE("Q7747")}},
                                    {SLICE("LOC"),
                                     SLICE("Niamey"),
                                     {.iso3166 = SLICE("NE"),
                                      .geonames = SLICE("2440485"),
                                      .latitude = 13.51366,
                                      .longitude = 2.1098,
                                      .located = true}},
                                    {SLICE("LOC"), SLICE("Niger"), {.iso3166 = SLICE("NE")}},
                                    {SLICE("ORG"), SLICE("L’ONU"), {.located = false}}};
  const struct mention mentions[] = {{.type = SLICE("PER"),
                                      .start = 0,
                                      .end = 16,
                                      .exact = SLICE("Vladimir Poutine"),
                                      .entity = 0,
                                      .rule = SLICE("names"),
                                      .confidence = 97},
                                     {.type = SLICE("LOC"),
                                      .start = 23,
                                      .end = 29,
                                      .exact = SLICE("Niamey"),
                                      .entity = 1,
                                      .rule = SLICE("names")},
                                     {.type = SLICE("LOC"),
                                      .start = 23,
                                      .end = 29,
                                      .exact = SLICE("Niger"),
                                      .entity = 2,
                                      .rule = SLICE("names")},
                                     {.type = SLICE("ORG"),
                                      .start = 23,
                                      .end = 29,
                                      .exact = SLICE("L’ONU"),
                                      .entity = 3,
                                      .rule = SLICE("names")},
                                     {.type = SLICE("MONEY"),
                                      .start = 23,
                                      .end = 29,
                                      .exact = SLICE("plus de 10 euros"),
                                      .entity = ENTITY_NONE,
                                      .value = SLICE("10"),
                                      .unit = SLICE("EUR"),
                                      .modifier = SLICE("MORE_THAN"),
                                      .rule = SLICE("amount")},
                                     {.type = SLICE("DATE"),
                                      .start = 30,
                                      .end = 38,
                                      .exact = SLICE("10 avril"),
                                      .entity = ENTITY_NONE,
                                      .value = SLICE("2024-04-10"),
                                      .rule = SLICE("date")}};
  const struct quote quotes[] = {{.start = 0,
                                  .end = 16,
                                  .inner_start = 2,
                                  .inner_end = 14,
                                  .direct = true,
                                  .speaker = SLICE("Poutine"),
                                  .speaker_start = 20,
                                  .speaker_end = 27,
                                  .entity = 0,
                                  .cue = SLICE("a dit"),
                                  .addressee = SLICE("L’ONU")}};
  const struct annotations found = {
      mentions, sizeof mentions / sizeof *mentions, entities, sizeof entities / sizeof *entities, quotes, 1};
  struct json *article = cleaned(url);
  article_add_annotations(arena, article, &found, SLICE("rules-1"));
  return article;
}

static void save_articles(void)
{
  static const char *const urls[] = {"https://example.org/a", "http://exämple.org/à lire?x=[1]&y={2}#a#b",
                                     "http://[2001:db8::1]:8080/%zz%41|"};
  for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
    char sample[] = {(char)('a' + i), '\0'};
    struct event event = article_event(EVENT_FETCHED, "/depeche/fetch/main", fetched(urls[i]));
    save("article-fetched", sample, &event);
    event = article_event(EVENT_CLEANED, "/depeche/clean/main", cleaned(urls[i]));
    save("article-cleaned", sample, &event);
    event = article_event(EVENT_TAGGED, "/depeche/tag/main", tagged(urls[i]));
    save("article-tagged", sample, &event);
    event.sequence = 4711;
    event.revision = 2;
    event.story = 4000;
    event.alike = 93;
    event.store = SLICE(STORE);
    event.source = SLICE("/depeche/store/main");
    save("article-tagged", "numbered", &event);
    save("not-article-cleaned", sample, &event);
    save_ninjs(sample, event.data);
  }
}

static void save_variants(void)
{
  struct json *article = cleaned_under("https://example.org/a", "All rights reserved");
  struct event event = article_event(EVENT_CLEANED, "/depeche/clean/main", article);
  save("article-cleaned", "licence-in-words", &event);
  while (article_slim(arena, article)) continue;
  save("article-cleaned", "slim", &event);
  struct json *title = json_get(json_get(json_get(article, "depeche"), "provenance"), "title");
  json_add_text(arena, title, "from", SLICE("hearsay"));
  save("not-article-cleaned", "unknown-witness", &event);
  save_ninjs("licence-in-words", article);
}

static void save_rejected(void)
{
  struct json *article = fetched("https://example.org/a");
  article_reject(arena, article, "clean", "not-html", "the media type is image/png");
  struct event event = article_event(EVENT_REJECTED, "/depeche/clean/main", article);
  save("article-rejected", "a", &event);
  json_remove(json_get(article, "depeche"), "rejected");
  save("not-article-rejected", "without-reason", &event);
  json_add_text(arena, json_get(article, "depeche"), "surprise", SLICE("x"));
  event = article_event(EVENT_FETCHED, "/depeche/fetch/main", article);
  save("not-article-fetched", "unknown-key", &event);
}

static void save_store(void)
{
  struct json *data = json_object(arena), *list = json_add_array(arena, data, "verdicts");
  struct json *verdict = json_append_object(arena, list);
  json_add_text(arena, verdict, "epoch", SLICE(EPOCH));
  json_add_integer(arena, verdict, "item", 17);
  json_add_integer(arena, verdict, "attempt", 1);
  json_add_text(arena, verdict, "verdict", SLICE("stored"));
  json_add_integer(arena, verdict, "sequence", 4711);
  struct event event = event_of(EVENT_VERDICTS, "/depeche/store/main", data);
  event.store = SLICE(STORE);
  save("event", "verdicts", &event);
  json_remove(verdict, "sequence");
  save("not-event", "stored-without-sequence", &event);
  event = event_of(EVENT_HEARTBEAT, "/depeche/store/main", NULL);
  event.store = SLICE(STORE);
  save("heartbeat", "before-the-first", &event);
  event.sequence = 4711;
  save("heartbeat", "later", &event);
}

static void save_request(const char *name, const char *data, bool valid)
{
  char type[64], sample[64];
  snprintf(type, sizeof type, "depeche.request.%s", name);
  snprintf(sample, sizeof sample, "%s-%zu", name, strlen(data));
  for (char *at = sample; *at; at++)
    if (*at == '.') *at = '-';
  struct event event = event_of(type, "/depeche/cli/test", json_parse(arena, slice_of(data), NULL));
  save(valid ? "request" : "not-request", sample, &event);
}

static void save_requests(void)
{
  save_request("ping", "{}", true);
  save_request("feed", "{\"urls\":[\"https://example.org/\"]}", true);
  save_request("feed", "{\"urls\":\"https://example.org/\"}", false);
  save_request("show", "{\"key\":17}", true);
  save_request("dead.retry", "{\"all\":true}", true);
  save_request("dead.retry", "{\"all\":true,\"items\":[1]}", false);
  save_request("backup", "{\"directory\":\"/backup/1\"}", true);
  save_request("backup", "{\"directory\":\"backup\"}", false);
  save_request("check", "{\"begin\":true}", true);
  save_request("replay", "{\"after\":0,\"limit\":10}", true);
  save_request("replay", "{\"limit\":10}", false);
  save_request("drain", "{\"on\":true}", true);
  save_request("nothing", "{}", false);
}

static void save_replies(void)
{
  struct event event =
      event_of("depeche.reply.drain", "/depeche/fetch/main",
               json_parse(arena, SLICE("{\"draining\":true,\"transfers\":0,\"window_items\":3}"), NULL));
  event.inreplyto = SLICE("r-1");
  save("reply", "drain", &event);
  json_remove(event.data, "draining");
  save("not-reply", "drain", &event);
  event.type = SLICE(EVENT_ERROR);
  event.data = json_parse(arena, SLICE("{\"code\":64,\"message\":\"show needs a key\"}"), NULL);
  save("reply", "error", &event);
}

static void every_kind_of_message_is_valid_by_its_schema_and_by_the_standards(void **state)
{
  (void)state;
  char command[512];
  arena = arena_new();
  strcpy(directory, "/tmp/depeche-messages-XXXXXX");
  assert_non_null(mkdtemp(directory));
  save_articles();
  save_variants();
  save_rejected();
  save_store();
  save_requests();
  save_replies();
  snprintf(command, sizeof command,
           "/usr/bin/python3 %s/tests/unit/data/validate.py %s/include/depeche/schema %s %s/*.json; code=$?; "
           "rm -r %s; "
           "exit $code",
           SOURCE_DIR, SOURCE_DIR, SHARED_DATA, directory, directory);
  int status = system(command);
  arena_free(&arena);
  if (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127) skip();
  assert_int_equal(status, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_of_message_is_valid_by_its_schema_and_by_the_standards),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
