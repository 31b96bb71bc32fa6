/* document_steps.h - the steps of a document while they are written. */
#ifndef CLEAN_DOCUMENT_STEPS_H
#define CLEAN_DOCUMENT_STEPS_H

#include "clean/document.h"

struct steps {
  struct arena *arena;
  const struct url *base; /* NULL: no links */
  struct step *items;     /* owned until steps_finish */
  size_t count, room;
  size_t links;
  bool normal; /* the text that comes is in NFC */
};

void steps_open(struct steps *steps, struct step step);
void steps_close(struct steps *steps, enum part part);
void steps_text(struct steps *steps, struct slice text); /* in any normal form */

/* steps_inline - the text of a block with its runs. `plain`: the enclosing element is bold by itself. */
void steps_inline(struct steps *steps, const struct blocks *blocks, const struct block *block, bool plain);

/* steps_code - preformatted text as it stands in the page. */
void steps_code(struct steps *steps, const struct html_node *node);

void steps_finish(struct steps *steps, struct document *document);

#endif
