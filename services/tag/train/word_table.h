/* word_table.h - builds the table of words that goes into the model: from spelling dictionaries and lists of
 * given and family names. */
#ifndef TAG_TRAIN_WORD_TABLE_H
#define TAG_TRAIN_WORD_TABLE_H

#include "base/error.h"
#include "tag/names_table.h"

struct word_table {
  struct names_word_bucket *buckets;
  uint32_t count;
  size_t words, dropped; /* dropped: their bucket was full */
};

struct word_sources {
  const char *hunspell;         /* directory with fr.dic, fr.aff, en_US.dic, en_US.aff */
  const char *given, *surnames; /* CSV with a column "Romanized Name", gzip; may be NULL */
};

bool word_table_build(const struct word_sources *sources, struct word_table *table, dp_error *error);
void word_table_free(struct word_table *table);

#endif
