/* answers.h - what the store answers on store.query (PROTOCOL.md, section 5). Belongs to the
 * query thread. */
#ifndef STORE_ANSWERS_H
#define STORE_ANSWERS_H

#include "base/buffer.h"
#include "runtime/control.h"
#include "store/cursor_answers.h"
#include "store/index.h"
#include "store/indexer.h"
#include "store/snapshot.h"
#include "store/upkeep.h"

struct answers {
  struct catalog *catalog;   /* a reader */
  struct snapshot *snapshot; /* what the writer tells */
  struct cursors *cursors;
  struct index *index; /* a reader; NULL: store.index is 0, as is the next */
  struct indexer *indexer;
  struct upkeep *upkeep;
  struct control *control;
  const char *name;
  millis started_at;
  struct buffer articles;  /* numbered events of the reply in the making */
  struct cursor_acks acks; /* acknowledgements that are not on disk yet */
  struct arena *arena;     /* of one of their answers */
};

/* answers_index - the index, or NULL with the reason that there is none. */
struct index *answers_index(const struct answers *answers, dp_error *error);

extern const struct control_verb answers_verbs[]; /* their context is a struct answers */

#endif
