/* crf.h - a linear-chain conditional random field (Lafferty, McCallum, Pereira 2001), learnt by stochastic
 * gradients. Where more than one label is right, the sum over them is (Tsuboi and others 2008). */
#ifndef TAG_TRAIN_CRF_H
#define TAG_TRAIN_CRF_H

#include "tag/train/dataset.h"

struct crf {
  float (*weights)[NAMES_STRIDE]; /* a row a feature */
  size_t features;
  float transitions[NAMES_LABELS][NAMES_STRIDE];
};

struct crf_options {
  int epochs;
  float rate;    /* of learning, in the first epoch */
  float decay;   /* of the weights: L2 */
  float dropout; /* share of the features that are left out at each look */
  unsigned seed; /* of the order of the texts and of what is left out */
  bool tied;     /* all labels of a type have one weight */
  bool loud;
};

/* crf_train - with `start` (may be NULL) the transitions begin where another model's are. */
void crf_train(struct crf *crf, const struct dataset *dataset, size_t features,
               const struct crf_options *options, const struct crf *start);
/* Models that learn side by side, each in a thread of its own. */
struct crf_task {
  struct crf crf; /* what was learnt */
  struct dataset dataset;
  size_t features;
  struct crf_options options;
};
void crf_train_each(struct crf_task *tasks, size_t count);

/* crf_add - adds the weights of another model of the same features, times `share`. */
void crf_add(struct crf *crf, const struct crf *other, float share);
void crf_free(struct crf *crf);

/* crf_score - adds up the weights of a token, and its offset. */
void crf_score(const struct crf *crf, const struct dataset *dataset, size_t t, float scores[NAMES_STRIDE]);

/* crf_decode - the best labels of a sequence. */
void crf_decode(const struct crf *crf, const struct dataset *dataset, const struct sequence *sequence,
                uint8_t *labels);

#endif
