/* probe.h - the code under test behind the conformance suites: a question in, an answer in JSON out.
 *
 * Each suite_NAME.c answers for the suite NAME by calling the public functions of the code it is about; what is
 * right is judged by suites/NAME.py. To add a suite, add these two files. */
#ifndef CONFORMANCE_PROBE_H
#define CONFORMANCE_PROBE_H

#include "data/json.h"

/* A suite adds its answer to `answer`, an empty object. `question` is what suites/NAME.py made of the case, `body` the bytes it
 * sent along. The arena is reset behind every case. */
typedef void probe_fn(struct arena *arena, const struct json *question, struct slice body,
                      struct json *answer);

#endif
