/* wikidata.h - what the things of the lists are called in Wikidata: data/wikidata.tsv, by the numbers and
 * names that the lists have. */
#ifndef TAG_WIKIDATA_H
#define TAG_WIKIDATA_H

#include "base/slice.h"

struct wikidata;

/* wikidata_new - the embedded table. */
struct wikidata *wikidata_new(void);
void wikidata_free(struct wikidata **wikidata);

/* wikidata_of - "Q1032" of a key ("NE", "US-TX", "2440485", the name of an organisation), static; empty when
 * the table has none. */
struct slice wikidata_of(const struct wikidata *wikidata, struct slice key);

#endif
