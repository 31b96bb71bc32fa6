/* publication_text.h - the dates that a reader of the page sees. */
#ifndef CLEAN_PUBLICATION_TEXT_H
#define CLEAN_PUBLICATION_TEXT_H

#include "clean/publication_sightings.h"

/* publication_text - adds the dates in short blocks and time elements, in the first paragraph's beginning,
 * and beside words like "published" anywhere. */
void publication_text(const struct sightings_page *page, struct sightings *sightings);

/* publication_text_ago - adds the first "3 hours ago" round the headline, counted back from when the page was
 * fetched. */
void publication_text_ago(const struct sightings_page *page, struct sightings *sightings);

#endif
