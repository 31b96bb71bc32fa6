/* publication.h - when an article was published and last changed, of all the dates on its page. */
#ifndef CLEAN_PUBLICATION_H
#define CLEAN_PUBLICATION_H

#include "clean/blocks.h"
#include "clean/dates.h"
#include "clean/jsonld.h"
#include "clean/survey.h"
#include "data/fact.h"

struct publication {
  struct fact published, modified; /* as date_text writes them */
};

/* publication_find - the most explicit witness wins: JSON-LD, meta elements, itemprop, the URL, time
 * elements, by-line text. Dates before 1995 or more than a day behind `fetched_at` are not believed. */
struct publication publication_find(struct arena *arena, const struct survey *survey,
                                    const struct jsonld *jsonld, const struct blocks *blocks,
                                    struct slice url, millis fetched_at);

#endif
