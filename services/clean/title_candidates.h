/* title_candidates.h - every text on a page that may be its headline, each once, with what speaks for and
 * against it. */
#ifndef CLEAN_TITLE_CANDIDATES_H
#define CLEAN_TITLE_CANDIDATES_H

#include "clean/blocks.h"
#include "clean/jsonld.h"
#include "clean/survey.h"
#include "clean/title_site.h"

/* Where it stands. */
enum title_trait {
  /* what the machines are told, the name of the site cut off */
  TITLE_NEWS,       /* headline of a NewsArticle in JSON-LD */
  TITLE_JSONLD,     /* headline of another article there */
  TITLE_OPEN_GRAPH, /* og:title */
  TITLE_TWITTER,    /* twitter:title */
  TITLE_META,       /* other meta elements: headline, dc.title, title */
  TITLE_ELEMENT,    /* the title element */
  /* what readers see */
  TITLE_H1,
  TITLE_H2,
  TITLE_LOWER,    /* h3, or no heading but named as one */
  TITLE_ITEMPROP, /* itemprop=headline */
  TITLE_NAMED,    /* "headline", "entry-title" */
  TITLE_SOLE,     /* the only h1 */
  TITLE_NEAREST,  /* the last of its rank before the text begins */
  TITLE_BEFORE,   /* before the text */
  TITLE_INSIDE,   /* in the text */
  TITLE_BEHIND,   /* behind it */
  TITLE_OFF,      /* only in navigation, an aside, a footer, a list */
  TITLE_LINKED,   /* a link to elsewhere */
  TITLE_SELF,     /* a link to the page itself */
  TITLE_SHORT,    /* one word */
  TITLE_PART,     /* of a heading, whose rest is a kicker or a subtitle */
  TITLE_OWN,      /* such a part, itself named as the headline */
  TITLE_DIVIDED,  /* a heading that has such a part */
  /* how it agrees with other candidates */
  TITLE_BEGINS,       /* what a machine is told begins so */
  TITLE_ENDS,         /* and ends so */
  TITLE_WITHIN,       /* or holds it */
  TITLE_LONGER_BACK,  /* begins with what a machine is told */
  TITLE_LONGER_FRONT, /* ends with it */
  TITLE_LIKE,         /* shares half of its long words with what a machine is told */
  TITLE_SITE,         /* the name of the site */
  TITLE_TRAITS
};

enum { TITLE_CANDIDATES = 72 };

struct title_candidate {
  struct slice text;
  struct slice plain; /* letters and digits in lower case, words parted by one space */
  uint64_t traits;    /* 1 << enum title_trait */
};

struct title_candidates {
  struct title_candidate items[TITLE_CANDIDATES];
  size_t count;
};

/* title_candidates_find - those of the machines come first, then those that readers see, in document order.
 */
void title_candidates_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                           const struct blocks *blocks, const struct site_names *site, struct slice url,
                           struct title_candidates *found);

#endif
