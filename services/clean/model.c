/* model.c - see model.h. */
#include "clean/model.h"

int model_score(const struct model *model, const struct features *row)
{
  if (row->hopeless) return MODEL_NEVER;
  int score = model->bias;
  for (uint32_t t = 0; t < model->count; t++) {
    const struct model_tree *tree = &model->trees[t];
    uint32_t node = 0;
    for (int level = 0; level < MODEL_DEPTH; level++)
      node = 2 * node + 1 + (row->of[tree->feature[node]] > tree->threshold[node]);
    score += tree->leaf[node - MODEL_NODES];
  }
  return score;
}
