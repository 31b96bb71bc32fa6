/* http.c - transfers through one libcurl multi handle that lives in the event loop; easy handles are used
 * again.
 *
 * libcurl's timers know the whole transfer and the connection. The first byte and a stall are ours: transfers
 * stand in a queue for each, in the order in which they began to wait, so the next to run out of time is the
 * first in its queue and one timer does for all. */
#include "fetch/http_internal.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Ends. */

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
  const struct http_sink *sink = &transfer->http->sink;
  char detail[HTTP_DETAIL];
  struct http_failure failure = {
      .kind = http_explain(transfer, code, detail), .detail = detail, .times = times_of(transfer->easy)};
  put_peer(transfer->easy, failure.peer);
  sink->failure(sink->context, transfer->id, &failure);
}

static int version_of(CURL *easy)
{
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  return version == CURL_HTTP_VERSION_1_0 ? 10 : version == CURL_HTTP_VERSION_2_0 ? 20 : 11;
}

static struct slice url_of(CURL *easy)
{
  const char *url = NULL;
  curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
  struct slice whole = slice_of(url ? url : "");
  const char *fragment = whole.length ? memchr(whole.data, '#', whole.length) : NULL;
  return fragment ? (struct slice){whole.data, (size_t)(fragment - whole.data)} : whole;
}

static void give_response(struct transfer *transfer)
{
  const struct http_sink *sink = &transfer->http->sink;
  long status = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  struct http_response response = {.status = status,
                                   .version = version_of(transfer->easy),
                                   .cut = transfer->stop == HTTP_STOPPED_CUT,
                                   .url = url_of(transfer->easy),
                                   .head = transfer->head,
                                   .request = transfer->request,
                                   .body = transfer->body,
                                   .times = times_of(transfer->easy)};
  put_peer(transfer->easy, response.peer);
  sink->response(sink->context, transfer->id, &response);
  transfer->head = response.head;
  transfer->request = response.request;
  transfer->body = response.body;
}

static void leave_queue(struct transfer *transfer)
{
  TAILQ_REMOVE(&transfer->http->running[transfer->phase], transfer, link);
}

static void finish(struct transfer *transfer, CURLcode code)
{
  struct http *http = transfer->http;
  curl_multi_remove_handle(http->multi, transfer->easy);
  leave_queue(transfer);
  http->transfers--;
  if (code == CURLE_OK || transfer->stop == HTTP_STOPPED_CUT)
    give_response(transfer);
  else
    give_failure(transfer, code);
  TAILQ_INSERT_HEAD(&http->idle, transfer, link);
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

/* Patience. */

static millis patience_with(const struct http *http, enum http_phase phase)
{
  return phase == HTTP_AWAITING ? http->first_byte_timeout : http->stall_timeout;
}

static void wake_by(struct http *http, millis at)
{
  if (http->patience_at && http->patience_at <= at) return;
  http->patience_at = at;
  loop_timer_set(http->patience, at);
}

void http_enter(struct transfer *transfer, enum http_phase phase)
{
  struct http *http = transfer->http;
  leave_queue(transfer);
  transfer->phase = phase;
  transfer->since = clock_monotonic();
  TAILQ_INSERT_TAIL(&http->running[phase], transfer, link);
  wake_by(http, transfer->since + patience_with(http, phase));
}

/* on_impatience - the timer was set for whoever was first then; bytes may have come since. */
static void on_impatience(void *context)
{
  struct http *http = context;
  millis now = clock_monotonic();
  http->patience_at = 0;
  for (enum http_phase phase = HTTP_AWAITING; phase <= HTTP_FLOWING; phase++) {
    struct transfer *first;
    while ((first = TAILQ_FIRST(&http->running[phase])) && first->since + patience_with(http, phase) <= now) {
      first->stop = phase == HTTP_AWAITING ? HTTP_STOPPED_FIRST_BYTE : HTTP_STOPPED_STALL;
      finish(first, CURLE_OPERATION_TIMEDOUT);
    }
    if (first) wake_by(http, first->since + patience_with(http, phase));
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

/* Settings. */

static size_t read_rules(const struct config_list *list, struct address_rule rules[ADDRESS_RULES])
{
  char sentence[ADDRESS_SENTENCE];
  size_t count = 0;
  for (size_t i = 0; i < list->count && count < ADDRESS_RULES; i++)
    if (address_rule_parse(slice_of(list->items[i]), &rules[count], sentence)) count++;
  return count;
}

/* port_of_proxy - as libcurl reads it; 0 when the URL is none. */
static uint16_t port_of_proxy(const char *url)
{
  CURLU *parts = curl_url();
  char *text = NULL;
  int64_t port = 0;
  if (!parts) abort();
  if (curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK) {
    if (curl_url_get(parts, CURLUPART_PORT, &text, 0) == CURLUE_OK)
      slice_number(slice_of(text), &port);
    else
      port = slice_starts(slice_of(url), "https:") ? 443 : 1080;
  }
  curl_free(text);
  curl_url_cleanup(parts);
  return (uint16_t)port;
}

static bool check(const struct config_fetch *settings, dp_error *error)
{
  if (*settings->ca_file && access(settings->ca_file, R_OK) != 0)
    return error_errno(error, "can't read %s, the file of fetch.ca_file", settings->ca_file);
  if (*settings->proxy && !port_of_proxy(settings->proxy))
    return error_set(error, EX_CONFIG, "fetch.proxy is not a URL: write http://HOST:PORT");
  return true;
}

static void set_user_agent(struct http *http, const struct config_fetch *settings)
{
  bool contact = *settings->contact != '\0';
  snprintf(http->user_agent, sizeof http->user_agent, contact ? "%s (+%s)" : "%s", settings->user_agent,
           settings->contact);
}

bool http_configure(struct http *http, const struct config_fetch *settings, dp_error *error)
{
  if (!check(settings, error)) return false;
  http->generation++;
  http->max_body = settings->max_body;
  http->connect_timeout = settings->connect_timeout;
  http->first_byte_timeout = settings->first_byte_timeout;
  http->stall_timeout = settings->stall_timeout;
  http->transfer_timeout = settings->transfer_timeout;
  http->rules.allow_count = read_rules(&settings->allow_addresses, http->rules.allow);
  http->rules.deny_count = read_rules(&settings->deny_addresses, http->rules.deny);
  http->proxy_port = *settings->proxy ? port_of_proxy(settings->proxy) : 0;
  snprintf(http->proxy, sizeof http->proxy, "%s", settings->proxy);
  snprintf(http->ca_file, sizeof http->ca_file, "%s", settings->ca_file);
  set_user_agent(http, settings);
  curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)settings->transfers_per_domain);
  curl_multi_setopt(http->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)settings->max_connections);
  curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)settings->max_connections);
  return true;
}

/* From beginning to end. */

struct http *http_new(struct loop *loop, const struct config_fetch *settings, const struct http_sink *sink,
                      dp_error *error)
{
  struct http *http = memory_zero(1, sizeof *http);
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(http->multi = curl_multi_init())) abort();
  http->loop = loop;
  http->sink = *sink;
  http->timer = loop_timer_new(loop, on_timer, http);
  http->patience = loop_timer_new(loop, on_impatience, http);
  http->usual_fields = http_usual_fields();
  for (enum http_phase phase = 0; phase < HTTP_PHASES; phase++) TAILQ_INIT(&http->running[phase]);
  TAILQ_INIT(&http->idle);
  curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
  curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
  curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
  curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
  if (!http_configure(http, settings, error)) http_free(&http);
  return http;
}

static void free_all(struct http *http, struct transfers *transfers, bool running)
{
  for (struct transfer *transfer; (transfer = TAILQ_FIRST(transfers));) {
    TAILQ_REMOVE(transfers, transfer, link);
    if (running) curl_multi_remove_handle(http->multi, transfer->easy);
    http_transfer_free(transfer);
  }
}

void http_free(struct http **http)
{
  struct http *old = *http;
  if (!old) return;
  for (enum http_phase phase = 0; phase < HTTP_PHASES; phase++) free_all(old, &old->running[phase], true);
  free_all(old, &old->idle, false);
  curl_multi_cleanup(old->multi);
  curl_slist_free_all(old->usual_fields);
  loop_timer_free(&old->timer);
  loop_timer_free(&old->patience);
  curl_global_cleanup();
  free(old);
  *http = NULL;
}

/* take_handle - an idle one that has the settings in force, or a new one. */
static struct transfer *take_handle(struct http *http)
{
  for (struct transfer *transfer; (transfer = TAILQ_FIRST(&http->idle));) {
    TAILQ_REMOVE(&http->idle, transfer, link);
    if (transfer->generation == http->generation) return transfer;
    http_transfer_free(transfer);
  }
  return http_transfer_new(http);
}

void http_start(struct http *http, const struct http_request *request)
{
  struct transfer *transfer = take_handle(http);
  http_transfer_set(transfer, request);
  transfer->phase = HTTP_CONNECTING;
  TAILQ_INSERT_TAIL(&http->running[HTTP_CONNECTING], transfer, link);
  http->transfers++;
  curl_multi_add_handle(http->multi, transfer->easy);
}

struct http_counts http_counts(const struct http *http)
{
  return (struct http_counts){.transfers = http->transfers, .sockets = http->sockets};
}
