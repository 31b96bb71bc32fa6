/* fuzz_feed.c - any bytes as a feed: what is read is UTF-8 and within the limits, cleaned HTML holds no
 * script and stays as it is when it is cleaned again, and the whole model can be printed. The first byte
 * chooses the media type. */
#include "fuzz.h"

#include "base/utf8.h"
#include "fetch/source/feed.h"
#include "fetch/source/feed_html.h"

static const char *const types[] = {"",
                                    "text/xml",
                                    "application/rss+xml; charset=utf-8",
                                    "application/feed+json",
                                    "text/html; charset=iso-8859-1",
                                    "application/xml; charset=shift_jis"};

/* holds_tag - "<name" in any letter case. */
static bool holds_tag(struct slice text, const char *name)
{
  size_t length = strlen(name);
  for (size_t i = 0; i + length < text.length; i++)
    if (text.data[i] == '<' && strncasecmp(text.data + i + 1, name, length) == 0) return true;
  return false;
}

static void must_be_clean(struct arena *arena, const struct feed_text *text)
{
  must(utf8_valid(text->value));
  if (!slice_is(text->type, "text/html") && !slice_is(text->type, "application/xhtml+xml")) return;
  must(!holds_tag(text->value, "script") && !holds_tag(text->value, "iframe") &&
       !holds_tag(text->value, "!--"));
  bool xml = slice_is(text->type, "application/xhtml+xml");
  struct slice again = feed_html_clean(arena, text->value, NULL, xml);
  must(!holds_tag(again, "script"));
  must(utf8_valid(feed_text_plain(arena, text)));
}

static void must_hold(struct arena *arena, const struct feed_item *item)
{
  const struct feed_text *texts[] = {&item->title, &item->subtitle, &item->summary, &item->info,
                                     &item->rights};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) must_be_clean(arena, texts[i]);
  for (const struct feed_text *text = item->contents; text; text = text->next) must_be_clean(arena, text);
  must(utf8_valid(item->id) && utf8_valid(item->link) && utf8_valid(item->author));
  feed_item_date(item);
  feed_item_identity(item);
  feed_item_text(item);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0) return 0;
  struct slice body = {(const char *)data + 1, size - 1};
  struct feed_hints hints = {.content_type = slice_of(types[data[0] % (sizeof types / sizeof *types)]),
                             .url = SLICE("https://news.example/feeds/all.xml")};
  struct arena *arena = arena_new();
  struct feed feed;
  dp_error error = {0};
  bool parsed = feed_parse(arena, body, &hints, &feed, &error);
  must(parsed == (error.code == 0));
  must(feed.encoding && feed.reason && feed.kind && feed.version);
  must(feed.bozo == (*feed.reason != 0) || !parsed);
  must_hold(arena, &feed.about);
  size_t entries = 0;
  for (const struct feed_item *entry = feed.entries; entry; entry = entry->next, entries++)
    must_hold(arena, entry);
  must(entries == feed.entry_count && entries <= FEED_MAX_ENTRIES);
  struct buffer printed = BUFFER_EMPTY;
  struct json *out = json_object(arena);
  feed_print(&feed, arena, out);
  json_print(out, &printed);
  must(json_guard(buffer_view(&printed), SIZE_MAX, &error) || strstr(error.text, "deep") ||
       strstr(error.text, "large"));
  buffer_free(&printed);
  arena_free(&arena);
  return 0;
}
