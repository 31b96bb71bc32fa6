/* robots_match.c - patterns against paths, and the two ways to write both. */
#include "fetch/robots_internal.h"

static int hex(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

static bool is_escape(struct slice text, size_t at)
{
  return text.data[at] == '%' && at + 2 < text.length && hex(text.data[at + 1]) >= 0 &&
         hex(text.data[at + 2]) >= 0;
}

static unsigned char escaped_byte(struct slice text, size_t at)
{
  return (unsigned char)(hex(text.data[at + 1]) << 4 | hex(text.data[at + 2]));
}

static void put_escape(struct buffer *out, unsigned char byte)
{
  static const char digits[] = "0123456789ABCDEF";
  const char escape[] = {'%', digits[byte >> 4], digits[byte & 15]};
  buffer_append(out, escape, sizeof escape);
}

void robots_escape(struct slice pattern, struct buffer *out)
{
  for (size_t i = 0; i < pattern.length; i++) {
    unsigned char byte = (unsigned char)pattern.data[i];
    if (is_escape(pattern, i))
      put_escape(out, escaped_byte(pattern, i)), i += 2;
    else if (byte >= 0x80)
      put_escape(out, byte);
    else
      buffer_byte(out, (char)byte);
  }
}

static bool is_unreserved(unsigned char byte)
{
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         (byte && strchr("-._~", byte));
}

/* no_url_holds - RFC 3986 has no place for the byte but as an escape. */
static bool no_url_holds(unsigned char byte)
{
  return byte <= ' ' || byte >= 0x7F || strchr("\"<>\\^`{|}", byte);
}

static bool stands_for_itself(struct slice text, size_t at, bool is_pattern)
{
  if (text.data[at] == '*') return !is_pattern;
  return text.data[at] == '$' && !(is_pattern && at + 1 == text.length);
}

bool robots_normal(struct slice text, bool is_pattern, struct buffer *out)
{
  size_t start = out->length;
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.data[i];
    if (is_escape(text, i)) {
      byte = escaped_byte(text, i);
      i += 2;
      if (is_unreserved(byte))
        buffer_byte(out, (char)byte);
      else
        put_escape(out, byte);
    } else if (no_url_holds(byte) || stands_for_itself(text, i, is_pattern)) {
      put_escape(out, byte);
    } else {
      buffer_byte(out, (char)byte);
    }
  }
  return !slice_equal(slice_from(buffer_view(out), start), text);
}

/* cut_star - the part of the pattern before its first star, or all of it. */
static struct slice cut_star(struct slice pattern)
{
  const char *star = pattern.length ? memchr(pattern.data, '*', pattern.length) : NULL;
  return star ? (struct slice){pattern.data, (size_t)(star - pattern.data)} : pattern;
}

static bool ends_with(struct slice text, struct slice end)
{
  return text.length >= end.length && slice_equal(slice_from(text, text.length - end.length), end);
}

static bool begins_with(struct slice text, struct slice begin)
{
  return text.length >= begin.length && slice_equal((struct slice){text.data, begin.length}, begin);
}

bool robots_match(struct slice pattern, struct slice path)
{
  bool whole = pattern.length && pattern.data[pattern.length - 1] == '$';
  if (whole) pattern.length--;
  struct slice part = cut_star(pattern);
  if (part.length == pattern.length) return whole ? slice_equal(path, part) : begins_with(path, part);
  if (!begins_with(path, part)) return false;
  path = slice_from(path, part.length);
  for (;;) {
    pattern = slice_from(pattern, part.length + 1);
    part = cut_star(pattern);
    bool last = part.length == pattern.length;
    if (last && whole) return ends_with(path, part);
    const char *found = part.length ? memmem(path.data, path.length, part.data, part.length) : path.data;
    if (!found || last) return found != NULL;
    path = slice_from(path, (size_t)(found - path.data) + part.length);
  }
}
