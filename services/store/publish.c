/* publish.c - building the store's own events and putting them on the two PUB sockets. */
#include "store/publish.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>

struct publisher {
  struct publisher_options options;
  struct arena *arena;
  struct buffer text;
  char run[UUID_TEXT]; /* with the serial, makes the ids of our events unique */
  int64_t serial;
};

struct publisher *publisher_new(const struct publisher_options *options)
{
  struct publisher *publisher = memory_zero(1, sizeof *publisher);
  publisher->options = *options;
  publisher->arena = arena_new();
  random_uuid(publisher->run);
  return publisher;
}

void publisher_free(struct publisher **publisher)
{
  if (!*publisher) return;
  arena_free(&(*publisher)->arena);
  buffer_free(&(*publisher)->text);
  free(*publisher);
  *publisher = NULL;
}

static void send_topic(struct bus_socket *socket, const char *topic, struct slice text)
{
  struct slice frames[] = {slice_of(topic), text};
  if (bus_send(socket, frames, 2) != BUS_DONE) log_warn("publish_failed", LOG_TEXT("topic", topic));
}

/* print_own - an event of the store itself into publisher->text. */
static struct slice print_own(struct publisher *publisher, struct event *event, millis now)
{
  struct arena *arena = publisher->arena;
  event->id = slice_of(arena_format(arena, "%s-%lld", publisher->run, (long long)++publisher->serial));
  event->source = slice_of(publisher->options.source);
  event->store = slice_of(publisher->options.store);
  event->time = now;
  buffer_clear(&publisher->text);
  event_print(arena, event, &publisher->text);
  return buffer_view(&publisher->text);
}

static void add_verdict(struct arena *arena, struct json *verdicts, const struct pending_item *item)
{
  struct json *entry = json_append_object(arena, verdicts);
  json_add_text(arena, entry, "epoch", slice_of(item->epoch));
  json_add_integer(arena, entry, "item", item->item);
  json_add_integer(arena, entry, "attempt", item->attempt);
  json_add_text(arena, entry, "verdict", slice_of(verdict_name(item->decision.verdict)));
  if (item->decision.sequence) json_add_integer(arena, entry, "sequence", item->decision.sequence);
}

static void publish_origin(struct publisher *publisher, const struct pending *pending, const char *origin,
                           millis now)
{
  struct arena *arena = publisher->arena;
  arena_reset(arena);
  struct event event = {.type = SLICE(EVENT_VERDICTS), .data = json_object(arena)};
  struct json *verdicts = json_add_array(arena, event.data, "verdicts");
  for (size_t i = 0; i < pending->count; i++)
    if (strcmp(pending->items[i].origin, origin) == 0) add_verdict(arena, verdicts, &pending->items[i]);
  char topic[PENDING_NAME + 8];
  snprintf(topic, sizeof topic, "ack.%s|", origin);
  send_topic(publisher->options.ack, topic, print_own(publisher, &event, now));
}

static bool origin_seen(const struct pending *pending, size_t before)
{
  for (size_t i = 0; i < before; i++)
    if (strcmp(pending->items[i].origin, pending->items[before].origin) == 0) return true;
  return false;
}

void publish_verdicts(struct publisher *publisher, const struct pending *pending, millis now)
{
  for (size_t i = 0; i < pending->count; i++)
    if (!origin_seen(pending, i)) publish_origin(publisher, pending, pending->items[i].origin, now);
}

void publish_articles(struct publisher *publisher, const struct pending *pending)
{
  for (size_t i = 0; i < pending->count; i++) {
    const struct pending_item *item = &pending->items[i];
    if (item->decision.verdict != VERDICT_STORED || !item->decision.fresh) continue;
    buffer_clear(&publisher->text);
    const struct event_numbers numbers = {.sequence = item->decision.sequence,
                                          .revision = item->decision.revision,
                                          .story = item->decision.story,
                                          .alike = item->decision.alike,
                                          .store = publisher->options.store};
    event_number(pending_json(item), &numbers, &publisher->text);
    /* A PUB socket drops what nobody has subscribed to: the second costs a copy at most. */
    send_topic(publisher->options.news, item->topics.by_language, buffer_view(&publisher->text));
    send_topic(publisher->options.news, item->topics.by_source, buffer_view(&publisher->text));
  }
}

void publish_heartbeat(struct publisher *publisher, int64_t sequence, millis now)
{
  arena_reset(publisher->arena);
  struct event event = {.type = SLICE(EVENT_HEARTBEAT), .sequence = sequence};
  struct slice text = print_own(publisher, &event, now);
  send_topic(publisher->options.ack, "heartbeat|", text);
  send_topic(publisher->options.news, "heartbeat|", text);
}
