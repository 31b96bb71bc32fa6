/* url.h - URLs as browsers read and write them (WHATWG URL Standard).
 *
 * What a publisher writes into feeds and pages was tried in browsers, so links are taken apart and resolved
 * as browsers do it: backslashes, spaces, IPv4 addresses in octal, hosts in any script. url_parse takes text
 * apart, url_write puts it together again, and writing what was parsed and parsing it again changes nothing.
 *
 *     struct url base, link;
 *     if (url_parse(arena, SLICE("https://news.example/a/"), NULL, &base, NULL) &&
 *         url_parse(arena, SLICE("../b?x=1#c"), &base, &link, NULL))
 *       url_write(&link, &out, false);   // https://news.example/b?x=1
 */
#ifndef BASE_URL_H
#define BASE_URL_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

enum { URL_MAX = 8192 }; /* bytes of the text to be parsed; a longer one is refused */

enum url_host {
  URL_HOST_NONE,   /* mailto:a@b.example */
  URL_HOST_EMPTY,  /* file:///x */
  URL_HOST_DOMAIN, /* in ASCII, lower case */
  URL_HOST_IPV4,   /* 192.0.2.1, however it was written */
  URL_HOST_IPV6,   /* [2001:db8::1], with the brackets (RFC 5952) */
  URL_HOST_OPAQUE, /* of schemes that browsers don't know */
};

/* A parsed URL. Every slice is percent-encoded ASCII without its delimiter, in the arena. */
struct url {
  struct slice scheme;             /* lower case, without the colon */
  struct slice username, password; /* often empty */
  struct slice host;               /* as in the written URL */
  struct slice path;               /* begins with a slash unless it is opaque or empty */
  struct slice query, fragment;    /* without "?" and "#" */
  enum url_host host_kind;
  int32_t port;                 /* -1: none or the default of the scheme */
  bool has_query, has_fragment; /* "x?" has an empty query, "x" has none */
  bool opaque_path;             /* mailto:a@b.example: nothing can be resolved against it */
};

/* url_parse - `text` (bytes; ill-formed UTF-8 counts as U+FFFD) against `base`, or alone when base is NULL.
 * The result shares pieces with base and lies in the arena otherwise; `text` may go. False with a sentence in
 * `error` (may be NULL): longer than URL_MAX, no base for a relative reference, or a host or port that can't
 * be one. Linear in the length. (URL Standard, basic URL parser.) */
bool url_parse(struct arena *arena, struct slice text, const struct url *base, struct url *url,
               dp_error *error);

/* url_write - appends the URL in its normal form, with its fragment if `fragment` and it has one. (URL
 * serialiser.) */
void url_write(const struct url *url, struct buffer *out, bool fragment);

/* url_href - what url_write writes, in the arena. */
struct slice url_href(struct arena *arena, const struct url *url, bool fragment);

/* url_origin - appends scheme, host and port: what robots.txt, cookies and connections are kept by. False,
 * and nothing is appended, when the URL has none (other schemes than http, https, ws, wss and ftp). */
bool url_origin(const struct url *url, struct buffer *out);

/* url_is_web - http or https: the URLs that are fetched. */
bool url_is_web(const struct url *url);

/* url_port - the port to connect to: that of the URL, the default of its scheme, or -1. */
int32_t url_port(const struct url *url);

#endif
