/* jsonld_walk.h - the objects of a page's JSON-LD, sorted by what they are. */
#ifndef CLEAN_JSONLD_WALK_H
#define CLEAN_JSONLD_WALK_H

#include "clean/jsonld.h"
#include "data/json.h"

enum { JSONLD_ARTICLES = 32, JSONLD_NAMED = 256 };

struct jsonld_object {
  const struct json *node;
  int score; /* how likely it is the page's own */
  bool is_news, is_live;
};

struct jsonld_objects {
  struct jsonld_object articles[JSONLD_ARTICLES];
  size_t article_count;
  const struct json *named[JSONLD_NAMED]; /* objects with an @id and a name or a url */
  size_t named_count;
  const struct json *page, *crumbs, *site; /* the first WebPage, BreadcrumbList and WebSite; NULL: none */
  unsigned kinds;                          /* enum jsonld_kind, but for JSONLD_LIVE */
  int visited;
};

/* jsonld_walk - adds what is found below `root` (may be NULL). The number of objects visited is limited. */
void jsonld_walk(struct jsonld_objects *objects, const struct json *root, const struct jsonld_page *page);

/* jsonld_by_id - NULL: none. */
const struct json *jsonld_by_id(const struct jsonld_objects *objects, struct slice id);

#endif
