/* names_model.h - the numbers of the names layer as they lie in data/names.model, which `depeche-train names`
 * writes: little-endian, each part at a multiple of 64 bytes, read in place. */
#ifndef TAG_NAMES_MODEL_H
#define TAG_NAMES_MODEL_H

#include "base/error.h"
#include "base/slice.h"
#include "tag/names_labels.h"
#include "tag/names_table.h"

enum {
  NAMES_ALIGN = 64,
  NAMES_WEIGHT_MAX = 127,
  NAMES_NEVER = -12000 /* transition that cannot be */
};
#define NAMES_MAGIC "dpnames3"

struct names_header {
  char magic[8];
  uint32_t labels, groups; /* NAMES_LABELS, enum names_group */
  uint32_t word_buckets, feature_buckets, rows;
  float scale;  /* a weight of one is so much */
  float glance; /* a token whose glance weighs less is in no name */
  uint8_t unused[28];
};

typedef int8_t names_row[NAMES_STRIDE];

struct names_model {
  uint32_t groups, word_buckets, feature_buckets;
  float scale, glance;
  const int16_t (*transitions)[NAMES_STRIDE]; /* from, to; of the first look at a text */
  const int16_t (*settled)[NAMES_STRIDE];     /* of the second */
  const struct names_word_bucket *words;
  const struct names_feature_bucket *features;
  const names_row *rows;
};

/* names_model_read - checks the parts against the size. The bytes must stay and be aligned to NAMES_ALIGN. */
bool names_model_read(struct names_model *model, struct slice bytes, dp_error *error);

#endif
