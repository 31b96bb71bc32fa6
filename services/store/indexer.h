/* indexer.h - the thread that follows the catalog and keeps the index up with it.
 *
 * It looks for new articles five times a second and takes what there is, some hundred in a transaction. A
 * crash costs nothing: what was not committed is indexed again. It gives way to the writer, and when the
 * index can't be written (a full disk) it says so and tries again. */
#ifndef STORE_INDEXER_H
#define STORE_INDEXER_H

#include "base/error.h"

#include <stdint.h>

struct indexer;
struct indexer_options {
  const char *index_path, *catalog_path; /* copied */
};

/* indexer_start - opens or makes the index before it returns, so that it can be read then. */
struct indexer *indexer_start(const struct indexer_options *options, dp_error *error);
void indexer_stop(struct indexer **indexer); /* within a transaction's time */

struct indexer_figures {
  int64_t last;             /* the last sequence that is indexed */
  int64_t total;            /* the catalog's, when it was last looked at */
  char stalled_reason[480]; /* empty unless a transaction fails */
};
void indexer_figures(struct indexer *indexer, struct indexer_figures *figures);

#endif
