/* container.h - which element of a page holds the article. */
#ifndef CLEAN_CONTAINER_H
#define CLEAN_CONTAINER_H

#include "clean/prose.h"

/* container_drop_noise - marks as cut the blocks of regions that by their element or their names are no
 * part of an article (navigation, comments, related, promotion …), unless such a region holds most of the
 * prose of the page: names lie, and a page that wraps everything in a form is still an article. */
void container_drop_noise(struct arena *arena, struct blocks *blocks);

/* container_find - index of the region that holds the article; 0 (the root) when nothing stands out. */
uint32_t container_find(struct arena *arena, const struct blocks *blocks);

#endif
