/* names_evidence.c - see names_evidence.h. Slots of former stretches are told by their number, so that
 * nothing need be cleared. */
#include "tag/names_evidence.h"

#include "base/memory.h"
#include "tag/tokens.h"

#include <stdlib.h>

enum { SLOTS = TOKENS_MAX * 2 };

struct slot {
  uint64_t word;
  uint32_t stretch, kinds;
  uint32_t count;
};

struct names_evidence {
  struct slot slots[SLOTS];
  uint32_t stretch;
};

struct names_evidence *names_evidence_new(void)
{
  return memory_zero(1, sizeof(struct names_evidence));
}

void names_evidence_free(struct names_evidence **evidence)
{
  free(*evidence);
  *evidence = NULL;
}

void names_evidence_begin(struct names_evidence *evidence)
{
  if (++evidence->stretch) return;
  memset(evidence->slots, 0, sizeof evidence->slots);
  evidence->stretch = 1;
}

static size_t slot_of(const struct names_evidence *evidence, uint64_t word)
{
  size_t i = (size_t)(word ^ word >> 32) & (SLOTS - 1);
  while (evidence->slots[i].stretch == evidence->stretch && evidence->slots[i].word != word)
    i = (i + 1) & (SLOTS - 1);
  return i;
}

void names_evidence_note(struct names_evidence *evidence, uint64_t word, uint32_t kinds)
{
  struct slot *slot = &evidence->slots[slot_of(evidence, word)];
  if (slot->stretch != evidence->stretch) *slot = (struct slot){.word = word, .stretch = evidence->stretch};
  slot->kinds |= kinds;
  if (++slot->count == 3) slot->kinds |= EVIDENCE_MANY;
}

uint32_t names_evidence_of(const struct names_evidence *evidence, uint64_t word)
{
  const struct slot *slot = &evidence->slots[slot_of(evidence, word)];
  return slot->stretch == evidence->stretch ? slot->kinds : 0;
}
