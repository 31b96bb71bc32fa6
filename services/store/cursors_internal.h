/* cursors_internal.h - what the files of the cursors share. */
#ifndef STORE_CURSORS_INTERNAL_H
#define STORE_CURSORS_INTERNAL_H

#include "data/database.h"
#include "store/cursors.h"

struct cursors {
  struct database *database;
};

/* cursors_unknown - the sentence for a name that no cursor has. Returns false. */
bool cursors_unknown(struct slice name, dp_error *error);

#endif
