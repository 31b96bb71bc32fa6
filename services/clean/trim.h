/* trim.h - what stands inside the article's element and is no part of the article. */
#ifndef CLEAN_TRIM_H
#define CLEAN_TRIM_H

#include "clean/body.h"

/* trim_blocks - marks as cut, among the blocks [first, end), links to elsewhere, repeated headline and
 * by-line, promos, credits, repetitions, and what stands before the first and behind the last paragraph. */
void trim_blocks(struct arena *arena, struct blocks *blocks, uint32_t first, uint32_t end,
                 const struct body_clues *clues);

#endif
