/* suite_feeds_gofeed.c - what feed.h reads: the model as feed_print gives it, and beside it what only gofeed
 * tells apart: whether a type or permalink was said or is implied, and people as they were written. */
#include "probe.h"

#include "fetch/source/feed.h"

static void add_links(struct arena *arena, struct json *links, const struct feed_link *link)
{
  for
    json_each(object, links)
    {
      if (!link->has_type) json_add_bool(arena, object, "type_implied", true);
      json_add_given(arena, object, "written", link->text_href);
      link = link->next;
    }
}

static void add_people(struct arena *arena, struct json *people, const struct feed_person *person)
{
  for
    json_each(object, people)
    {
      json_add_given(arena, object, "written", person->text);
      person = person->next;
    }
}

static void add_rest(struct arena *arena, struct json *object, const struct feed_item *item)
{
  add_links(arena, json_get(object, "links"), item->links);
  add_people(arena, json_get(object, "authors"), item->authors);
  add_people(arena, json_get(object, "publishers"), item->publishers);
  json_add_bool(arena, object, "permalink", item->guid_is_permalink);
  if (item->source) add_rest(arena, json_get(object, "source"), item->source);
}

void suite_feeds_gofeed(struct arena *arena, const struct json *question, struct slice body,
                        struct json *answer)
{
  struct feed_hints hints = {.url = {NULL, 0}};
  struct feed feed;
  dp_error error = {0};
  (void)question;
  if (!feed_parse(arena, body, &hints, &feed, &error)) {
    json_add_text(arena, answer, "error", slice_of(error.text));
    return;
  }
  feed_print(&feed, arena, answer);
  add_rest(arena, json_get(answer, "feed"), &feed.about);
  const struct feed_item *entry = feed.entries;
  for
    json_each(object, json_get(answer, "entries"))
    {
      add_rest(arena, object, entry);
      entry = entry->next;
    }
}
