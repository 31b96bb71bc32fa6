/* feed_places.h - where an entry is about: GeoRSS in its simple and its GML form, W3C geo. */
#ifndef FETCH_SOURCE_FEED_PLACES_H
#define FETCH_SOURCE_FEED_PLACES_H

#include "fetch/source/feed_internal.h"

feed_element_fn feed_read_place; /* any element of these; the first that can be read counts */

#endif
