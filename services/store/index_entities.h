/* index_entities.h - what articles name, by numbers of this index. */
#ifndef STORE_INDEX_ENTITIES_H
#define STORE_INDEX_ENTITIES_H

#include "store/index_internal.h"

/* index_entities_add - leaves the numbers of an article's entities, packed, in index->ids; who has none yet
 * gets one. */
bool index_entities_add(struct index *index, const struct index_article *article, dp_error *error);

#endif
