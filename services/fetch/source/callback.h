/* callback.h - the small web server that hubs call (the only room that knows libmicrohttpd).
 *
 * It listens where the operator says, behind a public address of theirs, takes GET and POST, and hands each
 * whole request to one function. Driven by the event loop, without a thread. Requests, connections, their
 * memory and their time are limited. */
#ifndef FETCH_SOURCE_CALLBACK_H
#define FETCH_SOURCE_CALLBACK_H

#include "base/error.h"
#include "fetch/source/websub.h"
#include "runtime/loop.h"

enum {
  CALLBACK_BODY_MAX = 16 * 1024 * 1024,
  CALLBACK_BODIES_MAX = 4 * CALLBACK_BODY_MAX, /* of all connections; what does not fit is answered 503 */
  CALLBACK_CONNECTIONS = 64,
  CALLBACK_TIMEOUT = 15 /* seconds without a byte */
};

/* Answers with the status; what is appended to `body` is sent as text/plain. A POST is asked about twice: by
 * its head alone, so that nobody's body is held who knows no token, and whole. */
typedef int callback_fn(void *context, const struct websub_request *request, struct buffer *body);

struct callback;
/* callback_new - `listen` is "127.0.0.1:8089" or "[::1]:8089". NULL with a sentence when it can't listen
 * there. */
struct callback *callback_new(struct loop *loop, const char *listen, callback_fn *fn, void *context,
                              dp_error *error);
void callback_free(struct callback **callback);
int callback_port(const struct callback *callback); /* that it listens on: of use where 0 was asked for */

#endif
