/* sitemap.h - the pages and further sitemaps that a sitemap lists (sitemaps.org protocol 0.9).
 *
 * XML (urlset and index, with the extensions for news, and alternates in other languages), plain text with a
 * URL a line, and feeds, which the protocol allows too; each of them may be gzip'd, whatever its name or
 * header says. Files that are cut, that declare a wrong namespace or are not well-formed give what can be
 * had: every row that is whole. Where a row stands decides what it means, not how it is prefixed, and
 * image:loc is not the page's loc.
 *
 * Times are W3C datetimes down to a bare year. A row without a usable URL is left out. */
#ifndef FETCH_SOURCE_SITEMAP_H
#define FETCH_SOURCE_SITEMAP_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

enum {
  SITEMAP_BYTES_MAX = 50 * 1024 * 1024, /* inflated; what is beyond is cut (the protocol's limit) */
  SITEMAP_ROWS_MAX = 50 * 1000,         /* pages and children; likewise */
  SITEMAP_TEXT_MAX = 8192,              /* bytes of one value; a longer one is left out */
  SITEMAP_ALTERNATES_MAX = 200          /* of a page */
};

enum sitemap_kind { SITEMAP_NONE, SITEMAP_PAGES, SITEMAP_INDEX, SITEMAP_TEXT, SITEMAP_FEED };

enum sitemap_frequency {
  SITEMAP_UNTOLD,
  SITEMAP_ALWAYS,
  SITEMAP_HOURLY,
  SITEMAP_DAILY,
  SITEMAP_WEEKLY,
  SITEMAP_MONTHLY,
  SITEMAP_YEARLY,
  SITEMAP_NEVER
};
const char *sitemap_frequency_name(enum sitemap_frequency frequency); /* "daily"; "" for UNTOLD */

/* A time and how exact it is. */
struct sitemap_time {
  millis when;      /* 0: not told */
  millis precision; /* its smallest unit told: a day, a second, ... */
};

/* The same page in another language (xhtml:link rel=alternate). */
struct sitemap_alternate {
  struct slice url, language;
  struct sitemap_alternate *next;
};

struct sitemap_page {
  struct slice url;                       /* absolute */
  struct sitemap_time lastmod, published; /* published: of the news extension, or of a feed's entry */
  enum sitemap_frequency frequency;
  double priority;                                     /* 0 to 1; -1: not told */
  struct slice title, publication, language, keywords; /* of the news extension; may be empty */
  struct sitemap_alternate *alternates;
  size_t alternate_count;
  struct sitemap_page *next;
};

struct sitemap_child {
  struct slice url;
  struct sitemap_time lastmod;
  struct sitemap_child *next;
};

struct sitemap {
  enum sitemap_kind kind;
  struct sitemap_page *pages; /* in order */
  size_t page_count;
  struct sitemap_child *children; /* of an index, in order */
  size_t child_count;
  size_t left_out;    /* rows without an address that could be fetched, or with one beyond SITEMAP_TEXT_MAX */
  const char *remark; /* "" or a sentence: it is damaged or was cut */
};

/* sitemap_parse - reads `bytes`, the body of the answer for `url` (to resolve relative links; may be empty),
 * with the header's content_type (may be empty). Everything in `out` lies in the arena. False (EX_DATAERR)
 * with a sentence where it is none at all. Linear. A feed gives SITEMAP_FEED and nothing else: feed.h reads
 * it. */
bool sitemap_parse(struct arena *arena, struct slice bytes, struct slice content_type, struct slice url,
                   struct sitemap *out, dp_error *error);

/* sitemap_time_parse - a W3C datetime: year, month, day, with minutes, seconds or fractions; or a date of
 * another form (feed_date.h). */
bool sitemap_time_parse(struct slice text, struct sitemap_time *time);

#endif
