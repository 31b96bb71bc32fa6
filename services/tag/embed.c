/* embed.c - reading the embedded lists line by line. */
#include "tag/embed.h"

bool embed_field(struct slice *rest, char separator, struct slice *field)
{
  if (!rest->data) return false;
  const char *cut = rest->length ? memchr(rest->data, separator, rest->length) : NULL;
  *field = (struct slice){rest->data, cut ? (size_t)(cut - rest->data) : rest->length};
  *rest = cut ? slice_from(*rest, field->length + 1) : (struct slice){NULL, 0};
  return true;
}

bool embed_line(struct slice *rest, struct slice *line)
{
  while (rest->length && embed_field(rest, '\n', line))
    if (line->length && line->data[0] != '#') return true;
  return false;
}
