/* feed_access.c - what consumers of a feed ask for. */
#include "fetch/source/feed.h"
#include "fetch/source/feed_html.h"

struct feed_link *feed_item_link(const struct feed_item *item, const char *rel)
{
  struct feed_link *link = item->links;
  while (link && !slice_is(link->rel, rel)) link = link->next;
  return link;
}

const struct feed_date *feed_item_date(const struct feed_item *item)
{
  const struct feed_date *dates[] = {&item->updated, &item->published, &item->created};
  for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
    if (dates[i]->known) return dates[i];
  return &item->updated;
}

struct slice feed_item_identity(const struct feed_item *item)
{
  if (item->id.length) return item->id;
  return item->link.length ? item->link : item->title.value;
}

const struct feed_text *feed_item_text(const struct feed_item *item)
{
  const struct feed_text *longest = item->summary.value.length ? &item->summary : NULL;
  for (const struct feed_text *text = item->contents; text; text = text->next)
    if (text->value.length > (longest ? longest->value.length : 0)) longest = text;
  return longest;
}

static bool is_html(const struct feed_text *text)
{
  return slice_is(text->type, "text/html") || slice_is(text->type, "application/xhtml+xml");
}

const struct feed_text *feed_item_summary(const struct feed_item *item)
{
  if (item->summary.type.length) return &item->summary;
  for (const struct feed_text *text = item->contents; text; text = text->next)
    if (is_html(text) || slice_is(text->type, "text/plain")) return text;
  return NULL;
}

struct slice feed_text_plain(struct arena *arena, const struct feed_text *text)
{
  return is_html(text) ? feed_html_plain(arena, text->value) : text->value;
}
