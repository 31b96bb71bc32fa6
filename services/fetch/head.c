/* head.c - looks a field up in the head of a response, line by line. */
#include "fetch/head.h"

#include "base/utf8.h"

#include <strings.h>

enum { VALUE_MAX = 512 };

struct slice head_field(struct slice head, const char *name)
{
  size_t length = strlen(name);
  while (head.length) {
    const char *newline = memchr(head.data, '\n', head.length);
    struct slice line = {head.data, newline ? (size_t)(newline - head.data) : head.length};
    if (line.length > length && line.data[length] == ':' && strncasecmp(line.data, name, length) == 0)
      return utf8_cut(slice_trim(slice_from(line, length + 1)), VALUE_MAX);
    head = slice_from(head, line.length + 1);
  }
  return SLICE("");
}
