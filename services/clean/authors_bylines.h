/* authors_bylines.h - what may be the by-line of a page: everything that some witness says or shows, with the
 * signs that speak for and against it. Gathered first, judged by authors_choose. */
#ifndef CLEAN_AUTHORS_BYLINES_H
#define CLEAN_AUTHORS_BYLINES_H

#include "clean/authors_split.h"
#include "clean/blocks.h"
#include "clean/jsonld.h"
#include "clean/survey.h"

enum { BYLINES_MAX = 64 };

/* Each a bit of byline.signs. The first ones are witnesses. */
enum byline_sign {
  BY_JSONLD,       /* author of the article: a person, or untyped */
  BY_ORGANISATION, /* the same, an organisation */
  BY_PERSON,       /* a person that JSON-LD describes, without tie to the article */
  BY_META,         /* meta author */
  BY_META_KIN,     /* its many relatives */
  BY_ITEM,         /* itemprop, RDFa */
  BY_REL,          /* rel=author */
  BY_CLASS_NAME,   /* "author-name" and kin */
  BY_CLASS,        /* "author" and kin */
  BY_CLASS_LINE,   /* "byline" and kin */
  BY_CLASS_WEAK,   /* "username", "fn": somebody's name */
  BY_LINK,         /* a link to the page of an author */
  BY_LABEL,        /* a line that begins with a word of role */
  BY_LABEL_INSIDE, /* a word of role in the midst of a short line */
  BY_NAME_ALONE,   /* a line that is a name */
  BY_BRACKETS,     /* in brackets at the end of the text, or before its first word: "(dpa)" */
  BY_SCRIPT,       /* in the data of a script */
  BY_WITNESSES,
  /* where it stands */
  AT_HEADLINE = BY_WITNESSES, /* a few blocks behind the headline */
  AT_HEADLINE_BEFORE,         /* a few blocks before */
  AT_TOP,                     /* further behind the headline, before the first paragraph */
  AT_BODY,                    /* between paragraphs */
  AT_END,                     /* a few blocks behind the last paragraph */
  AT_FAR,                     /* further behind */
  AT_COMMENTS,                /* in an element that by its names holds comments */
  AT_RELATED,
  AT_FRAME, /* side bar, footer, navigation */
  AT_BIOGRAPHY,
  AT_PROMOTION,
  /* what the names are like */
  IS_FULL,   /* all as people's names are written */
  IS_GIVEN,  /* all begin with a common given name */
  IS_SINGLE, /* one of them is one word */
  IS_SMALL,
  IS_CODED,
  IS_OFFICE,
  IS_AGENCY,
  IS_LONG,
  IS_SITE,      /* the name of the site */
  IS_LIKE_SITE, /* has it in it, or is in it */
  IS_SEVERAL,   /* two names or three */
  IS_MANY,      /* more */
  IS_MARKED,    /* a word of role before it */
  /* among the others */
  IS_FIRST,      /* the first of its kind */
  IS_REPEATED,   /* stands in more than one place */
  IS_PART,       /* another by-line has all these names and more */
  IS_WHOLE,      /* has all names of another and more */
  IS_RIVALLED,   /* by an element or a label near the headline that names nobody of these */
  IS_AMONG_MANY, /* of more than three of its kind */
  IS_LONGER,     /* has a name that goes on behind another by-line's full name */
  IS_STEM,       /* is the first word of another's full name */
  IS_SUBJECT,    /* the headline speaks of them */
  IS_UNREAD,     /* only metadata say so, and the text of the page has no such words */
  IS_NEWS,       /* said of the article: JSON-LD calls it news */
  BYLINE_SIGNS
};

struct byline {
  struct names names;
  uint64_t signs;
};

struct bylines {
  struct byline items[BYLINES_MAX];
  size_t count;
};

/* What the gatherers look at. */
struct byline_page {
  struct arena *arena;
  const struct survey *survey;
  const struct jsonld *jsonld;
  const struct blocks *blocks;
  struct slice title, site, url;
  uint32_t headline;                /* block; UINT32_MAX: none */
  uint32_t first_prose, last_prose; /* blocks; first > last: none */
};

static inline uint64_t byline_bit(enum byline_sign sign)
{
  return UINT64_C(1) << sign;
}

/* bylines_add - one more, or more signs for the one that has the same names. What has no names is passed
 * over.
 */
void bylines_add(struct bylines *bylines, const struct names *names, uint64_t signs);

/* bylines_place - the signs of a place: of the block, in the region. */
uint64_t bylines_place(const struct byline_page *page, uint32_t block, uint32_t region);

/* bylines_gather - all of them, compared. Finds headline and prose of the page, too. */
void bylines_gather(struct byline_page *page, struct bylines *bylines);

/* Each of these looks at one kind of witness. */
void bylines_from_metadata(const struct byline_page *page, struct bylines *bylines);
void bylines_from_elements(const struct byline_page *page, struct bylines *bylines);
void bylines_from_lines(const struct byline_page *page, struct bylines *bylines);

/* bylines_compare - gives the signs that a by-line has among the others. */
void bylines_compare(const struct byline_page *page, struct bylines *bylines);

#endif
