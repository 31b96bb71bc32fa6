/* team.h - the workers of all sinks that are defined.
 *
 * Nobody waits here: a worker that is to end may have a request under way or a disk that stands still, and
 * the one that takes its place begins when it has ended, from team_tend. */
#ifndef SINK_TEAM_H
#define SINK_TEAM_H

#include "sink/worker.h"

enum { TEAM_MOST = 2 * SINKS }; /* workers, those that are ending included */

/* All zero: nobody. */
struct team {
  struct worker *workers[SINKS]; /* in the order of their names */
  size_t count;
  struct worker *leaving[TEAM_MOST];
  size_t leaving_count;
  struct sink_definitions *wanted; /* NULL: none */
  struct worker_options given;
};

/* team_change - from now on these definitions, which become the team's (NULL: none): a sink that is no more
 * ends, one that is as it was goes on, the others begin. `given->definition` is not used; the rest of it must
 * stay until the next change. */
void team_change(struct team *team, struct sink_definitions *wanted, const struct worker_options *given);

/* team_tend - those who have ended go, those who wait for that begin. Returns how long until it is to be
 * called again; 0: there is nothing to do. */
millis team_tend(struct team *team);

void team_end(struct team *team); /* all of them; waits */

struct worker *team_find(const struct team *team, struct slice name); /* NULL: there is none */

#endif
