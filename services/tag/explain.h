/* explain.h - what tag_find does not tell: which layer found what, how surely, and what became of it.
 *
 * The finds of each stretch are noted before they are merged; what was noted is compared with what is said in
 * the end. A tagger that notes nothing pays one branch a stretch. */
#ifndef TAG_EXPLAIN_H
#define TAG_EXPLAIN_H

#include "tag/finds.h"

enum tag_fate {
  FATE_SAID,       /* it is the mention */
  FATE_OVERLAPPED, /* a surer or longer one stands there */
  FATE_DROPPED     /* a surer or longer one stands beside it, in the same word */
};

/* A find as its layer gave it. */
struct tag_finding {
  const char *layer, *rule; /* "names"; "" when the layer has one rule only */
  struct slice type, exact;
  size_t start, end; /* code points */
  uint8_t strength, confidence;
  enum tag_fate fate;
  size_t mention; /* the one that it is, or that stands there; SIZE_MAX: none */
};

struct tag_reasons {
  const struct tag_finding *findings; /* in order of the text */
  size_t count;
};

struct explanation; /* finds that were noted */

struct explanation *explanation_new(void);
void explanation_free(struct explanation **explanation);

/* explanation_note - the finds of the stretch, before merge_stretch. NULL: nothing is explained. */
void explanation_note(struct explanation *explanation, const struct finds *finds);

/* explanation_reasons - what became of all that was noted, in the arena. */
void explanation_reasons(struct explanation *explanation, struct arena *arena, struct slice text,
                         const struct annotations *found, struct tag_reasons *reasons);

#endif
