/* http.h - transfers over libcurl's multi_socket interface, driven by the event loop: one thread.
 *
 * The rooms http*.c are the only ones that know libcurl. What it promises:
 * - The body is kept as received: content encoding stays on (we accept gzip, br and zstd), only the transfer
 *   encoding is undone. Head and request are kept as they went over the wire.
 * - A redirect is a response like any other: who asked decides about the next hop.
 * - Every address is checked when a socket is opened for it (base/address.h), whatever name led to it.
 *   Without the setting fetch.proxy nothing stands in between, whatever the environment says; with it, only
 *   the proxy's address is connected to, and choosing addresses is the proxy's work.
 * - Four timeouts: connection, first byte, stall, whole. Head and body are bounded where they are received:
 * bytes are counted before they are kept. Nothing is decompressed here, so there is nothing for a bomb to
 * fill; who reads a body takes its encoding off by base/inflate.h, which is capped.
 * - No cookies, no Referer, no credentials from files, no stored Alt-Svc or HSTS. TLS is verified. */
#ifndef FETCH_HTTP_H
#define FETCH_HTTP_H

#include "data/config.h"
#include "fetch/http_exchange.h"
#include "runtime/loop.h"

struct http;

/* Where the ends of transfers go; never called from inside http_start. */
struct http_sink {
  void *context;
  void (*response)(void *context, uint64_t id, struct http_response *response);
  void (*failure)(void *context, uint64_t id, const struct http_failure *failure);
};

/* http_new - NULL with a sentence (EX_CONFIG) when a setting can't be used, see http_configure. */
struct http *http_new(struct loop *loop, const struct config_fetch *settings, const struct http_sink *sink,
                      dp_error *error);
void http_free(struct http **http); /* running transfers are given up without a word */

/* http_configure - for transfers that start from now on; idle connections are kept. False with a sentence
 * when fetch.ca_file can't be read, and then nothing has changed. */
bool http_configure(struct http *http, const struct config_fetch *settings, dp_error *error);

/* http_start - exactly one response or failure with the request's id follows, later. */
void http_start(struct http *http, const struct http_request *request);

struct http_counts {
  int64_t transfers; /* running */
  int64_t sockets;   /* open, idle connections included */
};
struct http_counts http_counts(const struct http *http);

#endif
