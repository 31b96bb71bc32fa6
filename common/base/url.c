/* url.c - what can be asked of a parsed URL, and writing it. */
#include "base/url_internal.h"

#include <stdio.h>

int32_t url_scheme_port(struct slice scheme)
{
  static const struct {
    const char *scheme;
    int32_t port;
  } specials[] = {{"https", 443}, {"http", 80}, {"file", 0}, {"ws", 80}, {"wss", 443}, {"ftp", 21}};
  for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
    if (slice_is(scheme, specials[i].scheme)) return specials[i].port;
  return -1;
}

static void write_host(const struct url *url, struct buffer *out)
{
  buffer_slice(out, url->host);
  if (url->port >= 0) buffer_format(out, ":%d", (int)url->port);
}

static void write_credentials(const struct url *url, struct buffer *out)
{
  if (!url->username.length && !url->password.length) return;
  buffer_slice(out, url->username);
  if (url->password.length) {
    buffer_byte(out, ':');
    buffer_slice(out, url->password);
  }
  buffer_byte(out, '@');
}

void url_write(const struct url *url, struct buffer *out, bool fragment)
{
  buffer_slice(out, url->scheme);
  buffer_byte(out, ':');
  if (url->host_kind != URL_HOST_NONE) {
    buffer_text(out, "//");
    write_credentials(url, out);
    write_host(url, out);
  } else if (!url->opaque_path && slice_starts(url->path, "//")) {
    buffer_text(out, "/."); /* else the path would be read as a host */
  }
  buffer_slice(out, url->path);
  if (url->has_query) {
    buffer_byte(out, '?');
    buffer_slice(out, url->query);
  }
  if (fragment && url->has_fragment) {
    buffer_byte(out, '#');
    buffer_slice(out, url->fragment);
  }
}

struct slice url_href(struct arena *arena, const struct url *url, bool fragment)
{
  struct buffer out = BUFFER_EMPTY;
  url_write(url, &out, fragment);
  struct slice copy = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return copy;
}

bool url_origin(const struct url *url, struct buffer *out)
{
  if (url_scheme_port(url->scheme) <= 0) return false;
  buffer_slice(out, url->scheme);
  buffer_text(out, "://");
  write_host(url, out);
  return true;
}

bool url_is_web(const struct url *url)
{
  return slice_is(url->scheme, "http") || slice_is(url->scheme, "https");
}

int32_t url_port(const struct url *url)
{
  int32_t port = url_scheme_port(url->scheme);
  return url->port >= 0 || port <= 0 ? url->port : port;
}
