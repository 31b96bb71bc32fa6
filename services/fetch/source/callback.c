/* callback.c - libmicrohttpd in the event loop. */
#include "fetch/source/callback.h"

#include "base/memory.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

struct callback {
  struct loop *loop;
  struct loop_timer *timer;
  struct MHD_Daemon *daemon;
  int fd; /* its epoll descriptor */
  callback_fn *fn;
  void *context;
  size_t held; /* bytes of bodies in memory */
};

/* What has come of one request. */
struct incoming {
  struct buffer body;
  int refused; /* the status; 0: not refused */
};

static struct slice parameter(struct MHD_Connection *connection, const char *name)
{
  const char *value = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
  return slice_of(value ? value : "");
}

static struct slice header(struct MHD_Connection *connection, const char *name)
{
  const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return slice_of(value ? value : "");
}

static enum MHD_Result reply(struct MHD_Connection *connection, int status, const struct buffer *body)
{
  struct MHD_Response *response =
      MHD_create_response_from_buffer(body->length, body->length ? body->data : "", MHD_RESPMEM_MUST_COPY);
  if (!response) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain");
  if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, POST");
  enum MHD_Result queued = MHD_queue_response(connection, (unsigned)status, response);
  MHD_destroy_response(response);
  return queued;
}

/* ask - the status that the request is answered with, by its head or whole. */
static int ask(const struct callback *callback, struct MHD_Connection *connection, const char *path,
               bool post, bool head, const struct incoming *incoming, struct buffer *body)
{
  const struct websub_request request = {.post = post,
                                         .head = head,
                                         .path = slice_of(path),
                                         .mode = parameter(connection, "hub.mode"),
                                         .topic = parameter(connection, "hub.topic"),
                                         .challenge = parameter(connection, "hub.challenge"),
                                         .lease = parameter(connection, "hub.lease_seconds"),
                                         .signature = header(connection, "X-Hub-Signature"),
                                         .reason = parameter(connection, "hub.reason"),
                                         .content_type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE),
                                         .body = buffer_view(&incoming->body)};
  return callback->fn(callback->context, &request, body);
}

static enum MHD_Result answer(const struct callback *callback, struct MHD_Connection *connection,
                              const char *path, bool post, const struct incoming *incoming)
{
  struct buffer body = BUFFER_EMPTY;
  int status =
      incoming->refused ? incoming->refused : ask(callback, connection, path, post, false, incoming, &body);
  enum MHD_Result queued = reply(connection, status, &body);
  buffer_free(&body);
  return queued;
}

/* look_at_head - the body of a stranger's POST is not kept. */
static void look_at_head(const struct callback *callback, struct MHD_Connection *connection, const char *path,
                         struct incoming *incoming)
{
  struct buffer none = BUFFER_EMPTY;
  int status = ask(callback, connection, path, true, true, incoming, &none);
  if (status != MHD_HTTP_OK) incoming->refused = status;
  buffer_free(&none);
}

static void let_go(struct callback *callback, struct incoming *incoming)
{
  callback->held -= incoming->body.length;
  buffer_free(&incoming->body);
}

/* take_piece - of a body. What was refused is read to its end, but not kept. */
static void take_piece(struct callback *callback, struct incoming *incoming, const char *bytes, size_t length)
{
  if (incoming->refused) return;
  if (incoming->body.length + length > CALLBACK_BODY_MAX) incoming->refused = MHD_HTTP_CONTENT_TOO_LARGE;
  if (callback->held + length > CALLBACK_BODIES_MAX) incoming->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
  if (incoming->refused) {
    let_go(callback, incoming);
    return;
  }
  buffer_append(&incoming->body, bytes, length);
  callback->held += length;
}

/* take - called once with the head of a request, for each piece of its body, and at its end. */
static enum MHD_Result take(void *context, struct MHD_Connection *connection, const char *path,
                            const char *method, const char *version, const char *bytes, size_t *length,
                            void **request)
{
  (void)version;
  struct incoming *incoming = *request;
  bool get = strcmp(method, "GET") == 0, post = strcmp(method, "POST") == 0;
  if (!get && !post) {
    struct buffer none = BUFFER_EMPTY;
    return reply(connection, MHD_HTTP_METHOD_NOT_ALLOWED, &none);
  }
  if (!incoming) {
    *request = incoming = memory_zero(1, sizeof *incoming);
    if (post) look_at_head(context, connection, path, incoming);
    return MHD_YES;
  }
  if (*length) {
    take_piece(context, incoming, bytes, *length);
    *length = 0;
    return MHD_YES;
  }
  return answer(context, connection, path, post, incoming);
}

static void ended(void *context, struct MHD_Connection *connection, void **request,
                  enum MHD_RequestTerminationCode why)
{
  (void)connection, (void)why;
  struct incoming *incoming = *request;
  if (!incoming) return;
  let_go(context, incoming);
  free(incoming);
  *request = NULL;
}

/* The loop. */

static void serve(struct callback *callback)
{
  MHD_UNSIGNED_LONG_LONG wait;
  MHD_run(callback->daemon);
  if (MHD_get_timeout(callback->daemon, &wait) == MHD_YES)
    loop_timer_set(callback->timer, clock_monotonic() + (millis)wait + 1);
  else
    loop_timer_cancel(callback->timer);
}

static void on_ready(void *context, int fd, unsigned ready)
{
  (void)fd, (void)ready;
  serve(context);
}

static void on_timer(void *context)
{
  serve(context);
}

/* Starting. */

static bool parse_port(struct slice text, uint16_t *port)
{
  int64_t number;
  if (!slice_number(text, &number) || number > UINT16_MAX) return false;
  *port = (uint16_t)number;
  return true;
}

/* parse_listen - "127.0.0.1:8089" or "[::1]:8089". */
static bool parse_listen(const char *listen, struct sockaddr_storage *address, dp_error *error)
{
  char host[64] = "";
  const char *colon = strrchr(listen, ':');
  uint16_t port = 0;
  bool six = listen[0] == '[';
  size_t length = colon ? (size_t)(colon - listen) : 0, skip = six ? 1 : 0;
  bool shaped = colon && parse_port(slice_of(colon + 1), &port) && length > 2 * skip &&
                length - 2 * skip < sizeof host && (!six || colon[-1] == ']');
  if (shaped) memcpy(host, listen + skip, length - 2 * skip);
  struct sockaddr_in *v4 = (struct sockaddr_in *)address;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
  memset(address, 0, sizeof *address);
  if (shaped && !six && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    return true;
  }
  if (shaped && six && inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    return true;
  }
  return error_set(error, EX_CONFIG, "“%.80s” is no address to listen on; write 127.0.0.1:8089 or [::1]:8089",
                   listen);
}

static bool start_server(struct callback *callback, const struct sockaddr_storage *address)
{
  unsigned flags = MHD_USE_EPOLL | (address->ss_family == AF_INET6 ? (unsigned)MHD_USE_IPv6 : 0u);
  callback->daemon = MHD_start_daemon(
      flags, 0, NULL, NULL, take, callback, MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)address,
      MHD_OPTION_CONNECTION_LIMIT, (unsigned)CALLBACK_CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT, 0u,
      MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CALLBACK_TIMEOUT, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      (size_t)(32 * 1024), MHD_OPTION_NOTIFY_COMPLETED, ended, callback, MHD_OPTION_END);
  if (!callback->daemon) return false;
  callback->fd = MHD_get_daemon_info(callback->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
  return true;
}

struct callback *callback_new(struct loop *loop, const char *listen, callback_fn *fn, void *context,
                              dp_error *error)
{
  struct sockaddr_storage address;
  if (!parse_listen(listen, &address, error)) return NULL;
  struct callback *callback = memory_zero(1, sizeof *callback);
  *callback = (struct callback){.loop = loop, .fn = fn, .context = context};
  if (!start_server(callback, &address)) {
    free(callback);
    error_set(error, EX_UNAVAILABLE, "can't listen on %s for the callbacks of hubs: is the port taken?",
              listen);
    return NULL;
  }
  callback->timer = loop_timer_new(loop, on_timer, callback);
  loop_watch_fd(loop, callback->fd, LOOP_READ, on_ready, callback);
  return callback;
}

int callback_port(const struct callback *callback)
{
  return MHD_get_daemon_info(callback->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void callback_free(struct callback **callback)
{
  struct callback *old = *callback;
  if (!old) return;
  loop_forget_fd(old->loop, old->fd);
  loop_timer_free(&old->timer);
  MHD_stop_daemon(old->daemon);
  free(old);
  *callback = NULL;
}
