/* query.h - the thread that answers on store.query, over a read-only connection of its own, so that a long
 * replay never holds up a commit. It owns the cursors: nobody else writes them. */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "runtime/bus.h"
#include "store/indexer.h"
#include "store/snapshot.h"

struct query;
struct query_options {
  struct bus_socket *socket; /* ROUTER, bound by the caller, who closes it when the thread has ended */
  const char *catalog_path, *cursors_path, *index_path;
  const char *source, *name; /* copied */
  struct snapshot *snapshot;
  struct indexer *indexer; /* has opened the index; asked for its figures; NULL: there is none */
};

/* query_start - NULL when the catalog or the index can't be opened for reading or the cursors for writing, or
 * no thread started. */
struct query *query_start(const struct query_options *options, dp_error *error);
void query_stop(struct query **query); /* waits for the thread */

#endif
