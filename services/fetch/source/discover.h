/* discover.h - where a site tells its news: feeds and sitemaps by its home page and robots.txt, and the
 * articles that a home page links to, for the many sites that have neither.
 *
 * Pure. Candidates are ranked by how sure the sign is, the best first, and say why they are ones:
 *
 *     10  <link rel="alternate" type="application/rss+xml"> and its like: the page's own word
 *     15  a Sitemap line of robots.txt that names news
 *     20  any other Sitemap line, <link rel="sitemap">
 *     30  rel=alternate of an unsure type whose address looks like a feed's
 *     40  a link in the page whose address looks like a feed's
 *     +5  on another site
 *     +50 a feed of comments: it brings no articles
 *
 * An address looks like a feed's by a part of its path (feed, rss, atom, rss.xml, ...) or query (feed=rss2,
 * format=feed). */
#ifndef FETCH_SOURCE_DISCOVER_H
#define FETCH_SOURCE_DISCOVER_H

#include "base/arena.h"

enum {
  DISCOVER_BYTES_MAX = 8 * 1024 * 1024, /* of a page; what is beyond is not looked at */
  DISCOVER_CANDIDATES_MAX = 500,
  DISCOVER_ARTICLES_MAX = 1000,
  DISCOVER_ANCHORS_MAX = 20 * 1000, /* of a page; further links are not looked at */
  DISCOVER_TITLE_MAX = 500          /* bytes; longer ones are cut */
};

struct discover_candidate {
  bool sitemap;            /* else a feed */
  struct slice url, title; /* absolute, http or https; title may be empty */
  int rank;                /* small is good */
  const char *reason;
  struct discover_candidate *next;
};

/* A link of a home page that looks like an article. */
struct discover_article {
  struct slice url, title; /* title: the longest text that links there; may be empty */
  int score;               /* how much it looks like one (front_page.c) */
  struct discover_article *next;
};

struct discovered {
  struct slice title;                    /* of the page */
  struct slice hub, self;                /* rel=hub and rel=self (WebSub); may be empty */
  struct discover_candidate *candidates; /* the best first, each URL once */
  size_t candidate_count;
  struct discover_article *articles; /* in the order of the page, each URL once */
  size_t article_count;
};

/* discover_page - reads the HTML of the page at `url` (absolute). Everything in `out` lies in the arena. What
 * was discovered before stays and is ranked together with the new: `out` is zero at first. Linear, but for
 * the ranking of a bounded number. */
void discover_page(struct arena *arena, struct slice html, struct slice url, struct discovered *out);

/* discover_sitemap_line - adds a Sitemap line of the robots.txt at `url` (absolute); robots.h finds the
 * lines. */
void discover_sitemap_line(struct arena *arena, struct slice line, struct slice url, struct discovered *out);

#endif
