/* score.c - see score.h. */
#include "tag/train/score.h"

#include "base/memory.h"

#include <stdlib.h>

static bool is_wanted(const struct document *document, uint32_t start, uint32_t end, int type)
{
  for (size_t i = 0; i < document->count; i++)
    if (document->spans[i].start == start && document->spans[i].end == end && document->spans[i].type == type)
      return true;
  return false;
}

static void score_sequence(struct score *score, const struct dataset *dataset, const struct corpus *corpus,
                           const struct sequence *sequence, const uint8_t *labels)
{
  size_t length = sequence->past - sequence->first, begin = 0;
  for (size_t t = 0; t < length; t++) {
    if (!labels[t]) continue;
    enum names_part part = names_part_of(labels[t]);
    if (part == NAMES_BEGIN || part == NAMES_UNIT) begin = t;
    if (part != NAMES_LAST && part != NAMES_UNIT) continue;
    enum names_type type = names_type_of(labels[t]);
    const struct document *document = &corpus->documents[dataset->document[sequence->first + t]];
    score->found[type]++;
    score->right[type] += is_wanted(document, dataset->at[sequence->first + begin],
                                    dataset->past[sequence->first + t], (int)type);
  }
}

struct score score_corpus(const struct crf *crf, const struct dataset *dataset, const struct corpus *corpus)
{
  struct score score = {0};
  for (size_t n = 0; n < corpus->count; n++)
    for (size_t i = 0; i < corpus->documents[n].count; i++)
      if (corpus->documents[n].spans[i].type < NAMES_TYPES)
        score.wanted[corpus->documents[n].spans[i].type]++;
  for (size_t i = 0; i < dataset->count; i++) {
    const struct sequence *sequence = &dataset->sequences[i];
    uint8_t *labels = memory_alloc(sequence->past - sequence->first);
    crf_decode(crf, dataset, sequence, labels);
    score_sequence(&score, dataset, corpus, sequence, labels);
    free(labels);
  }
  return score;
}

double score_f1(const struct score *score, int type)
{
  size_t right = 0, both = 0;
  for (int i = 0; i < NAMES_TYPES; i++) {
    if (type >= 0 ? i != type : i > NAMES_LOC) continue;
    right += score->right[i];
    both += score->found[i] + score->wanted[i];
  }
  return both ? 200.0 * (double)right / (double)both : 0;
}
