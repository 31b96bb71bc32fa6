/* wording.h - looking for set phrases in running text. */
#ifndef CLEAN_WORDING_H
#define CLEAN_WORDING_H

#include "base/arena.h"

#include <stdint.h>

/* wording_plain - the first `max` bytes of `text` in lower case, with plain apostrophes, in the arena. */
struct slice wording_plain(struct arena *arena, struct slice text, size_t max);

/* wording_has - one of the phrases, up to the NULL behind the last, stands in such a text, not inside longer
 * words. */
bool wording_has(struct slice plain, const char *const *phrases);

/* wording_begins - the text begins with one of them, and has at most `more` words behind it. */
bool wording_begins(struct slice plain, const char *const *phrases, uint32_t more);

#endif
