/* http.h - transfers over libcurl's multi_socket interface, driven by the event loop.
 *
 * With http_url.c the only room that knows libcurl. The body is kept as received: content encoding stays on
 * (we ask for gzip), only the transfer encoding is undone. Redirects are followed, up to ten, to http and
 * https only; head and body are those of the final response. Connections are kept and used again. No proxy,
 * whatever the environment says. */
#ifndef FETCH_HTTP_H
#define FETCH_HTTP_H

#include "fetch/fetcher.h"
#include "runtime/loop.h"

struct http;

/* Where the ends of transfers go; never called from inside http_start. */
struct http_sink {
  void *context;
  void (*response)(void *context, int64_t item, struct fetcher_response *response); /* takes the buffers */
  void (*failure)(void *context, int64_t item, enum fetcher_failure failure, const char *detail);
};

struct http *http_new(struct loop *loop, const struct config_fetch *settings, const struct http_sink *sink);
void http_free(struct http **http); /* running transfers are given up without a word */
void http_configure(struct http *http,
                    const struct config_fetch *settings); /* for transfers that start from now on */
void http_start(struct http *http, int64_t item, struct slice url);

#endif
