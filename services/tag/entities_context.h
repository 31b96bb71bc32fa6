/* entities_context.h - what stands around a name: what kind of place it is said to be, in what it lies, who
 * is "M." and who "Mme". */
#ifndef TAG_ENTITIES_CONTEXT_H
#define TAG_ENTITIES_CONTEXT_H

#include "tag/entities_internal.h"

/* context_wanted - what kind of place tokens first to past - 1 name, by the words before and behind. */
enum place_wanted context_wanted(const struct tokens *tokens, size_t first, size_t past);

/* context_inside - the place inside a name that is none itself ("aéroport de [Niamey]", "[Lagos] State"): its
 * hash, 0 when there is none; what kind of place the rest of the name makes it goes to `wanted`. */
uint64_t context_inside(const struct gazetteer *gazetteer, const struct tokens *tokens, size_t first,
                        size_t past, struct trie_hit *hit, enum place_wanted *wanted);

/* context_holds - between two names stands what leads from a place to the one it lies in: ", au", "(", ",
 * dans le centre du". */
bool context_holds(const struct tokens *tokens, size_t past, size_t next);

/* context_holds_strictly - a comma or bracket and nothing else: "Paris, Texas". */
bool context_holds_strictly(const struct tokens *tokens, size_t past, size_t next);

/* context_of_people - between a people and a place stands what makes the place theirs: "ville [libanaise] de
 * [Tripoli]". */
bool context_of_people(const struct tokens *tokens, size_t past, size_t next);

/* context_bracketed - the name stands alone in brackets behind a name that ends at `before`. */
bool context_bracketed(const struct tokens *tokens, size_t before, size_t first, size_t past);

enum gender context_gender(const struct tokens *tokens, size_t first);

#endif
