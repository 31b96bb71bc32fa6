/* http_transfer.c - one transfer: the options of its handle, and what libcurl calls while it runs.
 *
 * The head of the request is wanted as it was sent. libcurl shows it to the debug callback only, together
 * with a line of text for everything else it does, each of which costs. So it is made talkative when the
 * connection stands, just before the request, and silenced by the request's last line. */
#include "fetch/http_internal.h"

#include "base/memory.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECEIVE_BUFFER = 64 * 1024, BODY_ROOM = 1024 * 1024 };

static const struct {
  const char *name, *line;
} usual[] = {
    {"Accept:", "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
    {"Accept-Language:", "Accept-Language: *"},
    {"Accept-Encoding:", "Accept-Encoding: gzip, br, zstd"},
    {"Expect:", "Expect:"}, /* a line without a value keeps libcurl from sending the field */
};

/* Heads and bodies. */

static size_t stop(struct transfer *transfer, enum http_stop why)
{
  transfer->stop = why;
  return 0; /* fewer bytes taken than given: libcurl ends the transfer */
}

/* begin_head - of the first response, or of the next one behind an interim one. */
static void begin_head(struct transfer *transfer)
{
  buffer_clear(&transfer->head);
  buffer_clear(&transfer->body);
  transfer->head_complete = false;
}

static size_t take_head(char *bytes, size_t size, size_t count, void *context)
{
  struct transfer *transfer = context;
  struct slice line = {bytes, size * count};
  http_enter(transfer, HTTP_FLOWING);
  transfer->head_bytes += line.length;
  if (transfer->head_bytes > HTTP_HEAD_BYTES) return stop(transfer, HTTP_STOPPED_HEAD_BYTES);
  if (++transfer->head_lines > HTTP_HEAD_LINES) return stop(transfer, HTTP_STOPPED_HEAD_LINES);
  bool empty = line.length == 0 || line.data[0] == '\r' || line.data[0] == '\n';
  bool may_begin = !transfer->head.length || (transfer->head_complete && !transfer->body.length);
  if (may_begin && slice_starts(line, "HTTP/")) begin_head(transfer);
  if (empty)
    transfer->head_complete = true;
  else if (!transfer->head_complete) /* else it is a trailer */
    buffer_slice(&transfer->head, line);
  return line.length;
}

/* make_room - at once for a body whose length is known, as far as it is credible. */
static void make_room(struct transfer *transfer)
{
  curl_off_t length = -1;
  curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (length > 0) buffer_reserve(&transfer->body, length < BODY_ROOM ? (size_t)length : BODY_ROOM);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
  struct transfer *transfer = context;
  size_t length = size * count, room = (size_t)transfer->max_body - transfer->body.length;
  http_enter(transfer, HTTP_FLOWING);
  if (transfer->body.length == 0) make_room(transfer);
  if (length > room) {
    if (!transfer->keep_cut) return stop(transfer, HTTP_STOPPED_BODY);
    buffer_append(&transfer->body, bytes, room);
    return stop(transfer, HTTP_STOPPED_CUT);
  }
  buffer_append(&transfer->body, bytes, length);
  return length;
}

/* The request. */

static bool ends_head(struct slice sent)
{
  return sent.length >= 4 && memcmp(sent.data + sent.length - 4, "\r\n\r\n", 4) == 0;
}

static int take_debug(CURL *easy, curl_infotype type, char *bytes, size_t length, void *context)
{
  struct transfer *transfer = context;
  if (type != CURLINFO_HEADER_OUT) return 0;
  buffer_append(&transfer->request, bytes, length);
  if (ends_head(buffer_view(&transfer->request))) curl_easy_setopt(easy, CURLOPT_VERBOSE, 0L);
  return 0;
}

/* judge - behind a proxy libcurl connects to nothing else, and we hold it to the port. */
static bool judge(struct transfer *transfer, const struct address *address)
{
  const struct http *http = transfer->http;
  char sentence[ADDRESS_SENTENCE];
  bool fine =
      http->proxy_port ? address->port == http->proxy_port : address_judge(&http->rules, address, sentence);
  if (fine) return true;
  if (http->proxy_port)
    snprintf(sentence, sizeof sentence, "port %u is not that of fetch.proxy", (unsigned)address->port);
  memcpy(transfer->forbidden, sentence, sizeof sentence);
  return false;
}

/* peer_is_fine - of a connection that may have been opened under other settings. */
static bool peer_is_fine(struct transfer *transfer, const char *peer, int port)
{
  char host[INET6_ADDRSTRLEN + 3];
  struct address address;
  if (transfer->http->proxy_port) return true;
  snprintf(host, sizeof host, strchr(peer, ':') ? "[%.*s]" : "%.*s", INET6_ADDRSTRLEN, peer);
  return address_of_host(slice_of(host), (uint16_t)port, &address) && judge(transfer, &address);
}

/* about_to_send - the connection stands. */
static int about_to_send(void *context, char *peer, char *local, int peer_port, int local_port)
{
  struct transfer *transfer = context;
  (void)local, (void)local_port;
  if (!peer_is_fine(transfer, peer, peer_port)) {
    transfer->permitted = false;
    return CURL_PREREQFUNC_ABORT;
  }
  transfer->permitted = true;
  http_enter(transfer, HTTP_AWAITING);
  buffer_clear(&transfer->request);
  curl_easy_setopt(transfer->easy, CURLOPT_VERBOSE, 1L);
  return CURL_PREREQFUNC_OK;
}

/* Sockets. */

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *target)
{
  struct transfer *transfer = context;
  struct address address;
  (void)purpose;
  if (!address_of_socket(&target->addr, &address) || !judge(transfer, &address)) return CURL_SOCKET_BAD;
  transfer->permitted = true;
  curl_socket_t fd = socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
  if (fd != CURL_SOCKET_BAD) transfer->http->sockets++;
  return fd;
}

static int close_socket(void *context, curl_socket_t fd)
{
  struct http *http = context;
  http->sockets--;
  return close(fd);
}

/* Options. */

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
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, about_to_send);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, transfer->http); /* connections outlive transfers */
}

/* Cookies, Referer, .netrc, Alt-Svc and HSTS are off in libcurl unless they are asked for. CURLOPT_PIPEWAIT
 * stays off too: it saves a handshake with servers of HTTP/2, and lets a slow answer of any other server hold
 * up the second transfer until its connect timeout. */
static void set_policy(CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L); /* what was decided about is what is asked for */
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* no end waits for a name server */
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)RECEIVE_BUFFER);
}

/* Once in the life of a handle: those of former settings are thrown away. */
static void set_settings(struct transfer *transfer)
{
  const struct http *http = transfer->http;
  CURL *easy = transfer->easy;
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)http->connect_timeout);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)http->transfer_timeout);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, http->user_agent);
  curl_easy_setopt(easy, CURLOPT_PROXY, http->proxy); /* empty: none, whatever the environment says */
  if (*http->ca_file) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, http->ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
  }
  transfer->generation = http->generation;
}

struct transfer *http_transfer_new(struct http *http)
{
  struct transfer *transfer = memory_zero(1, sizeof *transfer);
  transfer->http = http;
  transfer->easy = curl_easy_init();
  if (!transfer->easy) abort(); /* libcurl has no memory */
  set_callbacks(transfer);
  set_policy(transfer->easy);
  set_settings(transfer);
  return transfer;
}

void http_transfer_free(struct transfer *transfer)
{
  curl_easy_cleanup(transfer->easy);
  buffer_free(&transfer->head);
  buffer_free(&transfer->request);
  buffer_free(&transfer->body);
  curl_slist_free_all(transfer->fields);
  free(transfer);
}

/* Requests. */

static struct curl_slist *add(struct curl_slist *list, const char *line)
{
  struct curl_slist *longer = curl_slist_append(list, line);
  if (!longer) abort();
  return longer;
}

struct curl_slist *http_usual_fields(void)
{
  struct curl_slist *list = NULL;
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) list = add(list, usual[i].line);
  return list;
}

static bool replaced(const char *name, const struct http_request *request)
{
  size_t length = strlen(name);
  for (size_t i = 0; i < request->field_count; i++)
    if (request->fields[i].length >= length && strncasecmp(request->fields[i].data, name, length) == 0)
      return true;
  return false;
}

static struct curl_slist *own_fields(const struct http_request *request)
{
  struct curl_slist *list = NULL;
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (!replaced(usual[i].name, request)) list = add(list, usual[i].line);
  for (size_t i = 0; i < request->field_count; i++) {
    char *line = memory_string_of(request->fields[i].data, request->fields[i].length);
    list = add(list, line);
    free(line);
  }
  return list;
}

static void set_method(CURL *easy, const struct http_request *request)
{
  if (request->method == HTTP_GET) {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    return;
  }
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->body.length ? request->body.data : "");
}

/* begin - forgets what the handle's last transfer left. */
static void begin(struct transfer *transfer)
{
  buffer_clear(&transfer->head);
  buffer_clear(&transfer->request);
  buffer_free(&transfer->body);
  curl_slist_free_all(transfer->fields);
  transfer->fields = NULL;
  transfer->stop = HTTP_NOT_STOPPED;
  transfer->head_complete = transfer->permitted = false;
  transfer->head_bytes = transfer->head_lines = 0;
  transfer->forbidden[0] = transfer->error[0] = '\0';
}

void http_transfer_set(struct transfer *transfer, const struct http_request *request)
{
  CURL *easy = transfer->easy;
  char *url = memory_string_of(request->url.data, request->url.length);
  begin(transfer);
  transfer->id = request->id;
  transfer->max_body = request->max_body ? request->max_body : transfer->http->max_body;
  transfer->keep_cut = request->flags & HTTP_CUT;
  if (request->field_count) transfer->fields = own_fields(request);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER,
                   transfer->fields ? transfer->fields : transfer->http->usual_fields);
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
                   (curl_off_t)(transfer->keep_cut ? 0 : transfer->max_body));
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 0L);
  set_method(easy, request);
  free(url);
}
