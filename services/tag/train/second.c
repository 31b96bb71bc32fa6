/* second.c - see second.h. */
#include "tag/train/second.h"

#include "base/memory.h"
#include "tag/names_consensus.h"

#include <stdlib.h>

enum { PARTS = 4 };

static bool in_part(const struct dataset *dataset, const struct sequence *sequence, uint32_t part)
{
  return dataset->document[sequence->first] % PARTS == part;
}

static void reserve_offsets(struct dataset *dataset)
{
  dataset->offset = memory_zero(dataset->tokens + 1, sizeof *dataset->offset);
}

/* The sequences that stand in no document of a part. */
static struct dataset without_part(const struct dataset *dataset, uint32_t part)
{
  struct dataset rest = *dataset;
  rest.sequences = memory_alloc((dataset->count + 1) * sizeof *rest.sequences);
  rest.count = 0;
  for (size_t i = 0; i < dataset->count; i++)
    if (!in_part(dataset, &dataset->sequences[i], part)) rest.sequences[rest.count++] = dataset->sequences[i];
  return rest;
}

void second_offsets(struct dataset *dataset, size_t features, const struct crf_options *options)
{
  float(*offset)[NAMES_STRIDE] = memory_zero(dataset->tokens + 1, sizeof *offset);
  struct crf_task tasks[PARTS];
  for (uint32_t part = 0; part < PARTS; part++)
    tasks[part] =
        (struct crf_task){.dataset = without_part(dataset, part), .features = features, .options = *options};
  crf_train_each(tasks, PARTS);
  for (uint32_t part = 0; part < PARTS; part++) {
    for (size_t i = 0; i < dataset->count; i++)
      for (size_t t = dataset->sequences[i].first; t < dataset->sequences[i].past; t++)
        if (in_part(dataset, &dataset->sequences[i], part))
          crf_score(&tasks[part].crf, dataset, t, offset[t]);
    crf_free(&tasks[part].crf);
    free(tasks[part].dataset.sequences);
  }
  dataset->offset = offset;
}

void second_score(struct dataset *dataset, const struct crf *crf)
{
  float(*offset)[NAMES_STRIDE] = memory_zero(dataset->tokens + 1, sizeof *offset);
  for (size_t t = 0; t < dataset->tokens; t++) crf_score(crf, dataset, t, offset[t]);
  dataset->offset = offset;
}

static uint8_t lead_of(const float scores[NAMES_STRIDE], int label)
{
  float best = -1e30F;
  for (int y = 0; y < NAMES_LABELS; y++) {
    bool same = label ? y && names_type_of(y) == names_type_of(label) : !y;
    if (!same && scores[y] > best) best = scores[y];
  }
  return names_lead(scores[label] - best);
}

/* First looks: the labels of every token. */
static struct names_vote *votes_of(const struct dataset *first, const struct crf *crf)
{
  struct names_vote *votes = memory_zero(first->tokens + 1, sizeof *votes);
  uint8_t *labels = memory_zero(first->tokens + 1, 1);
  struct dataset bare = *first;
  bare.begin = memory_zero(first->tokens + 1, sizeof *bare.begin); /* the offsets are all there is */
  for (size_t i = 0; i < first->count; i++)
    crf_decode(crf, &bare, &first->sequences[i], labels + first->sequences[i].first);
  for (size_t t = 0; t < first->tokens; t++)
    votes[t] = (struct names_vote){first->words[t], labels[t], lead_of(first->offset[t], labels[t])};
  free(labels);
  free(bare.begin);
  return votes;
}

void second_read(struct dataset *second, const struct dataset *first, const struct crf *crf)
{
  struct names_vote *votes = votes_of(first, crf);
  struct names_consensus *consensus = names_consensus_new();
  for (size_t from = 0, past; from < first->tokens; from = past) {
    for (past = from;
         past < first->tokens && first->document[past] == first->document[from] && past - from < TOKENS_MAX;)
      past++;
    names_consensus_read(consensus, votes + from, past - from);
    for (size_t t = from; t < past; t++) {
      uint64_t features[NAMES_CONSENSUS_FEATURES];
      bool differs;
      size_t count = names_consensus_at(consensus, votes + from, t - from, features, &differs);
      dataset_add_token(second, first, t, features, count);
    }
  }
  reserve_offsets(second);
  memcpy(second->offset, first->offset, first->tokens * sizeof *first->offset);
  second->sequences = memory_alloc((first->count + 1) * sizeof *second->sequences);
  memcpy(second->sequences, first->sequences, first->count * sizeof *first->sequences);
  second->count = first->count;
  names_consensus_free(&consensus);
  free(votes);
}
