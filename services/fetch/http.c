/* http.c - transfers through one libcurl multi handle that lives in the event loop; handles are used again,
 * so that connections and TLS sessions are. */
#include "fetch/http.h"

#include "base/log.h"
#include "base/memory.h"

#include <curl/curl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

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
  int64_t item;
  struct buffer head, request, body;
  bool too_large, head_too_large;
  unsigned generation; /* of the settings that the handle was given */
  char error[CURL_ERROR_SIZE];
};

struct http {
  CURLM *multi;
  struct loop *loop;
  struct loop_timer *timer;
  struct http_sink sink;
  struct curl_slist *headers;
  struct transfer *running, *idle;
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
  if ((int64_t)(transfer->body.length + size * count) > transfer->http->max_body) {
    transfer->too_large = true;
    return 0;
  }
  buffer_append(&transfer->body, bytes, size * count);
  return size * count;
}

static int take_debug(CURL *easy, curl_infotype type, char *bytes, size_t length, void *context)
{
  (void)easy;
  struct transfer *transfer = context;
  if (type != CURLINFO_HEADER_OUT) return 0;
  struct slice sent = {bytes, length};
  if (slice_starts(sent, "GET ")) buffer_clear(&transfer->request);
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
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)MAX_REDIRECTS);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->http->headers);
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
  curl_easy_setopt(transfer->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)http->max_body);
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

static enum fetcher_failure failure_of(const struct transfer *transfer, CURLcode code)
{
  if (transfer->too_large) return FETCHER_TOO_LARGE;
  switch (code) {
  case CURLE_FILESIZE_EXCEEDED:
    return FETCHER_TOO_LARGE;
  case CURLE_TOO_MANY_REDIRECTS:
    return FETCHER_REDIRECT_LOOP;
  case CURLE_OPERATION_TIMEDOUT:
    return FETCHER_TIMEOUT;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
    return FETCHER_DNS;
  case CURLE_COULDNT_CONNECT:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_GOT_NOTHING:
    return FETCHER_CONNECT;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
    return FETCHER_TLS;
  default:
    return FETCHER_PROTOCOL;
  }
}

static void give_failure(struct transfer *transfer, CURLcode code)
{
  struct http *http = transfer->http;
  char detail[CURL_ERROR_SIZE + 80];
  enum fetcher_failure failure = failure_of(transfer, code);
  const char *text = transfer->error[0] ? transfer->error : curl_easy_strerror(code);
  if (transfer->head_too_large)
    snprintf(detail, sizeof detail, "the head of the response is larger than %d bytes", MAX_HEAD);
  else if (failure == FETCHER_TOO_LARGE)
    snprintf(detail, sizeof detail, "the response is larger than %lld bytes", (long long)http->max_body);
  else
    snprintf(detail, sizeof detail, "%s", text);
  http->sink.failure(http->sink.context, transfer->item, failure, detail);
}

static void give_response(struct transfer *transfer)
{
  struct http *http = transfer->http;
  struct fetcher_response response = {
      .head = transfer->head, .request = transfer->request, .body = transfer->body};
  const char *url = NULL;
  long status = 0;
  transfer->head = transfer->request = transfer->body = BUFFER_EMPTY;
  curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
  response.status = status;
  response.final_url = slice_of(url ? url : "");
  const char *fragment = response.final_url.length ? strchr(url, '#') : NULL; /* of a redirect */
  if (fragment) response.final_url.length = (size_t)(fragment - url);
  http->sink.response(http->sink.context, transfer->item, &response);
}

static void finish(struct transfer *transfer, CURLcode code)
{
  struct http *http = transfer->http;
  curl_multi_remove_handle(http->multi, transfer->easy);
  unlink_running(http, transfer);
  if (code == CURLE_OK)
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

struct http *http_new(struct loop *loop, const struct config_fetch *settings, const struct http_sink *sink)
{
  struct http *http = memory_zero(1, sizeof *http);
  setlocale(LC_CTYPE,
            "C.UTF-8"); /* libcurl reads international host names of redirects in the locale's encoding */
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(http->multi = curl_multi_init())) abort();
  http->loop = loop;
  http->sink = *sink;
  http->timer = loop_timer_new(loop, on_timer, http);
  http->headers = curl_slist_append(NULL, "Accept-Encoding: gzip");
  curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
  curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
  curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
  curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
  http_configure(http, settings);
  return http;
}

void http_configure(struct http *http, const struct config_fetch *settings)
{
  http->generation++;
  http->max_body = settings->max_body;
  http->connect_timeout = settings->connect_timeout;
  http->transfer_timeout = settings->transfer_timeout;
  snprintf(http->user_agent, sizeof http->user_agent, "%s", settings->user_agent);
  curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)settings->transfers_per_host);
  curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)(2 * settings->transfers));
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
  curl_slist_free_all(old->headers);
  loop_timer_free(&old->timer);
  curl_global_cleanup();
  free(old);
  *http = NULL;
}

void http_start(struct http *http, int64_t item, struct slice url)
{
  struct transfer *transfer = http->idle;
  if (transfer)
    http->idle = transfer->next;
  else
    transfer = transfer_new(http);
  if (transfer->generation != http->generation) set_settings(transfer);
  char *text = memory_string_of(url.data, url.length);
  curl_easy_setopt(transfer->easy, CURLOPT_URL, text);
  free(text);
  transfer->item = item;
  transfer->too_large = transfer->head_too_large = false;
  transfer->error[0] = '\0';
  link_running(http, transfer);
  curl_multi_add_handle(http->multi, transfer->easy);
}
