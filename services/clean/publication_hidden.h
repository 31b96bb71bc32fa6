/* publication_hidden.h - dates that only a program sees: in scripts, and in attributes of any element. */
#ifndef CLEAN_PUBLICATION_HIDDEN_H
#define CLEAN_PUBLICATION_HIDDEN_H

#include "clean/publication_sightings.h"

/* publication_hidden - adds the first value of a script whose key speaks of publishing (publishedAt,
 * "publish_date"), and the attributes of elements that are named for it (class "published", data-date). One
 * more walk through the page: for those that say nothing more plainly. */
void publication_hidden(const struct sightings_page *page, struct sightings *sightings);

#endif
