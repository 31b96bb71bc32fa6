/* search.h - a page of results: the best of the newest articles that a query fits, with what they have in
 * common. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/search_excerpt.h"
#include "store/search_gather.h"

struct search_request {
  const struct search_query *query;
  int64_t top;                    /* of the block; 0: the newest */
  size_t offset, limit;           /* within the block, best first */
  bool newest;                    /* by age alone */
  bool facets, copies, revisions; /* copies: each by itself; revisions: older ones too */
};

struct search_result {
  int64_t sequence, story, revision, copies;
  double score;
  millis published, stored_at;
  struct slice uri, source, site, language;
  struct search_excerpt title, text;
};

struct search_facet {
  struct slice name;
  int64_t count;
};
enum search_facets {
  FACET_PEOPLE,
  FACET_ORGANISATIONS,
  FACET_PLACES,
  FACET_SOURCES,
  FACET_LANGUAGES,
  FACET_DAYS, /* newest first, so many as there are, to SEARCH_FACET_DAYS */
  FACETS
};
enum { SEARCH_FACET_MOST = 10, SEARCH_FACET_DAYS = 60 };

struct search_page {
  struct search_result *results;
  size_t result_count;
  size_t matches, stories; /* in the block: articles, and what is left when copies are one */
  int64_t top, bottom;     /* as in search_gather.h */
  int64_t indexed;         /* how far the index is */
  struct search_facet *facets[FACETS];
  size_t facet_counts[FACETS];
};

bool search(struct index *index, struct arena *arena, const struct search_request *request,
            struct search_page *page, dp_error *error);

/* search_facets - counts a block's hits; see struct search_page. */
bool search_facets(struct index *index, struct arena *arena, const struct search_block *block,
                   struct search_page *page, dp_error *error);

#endif
