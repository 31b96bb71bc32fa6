/* http_url.h - is this a URL we fetch, and how is it written so that one page has one name? (RFC 3986, WHATWG
 * URL)
 *
 * With http.c the only room that knows libcurl. */
#ifndef FETCH_HTTP_URL_H
#define FETCH_HTTP_URL_H

#include "base/buffer.h"

enum { HTTP_URL_MAX = 2048, HTTP_URL_REASON = 160 };

/* http_url_normalise - appends the URL as it is journaled: scheme and host in lower case, host in ASCII, no
 * default port, no dot segments, no fragment, other bytes than ASCII percent-encoded. False with a sentence
 * for the feeder when it is refused: not http or https, longer than HTTP_URL_MAX, with control characters or
 * credentials, or no URL at all. */
bool http_url_normalise(struct slice text, struct buffer *out, char reason[HTTP_URL_REASON]);

#endif
