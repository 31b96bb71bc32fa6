/* opml.h - lists of subscriptions: read from OPML 1 and 2, FOAF in RDF and iGoogle tabs, written as OPML 2.0.
 *
 * Lists are exported by readers of every age and mended by hand, so nothing but their being no list at all
 * stops them: attribute names count in any case, missing ends are added, several documents may stand in one
 * file, and an outline without a feed but with a page is kept as an opportunity (a feed may be found there).
 * Groups around an outline, and its category attribute, are its categories (OPML 2.0, "category"). */
#ifndef FETCH_SOURCE_OPML_H
#define FETCH_SOURCE_OPML_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"

enum {
  OPML_BYTES_MAX = 16 * 1024 * 1024,
  OPML_ENTRIES_MAX = 100 * 1000,
  OPML_TEXT_MAX = 4096,     /* bytes of a value; a longer one is left out */
  OPML_CATEGORIES_MAX = 64, /* of an entry */
  OPML_PATH_MAX = 32        /* groups one within another; inner ones are left out */
};

enum opml_kind {
  OPML_FEED,
  OPML_LIST,       /* another list (type include or link, a FOAF acquaintance) */
  OPML_OPPORTUNITY /* a page whose feed is not named */
};

/* A path of groups, the outermost first: {"News", "Sahel"}. */
struct opml_category {
  const struct slice *path;
  size_t length;
  struct opml_category *next;
};

struct opml_entry {
  enum opml_kind kind;
  struct slice url, page,
      title; /* url: absolute, or as written where that can't be told; page: its htmlUrl */
  struct opml_category *categories;
  size_t category_count;
  struct opml_entry *next;
};

enum opml_format { OPML_UNKNOWN, OPML_ANY, OPML_1, OPML_2, OPML_RDF, OPML_IGOOGLE };
const char *
opml_format_name(enum opml_format format); /* "opml" where the version is odd, "opml1", "rdf", ... */

struct opml_date {
  struct slice text; /* as written; empty: not told */
  millis when;       /* 0: not told or not to be understood */
};

struct opml {
  enum opml_format format;
  struct slice title, owner_name, owner_email, owner_url; /* may be empty */
  struct opml_date created, modified;
  struct opml_entry *entries; /* in order, each URL once */
  size_t entry_count;
  size_t left_out;    /* addresses longer than OPML_TEXT_MAX */
  const char *remark; /* "" or a sentence: something in it is wrong or was left out */
};

/* opml_parse - reads `bytes`, the list at `url` (to resolve relative links; may be empty), with the header's
 * content_type (may be empty). Everything in `out` lies in the arena. False (EX_DATAERR) with a sentence
 * where it is no such list. Linear. */
bool opml_parse(struct arena *arena, struct slice bytes, struct slice content_type, struct slice url,
                struct opml *out, dp_error *error);

/* opml_write - appends the list as OPML 2.0: title, owner and dates where they are told, then the entries by
 * the first of their categories, which become nested groups; further categories go into the category
 * attribute. Entries of one group that don't follow one another are written in groups of the same name. */
void opml_write(const struct opml *list, struct buffer *out);

#endif
