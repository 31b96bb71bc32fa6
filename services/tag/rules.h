/* rules.h - what kind of thing a name names: people, organisations and places, by what stands in it and
 * around it.
 *
 * Each judge looks at one chunk and adds what it believes it to be, with how sure it is; it may add a part of
 * the chunk (a title in front is no name). True when it believed anything. */
#ifndef TAG_RULES_H
#define TAG_RULES_H

#include "tag/chunk.h"

bool rules_people(const struct tokens *tokens, const struct chunk *chunk, struct finds *finds);
bool rules_organisations(const struct tokens *tokens, const struct chunk *chunk, struct finds *finds);
bool rules_places(const struct tokens *tokens, const struct chunk *chunk, struct finds *finds);

/* rules_place_around - how the words around tokens first to past - 1 speak for a place: 0 not at all, 1
 * somewhat ("à X", "in X"), 2 clearly ("ville de X", "X (Mali)"). */
int rules_place_around(const struct tokens *tokens, size_t first, size_t past);

/* rules_names - every chunk of the stretch, judged; one that nobody knows is added as FIND_UNKNOWN. */
void rules_names(const struct tokens *tokens, struct finds *finds);

#endif
