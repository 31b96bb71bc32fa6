/* link.c - the door for URLs: a browser forgives more than somebody who feeds us should write. */
#include "fetch/link.h"

#include "base/url_identity.h"
#include "base/utf8.h"

#include <stdio.h>
#include <strings.h>

static bool refuse(char reason[LINK_REASON], const char *sentence)
{
  snprintf(reason, LINK_REASON, "%s", sentence);
  return false;
}

static bool right_bytes(struct slice text, char reason[LINK_REASON])
{
  if (!text.length) return refuse(reason, "the URL is empty");
  if (text.length > LINK_MAX) return refuse(reason, "the URL is longer than 2,048 bytes");
  for (size_t i = 0; i < text.length; i++)
    if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F)
      return refuse(reason, "the URL contains a control character");
  return utf8_valid(text) || refuse(reason, "the URL is not UTF-8; percent-encode other bytes");
}

/* right_scheme - before anything else is looked at, so that "mailto:" and "a.example/x" get the right
 * sentence. */
static bool right_scheme(struct slice text, char reason[LINK_REASON])
{
  const char *colon = memchr(text.data, ':', text.length);
  size_t length = colon ? (size_t)(colon - text.data) : 0;
  bool http = (length == 4 && strncasecmp(text.data, "http", 4) == 0) ||
              (length == 5 && strncasecmp(text.data, "https", 5) == 0);
  return http || refuse(reason, "only URLs that begin with http:// or https:// are fetched");
}

static bool right_url(struct arena *arena, struct slice text, struct url *url, char reason[LINK_REASON])
{
  dp_error error = {0};
  if (!url_parse(arena, text, NULL, url, &error)) {
    snprintf(reason, LINK_REASON, "this is not a URL: %.*s", LINK_REASON - 32, error.text);
    return false;
  }
  if (url->username.length || url->password.length)
    return refuse(reason,
                  "a URL with a user name or password is refused: credentials don't belong in a journal");
  return true;
}

bool link_check(struct slice text, struct buffer *url, struct buffer *identity, char reason[LINK_REASON])
{
  text = slice_trim(text);
  if (!right_bytes(text, reason) || !right_scheme(text, reason)) return false;
  struct arena *arena = arena_new();
  struct url parsed;
  bool ok = right_url(arena, text, &parsed, reason);
  if (ok) {
    struct slice written = url_href(arena, &parsed, false);
    ok =
        written.length <= LINK_MAX || refuse(reason, "the URL is longer than 2,048 bytes once it is encoded");
    if (ok) buffer_slice(url, written);
    if (ok && identity) url_identity(&parsed, identity);
  }
  arena_free(&arena);
  return ok;
}
