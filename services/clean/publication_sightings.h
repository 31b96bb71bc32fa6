/* publication_sightings.h - every date of a page that may be the article's, and where it was seen. */
#ifndef CLEAN_PUBLICATION_SIGHTINGS_H
#define CLEAN_PUBLICATION_SIGHTINGS_H

#include "clean/blocks.h"
#include "clean/dates.h"
#include "clean/jsonld.h"
#include "clean/survey.h"

/* Where a date was seen. `head` is the part of the page round the headline, from a few blocks before it to
 * the first paragraph; what follows is `after`. */
enum sighting_place {
  SEEN_JSONLD,       /* of the article */
  SEEN_JSONLD_LOOSE, /* the first datePublished of all scripts, in one that names some article */
  SEEN_JSONLD_PAGE,  /* the same, in one that does not */
  SEEN_JSONLD_MODIFIED,
  SEEN_META_ARTICLE,   /* article:published_time */
  SEEN_META_PUBLISHED, /* any other name that says so */
  SEEN_META_DATE,      /* a name that only says date */
  SEEN_META_MODIFIED,
  SEEN_ITEM, /* itemprop or property datePublished */
  SEEN_ITEM_MODIFIED,
  SEEN_URL,
  SEEN_IMAGE,          /* in the address of the article's picture */
  SEEN_TITLE,          /* in the headline */
  SEEN_TIME_PUBLISHED, /* a time element that says so */
  SEEN_TIME_UPDATED,
  SEEN_TIME_HEAD,
  SEEN_TIME_BEFORE,
  SEEN_TIME_AFTER,
  SEEN_TIME_AFTER_MANY, /* one of several days */
  SEEN_TIME_ASIDE,      /* among comments, teasers, navigation, or not shown */
  SEEN_LABEL_HEAD,      /* text: "published on" */
  SEEN_LABEL,
  SEEN_UPDATE_HEAD, /* text: "updated" */
  SEEN_UPDATE,
  SEEN_NAMED_HEAD, /* text, in an element that is named for a date or a by-line */
  SEEN_NAMED,
  SEEN_NAMED_MANY,
  SEEN_STAMP_HEAD, /* text: hardly more than the date */
  SEEN_STAMP,
  SEEN_STAMP_MANY,
  SEEN_SHORT_HEAD, /* other short text */
  SEEN_SHORT,
  SEEN_SHORT_MANY,
  SEEN_BEFORE,    /* text before the head */
  SEEN_DATELINE,  /* how the first paragraph begins */
  SEEN_OTHER,     /* text: the date of something else */
  SEEN_ASIDE,     /* text among comments, teasers, navigation */
  SEEN_FOOT,      /* text in a footer or side bar */
  SEEN_SCRIPT,    /* a value in a script */
  SEEN_ATTRIBUTE, /* of an element that is named for it */
  SEEN_AGO,       /* text: so long before the page was fetched */
  SEEN_PLACES
};

struct sighting {
  struct date date;
  enum sighting_place place;
  uint32_t block; /* of text: where; else SIGHTING_NO_BLOCK */
  bool ambiguous; /* day and month may have to change places */
};

#define SIGHTING_NO_BLOCK UINT32_MAX

enum { SIGHTINGS = 192 };
struct sightings {
  struct sighting items[SIGHTINGS];
  size_t count;
  int order; /* dates of the page that show that the day comes first, less those that show the month does */
};

struct sightings_page {
  struct arena *arena;
  const struct survey *survey;
  const struct jsonld *jsonld;
  const struct blocks *blocks;
  struct slice title, url;
  bool month_first; /* 04/05/2024 is the fifth of April, unless other dates of the page say no */
  millis fetched_at;
  millis earliest, latest; /* what lies outside is passed over */
};

/* publication_sightings - gathers them, in one pass over each source; what is beyond the limit is passed
 * over. */
void publication_sightings(const struct sightings_page *page, struct sightings *sightings);

/* sighting_add - one more, when it is believable and there is room. */
void sighting_add(const struct sightings_page *page, struct sighting sighting, struct sightings *sightings);

#endif
