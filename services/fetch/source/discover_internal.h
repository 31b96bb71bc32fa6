/* discover_internal.h - what the parts of discovery share. */
#ifndef FETCH_SOURCE_DISCOVER_INTERNAL_H
#define FETCH_SOURCE_DISCOVER_INTERNAL_H

#include "base/buffer.h"
#include "base/url.h"
#include "fetch/map.h"
#include "fetch/source/discover.h"
#include "fetch/source/html_scan.h"

struct discover_base {
  struct arena *arena;     /* of the result */
  struct arena *scratch;   /* of the URLs; reset behind each */
  struct buffer text;      /* decoded values */
  struct slice href;       /* what links are resolved against */
  struct slice host, path; /* of the page itself */
};

/* discover_resolve - a link as written in HTML: *url is in the scratch arena until the next call. False: it
 * is none that can be fetched. */
bool discover_resolve(struct discover_base *base, struct slice raw, struct url *url);

bool discover_same_site(const struct discover_base *base, const struct url *url);

/* front_page_articles - the links of `html` that look like articles. */
void front_page_articles(struct discover_base *base, struct slice html, struct discovered *out);

/* front_page_score - the points of an address alone; below zero: it can't be an article. */
int front_page_address(const struct url *url);

#endif
