/* patterns.h - names that have a grammar, as PCRE2 patterns of data/patterns.tsv. A pattern runs only where
 * one of its first words stands, on the rest of that sentence, a bounded stretch of it. */
#ifndef TAG_PATTERNS_H
#define TAG_PATTERNS_H

#include "base/pattern.h"
#include "tag/finds.h"
#include "tag/lexicon.h"

struct patterns;

/* patterns_new - the embedded list; first words are noted in the lexicon. NULL with the reason when a pattern
 * is wrong. */
struct patterns *patterns_new(struct lexicon *lexicon, dp_error *error);
void patterns_free(struct patterns **patterns);

/* patterns_find - adds what the patterns match in the stretch. Returns how many matches were given up at a
 * limit. */
size_t patterns_find(const struct patterns *patterns, struct pattern_match *match,
                     const struct tokens *tokens, struct finds *finds);

#endif
