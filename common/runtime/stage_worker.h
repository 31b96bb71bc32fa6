/* stage_worker.h - one worker of a stage: takes an article, works on it, passes it on; and what workers
 * share.
 *
 * A worker looks at its output first and takes an article only when it can be written. Reading takes turns:
 * the worker that has the turn of an input waits on it, so that workers can share one bound socket without a
 * thread, a queue or a copy in between. */
#ifndef RUNTIME_STAGE_WORKER_H
#define RUNTIME_STAGE_WORKER_H

#include "base/log_limit.h"
#include "runtime/stage_rules.h"

#include <pthread.h>
#include <stdatomic.h>

/* STAGE_DRAINING: finish what has been received, until the deadline. STAGE_ENDING: stop as soon as possible.
 */
enum stage_phase { STAGE_RUNNING, STAGE_DRAINING, STAGE_ENDING };

struct stage_input {
  pthread_mutex_t turn; /* held while reading or waiting; guards the rest */
  struct bus_socket *socket;
  const char *bound; /* endpoint, while bound */
};

/* What the workers of a stage share. */
struct stage_shared {
  const struct stage *stage;
  const char *source; /* of the events that go out */
  struct stage_rules *rules;
  struct loop *loop; /* stopped by the worker that ends last */
  _Atomic enum stage_phase phase;
  atomic_llong drain_deadline;   /* monotonic */
  atomic_int alive;              /* workers */
  int drain_event, ending_event; /* descriptors that turn readable with the phase and are never read */
};

/* Written by the worker, read by anyone. */
struct stage_counts {
  atomic_llong processed, rejected, passed, refused, cpu_us;
};

struct stage_worker {
  struct stage_shared *shared;
  struct stage_input *input;
  struct bus_socket *output;
  struct stage_counts counts;
  struct log_limit refusals;
  pthread_t thread;
  struct arena *arena; /* of one article */
  struct buffer out;
  void *scratch; /* the stage's own */
};

/* stage_worker_run - the thread's function; `worker` is a struct stage_worker. Sockets are opened and closed
 * by the thread that starts and joins this one. */
void *stage_worker_run(void *worker);

void stage_shared_open(struct stage_shared *shared);
void stage_shared_close(struct stage_shared *shared);
void stage_shared_drain(struct stage_shared *shared, millis deadline);
void stage_shared_end(struct stage_shared *shared);

#endif
