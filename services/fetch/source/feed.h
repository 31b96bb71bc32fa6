/* feed.h - what a feed says, in one model for RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF and JSON Feed 1.0
 * and 1.1.
 *
 * A feed is read as it was meant: elements in the wrong letter case, in the wrong place or without their
 * namespace count where it is clear what they say. Every slice is UTF-8 in the arena; empty (length 0) is
 * what the feed does not say. Dates are UTC. References are resolved against xml:base, Content-Location and
 * the document's URL; HTML comes clean (feed_html.h).
 *
 *     struct feed_hints hints = {.content_type = type, .url = final_url};
 *     struct feed feed;
 *     if (feed_parse(arena, body, &hints, &feed, error))
 *       for (struct feed_item *entry = feed.entries; entry; entry = entry->next)
 *         follow(entry->link, feed_item_date(entry));
 */
#ifndef FETCH_SOURCE_FEED_H
#define FETCH_SOURCE_FEED_H

#include "base/arena.h"
#include "base/error.h"
#include "data/json.h"
#include "fetch/source/xml.h"

enum {
  FEED_MAX_BYTES = 16 * 1024 * 1024, /* a longer one is refused */
  FEED_MAX_ENTRIES = 20 * 1000,      /* further ones are left out, and `bozo` tells */
  FEED_MAX_LIST = 1000,              /* of any list of one item; further ones are left out */
};

/* A date: as it was written, and when it is. */
struct feed_date {
  struct slice text;
  bool known;   /* text was understood */
  int64_t time; /* seconds since 1970-01-01T00:00:00Z */
};

/* A text that can be HTML. */
struct feed_text {
  struct slice type;  /* "text/plain", "text/html", "application/xhtml+xml", or what else was given */
  struct slice value; /* by its type: plain text, or HTML without anything that acts, references resolved */
  struct slice raw;   /* as in the feed: base64 decoded, markup as it stands, references not resolved */
  struct slice language; /* xml:lang in force, "_" as "-" */
  struct slice base;     /* URL in force */
  struct slice src;      /* of a content: where it is instead */
  struct feed_text *next;
};

struct feed_person {
  struct slice name, email, url, avatar;
  struct slice text; /* of a person in one text: "Name (email)" as it was written */
  struct feed_person *next;
};

struct feed_link {
  struct slice href, rel, type, hreflang, title, length;
  bool has_type;          /* the feed says type; else it is what the format implies */
  struct slice duration;  /* of an attachment of JSON Feed, seconds */
  struct slice text_href; /* as it was written */
  struct feed_link *next;
};

struct feed_tag {
  struct slice term, scheme, label;
  struct feed_tag *next;
};

struct feed_image {
  struct slice href, title, link, description, width, height;
};

/* An attribute or a member of something with few of them (media:content, cloud). */
struct feed_value {
  struct slice name, value; /* "content" is the text */
  struct feed_value *next;
};

/* Something described by attributes, in a list. */
struct feed_thing {
  struct slice name; /* "media_content", "media_thumbnail", "media_credit", "cloud", "textinput" … */
  struct feed_value *values;
  struct feed_thing *next;
};

/* An element of another namespace, whether the model has a place for it or not; or one of no namespace that
 * it does not know. Its tree is whole. */
struct feed_extension {
  struct slice prefix; /* the usual one of the namespace; else as in the feed, in lower case; empty: none */
  struct slice name;   /* "<prefix>_<element>", lower case */
  const struct xml_node *node; /* of an XML feed */
  const struct json *member;   /* of a JSON Feed */
  struct feed_extension *next;
};

struct feed_chapter {
  struct slice start, title, href, image; /* start: as written */
  int64_t start_ms;                       /* -1: not understood */
  struct feed_chapter *next;
};

/* A place on the earth (GeoRSS, GML, W3C geo). */
struct feed_place {
  const char *kind;        /* "Point", "LineString", "Polygon", "Box"; NULL: none given */
  struct slice reference;  /* srsName */
  const double *numbers;   /* longitude, latitude, and altitude where dimension is 3 */
  size_t count, dimension; /* of points; numbers a point */
};

enum feed_flag { FEED_UNSAID, FEED_NO, FEED_YES };

/* The feed itself, an entry of it, or the feed that an entry was taken from. */
struct feed_item {
  struct feed_item *next; /* the next entry */

  struct slice id;         /* atom:id, guid, rdf:about; JSON: id */
  bool id_is_link;         /* a guid that says it is one, where there is no link */
  bool guid_is_permalink;  /* what isPermaLink says, true when it says nothing */
  struct slice link;       /* the page: rel=alternate, link, or a guid that is one */
  struct feed_link *links; /* all, in order; enclosures are those of rel "enclosure" */
  struct feed_text title, subtitle, summary, info, rights;
  struct feed_text *contents; /* in order */

  struct feed_date updated, published, created, expired, valid_from, valid_until;

  struct feed_person *authors, *contributors, *publishers; /* in order */
  struct slice author, publisher;                          /* the last one's as a text: "Name (email)" */
  struct feed_tag *tags;
  struct slice language; /* as the item says: language, dc:language, xml:lang of the root */
  struct slice generator, generator_url, generator_version;
  struct slice comments, wfw_comment, wfw_commentrss; /* URLs */
  struct slice docs, icon, logo, license;
  struct slice ttl;           /* minutes, as written */
  struct slice new_location;  /* of a feed that moved */
  struct slice error_reports; /* admin:errorReportsTo */
  struct feed_image image;
  bool has_image;
  struct feed_item *source; /* of an entry: the feed it was taken from; link and title in it */

  /* Podcasts, media, places. */
  enum feed_flag itunes_block, itunes_explicit;
  struct feed_thing *things;     /* media:*, cloud, textInput and the like, in order */
  struct feed_chapter *chapters; /* Podlove Simple Chapters */
  struct slice chapters_version;
  struct feed_place place;
  bool has_place;
  struct feed_extension
      *extensions; /* all elements of other namespaces, in order, and unknown ones of our own */
};

struct feed {
  const char *kind;          /* "rss", "atom", "rdf", "cdf", "json" */
  const char *version;       /* "rss20" "rss10" "rss090" "rss091u" "rss091n" "rss092" "rss093" "rss094" "rss"
                                "atom10" "atom03" "atom" "cdf" "json1" "json11"; "": not told */
  struct slice version_text; /* as its root says it: "2.01"; empty: it says nothing */
  const char *encoding;
  bool bozo;          /* ill-formed, or not what was declared */
  const char *reason; /* why it is bozo */
  struct feed_item about;
  struct feed_item *entries; /* in the order of the feed */
  size_t entry_count;
  bool cut; /* there were more than FEED_MAX_ENTRIES */

  /* When to come again, and how to be told (WebSub). */
  int64_t ttl_minutes;    /* 0: not said */
  uint32_t skip_hours;    /* bit n: hour n of the day, UTC */
  uint8_t skip_days;      /* bit 0: Sunday */
  int64_t update_seconds; /* syndication module: the interval it is updated in; 0: not said */
  struct slice self;      /* rel=self */
  struct feed_link *hubs; /* rel=hub, in order */
  struct slice next_page; /* rel=next (RFC 5005) or next_url of JSON Feed */
  bool expired;           /* JSON Feed: it will not change any more */
};

struct feed_hints {
  struct slice content_type, content_location, content_language; /* HTTP headers; empty: none */
  struct slice url; /* where the body came from, after redirects; empty: not known */
};

/* feed_parse - reads a feed of any kind. False (EX_DATAERR) when it is none or too large; then encoding, bozo
 * and reason are set all the same. Nothing is fetched. Linear in the length. */
bool feed_parse(struct arena *arena, struct slice body, const struct feed_hints *hints, struct feed *feed,
                dp_error *error);

/* feed_print - adds the whole model to `out`, an object. Members that would be empty are left out. */
void feed_print(const struct feed *feed, struct arena *arena, struct json *out);

/* What consumers ask for. */
struct feed_link *feed_item_link(const struct feed_item *item,
                                 const char *rel); /* the first of that rel; NULL: none */
const struct feed_date *
feed_item_date(const struct feed_item *item); /* updated, else published, created; may be unknown */
struct slice
feed_item_identity(const struct feed_item *item); /* id, else link, else title: what it is told apart by */
const struct feed_text *
feed_item_text(const struct feed_item *item); /* the longest: a content, else the summary; NULL: none */

/* feed_item_summary - the summary; where there is none, the first content that is text or HTML; NULL: none of
 * them. */
const struct feed_text *feed_item_summary(const struct feed_item *item);
struct slice feed_text_plain(struct arena *arena,
                             const struct feed_text *text); /* without markup, white space joined */

#endif
