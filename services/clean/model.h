/* model.h - is a block part of the article? Gradient-boosted trees (Friedman, "Greedy Function
 * Approximation", 2001) over the numbers of features.h; model_table.c holds them as
 * `depeche-train-cleaner blocks` wrote them. */
#ifndef CLEAN_MODEL_H
#define CLEAN_MODEL_H

#include "clean/features.h"

enum { MODEL_DEPTH = 5, MODEL_NODES = (1 << MODEL_DEPTH) - 1, MODEL_LEAVES = 1 << MODEL_DEPTH };

/* A full binary tree: node i has the children 2i+1 (value at most the threshold) and 2i+2. */
struct model_tree {
  unsigned char feature[MODEL_NODES];
  int16_t threshold[MODEL_NODES];
  int16_t leaf[MODEL_LEAVES];
};

struct model {
  const struct model_tree *trees;
  uint32_t count;
  int bias; /* of the leaves' sum */
};

enum {
  MODEL_NEVER = -8 * 1024 /* the score of a hopeless block */,
  MODEL_UNIT = 1024
}; /* of log-odds, in the leaves and the score */

extern const struct model model_first;  /* knows the page */
extern const struct model model_second; /* and what the first made of it (context.h) */

/* model_score - log-odds that the block is part of the article, in units of 1/MODEL_UNIT. */
int model_score(const struct model *model, const struct features *row);

#endif
