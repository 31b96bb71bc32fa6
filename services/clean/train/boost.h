/* boost.h - learns the trees of clean/model.h from rows with answers. */
#ifndef CLEAN_TRAIN_BOOST_H
#define CLEAN_TRAIN_BOOST_H

#include "clean/model.h"

struct boost_row {
  struct features features;
  float answer; /* 0 to 1: how much of the block belongs to the article */
  float weight; /* 0: the row is not learnt from */
  int fold, part;
};

struct boost_options {
  uint32_t trees;
  double rate;        /* how much of each tree counts */
  double ridge;       /* L2 of the leaves */
  double least;       /* sum of weights that each side of a split must have, times p(1-p) */
  double row_share;   /* of the rows for each tree */
  double split_share; /* of the features for each tree */
  uint64_t seed;
};

/* boost_learn - trees (to be freed) from the rows whose fold is not `left_out` and whose part is not
 * `left_part` (-1: none is left out). Newton steps on weighted log loss over histograms (Chen and Guestrin,
 * "XGBoost", 2016; Ke et al., "LightGBM", 2017). The same rows and options give the same trees. */
struct model boost_learn(const struct boost_row *rows, size_t count, int left_out, int left_part,
                         const struct boost_options *options);

/* boost_gains - after boost_learn: how much each feature has lowered the loss in that call. */
const double *boost_gains(void);

#endif
