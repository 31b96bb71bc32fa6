/* names_consensus.c - see names_consensus.h. */
#include "tag/names_consensus.h"

#include "base/memory.h"
#include "tag/names_table.h"
#include "tag/tokens.h"

#include <stdlib.h>

enum { SLOTS = TOKENS_MAX * 2, KIND = 4096 /* beyond the kinds of names_features.c */ };

struct slot {
  uint64_t word;
  uint32_t stretch;
  uint16_t votes[NAMES_LABELS]; /* one that is surer counts more */
  uint16_t times;
};

struct names_consensus {
  struct slot *slots;
  uint32_t stretch;
};

struct names_consensus *names_consensus_new(void)
{
  struct names_consensus *consensus = memory_zero(1, sizeof *consensus);
  consensus->slots = memory_zero(SLOTS, sizeof *consensus->slots);
  return consensus;
}

void names_consensus_free(struct names_consensus **consensus)
{
  if (!*consensus) return;
  free((*consensus)->slots);
  free(*consensus);
  *consensus = NULL;
}

static struct slot *slot_of(const struct names_consensus *consensus, uint64_t word)
{
  size_t i = (size_t)(word ^ word >> 32) & (SLOTS - 1);
  while (consensus->slots[i].stretch == consensus->stretch && consensus->slots[i].word != word)
    i = (i + 1) & (SLOTS - 1);
  return &consensus->slots[i];
}

void names_consensus_read(struct names_consensus *consensus, const struct names_vote *votes, size_t count)
{
  if (++consensus->stretch == 0) {
    memset(consensus->slots, 0, SLOTS * sizeof *consensus->slots);
    consensus->stretch = 1;
  }
  for (size_t i = 0; i < count; i++) {
    if (!votes[i].word) continue;
    struct slot *slot = slot_of(consensus, votes[i].word);
    if (slot->stretch != consensus->stretch)
      *slot = (struct slot){.word = votes[i].word, .stretch = consensus->stretch};
    slot->votes[votes[i].label] = (uint16_t)(slot->votes[votes[i].label] + 1 + votes[i].lead);
    slot->times++;
  }
}

/* What the other occurrences say. */
struct opinion {
  int label;      /* the best; -1: there are none */
  unsigned times; /* 1, 2, 3: and more */
  unsigned share; /* of the best in all: 0 to 2 */
};

static unsigned type_of(int label)
{
  return label <= 0 ? (unsigned)(label + 1) : 2 + (unsigned)names_type_of(label);
}

static struct opinion opinion_on(const struct names_consensus *consensus, const struct names_vote *vote)
{
  struct opinion opinion = {.label = -1};
  const struct slot *slot = vote->word ? slot_of(consensus, vote->word) : NULL;
  if (!slot || slot->times < 2) return opinion;
  unsigned sums[NAMES_TYPES + 2] = {0}, sum = 0, best = 0, best_label = 0;
  for (int y = 0; y < NAMES_LABELS; y++) {
    unsigned votes = slot->votes[y] - (y == vote->label ? 1u + vote->lead : 0);
    sums[type_of(y)] += votes;
    sum += votes;
  }
  for (unsigned type = 1; type < NAMES_TYPES + 2; type++) best = sums[type] > sums[best] ? type : best;
  for (int y = 0; y < NAMES_LABELS; y++) {
    unsigned votes = slot->votes[y] - (y == vote->label ? 1u + vote->lead : 0);
    if (type_of(y) == best && votes >= best_label && votes) best_label = votes, opinion.label = y;
  }
  opinion.times = slot->times > 3 ? 3 : slot->times - 1u;
  opinion.share = sums[best] * 10 >= sum * 9 ? 2 : sums[best] * 10 >= sum * 6 ? 1 : 0;
  return opinion;
}

size_t names_consensus_at(const struct names_consensus *consensus, const struct names_vote *votes, size_t i,
                          uint64_t *features, bool *differs)
{
  *differs = false;
  struct opinion opinion = opinion_on(consensus, &votes[i]);
  if (opinion.label < 0) return 0;
  const struct names_vote *vote = &votes[i];
  uint64_t type = type_of(vote->label), other = type_of(opinion.label);
  uint64_t weight = opinion.times * 4 + opinion.share;
  *differs = type != other;
  features[0] = names_mix(type | other << 8 | (uint64_t)vote->lead << 16 | weight << 24, KIND);
  features[1] = names_mix(type | other << 8 | (uint64_t)vote->lead << 16, KIND + 1);
  features[2] = names_mix(type | other << 8 | weight << 24, KIND + 2);
  return 3;
}
