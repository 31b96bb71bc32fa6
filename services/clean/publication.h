/* publication.h - when an article was published and last changed, of all the dates on its page. */
#ifndef CLEAN_PUBLICATION_H
#define CLEAN_PUBLICATION_H

#include "clean/publication_sightings.h"
#include "data/fact.h"

struct publication {
  struct fact published, modified;   /* as date_text writes them; empty: the page does not tell */
  const struct sightings *sightings; /* what they were chosen from, in the arena */
};

/* publication_find - gathers every date with the place where it was seen, counts the places for each day, and
 * takes the day that they speak for most. A day that nothing but an update speaks for is taken for lack of a
 * better one; places that are often wrong (teasers, footers, comments) never speak alone.
 *
 * The value is RFC 3339 where a place of that day tells time and zone, else the day alone: a time without a
 * zone is no point in time. A time in UTC is told in the zone of the publisher where the page betrays it (by
 * a second clock that differs by quarters of an hour), and as a bare day where the page only shows that the
 * publisher's calendar counted another day. `modified` never precedes `published`: it is left out then, as
 * pages that were planned ahead have it. Dates before 1995 or more than a day behind `fetched_at` are not
 * believed. */
struct publication publication_find(struct arena *arena, const struct survey *survey,
                                    const struct jsonld *jsonld, const struct blocks *blocks,
                                    struct slice title, struct slice url, millis fetched_at);

#endif
