/* publication_zone.h - times in UTC, told as the publisher's calendar counts them. */
#ifndef CLEAN_PUBLICATION_ZONE_H
#define CLEAN_PUBLICATION_ZONE_H

#include "clean/publication_sightings.h"

/* publication_localise - many templates write UTC where the page, the address and the reader have local time,
 * and near midnight that is another day. A time in UTC whose day is seen nowhere round the headline, in the
 * address or on another clock, but whose neighbour is, becomes that neighbour: with its offset where another
 * clock of the page gives it away, as a bare day where not. Midnight in central Europe (22:00 or 23:00 UTC,
 * to the second) becomes the day that begins. */
void publication_localise(struct sightings *sightings);

#endif
