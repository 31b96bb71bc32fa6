/* head.c - the lines of a head: looked up, joined, and taken apart at commas and semicolons. */
#include "fetch/head_internal.h"

#include "base/utf8.h"

#include <strings.h>

enum { VALUE_MAX = 512, JOINED_MAX = 8 * 1024 };

bool head_next(struct slice *rest, struct slice *name, struct slice *value)
{
  while (rest->length) {
    const char *newline = memchr(rest->data, '\n', rest->length);
    struct slice line = {rest->data, newline ? (size_t)(newline - rest->data) : rest->length};
    *rest = slice_from(*rest, line.length + 1);
    const char *colon = line.length ? memchr(line.data, ':', line.length) : NULL;
    if (!colon || colon == line.data) continue;
    *name = (struct slice){line.data, (size_t)(colon - line.data)};
    if (memchr(name->data, ' ', name->length) || memchr(name->data, '\t', name->length)) continue;
    *value = slice_trim(slice_from(line, name->length + 1));
    return true;
  }
  return false;
}

bool head_same(struct slice a, const char *b)
{
  return a.length == strlen(b) && strncasecmp(a.data, b, a.length) == 0;
}

bool head_next_named(struct slice *rest, const char *wanted, struct slice *value)
{
  struct slice name;
  while (head_next(rest, &name, value))
    if (head_same(name, wanted)) return true;
  return false;
}

struct slice head_value(struct slice head, const char *name)
{
  struct slice value;
  return head_next_named(&head, name, &value) ? value : SLICE("");
}

struct slice head_field(struct slice head, const char *name)
{
  return utf8_cut(head_value(head, name), VALUE_MAX);
}

bool head_join(struct slice head, const char *name, struct buffer *out)
{
  struct slice value;
  size_t before = out->length;
  bool any = false;
  for (; head_next_named(&head, name, &value); any = true) {
    if (out->length - before + value.length + 2 > JOINED_MAX) break;
    if (any) buffer_text(out, ", ");
    buffer_slice(out, value);
  }
  return any;
}

struct slice head_location(struct slice head)
{
  struct slice value = head_value(head, "Location");
  return value.length > HEAD_LOCATION_MAX ? SLICE("") : value;
}

/* Parts of values. */

bool head_part(struct slice *rest, char separator, struct slice *part)
{
  size_t end = 0;
  bool quoted = false, angled = false;
  if (!rest->length) return false;
  for (; end < rest->length && (quoted || angled || rest->data[end] != separator); end++) {
    char byte = rest->data[end];
    if (quoted && byte == '\\' && end + 1 < rest->length)
      end++;
    else if (byte == '"' && !angled)
      quoted = !quoted;
    else if (!quoted && (byte == '<' || byte == '>'))
      angled = byte == '<';
  }
  *part = slice_trim((struct slice){rest->data, end});
  *rest = slice_from(*rest, end + 1);
  return true;
}

struct slice head_parameter(struct slice part, struct slice *name)
{
  const char *equals = part.length ? memchr(part.data, '=', part.length) : NULL;
  *name = slice_trim((struct slice){part.data, equals ? (size_t)(equals - part.data) : part.length});
  if (!equals) return SLICE("");
  struct slice value = slice_trim(slice_from(part, (size_t)(equals - part.data) + 1));
  if (value.length < 2 || value.data[0] != '"') return value;
  value = slice_from(value, 1);
  if (value.data[value.length - 1] == '"') value.length--;
  return value;
}
