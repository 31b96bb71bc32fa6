/* http.c - transfers through one libcurl multi handle that lives in the event loop; handles are used again,
 * so that connections and TLS sessions are. */
#include "fetch/http.h"

#include "base/log.h"
#include "base/memory.h"

#include <curl/curl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  MAX_REDIRECTS = 10,
  MAX_HEAD = 256 * 1024,
  RECEIVE_BUFFER = 64 * 1024,
  LOW_SPEED = 64, /* bytes a second; slower than that for LOW_SPEED_TIME seconds is given up */
  LOW_SPEED_TIME = 20,
};

/* One easy handle, used for one transfer after the other. */
struct transfer {
  CURL *easy;
  struct http *http;
  struct transfer *previous, *next; /* among the running, or (next only) among the idle */
  uint64_t id;
  int64_t max_body;
  bool keep_cut, cut;
  struct buffer head, request, body;
  struct curl_slist *fields;
  bool too_large, head_too_large;
  unsigned generation; /* of the settings that the handle was given */
  char error[CURL_ERROR_SIZE];
};

struct http {
  CURLM *multi;
  struct loop *loop;
  struct loop_timer *timer;
  struct http_sink sink;
  struct transfer *running, *idle;
  int64_t transfers, sockets;
  unsigned generation;
  int64_t max_body;
  millis connect_timeout, transfer_timeout;
  char user_agent[CONFIG_TEXT];
};

/* What libcurl calls while it works on a transfer. */

static size_t take_head(char *bytes, size_t size, size_t count, void *context)
{
  struct transfer *transfer = context;
  struct slice line = {bytes, size * count};
  if (slice_starts(line, "HTTP/")) { /* the next response: behind a redirect, or behind an interim one */
    buffer_clear(&transfer->head);
    buffer_clear(&transfer->body);
  }
  if (transfer->head.length + line.length > MAX_HEAD) {
    transfer->too_large = transfer->head_too_large = true;
    return 0;
  }
  if (slice_trim(line).length) buffer_slice(&transfer->head, line); /* not the empty line at the end */
  return line.length;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
  struct transfer *transfer = context;
  if ((int64_t)(transfer->body.length + size * count) > transfer->max_body) {
    if (transfer->keep_cut)
      buffer_append(&transfer->body, bytes, (size_t)transfer->max_body - transfer->body.length);
    transfer->cut = transfer->keep_cut;
    transfer->too_large = !transfer->keep_cut;
    return 0;
  }
  buffer_append(&transfer->body, bytes, size * count);
  return size * count;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct http *http = context;
  (void)purpose;
  curl_socket_t fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd != CURL_SOCKET_BAD) http->sockets++;
  return fd;
}

static int close_socket(void *context, curl_socket_t fd)
{
  struct http *http = context;
  http->sockets--;
  return close(fd);
}

static int take_debug(CURL *easy, curl_infotype type, char *bytes, size_t length, void *context)
{
  (void)easy;
  struct transfer *transfer = context;
  if (type != CURLINFO_HEADER_OUT) return 0;
  struct slice sent = {bytes, length};
  if (slice_starts(sent, "GET ") || slice_starts(sent, "POST ")) buffer_clear(&transfer->request);
  buffer_slice(&transfer->request, sent);
  return 0;
}

/* Handles. */

static void set_callbacks(struct transfer *transfer)
{
  CURL *easy = transfer->easy;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_head);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer->http);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, transfer->http);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, take_debug);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L); /* the only way to see the request as it is sent */
}

static void set_policy(struct transfer *transfer)
{
  CURL *easy = transfer->easy;
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)MAX_REDIRECTS);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)RECEIVE_BUFFER);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)LOW_SPEED_TIME);
}

static void set_settings(struct transfer *transfer)
{
  const struct http *http = transfer->http;
  curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)http->connect_timeout);
  curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, (long)http->transfer_timeout);
  curl_easy_setopt(transfer->easy, CURLOPT_USERAGENT, http->user_agent);
  transfer->generation = http->generation;
}

static struct transfer *transfer_new(struct http *http)
{
  struct transfer *transfer = memory_zero(1, sizeof *transfer);
  transfer->http = http;
  transfer->easy = curl_easy_init();
  if (!transfer->easy) abort(); /* libcurl has no memory */
  set_callbacks(transfer);
  set_policy(transfer);
  set_settings(transfer);
  return transfer;
}

static void transfer_free(struct transfer *transfer)
{
  curl_easy_cleanup(transfer->easy);
  buffer_free(&transfer->head);
  buffer_free(&transfer->request);
  buffer_free(&transfer->body);
  curl_slist_free_all(transfer->fields);
  free(transfer);
}

static void link_running(struct http *http, struct transfer *transfer)
{
  transfer->previous = NULL;
  transfer->next = http->running;
  if (http->running) http->running->previous = transfer;
  http->running = transfer;
}

static void unlink_running(struct http *http, struct transfer *transfer)
{
  if (transfer->previous)
    transfer->previous->next = transfer->next;
  else
    http->running = transfer->next;
  if (transfer->next) transfer->next->previous = transfer->previous;
}

/* Ends. */

static enum http_failure_kind failure_of(const struct transfer *transfer, CURLcode code)
{
  if (transfer->too_large) return HTTP_FAILED_TOO_LARGE;
  switch (code) {
  case CURLE_FILESIZE_EXCEEDED:
    return HTTP_FAILED_TOO_LARGE;
  case CURLE_TOO_MANY_REDIRECTS:
    return HTTP_FAILED_REDIRECTS;
  case CURLE_OPERATION_TIMEDOUT:
    return HTTP_FAILED_TIMEOUT;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
    return HTTP_FAILED_DNS;
  case CURLE_COULDNT_CONNECT:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_GOT_NOTHING:
    return HTTP_FAILED_CONNECT;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
    return HTTP_FAILED_TLS;
  default:
    return HTTP_FAILED_PROTOCOL;
  }
}

static millis since_start(CURL *easy, CURLINFO info)
{
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, info, &microseconds);
  return (millis)(microseconds / 1000);
}

static struct http_times times_of(CURL *easy)
{
  return (struct http_times){.dns = since_start(easy, CURLINFO_NAMELOOKUP_TIME_T),
                             .connect = since_start(easy, CURLINFO_CONNECT_TIME_T),
                             .tls = since_start(easy, CURLINFO_APPCONNECT_TIME_T),
                             .first_byte = since_start(easy, CURLINFO_STARTTRANSFER_TIME_T),
                             .total = since_start(easy, CURLINFO_TOTAL_TIME_T)};
}

static void put_peer(CURL *easy, char peer[HTTP_PEER])
{
  const char *address = NULL;
  long port = 0;
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port);
  if (address && *address)
    snprintf(peer, HTTP_PEER, strchr(address, ':') ? "[%.60s]:%ld" : "%.60s:%ld", address, port);
}

static void give_failure(struct transfer *transfer, CURLcode code)
{
  struct http *http = transfer->http;
  char detail[CURL_ERROR_SIZE + 80];
  struct http_failure failure = {
      .kind = failure_of(transfer, code), .detail = detail, .times = times_of(transfer->easy)};
  const char *text = transfer->error[0] ? transfer->error : curl_easy_strerror(code);
  if (transfer->head_too_large)
    snprintf(detail, sizeof detail, "the head of the response is larger than %d bytes", MAX_HEAD);
  else if (failure.kind == HTTP_FAILED_TOO_LARGE)
    snprintf(detail, sizeof detail, "the response is larger than %lld bytes", (long long)transfer->max_body);
  else
    snprintf(detail, sizeof detail, "%s", text);
  put_peer(transfer->easy, failure.peer);
  http->sink.failure(http->sink.context, transfer->id, &failure);
}

static int version_of(CURL *easy)
{
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  return version == CURL_HTTP_VERSION_1_0 ? 10 : version == CURL_HTTP_VERSION_2_0 ? 20 : 11;
}

static void give_response(struct transfer *transfer)
{
  struct http *http = transfer->http;
  struct http_response response = {.version = version_of(transfer->easy),
                                   .cut = transfer->cut,
                                   .head = transfer->head,
                                   .request = transfer->request,
                                   .body = transfer->body,
                                   .times = times_of(transfer->easy)};
  const char *url = NULL;
  long status = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
  response.status = status;
  response.url = slice_of(url ? url : "");
  const char *fragment = response.url.length ? strchr(url, '#') : NULL;
  if (fragment) response.url.length = (size_t)(fragment - url);
  put_peer(transfer->easy, response.peer);
  http->sink.response(http->sink.context, transfer->id, &response);
  transfer->head = response.head;
  transfer->request = response.request;
  transfer->body = response.body;
}

static void finish(struct transfer *transfer, CURLcode code)
{
  struct http *http = transfer->http;
  http->transfers--;
  curl_multi_remove_handle(http->multi, transfer->easy);
  unlink_running(http, transfer);
  if (code == CURLE_OK || transfer->cut)
    give_response(transfer);
  else
    give_failure(transfer, code);
  buffer_clear(&transfer->head);
  buffer_clear(&transfer->request);
  buffer_free(&transfer->body);
  transfer->next = http->idle;
  http->idle = transfer;
}

static void take_finished(struct http *http)
{
  int left;
  for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &left));) {
    if (message->msg != CURLMSG_DONE) continue;
    CURLcode code = message->data.result;
    struct transfer *transfer = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
    finish(transfer, code);
  }
}

/* The loop. */

static void on_ready(void *context, int fd, unsigned ready)
{
  struct http *http = context;
  int events = (ready & LOOP_READ ? CURL_CSELECT_IN : 0) | (ready & LOOP_WRITE ? CURL_CSELECT_OUT : 0),
      running;
  curl_multi_socket_action(http->multi, fd, events, &running);
  take_finished(http);
}

static void on_timer(void *context)
{
  struct http *http = context;
  int running;
  curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
  take_finished(http);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *unused)
{
  (void)easy, (void)unused;
  struct http *http = context;
  unsigned interest = (what & CURL_POLL_IN ? LOOP_READ : 0u) | (what & CURL_POLL_OUT ? LOOP_WRITE : 0u);
  if (what == CURL_POLL_REMOVE || !interest)
    loop_forget_fd(http->loop, fd);
  else
    loop_watch_fd(http->loop, fd, interest, on_ready, http);
  return 0;
}

static int set_timer(CURLM *multi, long wait_ms, void *context)
{
  (void)multi;
  struct http *http = context;
  if (wait_ms < 0)
    loop_timer_cancel(http->timer);
  else
    loop_timer_set(http->timer, clock_monotonic() + wait_ms);
  return 0;
}

struct http *http_new(struct loop *loop, const struct config_fetch *settings, const struct http_sink *sink,
                      dp_error *error)
{
  struct http *http = memory_zero(1, sizeof *http);
  setlocale(LC_CTYPE,
            "C.UTF-8"); /* libcurl reads international host names of redirects in the locale's encoding */
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(http->multi = curl_multi_init())) abort();
  http->loop = loop;
  http->sink = *sink;
  http->timer = loop_timer_new(loop, on_timer, http);
  curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
  curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
  curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
  curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
  if (!http_configure(http, settings, error)) http_free(&http);
  return http;
}

bool http_configure(struct http *http, const struct config_fetch *settings, dp_error *error)
{
  (void)error;
  http->generation++;
  http->max_body = settings->max_body;
  http->connect_timeout = settings->connect_timeout;
  http->transfer_timeout = settings->transfer_timeout;
  snprintf(http->user_agent, sizeof http->user_agent, "%s", settings->user_agent);
  curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)settings->transfers_per_domain);
  curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)(2 * settings->transfers));
  return true;
}

void http_free(struct http **http)
{
  struct http *old = *http;
  if (!old) return;
  while (old->running) {
    struct transfer *transfer = old->running;
    curl_multi_remove_handle(old->multi, transfer->easy);
    unlink_running(old, transfer);
    transfer_free(transfer);
  }
  while (old->idle) {
    struct transfer *transfer = old->idle;
    old->idle = transfer->next;
    transfer_free(transfer);
  }
  curl_multi_cleanup(old->multi);
  loop_timer_free(&old->timer);
  curl_global_cleanup();
  free(old);
  *http = NULL;
}

static void add_field(struct transfer *transfer, struct slice field)
{
  char *text = memory_string_of(field.data, field.length);
  struct curl_slist *longer = curl_slist_append(transfer->fields, text);
  if (!longer) abort();
  transfer->fields = longer;
  free(text);
}

static void set_request(struct transfer *transfer, const struct http_request *request)
{
  CURL *easy = transfer->easy;
  char *url = memory_string_of(request->url.data, request->url.length);
  transfer->id = request->id;
  transfer->max_body = request->max_body ? request->max_body : transfer->http->max_body;
  transfer->keep_cut = request->flags & HTTP_CUT;
  transfer->too_large = transfer->head_too_large = transfer->cut = false;
  transfer->error[0] = '\0';
  curl_slist_free_all(transfer->fields);
  transfer->fields = NULL;
  add_field(transfer, SLICE("Accept-Encoding: gzip"));
  for (size_t i = 0; i < request->field_count; i++) add_field(transfer, request->fields[i]);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->fields);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, request->flags & HTTP_FOLLOW ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
                   (curl_off_t)(transfer->keep_cut ? 0 : transfer->max_body));
  if (request->method == HTTP_POST) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
    curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->body.length ? request->body.data : "");
  } else {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  }
  free(url);
}

void http_start(struct http *http, const struct http_request *request)
{
  struct transfer *transfer = http->idle;
  if (transfer)
    http->idle = transfer->next;
  else
    transfer = transfer_new(http);
  if (transfer->generation != http->generation) set_settings(transfer);
  set_request(transfer, request);
  link_running(http, transfer);
  http->transfers++;
  curl_multi_add_handle(http->multi, transfer->easy);
}

struct http_counts http_counts(const struct http *http)
{
  return (struct http_counts){.transfers = http->transfers, .sockets = http->sockets};
}
