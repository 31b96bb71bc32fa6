/* jsonld.h - what a page's JSON-LD (schema.org) says of the article. */
#ifndef CLEAN_JSONLD_H
#define CLEAN_JSONLD_H

#include "base/arena.h"
#include "base/slice.h"

enum { JSONLD_AUTHORS = 16 };

/* Empty slices: not said. In the arena, entities decoded, folded and in normal form C. */
struct jsonld {
  struct slice headline, description, published, modified, body, image, publisher, url, language;
  struct slice authors[JSONLD_AUTHORS];
  size_t author_count;
  bool is_article; /* an article was found at all */
  bool is_news;    /* and it is a NewsArticle of some kind */
};

/* jsonld_read - looks through the scripts for the first article. A script that is no JSON is passed over
 * silently: many pages have one, and nothing depends on it. */
void jsonld_read(struct arena *arena, const struct slice *scripts, size_t count, struct jsonld *found);

/* jsonld_unescape - `text` with character references decoded (numeric, and the named ones of everyday),
 * folded and NFC. */
struct slice jsonld_unescape(struct arena *arena, struct slice text);

#endif
