/* json_pick.c - which members are wanted. Finding them, and copying, is done by the guard on its way through
 * the text (json_guard.c). */
#include "data/json_pick.h"

#include "data/json_internal.h"

const struct json_pick *json_find_pick(const struct json_pick *picks, struct slice key)
{
  static const struct json_pick whole = {"*", NULL};
  if (memchr(key.data, '\\', key.length)) return &whole;
  for (; picks->key; picks++)
    if (strcmp(picks->key, "*") == 0 || slice_is(key, picks->key)) return picks;
  return NULL;
}

bool json_pick(struct slice text, const struct json_pick *picks, struct buffer *out, dp_error *error)
{
  return json_guard_pick(text, JSON_MAX_BYTES, picks, out, error);
}
