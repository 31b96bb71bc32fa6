/* head.h - header fields of an HTTP response (RFC 9110, 5.1: names in any case, white space around values).
 */
#ifndef FETCH_HEAD_H
#define FETCH_HEAD_H

#include "base/slice.h"

/* head_field - value of the first header `name` in a head, at most 512 bytes of it; empty when absent. */
struct slice head_field(struct slice head, const char *name);

#endif
