/* fuzz_event.c - an event that is accepted is printed and read back as the same; its data can be read,
 * numbered, tagged, rejected and stripped to ninjs whatever it holds. */
#include "fuzz.h"

#include "base/utf8.h"
#include "data/article.h"
#include "data/event.h"

static void must_be_same(const struct event *a, const struct event *b)
{
  must(slice_equal(a->type, b->type) && slice_equal(a->id, b->id) && slice_equal(a->source, b->source));
  must(slice_equal(a->origin, b->origin) && slice_equal(a->epoch, b->epoch));
  must(slice_equal(a->store, b->store) && slice_equal(a->inreplyto, b->inreplyto));
  must(a->item == b->item && a->attempt == b->attempt && a->sequence == b->sequence);
}

static void must_print_the_same(struct arena *arena, const struct event *event)
{
  struct buffer text = BUFFER_EMPTY, again = BUFFER_EMPTY;
  struct event back;
  event_print(arena, event, &text);
  must(event_parse(arena, buffer_view(&text), &back, NULL));
  must_be_same(event, &back);
  event_print(arena, &back, &again);
  must(slice_equal(buffer_view(&text), buffer_view(&again)));
  buffer_free(&text);
  buffer_free(&again);
}

static void must_be_numbered(struct arena *arena, struct event event)
{
  struct buffer text = BUFFER_EMPTY, numbered = BUFFER_EMPTY;
  struct event back;
  event.sequence = 0;
  event.store = (struct slice){"", 0};
  event.revision = event.story = event.alike = 0;
  if (slice_is(event.type, EVENT_HEARTBEAT)) return; /* has a sequence of its own */
  event_print(arena, &event, &text);
  const struct event_numbers numbers = {7, 1, 3, 50, "0e8b6a2c-0000-4000-8000-000000000002"};
  event_number(buffer_view(&text), &numbers, &numbered);
  must(event_parse(arena, buffer_view(&numbered), &back, NULL));
  must(back.sequence == 7 && back.item == event.item);
  buffer_free(&text);
  buffer_free(&numbered);
}

static void must_be_a_uri(struct arena *arena, struct slice url)
{
  struct slice uri = article_uri_text(arena, url);
  for (size_t i = 0; i < uri.length; i++) must(uri.data[i] > ' ' && uri.data[i] < 0x7F);
  must(slice_equal(article_uri_text(arena, uri), uri));
}

static void use_article(struct arena *arena, struct json *article)
{
  struct article_fetch fetch;
  dp_error error = {0};
  bool read = article_read_fetch(article, &fetch, &error);
  must(read == (error.code == 0));
  if (read) must_be_a_uri(arena, fetch.url);
  struct slice text = article_text(article), headline = article_headline(article);
  must(utf8_valid(text) && utf8_valid(headline));
  const struct entity entity = {SLICE("PER"), text, {.wikidata = article_uri(article)}};
  const struct mention mention = {.type = SLICE("PER"), .exact = headline, .rule = SLICE("names")};
  const struct annotations found = {&mention, 1, &entity, 1, NULL, 0};
  article_add_annotations(arena, article, &found, article_language(article));
  const struct article_clean clean = {.metadata = {.uri = {.value = article_url(article)},
                                                   .title = {.value = text},
                                                   .published = {.value = article_published(article)},
                                                   .site = {.value = article_site(article)}},
                                      .text = headline};
  article_add_clean(arena, article, &clean);
  must(article_digest(article).length == 64);
  article_note_timing(arena, article, "clean", 1);
  article_reject(arena, article, "clean", "empty", "");
  must(slice_is(article_rejected_reason(article), "empty"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct arena *arena = arena_new();
  struct event event;
  dp_error error = {0};
  if (event_parse(arena, (struct slice){(const char *)data, size}, &event, &error)) {
    must_print_the_same(arena, &event);
    must_be_numbered(arena, event);
    if (event_check_article(&event, NULL)) {
      use_article(arena, event.data);
      must_print_the_same(arena, &event);
      article_to_ninjs(event.data);
      must(!json_get(event.data, "depeche"));
    }
  } else {
    must(error.code != 0);
  }
  arena_free(&arena);
  return 0;
}
