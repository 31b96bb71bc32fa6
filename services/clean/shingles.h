/* shingles.h - which runs of three words a text holds, so that another can be looked up in it in linear time
 * (Broder, "On the resemblance and containment of documents", 1997: containment). */
#ifndef CLEAN_SHINGLES_H
#define CLEAN_SHINGLES_H

#include "base/arena.h"

struct shingles;

/* shingles_new - an empty set with room for the shingles of `bytes` bytes of text, in the arena. */
struct shingles *shingles_new(struct arena *arena, size_t bytes);

/* shingles_add - adds those of `text`, which is UTF-8; case (ASCII) and punctuation do not matter, a Chinese
 * or Japanese character counts as a word. What is beyond the room is passed over. */
void shingles_add(struct shingles *set, struct slice text);

/* shingles_share - how much of `text` stands in the set, 0 to 1; a text under three words is looked up as a
 * whole only when the set was given it as a whole. */
double shingles_share(const struct shingles *set, struct slice text);

#endif
