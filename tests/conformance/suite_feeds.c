/* suite_feeds.c - a feed and the HTTP headers it came with in, the whole model out. */
#include "probe.h"

#include "fetch/source/feed.h"

probe_fn suite_feeds;

void suite_feeds(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  struct feed_hints hints = {.content_type = json_get_text(question, "content_type"),
                             .content_location = json_get_text(question, "content_location"),
                             .content_language = json_get_text(question, "content_language"),
                             .url = json_get_text(question, "url")};
  struct feed feed;
  dp_error error = {0};
  if (!feed_parse(arena, body, &hints, &feed, &error)) json_add_text(arena, answer, "error", slice_of(error.text));
  feed_print(&feed, arena, answer);
}
