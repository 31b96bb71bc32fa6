/* names_decode.h - the best labels of a paragraph by the weights of its features (Viterbi). */
#ifndef TAG_NAMES_DECODE_H
#define TAG_NAMES_DECODE_H

#include "tag/names_features.h"
#include "tag/names_model.h"

typedef int16_t names_scores[NAMES_STRIDE];

struct names_lattice; /* as long as a stretch; reused */
struct names_lattice *names_lattice_new(void);
void names_lattice_free(struct names_lattice **lattice);

/* names_score - scores the tokens first to past - 1, which are one paragraph. */
void names_score(const struct names_model *model, struct names_lattice *lattice,
                 const struct names_atoms *atoms, size_t first, size_t past);

/* names_rescore - adds further features to the score of token i. */
void names_rescore(const struct names_model *model, struct names_lattice *lattice, size_t i,
                   const uint64_t *features, size_t count);

/* names_decode - labels[i] of the paragraph, which was scored. */
void names_decode(struct names_lattice *lattice, const int16_t (*transitions)[NAMES_STRIDE], size_t first,
                  size_t past, uint8_t *labels);

/* names_lead_at - how far the score of a label is above that of the best of another type, in weights. */
float names_lead_at(const struct names_model *model, const struct names_lattice *lattice, size_t i,
                    int label);

/* names_confidence - of the name that was found in tokens first to past - 1: percent, from the lead of its
 * labels over the next best of another type. */
int names_confidence(const struct names_model *model, const struct names_lattice *lattice, size_t first,
                     size_t past, const uint8_t *labels);

#endif
