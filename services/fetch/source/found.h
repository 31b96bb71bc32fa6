/* found.h - what was found in the answer of a source: links to pages, links to further sources, and what the
 * source says about itself.
 *
 * It is made by read_source (read.h) in the reader's process and crosses to the fetcher as JSON, page by
 * page. */
#ifndef FETCH_SOURCE_FOUND_H
#define FETCH_SOURCE_FOUND_H

#include "base/clock.h"
#include "data/json.h"

/* What a source is. AUTO: nobody has said; its answer tells. */
enum source_kind { SOURCE_AUTO, SOURCE_PAGE, SOURCE_FEED, SOURCE_SITEMAP, SOURCE_HOME, SOURCE_OPML };
enum { SOURCE_KINDS = SOURCE_OPML + 1 };
const char *source_kind_name(enum source_kind kind); /* "auto", "page", "feed", "sitemap", "home", "opml" */
bool source_kind_of(struct slice name, enum source_kind *kind);

/* A page to fetch. */
struct found_link {
  struct slice url;          /* absolute, as resolved; not checked yet */
  millis published, updated; /* 0: not told */
};

/* A further source: a feed of a list, a part of a sitemap index, a feed that a home page names. */
struct found_source {
  struct slice url, title; /* title may be empty */
  enum source_kind kind;   /* AUTO: to be seen */
  millis updated;          /* lastmod of an index's row; 0: not told */
};

enum {
  FOUND_PAGE = 1000,         /* rows of a part */
  FOUND_PARTS = 256,         /* of an answer; there is no source with more rows */
  FOUND_URL_MAX = 2048,      /* bytes */
  FOUND_WORDS_MAX = 500,     /* bytes of a title or a sentence; longer ones are cut */
  FOUND_MINUTES_MAX = 525600 /* of a ttl or period: a year */
};

struct found {
  enum source_kind kind;   /* as what it was read; AUTO when it could not be read */
  struct slice problem;    /* not empty: nothing was found, and why, in a sentence */
  struct slice remark;     /* not empty: it was read, but it is damaged or was cut */
  struct slice title;      /* of the source */
  struct slice hub, topic; /* WebSub: hub, and the feed's own address (rel=self); both or none */
  int64_t ttl_minutes;     /* RSS ttl; 0: not told */
  int64_t update_minutes;  /* period of RSS 1.0 syndication; 0: not told */
  uint32_t skip_hours;     /* bit 0 to 23, UTC (RSS skipHours) */
  uint32_t skip_days;      /* bit 0 (Sunday) to 6 */
  struct found_link *links;
  size_t link_count;
  struct found_source *sources;
  size_t source_count;
};

/* found_print - appends one part of `found` as JSON: FOUND_PAGE sources and links from number *first on (the
 * sources come first). *first moves on; it returns, and the JSON says, whether more parts follow. found_parse
 * - a part back from JSON; everything in it is hostile: false with a sentence when it is no such part.
 * Addresses that are longer than FOUND_URL_MAX are left out by both (source_read has told of them by then), a
 * hub or topic of such a length with the other; numbers and times that can't be meant are 0. */
bool found_print(struct arena *arena, const struct found *found, size_t *first, struct buffer *out);
bool found_parse(struct arena *arena, struct slice json, struct found *found, bool *more, dp_error *error);

#endif
