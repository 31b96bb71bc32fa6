/* json_internal.h - what the files of the JSON module share. */
#ifndef DATA_JSON_INTERNAL_H
#define DATA_JSON_INTERNAL_H

#include "data/json.h"

#include <cjson/cJSON.h>

#define JSON_MAX_INTEGER                                                                                     \
  INT64_C(9007199254740992) /* 2^53: doubles hold every integer up to it (RFC 7493)                          \
                             */

static inline const cJSON *json_node(const struct json *node)
{
  return (const cJSON *)node;
}

/* json_plain_run - how many bytes at the start of a string need no care when printed: no quote, no reverse
 * solidus, no control character. With `ascii`, bytes from 0x80 end the run as well. */
size_t json_plain_run(const char *bytes, size_t length, bool ascii);

#endif
