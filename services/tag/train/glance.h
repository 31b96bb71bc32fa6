/* glance.h - learns which tokens are so surely in no name that nothing more need be asked of them: a logistic
 * regression over the features of NAMES_G_GLANCE. */
#ifndef TAG_TRAIN_GLANCE_H
#define TAG_TRAIN_GLANCE_H

#include "tag/train/dataset.h"

struct glance {
  float (*weights)[NAMES_STRIDE]; /* a row a feature; only the first is used */
  struct feature_index index;
  float threshold;     /* what weighs less is passed over */
  double passed, lost; /* share of all tokens; share of the tokens of names */
};

/* glance_train - from the same reader as the models have, on a corpus. `lost`: the share of the tokens of
 * names that may be passed over. */
void glance_train(struct glance *glance, const struct reader *reader, const struct corpus *corpus,
                  double lost);
void glance_free(struct glance *glance);

#endif
