/* names_consensus.h - what a word was taken for elsewhere in the document, as evidence for the second look at
 * it: "Livingston" between two places is a club where the article says so five times. */
#ifndef TAG_NAMES_CONSENSUS_H
#define TAG_NAMES_CONSENSUS_H

#include "tag/names_labels.h"

#include <stddef.h>
#include <stdint.h>

enum { NAMES_CONSENSUS_FEATURES = 8 };

/* A token after the first look. */
struct names_vote {
  uint64_t word; /* folded; 0: not a word with a capital, it has no say */
  uint8_t label;
  uint8_t lead; /* how sure: 0, 1 or 2 */
};

struct names_consensus;
struct names_consensus *names_consensus_new(void);
void names_consensus_free(struct names_consensus **consensus);

/* names_consensus_read - counts the votes of a stretch of at most TOKENS_MAX tokens. */
void names_consensus_read(struct names_consensus *consensus, const struct names_vote *votes, size_t count);

/* names_consensus_at - features of token i of the stretch read, at most NAMES_CONSENSUS_FEATURES; none when
 * its word stands nowhere else. `differs`: the others were mostly taken for another type. */
size_t names_consensus_at(const struct names_consensus *consensus, const struct names_vote *votes, size_t i,
                          uint64_t *features, bool *differs);

/* names_lead - the lead of a label, from the scores of all in units of the model, in three steps. */
static inline uint8_t names_lead(float lead)
{
  return lead > 4 ? 2 : lead > 1.5F ? 1 : 0;
}

#endif
