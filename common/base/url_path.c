/* url_path.c - paths: segments, dot segments, and the drive letters of files. */
#include "base/url_internal.h"

#include <strings.h>

static bool is_alpha(char c)
{
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}

bool url_drive_letter(struct slice text)
{
  return text.length == 2 && is_alpha(text.data[0]) && (text.data[1] == ':' || text.data[1] == '|');
}

bool url_starts_with_drive_letter(struct slice text)
{
  if (text.length < 2 || !url_drive_letter((struct slice){text.data, 2})) return false;
  return text.length == 2 || text.data[2] == '/' || text.data[2] == '\\';
}

/* dots - 1 for ".", 2 for "..", with %2e for a dot as well; 0 for any other segment. */
static int dots(struct slice segment)
{
  int count = 0;
  for (size_t i = 0; i < segment.length; count++) {
    if (segment.data[i] == '.')
      i++;
    else if (segment.length - i >= 3 && strncasecmp(segment.data + i, "%2e", 3) == 0)
      i += 3;
    else
      return 0;
    if (count == 2) return 0;
  }
  return count;
}

struct slice url_path_shorten(const struct url *url, struct slice path)
{
  if (slice_is(url->scheme, "file") && path.length == 3 && is_alpha(path.data[1]) && path.data[2] == ':')
    return path;
  while (path.length && path.data[path.length - 1] != '/') path.length--;
  if (path.length) path.length--;
  return path;
}

static void put_segment(const struct url *url, struct slice *path, char *room, struct slice segment)
{
  bool drive = slice_is(url->scheme, "file") && !path->length && url_drive_letter(segment);
  char *at = room + path->length;
  *at++ = '/';
  at = url_put_encoded(at, segment, URL_SET_PATH);
  if (drive) at[-1] = ':';
  path->length = (size_t)(at - room);
}

struct slice url_path_parse(struct arena *arena, const struct url *url, struct slice parent,
                            struct slice text)
{
  bool special = url_scheme_port(url->scheme) >= 0;
  char *room = arena_alloc(arena, parent.length + 3 * text.length + 2);
  struct slice path = {room, parent.length};
  if (parent.length) memcpy(room, parent.data, parent.length);
  for (size_t start = 0, end; start <= text.length; start = end + 1) {
    for (end = start; end < text.length; end++)
      if (text.data[end] == '/' || (special && text.data[end] == '\\')) break;
    struct slice segment = {text.data + start, end - start};
    int dot = dots(segment);
    if (dot == 2) path = url_path_shorten(url, path);
    if (!dot) put_segment(url, &path, room, segment);
    if (dot && end == text.length) room[path.length++] = '/';
  }
  return path;
}
