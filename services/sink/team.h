/* team.h - the workers of all sinks that are defined. */
#ifndef SINK_TEAM_H
#define SINK_TEAM_H

#include "sink/worker.h"

struct team {
  struct worker *workers[SINKS]; /* in the order of their names */
  size_t count;
};

/* team_change - from now on these definitions: a sink that is no more ends, one that is as it was goes on,
 * the others begin. `given->definition` is not used. A sink whose files can't be opened is logged and left
 * out; returns how many. */
size_t team_change(struct team *team, const struct sink_definitions *definitions,
                   const struct worker_options *given);
void team_end(struct team *team); /* all of them; waits */

struct worker *team_find(const struct team *team, struct slice name); /* NULL: there is none */

#endif
