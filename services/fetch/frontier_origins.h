/* frontier_origins.h - what is known of each origin's robots.txt (RFC 9309), so that a restart asks for none
 * again. An origin is "scheme://host[:port]". */
#ifndef FETCH_FRONTIER_ORIGINS_H
#define FETCH_FRONTIER_ORIGINS_H

#include "fetch/frontier.h"
#include "fetch/robots_policy.h"

enum { FRONTIER_ORIGIN_FORM = 1024 * 1024 };
struct frontier_origin {
  struct robots_state state;
  struct slice form; /* the rules (robots_form), at most FRONTIER_ORIGIN_FORM bytes; empty: none */
};
bool frontier_origin_read(struct frontier *frontier, struct arena *arena, struct slice name,
                          struct frontier_origin *out, bool *found, dp_error *error);
/* frontier_origin_write - (in a transaction) replaces what was known. EX_SOFTWARE: the form is too long. */
bool frontier_origin_write(struct frontier *frontier, struct slice name, const struct frontier_origin *origin,
                           dp_error *error);

#endif
