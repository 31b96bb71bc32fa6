/* quotes_indirect.h - what somebody is told to have said, without quotation marks; and what direct and
 * indirect quotes share. */
#ifndef TAG_QUOTES_INDIRECT_H
#define TAG_QUOTES_INDIRECT_H

#include "tag/quotes_phrase.h"

/* Who, by which verb, to whom. */
struct attribution {
  struct phrase who, whom;
  size_t cue_first, cue_past;
};

struct quote_find *quotes_add(struct quotes *quotes, const struct tokens *tokens, size_t first, size_t past);
void quotes_attribute(struct quote_find *found, const struct tokens *tokens, const struct attribution *by);
bool quotes_source(const struct quotes_text *text, size_t i, struct attribution *by, bool *person);

/* quotes_indirect - adds those of the stretch; quotes from `from` to `direct` - 1 are its direct ones, inside
 * which nothing is looked for. */
void quotes_indirect(const struct quotes_text *text, struct quotes *quotes, size_t from, size_t direct);

#endif
