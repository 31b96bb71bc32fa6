/* head_internal.h - what the readers of single fields share. */
#ifndef FETCH_HEAD_INTERNAL_H
#define FETCH_HEAD_INTERNAL_H

#include "fetch/head.h"

bool head_same(struct slice a, const char *b); /* in any case */
/* head_next_named - the next field of that name; head_value - the first one, whole. */
bool head_next_named(struct slice *rest, const char *wanted, struct slice *value);
struct slice head_value(struct slice head, const char *name);

/* head_part - takes what stands before the next separator off `rest`, trimmed; separators within quotes and
 * within <> don't count. False when nothing is left. */
bool head_part(struct slice *rest, char separator, struct slice *part);
/* head_parameter - `name=value` or `name="value"`: the value without its quotes (escapes stay), empty without
 * "=". */
struct slice head_parameter(struct slice part, struct slice *name);

#endif
