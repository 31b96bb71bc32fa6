/* metadata.h - everything about an article but its text. */
#ifndef CLEAN_METADATA_H
#define CLEAN_METADATA_H

#include "clean/blocks.h"
#include "data/article.h"

struct bylines;
struct sightings;
struct metadata {
  struct article_metadata
      facts;                 /* all but the language and the kind, which the text decides; uri never empty */
  struct slice language;     /* as the page declares it; may be empty */
  struct slice article_body; /* JSON-LD's, raw; may be empty */
  struct slice base;         /* base href; empty: none */
  struct slice type;         /* og:type; may be empty */
  unsigned jsonld_kinds;     /* enum jsonld_kind */
  const struct bylines *bylines;     /* what the authors were chosen from; names may point into the tree */
  const struct sightings *sightings; /* and what the dates were */
  bool at_front;                     /* the page is the front page of its site, by its address */
};

void metadata_read(struct arena *arena, const struct html_node *root, const struct blocks *blocks,
                   struct slice url, millis fetched_at, struct metadata *metadata);

#endif
