/* labels.h - which blocks of a page belong to the article, by what annotators wrote down. */
#ifndef CLEAN_TRAIN_LABELS_H
#define CLEAN_TRAIN_LABELS_H

#include "clean/blocks.h"
#include "data/json.h"

struct label {
  float answer; /* how much of the block belongs to the article, 0 to 1 */
  float weight; /* 0: nobody knows; a page weighs about 1 in all */
};

/* labels_read - one for each block, in the arena. `row` holds the truth: "text", the whole article, its
 * paragraphs on lines; or "with" and "without", pieces that belong to it and pieces that do not. */
struct label *labels_read(struct arena *arena, const struct json *row, const struct blocks *blocks);

#endif
