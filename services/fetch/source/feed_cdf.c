/* feed_cdf.c - the Channel Definition Format keeps in attributes what others keep in elements; its elements
 * are RSS's in capitals. */
#include "fetch/source/feed_html.h"
#include "fetch/source/feed_internal.h"

#include <stddef.h>

void feed_read_cdf_attributes(struct feed_scope *scope, struct feed_item *item)
{
  struct slice modified = feed_attribute(scope, "lastmod"), href = feed_attribute(scope, "href");
  if (modified.length) feed_set_date(&item->updated, modified);
  if (href.length == 0) return;
  struct feed_link *link = FEED_APPEND(scope->reader->arena, &item->links);
  if (!link) return;
  link->rel = SLICE("alternate");
  link->type = SLICE("text/html");
  link->text_href = href;
  link->href = item->link = feed_url_resolve(scope->reader->arena, scope->base, href);
}
