/* learn.h - both models, the first look and the second, learnt from a corpus and measured on others. */
#ifndef TAG_TRAIN_LEARN_H
#define TAG_TRAIN_LEARN_H

#include "tag/train/glance.h"
#include "tag/train/score.h"

struct learned {
  struct glance glance;
  struct crf first, second;
  struct feature_index first_index, second_index;
};

struct learn_options {
  struct crf_options crf;
  unsigned models; /* whose mean is taken: each learns in another order */
  unsigned least;  /* times that a feature must be seen */
  double lost;     /* share of the tokens of names that may be passed over at a glance */
  bool second_look;
};

void learn(struct learned *learned, const struct reader *reader, const struct corpus *corpus,
           const struct learn_options *options);
struct score learned_score(const struct learned *learned, const struct reader *reader,
                           const struct corpus *corpus, FILE *errors);
void learned_free(struct learned *learned);

#endif
