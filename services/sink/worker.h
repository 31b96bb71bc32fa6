/* worker.h - one sink at work: a thread with its own client and durable cursor `sink.NAME`, so that a slow or
 * broken receiver holds up nobody else.
 *
 * A webhook is given each article in order, the next one only when the one before was taken or became a dead
 * letter; what was taken is acknowledged to the store in groups, so that a crash repeats some, under the same
 * webhook-id. A directory is given each article once (lines.h). */
#ifndef SINK_WORKER_H
#define SINK_WORKER_H

#include "base/error.h"
#include "sink/definition.h"

enum worker_state { WORKER_RUNNING, WORKER_RETRYING, WORKER_WAITING, WORKER_STOPPED };
const char *worker_state_name(enum worker_state state);

/* What the world may know. WAITING: for the store or the disk. STOPPED: for good, until the operator does
 * something. */
struct worker_figures {
  enum worker_state state;
  int64_t position;     /* sequence of the last article that is done with; 0: none since the start */
  int64_t sent, dead;   /* since the start; dead letters that there are */
  int64_t missed;       /* since the start: articles that had expired before they could be sent */
  millis last_sent_at;  /* 0: nothing since the start */
  char last_error[400]; /* of the last thing that failed; empty: nothing did since the last success */
};

struct worker;
struct worker_options {
  const struct sink_definition *definition; /* copied, with what it points to */
  const char *config_path;                  /* of the client; NULL: the embedded defaults */
  const char *state_dir;                    /* dead letters go into STATE_DIR/sinks */
  const char *user_agent, *ca_file;
};

/* worker_start - NULL when there can't be one more thread. Files that can't be opened are tried again, as
 * what fails later is. */
struct worker *worker_start(const struct worker_options *options, dp_error *error);
/* worker_end - asks it to end; worker_ended tells when it has, or has stopped by itself; worker_stop waits
 * for that. */
void worker_end(struct worker *worker);
bool worker_ended(const struct worker *worker);
void worker_stop(struct worker **worker);

const char *worker_name(const struct worker *worker);
const struct sink_definition *worker_definition(const struct worker *worker);
void worker_look(struct worker *worker, struct worker_figures *figures);
void worker_retry(struct worker *worker); /* its dead letters are sent again, before further articles */

#endif
