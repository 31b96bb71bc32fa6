/* fact.h - something a page says of its article, and who said it. */
#ifndef DATA_FACT_H
#define DATA_FACT_H

#include "base/slice.h"

/* Who said it: the words of PROTOCOL.md's table of witnesses. */
#define FROM_JSONLD     "json-ld"
#define FROM_OPEN_GRAPH "open-graph"
#define FROM_META       "meta"      /* any other meta element */
#define FROM_MICRODATA  "microdata" /* itemprop, RDFa, microformats */
#define FROM_LINK       "link"      /* link and a elements with rel */
#define FROM_TIME       "time"      /* a time element */
#define FROM_HEADING    "heading"
#define FROM_TITLE      "title" /* the title element */
#define FROM_BYLINE     "byline"
#define FROM_URL        "url"
#define FROM_TEXT       "text"     /* words of the page */
#define FROM_LAYOUT     "layout"   /* how the page is built */
#define FROM_HEADER     "header"   /* of the HTTP response */
#define FROM_DETECTOR   "detector" /* statistics over the text */

struct fact {
  struct slice value; /* empty: not known */
  const char *from;   /* one of the words above; NULL when not known */
  int confidence;     /* percent: how often this witness is right; counted for title, authors and
                         days on annotated pages, estimated for the others */
};

struct facts {
  const struct slice *values; /* in order, each once */
  size_t count;               /* 0: not known */
  const char *from;
  int confidence;
};

#endif
