/* index_entities.h - what articles name: its numbers, and how many articles of a day name it. */
#ifndef STORE_INDEX_ENTITIES_H
#define STORE_INDEX_ENTITIES_H

#include "store/index_internal.h"

/* index_entities_add - counts an article's entities and leaves their numbers, packed, in index->ids. */
bool index_entities_add(struct index *index, const struct index_article *article, dp_error *error);
/* index_entities_remove - takes those of an indexed article off the counts. */
bool index_entities_remove(struct index *index, int64_t sequence, dp_error *error);

#endif
