/* context.h - a second look at the blocks of a page, knowing what the first look made of their neighbours: an
 * element whose paragraphs were all kept keeps its short line too (stacking; Cohen and Carvalho, "Stacked
 * Sequential Learning", 2005). */
#ifndef CLEAN_CONTEXT_H
#define CLEAN_CONTEXT_H

#include "clean/features.h"

/* context_add - fills the last features of each row from the scores of the first look, one a block. */
void context_add(struct arena *arena, const struct blocks *blocks, const int *scores, struct features *rows);

#endif
