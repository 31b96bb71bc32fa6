/* address.c - see address.h. */
#include "clean/address.h"

#include "base/buffer.h"

#include <strings.h>

static size_t scheme_length(struct slice url)
{
  if (url.length >= 8 && strncasecmp(url.data, "https://", 8) == 0) return 8;
  return url.length >= 7 && strncasecmp(url.data, "http://", 7) == 0 ? 7 : 0;
}

static size_t find_any(struct slice text, size_t at, const char *bytes)
{
  while (at < text.length && !(text.data[at] && strchr(bytes, text.data[at]))) at++;
  return at;
}

struct slice address_host(struct slice url)
{
  size_t start = scheme_length(url);
  if (!start) return (struct slice){"", 0};
  size_t end = find_any(url, start, "/?#");
  for (size_t i = start; i < end; i++)
    if (url.data[i] == '@') start = i + 1;
  struct slice host = {url.data + start, end - start};
  host.length = find_any(host, 0, ":");
  return host;
}

struct slice address_path(struct slice url)
{
  size_t start = find_any(url, scheme_length(url), "/?#");
  size_t end = find_any(url, start, "?#");
  return (struct slice){url.data + start, end - start};
}

/* put_clean_path - without "." and ".." segments (5.2.4). */
static void put_clean_path(struct buffer *out, size_t root, struct slice path)
{
  for (size_t at = 0; at < path.length;) {
    size_t end = find_any(path, at + 1, "/");
    struct slice segment = {path.data + at, end - at};
    bool last = end == path.length;
    if (slice_is(segment, "/..")) {
      while (out->length > root && out->data[--out->length] != '/') continue;
    } else if (!slice_is(segment, "/.")) {
      buffer_slice(out, segment);
      last = false;
    }
    if (last) buffer_byte(out, '/');
    at = end;
  }
}

static void merge(struct buffer *out, struct slice base, struct slice reference)
{
  size_t authority = find_any(base, scheme_length(base), "/?#");
  struct slice path = address_path(base);
  size_t query = find_any(reference, 0, "?");
  struct buffer whole = BUFFER_EMPTY;
  if (query == 0)
    buffer_slice(&whole, path);
  else if (reference.data[0] != '/') {
    size_t keep = path.length;
    while (keep > 0 && path.data[keep - 1] != '/') keep--;
    buffer_append(&whole, path.data, keep);
    if (keep == 0) buffer_byte(&whole, '/');
  }
  buffer_append(&whole, reference.data, query);
  buffer_append(out, base.data, authority);
  put_clean_path(out, authority, buffer_view(&whole));
  buffer_slice(out, slice_from(reference, query));
  buffer_free(&whole);
}

static bool has_scheme(struct slice reference)
{
  size_t colon = find_any(reference, 0, ":/?#");
  return colon < reference.length && reference.data[colon] == ':';
}

struct slice address_resolve(struct arena *arena, struct slice base, struct slice reference)
{
  struct slice none = {"", 0};
  reference = slice_trim(reference);
  reference.length = find_any(reference, 0, "#");
  if (!reference.length || find_any(reference, 0, " \t\r\n<>\"") < reference.length) return none;
  if (scheme_length(reference)) return address_host(reference).length ? arena_slice(arena, reference) : none;
  size_t scheme = scheme_length(base);
  if (!scheme || has_scheme(reference)) return none;
  struct buffer out = BUFFER_EMPTY;
  if (slice_starts(reference, "//")) {
    buffer_append(&out, base.data, scheme - 2);
    buffer_slice(&out, reference);
  } else {
    merge(&out, base, reference);
  }
  struct slice result = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return result;
}

/* registrable - where the registrable domain of a host begins, by the rule in the header. */
static size_t registrable(struct slice host)
{
  size_t dots[3] = {0}, count = 0;
  for (size_t i = host.length; i-- > 0 && count < 3;)
    if (host.data[i] == '.') dots[count++] = i;
  if (count < 2) return 0;
  bool country = host.length - dots[0] == 3, short_second = dots[0] - dots[1] <= 4;
  if (country && short_second) return count == 3 ? dots[2] + 1 : 0;
  return dots[1] + 1;
}

bool address_same_site(struct slice a, struct slice b)
{
  struct slice x = address_host(a), y = address_host(b);
  x = slice_from(x, registrable(x));
  y = slice_from(y, registrable(y));
  return x.length > 0 && x.length == y.length && strncasecmp(x.data, y.data, x.length) == 0;
}

struct slice address_site_name(struct slice url)
{
  struct slice host = address_host(url);
  host = slice_from(host, registrable(host));
  host.length = find_any(host, 0, ".");
  return host;
}
