/* articles.h - articles for the tests of the store, as a tagger would send them. */
#ifndef TEST_STORE_ARTICLES_H
#define TEST_STORE_ARTICLES_H

#include "base/digest.h"
#include "data/event.h"

#define EPOCH_A "0b6c1f0e-5a55-4f6e-9a53-1d2f3c4b5a69"
#define EPOCH_B "f3a9d2c4-77aa-4c1b-8e11-aabbccddeeff"

struct sample {
  const char *origin, *epoch, *uri, *text, *language, *url; /* url NULL: the uri */
  const char *reason;                                       /* NULL: tagged; else rejected for it */
  struct slice similar;                                     /* the cleaner's fingerprint; empty: none */
  int64_t item, attempt;
};

static inline struct sample sample_of(int64_t item, const char *uri, const char *text)
{
  return (struct sample){
      .origin = "main", .epoch = EPOCH_A, .uri = uri, .text = text, .item = item, .attempt = 1};
}

static inline struct json *sample_data(struct arena *arena, const struct sample *sample)
{
  char digest[DIGEST_SHA256_HEX];
  struct json *data = json_object(arena);
  json_add_text(arena, data, "uri", slice_of(sample->uri));
  if (sample->language) json_add_text(arena, data, "language", slice_of(sample->language));
  struct json *body = json_append_object(arena, json_add_array(arena, data, "bodies"));
  json_add_text(arena, body, "role", SLICE("main"));
  json_add_text(arena, body, "contenttype", SLICE("text/plain"));
  json_add_text(arena, body, "value", slice_of(sample->text));
  struct json *own = json_add_object(arena, data, "depeche");
  json_add_text(arena, own, "url", slice_of(sample->url ? sample->url : sample->uri));
  json_add_text(arena, own, "digest", slice_of(digest_sha256_hex(slice_of(sample->text), digest)));
  if (sample->similar.length)
    json_add_text(arena, json_add_object(arena, own, "fingerprint"), "similar", sample->similar);
  if (!sample->reason) return data;
  struct json *rejected = json_add_object(arena, own, "rejected");
  json_add_text(arena, rejected, "stage", SLICE("clean"));
  json_add_text(arena, rejected, "reason", slice_of(sample->reason));
  json_add_text(arena, rejected, "detail", SLICE("a sentence about it"));
  return data;
}

/* sample_print - the event's JSON, in the arena. */
static inline struct slice sample_print(struct arena *arena, const struct sample *sample)
{
  struct event event = {.type = sample->reason ? SLICE(EVENT_REJECTED) : SLICE(EVENT_TAGGED),
                        .id =
                            slice_of(arena_format(arena, "%s.%lld", sample->epoch, (long long)sample->item)),
                        .source = SLICE("/depeche/tag/test"),
                        .time = 1712910600000,
                        .origin = slice_of(sample->origin),
                        .epoch = slice_of(sample->epoch),
                        .item = sample->item,
                        .attempt = sample->attempt,
                        .data = sample_data(arena, sample)};
  struct buffer text = BUFFER_EMPTY;
  event_print(arena, &event, &text);
  struct slice json = arena_slice(arena, buffer_view(&text));
  buffer_free(&text);
  return json;
}

#endif
