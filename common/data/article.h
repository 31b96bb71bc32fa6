/* article.h - an article in the shape of IPTC ninjs 3; what ninjs has no place for stands under the key
 * "depeche".
 *
 * The tree of `event.data` is the article; this room knows which key means what. Stages read the fields they
 * need and add to the tree, so that a key a stage does not know passes through unharmed. */
#ifndef DATA_ARTICLE_H
#define DATA_ARTICLE_H

#include "base/clock.h"
#include "data/annotation.h"
#include "data/fact.h"
#include "data/json.h"

/* What the fetcher knows of a response. In the tree: uri is the URL asked for, the rest stands under
 * depeche.fetch. */
struct article_fetch {
  struct slice url;              /* as asked for; becomes uri until the cleaner finds the canonical one */
  struct slice final_url;        /* after redirects */
  int64_t status;                /* HTTP status */
  struct slice content_type;     /* header as received; empty when absent */
  struct slice content_encoding; /* the body frame still wears it: "gzip" or empty */
  struct slice last_modified;    /* header as received; empty when absent */
  millis fetched_at;
  struct slice warc_file; /* file name inside the WARC directory */
  int64_t warc_offset;    /* of the response record's gzip member */
  struct json *extra; /* an object with further members of depeche.fetch; taken; NULL: none. Not read back */
};
struct json *article_from_fetch(struct arena *arena, const struct article_fetch *fetch);
bool article_read_fetch(const struct json *article, struct article_fetch *fetch, dp_error *error);

/* What the page says of the article. */
struct article_metadata {
  struct fact uri;                   /* canonical URL */
  struct fact title;                 /* headlines[0] role main, without the name of the site */
  struct fact site;                  /* infoSources[0].name */
  struct fact section;               /* subjects[] rel section */
  struct fact description;           /* descriptions[0] role summary */
  struct fact licence;               /* URL: rightsInfo.linkedRights; words: usageTerms */
  struct fact image;                 /* URL of the lead image; renditions[0] */
  int64_t image_width, image_height; /* pixels, 0: not said */
  struct fact language;              /* BCP 47; "und" when unknown */
  struct fact published; /* "2024-04-12" or RFC 3339; contentCreated, and as found in depeche.published */
  struct fact modified;  /* the same for versionCreated */
  struct fact kind;      /* depeche.kind: "article", "live-blog", "video", "gallery" */
  struct fact paywall;   /* depeche.paywall: "yes", "no" */
  struct facts authors;  /* joined by ", " in by, one by one in depeche.authors */
  struct facts tags;     /* subjects[] rel tag */
};

/* A block of the text, for those who want more than lines. */
struct article_block {
  const char *type;  /* "paragraph", "heading", "item", "quote", "row", "caption", "code", "post" */
  int level;         /* of a heading, 2 to 6; of an item, its depth from 1; else 0 */
  size_t start, end; /* Unicode code points into the text, end exclusive */
};

/* What the cleaner found. Empty slices are left out of the tree. */
struct article_clean {
  struct article_metadata metadata; /* in the tree also depeche.provenance: who said which, how surely */
  struct slice standfirst;          /* headlines[] role "standfirst"; may be empty */
  struct slice
      text; /* bodies[0], text/plain; paragraphs separated by one \n; NFC; annotations point into it */
  struct slice xhtml;                 /* bodies[1], application/xhtml+xml; may be empty */
  const struct article_block *blocks; /* depeche.blocks, in order */
  size_t block_count;
  struct slice charset;   /* as decided, in depeche.charset */
  struct slice exact;     /* depeche.fingerprint.exact: digest of the normalised text */
  struct slice signature; /* depeche.fingerprint.similar: of near-duplicates alike */
};
/* article_add_clean - writes those fields into the tree, and depeche.digest: sha256 of the text, by which the
 * store knows the same article under another URL. A date that is none and an image without an absolute URL are
 * left out, names beyond a hundred, and more than 20,000 blocks (depeche.omitted). */
void article_add_clean(struct arena *arena, struct json *article, const struct article_clean *found);

/* article_slim - leaves out the next part that an article too large for a message can do without, the formatted
 * body, then the blocks, then mentions, entities and quotes, and names it in depeche.omitted. False: there is
 * none left. */
bool article_slim(struct arena *arena, struct json *article);

/* article_mark_truncated - depeche.truncated: a limit on size or depth has cut the page. */
void article_mark_truncated(struct arena *arena, struct json *article);

/* article_add_annotations - writes what the tagger found: depeche.mentions[], depeche.entities[],
 * depeche.quotes[], depeche.tagger (the version), and people, organisations and places once each in ninjs's own
 * lists. */
void article_add_annotations(struct arena *arena, struct json *article, const struct annotations *found,
                             struct slice tagger_version);

/* article_list_annotations - the same lists "mentions", "entities" and "quotes" in an object of their own. */
void article_list_annotations(struct arena *arena, struct json *object, const struct annotations *found);

/* article_add_quote_span - the members of a quote that say where it is: "start", "end", "inner", "direct". */
void article_add_quote_span(struct arena *arena, struct json *entry, const struct quote *quote);

/* article_reject - makes the tree a rejected article: depeche.rejected = {stage, reason, detail}. `reason` is
 * one word of a small vocabulary (see PROTOCOL.md), `detail` a sentence. */
void article_reject(struct arena *arena, struct json *article, const char *stage, const char *reason,
                    const char *detail);

/* article_note_timing - depeche.timings.STAGE_us: CPU time the stage spent on this article. */
void article_note_timing(struct arena *arena, struct json *article, const char *stage, int64_t cpu_us);

/* Reading. Slices point into the tree; empty when absent. */
struct slice article_uri(const struct json *article);
struct slice article_text(const struct json *article);
struct slice article_headline(const struct json *article);
struct slice article_language(const struct json *article);
struct slice article_published(const struct json *article);
struct slice article_site(const struct json *article);
struct slice article_digest(const struct json *article);
struct slice article_signature(const struct json *article); /* depeche.fingerprint.similar */
struct slice article_url(const struct json *article); /* the URL that was fed */
struct slice article_rejected_reason(const struct json *article);
struct slice article_rejected_detail(const struct json *article);

/* article_to_ninjs - removes what strict ninjs 3 does not know, in place. */
void article_to_ninjs(struct json *article);

/* article_uri_text - text of a URL as ninjs's format uri wants it: non-ASCII and forbidden bytes
 * percent-encoded. */
struct slice article_uri_text(struct arena *arena, struct slice url);

#endif
