/* second.h - the second look at a document: learns how far to believe what a word was taken for elsewhere.
 *
 * What a model says of the very texts it was learnt from is too good to learn from, so each part of them is
 * first labelled by a model of the other parts. */
#ifndef TAG_TRAIN_SECOND_H
#define TAG_TRAIN_SECOND_H

#include "tag/train/crf.h"

/* second_offsets - fills in dataset.offset by models that did not see the document in question. */
void second_offsets(struct dataset *dataset, size_t features, const struct crf_options *options);

/* second_score - fills in dataset.offset by the model. */
void second_score(struct dataset *dataset, const struct crf *crf);

/* second_read - the same tokens, offsets and sequences with the features of the second look. `crf` is the
 * first model, for its transitions. */
void second_read(struct dataset *second, const struct dataset *first, const struct crf *crf);

#endif
