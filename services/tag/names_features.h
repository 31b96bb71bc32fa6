/* names_features.h - from the atoms of a token and of its neighbours to the features that have weights:
 * single ones, and conjunctions of two or three. */
#ifndef TAG_NAMES_FEATURES_H
#define TAG_NAMES_FEATURES_H

#include "tag/names_atoms.h"

enum { NAMES_FEATURES_MAX = 448 };

/* names_features_at - the features of token i as hashes; returns how many, at most NAMES_FEATURES_MAX.
 * Nothing beyond `first` and `past`, the ends of the paragraph, is looked at. */
size_t names_features_at(const struct names_atoms *atoms, uint32_t groups, size_t i, size_t first,
                         size_t past, uint64_t *features);

#endif
