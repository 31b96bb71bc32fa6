/* shingles.h - which runs of three words a text holds, so that another can be looked up in it in linear time
 * (Broder, "On the resemblance and containment of documents", 1997: containment). */
#ifndef CLEAN_SHINGLES_H
#define CLEAN_SHINGLES_H

#include "base/arena.h"

#include <stdint.h>

struct shingles;

/* shingles_new - an empty set with room for the shingles of `bytes` bytes of text, in the arena. */
struct shingles *shingles_new(struct arena *arena, size_t bytes);

/* A text as its shingles, to be looked up in several sets. */
struct shingle_list {
  uint32_t *hashes;
  size_t count, room;
};

/* shingles_cut - the shingles of `text` into `list`, whose room grows in the arena. The text is UTF-8; case
 * (ASCII) and punctuation do not matter, a Chinese or Japanese character counts as a word. A text under three
 * words is one shingle. */
void shingles_cut(struct arena *arena, struct slice text, struct shingle_list *list);

/* shingles_add - what is beyond the set's room, or finds no place near its own, is passed over. */
void shingles_add(struct shingles *set, const struct shingle_list *list);

/* shingles_share - how much of the text stands in the set, 0 to 1. */
double shingles_share(const struct shingles *set, const struct shingle_list *list);

#endif
