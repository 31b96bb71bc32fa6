/* names.h - the names layer: people, organisations, places, events and products by a conditional random field
 * over what is seen of each token. Knows French and English. */
#ifndef TAG_NAMES_H
#define TAG_NAMES_H

#include "base/error.h"
#include "tag/finds.h"
#include "tag/gazetteer.h"

struct names;         /* the model; read-only, shared by threads */
struct names_scratch; /* of one thread */

/* names_new - the model inside the program; the gazetteer must outlive it. */
struct names *names_new(const struct gazetteer *gazetteer, dp_error *error);
void names_free(struct names **names);
struct names_scratch *names_scratch_new(void);
void names_scratch_free(struct names_scratch **scratch);

/* names_find - adds the names of a stretch, whose tokens were classified, with type, strength and confidence.
 * They do not overlap. Linear in the tokens. */
void names_find(const struct names *names, struct names_scratch *scratch, const struct tokens *tokens,
                struct finds *finds);

#endif
