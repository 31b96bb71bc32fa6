/* snapshot.c - a copy behind a mutex: held for a copy's time, so neither thread waits for the other's work.
 */
#include "store/snapshot.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

struct snapshot {
  pthread_mutex_t mutex;
  struct store_figures figures;
};

const char *store_state_name(enum store_state state)
{
  static const char *const names[] = {"running", "stalled", "draining"};
  return names[state];
}

struct snapshot *snapshot_new(void)
{
  struct snapshot *snapshot = memory_zero(1, sizeof *snapshot);
  pthread_mutex_init(&snapshot->mutex, NULL);
  return snapshot;
}

void snapshot_free(struct snapshot **snapshot)
{
  if (!*snapshot) return;
  pthread_mutex_destroy(&(*snapshot)->mutex);
  free(*snapshot);
  *snapshot = NULL;
}

void snapshot_put(struct snapshot *snapshot, const struct store_figures *figures)
{
  pthread_mutex_lock(&snapshot->mutex);
  snapshot->figures = *figures;
  pthread_mutex_unlock(&snapshot->mutex);
}

void snapshot_get(struct snapshot *snapshot, struct store_figures *figures)
{
  pthread_mutex_lock(&snapshot->mutex);
  *figures = snapshot->figures;
  pthread_mutex_unlock(&snapshot->mutex);
}
