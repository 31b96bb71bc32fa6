/* metadata.h - everything about an article but its text. */
#ifndef CLEAN_METADATA_H
#define CLEAN_METADATA_H

#include "clean/authors.h"
#include "clean/publication.h"

struct metadata {
  struct slice title, description, site, image, canonical; /* canonical: never empty */
  struct slice language;                                   /* as the page declares it; may be empty */
  struct authors authors;
  struct publication publication;
  struct slice article_body; /* JSON-LD's, raw; may be empty */
};

void metadata_read(struct arena *arena, const struct html_node *root, const struct blocks *blocks,
                   struct slice url, millis fetched_at, struct metadata *metadata);

#endif
