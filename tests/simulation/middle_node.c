/* middle_node.c - clean and tag as one stateless process with two workers: what counts here is what it loses.
 */
#include "data/article.h"
#include "world.h"

static bool idle_hand(const struct world *world, size_t *hand)
{
  for (*hand = 0; *hand < WORLD_HANDS; ++*hand)
    if (!world->middle.hands[*hand].busy) return true;
  return false;
}

/* signature_of - a made-up fingerprint: pages tell one of eight stories, each in words of its own. */
static struct slice signature_of(struct arena *arena, const char *url)
{
  enum { BINS = 64, STORIES = 8 };
  char *text = arena_string(arena, SLICE("m1:"
                                         "0000000000000000000000000000000000000000000000000000000000000000"
                                         "0000000000000000000000000000000000000000000000000000000000000000"));
  uint64_t page = 0;
  for (const char *at = url; *at; at++) page = page * 31 + (unsigned char)*at;
  struct random of_story = {page % STORIES}, of_page = {page};
  for (size_t i = 0; i < BINS; i++) {
    unsigned shared = 1 + (unsigned)random_below(&of_story, 255),
             own = 1 + (unsigned)random_below(&of_page, 255);
    unsigned byte = random_below(&of_page, 3) ? shared : own;
    for (size_t half = 0; half < 2; half++)
      text[3 + 2 * i + half] = "0123456789abcdef"[half ? byte & 15 : byte >> 4];
  }
  return slice_of(text);
}

static void reject_or_clean(struct world *world, struct event *event, const char *url, int version)
{
  struct buffer text = BUFFER_EMPTY;
  if (web_kind(url) == PAGE_REJECTED) {
    event->type = SLICE(EVENT_REJECTED);
    article_reject(world->arena, event->data, "clean", "no-article", "a list of links");
    return;
  }
  web_text(url, version, &text);
  struct article_clean clean = {.metadata = {.uri = {.value = slice_of(url)},
                                             .title = {.value = SLICE("A headline")},
                                             .language = {.value = SLICE("en")}}};
  clean.text = arena_slice(world->arena, buffer_view(&text));
  clean.signature = signature_of(world->arena, url);
  article_add_clean(world->arena, event->data, &clean);
  event->type = SLICE(EVENT_TAGGED);
  buffer_free(&text);
}

static void check_body(struct world *world, const char *url, struct slice body)
{
  struct buffer expected = BUFFER_EMPTY;
  web_body(url, web_version(body), &expected);
  if (!slice_equal(buffer_view(&expected), body))
    world_fail(world, "%s was delivered with another body than it has", url);
  buffer_free(&expected);
}

/* work - what leaves the worker; printed when it is taken, sent when it is done. */
static void work(struct world *world, size_t hand, struct event *event, const char *url, int version)
{
  reject_or_clean(world, event, url, version);
  event->source = SLICE("/depeche/tag/main");
  if (world->mutant == MUTANT_FORGOTTEN_ITEMS) event->item += 1000 * ++world->middle.deliveries;
  buffer_clear(&world->middle.hands[hand].event);
  event_print(world->arena, event, &world->middle.hands[hand].event);
  world->middle.hands[hand].busy = true;
  world->middle.hands[hand].due = world->now + 1 + (millis)random_below(&world->random, 40);
}

void middle_kill(struct world *world)
{
  world_say(world, "the middle dies");
  for (size_t i = 0; i < WORLD_HANDS; i++) world->middle.hands[i].busy = false;
  network_drop(world, HOP_MIDDLE, true);
  network_drop(world, HOP_STORE, false);
  world->middle.start_at = world->now + 1 + (millis)random_below(&world->random, 1500);
  world->counts.kills++;
}

void middle_take(struct world *world, struct parcel_in_flight *parcel)
{
  struct event event;
  dp_error error = {0};
  size_t hand;
  if (world->middle.start_at || !idle_hand(world, &hand)) {
    parcel->due = world->now + 20; /* it waits in a queue */
    return;
  }
  if (!event_parse(world->arena, buffer_view(&parcel->event), &event, &error) ||
      !event_check_article(&event, &error)) {
    world_fail(world, "the middle refuses what the fetcher sent: %s", error.text);
    return;
  }
  const struct promise *promise = ledger_promise(world, article_url(event.data));
  if (!promise) return;
  const char *url = promise->url;
  int version = web_version(buffer_view(&parcel->body));
  check_body(world, url, buffer_view(&parcel->body));
  network_take(parcel);
  if (web_kind(url) == PAGE_POISON)
    middle_kill(world);
  else
    work(world, hand, &event, url, version);
}

void middle_finish(struct world *world, size_t hand)
{
  struct slice event = buffer_view(&world->middle.hands[hand].event);
  if (network_count(world, HOP_STORE) >= HOP_QUEUE) {
    world->middle.hands[hand].due = world->now + 20;
    return;
  }
  world->middle.hands[hand].busy = false;
  if (network_loses(world)) return;
  network_put(world, HOP_STORE, event, SLICE(""));
  if (world->faults && random_below(&world->random, 50) == 0) network_put(world, HOP_STORE, event, SLICE(""));
}
