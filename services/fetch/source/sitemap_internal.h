/* sitemap_internal.h - what the readers of the forms of a sitemap share. */
#ifndef FETCH_SOURCE_SITEMAP_INTERNAL_H
#define FETCH_SOURCE_SITEMAP_INTERNAL_H

#include "base/buffer.h"
#include "base/url.h"
#include "fetch/source/sitemap.h"

struct sitemap_reader {
  struct arena *arena;   /* of the result */
  struct arena *scratch; /* reset behind every URL */
  struct slice base;     /* to resolve against; may be empty */
  struct sitemap *out;
  struct sitemap_page **page_end; /* where the next one is linked in */
  struct sitemap_child **child_end;
};

/* sitemap_link - a web URL in its normal form, without fragment, in the arena; empty when it is none. */
struct slice sitemap_link(struct sitemap_reader *reader, struct slice text);

/* sitemap_add_page, sitemap_add_child - copies the row into the result; false when the limit is reached. */
bool sitemap_add_page(struct sitemap_reader *reader, const struct sitemap_page *page);
bool sitemap_add_child(struct sitemap_reader *reader, const struct sitemap_child *child);

/* sitemap_read_xml - `text` is UTF-8. The kind stays NONE where it is XML of another kind; *root is then
 * what. */
void sitemap_read_xml(struct sitemap_reader *reader, struct slice text, struct slice *root);
void sitemap_read_text(struct sitemap_reader *reader, struct slice text);

#endif
