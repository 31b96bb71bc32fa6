/* host.c - between "//" and the next "/", without what a URL may have around it. */
#include "store/host.h"

/* authority_of - "user@host:port"; empty where there is none. */
static struct slice authority_of(struct slice url)
{
  const char *colon = url.length ? memchr(url.data, ':', url.length) : NULL;
  struct slice rest = colon ? slice_from(url, (size_t)(colon - url.data) + 1) : SLICE("");
  if (!slice_starts(rest, "//")) return SLICE("");
  rest = slice_from(rest, 2);
  for (size_t i = 0; i < rest.length; i++)
    if (memchr("/?#", rest.data[i], 3)) rest.length = i;
  return rest;
}

/* without_port - and without a user's name. An address of IPv6 has colons in brackets. */
static struct slice without_port(struct slice authority)
{
  bool bracketed = false;
  const char *at = authority.length ? memrchr(authority.data, '@', authority.length) : NULL;
  if (at) authority = slice_from(authority, (size_t)(at - authority.data) + 1);
  for (size_t i = 0; i < authority.length; i++) {
    if (authority.data[i] == '[') bracketed = true;
    if (authority.data[i] == ']') bracketed = false;
    if (authority.data[i] == ':' && !bracketed) authority.length = i;
  }
  return authority;
}

static bool is_lower(struct slice host, char room[HOST_NAME])
{
  for (size_t i = 0; i < host.length; i++) {
    char c = host.data[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && !memchr("-._:[]", c, 6)) return false;
    room[i] = c;
  }
  return true;
}

struct slice host_name(struct slice url, char room[HOST_NAME])
{
  struct slice host = without_port(authority_of(url));
  if (!host.length || host.length > HOST_NAME || !is_lower(host, room)) return SLICE("");
  host.data = room;
  return slice_starts(host, "www.") ? slice_from(host, 4) : host;
}
