/* snapshot.h - what the writer lets the query thread know of itself: the only thing that the two share. */
#ifndef STORE_SNAPSHOT_H
#define STORE_SNAPSHOT_H

#include "store/catalog.h"
#include "store/throughput.h"

enum store_state { STORE_RUNNING, STORE_STALLED, STORE_DRAINING };
const char *store_state_name(enum store_state state);

struct store_figures {
  enum store_state state;
  char stalled_reason[480]; /* empty unless a commit fails */
  int64_t refused, pending, commits;
  struct catalog_counts counts;
  struct throughput stored; /* by monotonic time */
};

struct snapshot;
struct snapshot *snapshot_new(void);
void snapshot_free(struct snapshot **snapshot);
void snapshot_put(struct snapshot *snapshot, const struct store_figures *figures);
void snapshot_get(struct snapshot *snapshot, struct store_figures *figures);

#endif
