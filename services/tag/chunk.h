/* chunk.h - runs of capitalised words, which is what names look like before anybody knows what they name. */
#ifndef TAG_CHUNK_H
#define TAG_CHUNK_H

#include "tag/finds.h"
#include "tag/lexicon.h"

struct chunk {
  size_t first, past; /* tokens */
  size_t words;       /* hyphenated words count once */
};

/* chunk_next - the first chunk at or behind token *i, which is moved behind it; false when there is none.
 * Function words that open a sentence are left out; titles written with a capital are not. */
bool chunk_next(const struct tokens *tokens, size_t *i, struct chunk *chunk);

/* chunk_previous - the token before a chunk, over the full stop of an abbreviation; NULL at the start of a
 * paragraph. */
const struct token *chunk_previous(const struct tokens *tokens, size_t first);

#endif
