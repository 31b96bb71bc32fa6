/* score.h - exact spans, as CoNLL 2003 counts them. */
#ifndef TAG_TRAIN_SCORE_H
#define TAG_TRAIN_SCORE_H

#include "tag/train/crf.h"

#include <stdio.h>

struct score {
  size_t right[NAMES_TYPES], found[NAMES_TYPES], wanted[NAMES_TYPES];
};

/* score_corpus - decodes the dataset, which was read from the corpus, and compares. With `errors` each name
 * missed and each that is none goes there, a line each. */
struct score score_corpus(const struct crf *crf, const struct dataset *dataset, const struct corpus *corpus,
                          FILE *errors);

/* score_f1 - in percent; of one type, or of PER, ORG and LOC together (type -1). */
double score_f1(const struct score *score, int type);

#endif
