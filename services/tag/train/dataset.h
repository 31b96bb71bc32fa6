/* dataset.h - documents as the model sees them: tokens with features and the labels they may have, paragraph
 * by paragraph. */
#ifndef TAG_TRAIN_DATASET_H
#define TAG_TRAIN_DATASET_H

#include "tag/lexicon.h"
#include "tag/names_features.h"
#include "tag/train/corpus.h"

enum { FEATURE_UNKNOWN = UINT32_MAX };

/* Features by number: those seen often enough in training. */
struct feature_index {
  uint64_t *hashes; /* open addressing; 0: free */
  uint32_t *numbers;
  size_t size, count;
};

struct sequence {
  size_t first, past; /* tokens */
  float weight;
};

struct dataset {
  uint64_t *hashes;    /* of all tokens, one behind the other; gone once indexed */
  uint32_t *features;  /* the same by number, unknown ones left out */
  size_t *begin;       /* token i has features begin[i] to begin[i + 1] - 1 */
  uint32_t *allowed;   /* bit a label */
  uint32_t *at, *past; /* code points */
  uint32_t *document;
  uint64_t *words;               /* of capitalised words, folded; else 0 */
  float (*offset)[NAMES_STRIDE]; /* scores that stand fixed, of a first model; NULL: none */
  size_t tokens, token_capacity, hash_count, hash_capacity;
  struct sequence *sequences;
  size_t count, capacity;
  size_t spans, lost; /* names, and those that are not made of whole tokens */
};

struct reader {
  const struct lexicon *lexicon;
  struct names_knowledge knowledge;
  bool customs; /* for training: with features of whose customs a document follows */
};

/* dataset_read - appends the documents of a corpus from number `from` on. */
void dataset_read(struct dataset *dataset, const struct reader *reader, const struct corpus *corpus);
void dataset_free(struct dataset *dataset);

/* dataset_add_token - one more token, with features as hashes and the same rest as token t of `from`. */
void dataset_add_token(struct dataset *dataset, const struct dataset *from, size_t t, const uint64_t *hashes,
                       size_t count);

/* feature_index_build - numbers the features that stand at least `least` times in the dataset. */
void feature_index_build(struct feature_index *index, const struct dataset *dataset, unsigned least);
void feature_index_free(struct feature_index *index);

/* dataset_index - turns hashes into numbers. */
void dataset_index(struct dataset *dataset, const struct feature_index *index);

#endif
