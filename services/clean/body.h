/* body.h - the text of the article among the blocks of a page. */
#ifndef CLEAN_BODY_H
#define CLEAN_BODY_H

#include "clean/blocks.h"
#include "clean/clues.h"

struct features;

struct body {
  struct slice text;       /* paragraphs parted by one \n; in the arena; empty: the blocks that are kept */
  struct slice standfirst; /* the first block, when it is one; else empty */
  uint32_t words;
  uint32_t prose_words;      /* of these in running text */
  uint32_t link_words;       /* of these in links */
  uint32_t sure_words;       /* of running text that the rules alone keep */
  struct features *features; /* one row a block: what the model was shown */
  const int *scores;         /* and what it said (model.h) */
};

/* body_find - chooses and prunes. Marks what is left out as cut in `blocks`. */
void body_find(struct arena *arena, struct blocks *blocks, const struct body_clues *clues, struct body *body);

/* body_prefer_declared - where the page's own data (JSON-LD articleBody, raw) hold far more text than was
 * found among its blocks (`found` bytes), as on pages that scripts fill in, that text is taken instead. */
void body_prefer_declared(struct arena *arena, struct slice declared, struct slice found, struct body *body);

#endif
