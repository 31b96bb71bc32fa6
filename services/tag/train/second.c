/* second.c - see second.h. */
#include "tag/train/second.h"

#include "base/memory.h"
#include "tag/names_consensus.h"

#include <stdlib.h>

enum { PARTS = 4, DOUBT = 1 /* lead from which another label is believed */ };

static bool in_part(const struct dataset *dataset, const struct sequence *sequence, uint32_t part)
{
  return dataset->document[sequence->first] % PARTS == part;
}

static void reserve_offsets(struct dataset *dataset)
{
  dataset->offset = memory_zero(dataset->tokens + 1, sizeof *dataset->offset);
}

void second_offsets(struct dataset *dataset, size_t features, const struct crf_options *options)
{
  float(*offset)[NAMES_STRIDE] = memory_zero(dataset->tokens + 1, sizeof *offset);
  struct sequence *others = memory_alloc((dataset->count + 1) * sizeof *others);
  for (uint32_t part = 0; part < PARTS; part++) {
    struct dataset rest = *dataset;
    rest.sequences = others;
    rest.count = 0;
    for (size_t i = 0; i < dataset->count; i++)
      if (!in_part(dataset, &dataset->sequences[i], part)) others[rest.count++] = dataset->sequences[i];
    struct crf crf;
    crf_train(&crf, &rest, features, options, NULL);
    for (size_t i = 0; i < dataset->count; i++)
      for (size_t t = dataset->sequences[i].first; t < dataset->sequences[i].past; t++)
        if (in_part(dataset, &dataset->sequences[i], part)) crf_score(&crf, dataset, t, offset[t]);
    crf_free(&crf);
  }
  free(others);
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

/* The end of the name that begins at token t by the votes. */
static size_t name_end(const struct names_vote *votes, const struct sequence *sequence, size_t t)
{
  size_t past = t + 1;
  if (names_part_of(votes[t].label) != NAMES_BEGIN) return past;
  while (past < sequence->past && names_part_of(votes[past - 1].label) != NAMES_LAST) past++;
  return past;
}

/* Allows the labels of a name that the votes are sure of and the text has not; returns how many tokens it
 * has. */
static size_t doubt_name(struct dataset *dataset, const struct names_vote *votes, size_t first, size_t past)
{
  bool sure = true, same = true;
  for (size_t t = first; t < past; t++) {
    sure = sure && votes[t].lead >= DOUBT;
    same = same && dataset->allowed[t] >> votes[t].label & 1;
  }
  if (!sure || same) return 0;
  for (size_t t = first; t < past; t++) dataset->allowed[t] |= 1u << votes[t].label;
  return past - first;
}

size_t second_doubt(struct dataset *dataset, const struct crf *crf)
{
  struct names_vote *votes = votes_of(dataset, crf);
  size_t doubted = 0;
  for (size_t i = 0; i < dataset->count; i++) {
    const struct sequence *sequence = &dataset->sequences[i];
    for (size_t t = sequence->first, past; t < sequence->past; t = past) {
      past = votes[t].label ? name_end(votes, sequence, t) : t + 1;
      if (votes[t].label) doubted += doubt_name(dataset, votes, t, past);
    }
  }
  free(votes);
  return doubted;
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
