/* suite_robots_real.c - the questions of suite_robots.c, many to a file. */
#include "probe.h"

probe_fn suite_robots, suite_robots_real;

void suite_robots_real(struct arena *arena, const struct json *question, struct slice body,
                       struct json *answer)
{
  suite_robots(arena, question, body, answer);
}
