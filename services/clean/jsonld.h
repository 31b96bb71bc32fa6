/* jsonld.h - what a page's JSON-LD (schema.org) says of the article. */
#ifndef CLEAN_JSONLD_H
#define CLEAN_JSONLD_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdint.h>

enum { JSONLD_AUTHORS = 16, JSONLD_PERSONS = 4, JSONLD_KEYWORDS = 64, JSONLD_CRUMBS = 8 };

/* What objects there are besides an article, as bits: they tell of the kind of the page. */
enum jsonld_kind {
  JSONLD_LIVE = 1 << 0,    /* the article is a LiveBlogPosting */
  JSONLD_VIDEO = 1 << 1,   /* a VideoObject that belongs to no article */
  JSONLD_GALLERY = 1 << 2, /* ImageGallery, MediaGallery */
  JSONLD_INDEX = 1 << 3,   /* CollectionPage, SearchResultsPage */
  JSONLD_ARTICLE = 1 << 4  /* an article of any kind; not set by jsonld_read, which has is_article */
};

/* Empty slices: not said. In the arena, entities decoded, folded and in normal form C; `body` and `image` are
 * raw. */
struct jsonld {
  struct slice headline, description, published, modified, body, image, publisher, url, language;
  struct slice section, licence;
  struct slice site;                 /* name of the WebSite */
  struct slice free;                 /* isAccessibleForFree: "true", "false" */
  int64_t image_width, image_height; /* 0: not said */
  struct slice authors[JSONLD_AUTHORS];
  bool is_organisation[JSONLD_AUTHORS]; /* each author, by its type */
  size_t author_count;
  struct slice persons[JSONLD_PERSONS]; /* who is described, without being named the article's author */
  size_t person_count;
  struct slice keywords[JSONLD_KEYWORDS];
  size_t keyword_count;
  struct slice crumbs[JSONLD_CRUMBS]; /* names of a BreadcrumbList, from the outermost */
  size_t crumb_count;
  unsigned kinds;  /* enum jsonld_kind */
  bool is_article; /* an article was found at all */
  bool is_news;    /* and it is a NewsArticle of some kind */
};

/* What else is known of the page: it tells which of several articles is the page's own. May be empty. */
struct jsonld_page {
  struct slice url, canonical, title;
};

/* jsonld_read - looks through the scripts for the article of the page: the one with its address or its title,
 * before those that are listed, quoted or commented in another. What that one does not say is taken from
 * others of the same headline. A script that can't be read is passed over silently: many pages
 * have one, and nothing depends on it. */
void jsonld_read(struct arena *arena, const struct slice *scripts, size_t count,
                 const struct jsonld_page *page, struct jsonld *found);

/* jsonld_unescape - `text` with character references decoded (numeric, and the named ones of everyday),
 * folded and NFC. */
struct slice jsonld_unescape(struct arena *arena, struct slice text);

#endif
