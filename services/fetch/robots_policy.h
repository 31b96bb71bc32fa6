/* robots_policy.h - what the answer to a request for robots.txt means, and for how long (RFC 9309, 2.3
 * and 2.4).
 *
 * Pure: the previous state, what happened and the time make the next state. The caller keeps state and rules
 * for each origin, and journals them. Times are of the wall clock, since they outlive the process. */
#ifndef FETCH_ROBOTS_POLICY_H
#define FETCH_ROBOTS_POLICY_H

#include "base/clock.h"

#include <stdbool.h>

enum robots_standing {
  ROBOTS_UNKNOWN,     /* never asked: ask before anything is fetched */
  ROBOTS_RULES,       /* the rules fetched at fetched_at hold */
  ROBOTS_NONE,        /* there is no file: everything is allowed */
  ROBOTS_UNREACHABLE, /* nobody knows: nothing is allowed for now */
};

struct robots_state {
  enum robots_standing standing;
  millis fetched_at;        /* of the last 2xx or 4xx; 0: never */
  millis until;             /* ask again from then on */
  millis unreachable_since; /* no answer or 5xx ever since; 0: the last answer was one. With RULES: they are
                               an old copy that goes on holding */
};

struct robots_outcome {
  int64_t status;     /* of the last response, after up to ROBOTS_REDIRECTS redirects; 0: no answer */
  millis max_age;     /* Cache-Control max-age of a 2xx or 4xx; -1: none given */
  millis retry_after; /* from now; 0: none given */
};
enum { ROBOTS_REDIRECTS = 5 }; /* hops to follow; a 3xx that is left is a file that isn't there */

/* robots_after - the state that follows. *take (not NULL) tells whether the body of this outcome is the rules
 * from now on.
 *   2xx: rules. Other 3xx and 4xx but 429: none. 429, 5xx, no answer: an old copy goes on holding; without
 * one nothing is allowed, and after 30 days everything is. Kept for a day; max-age shortens that, to half an
 * hour at least. Unreachable: asked again after as long as it has been so, between a minute and four hours,
 * and not before retry_after (a day at most). */
struct robots_state robots_after(struct robots_state previous, const struct robots_outcome *outcome,
                                 millis now, bool *take);

/* robots_due - must robots.txt be asked for (again) before the state may be used? A wall clock that was set
 * back makes no state hold for longer than a day. */
bool robots_due(const struct robots_state *state, millis now);

#endif
