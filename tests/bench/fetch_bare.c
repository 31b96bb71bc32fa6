/* fetch_bare.c URLS PARALLEL [CA_FILE] - the least that transfers by libcurl cost: its multi_socket interface
 * with epoll, the same options as services/fetch/http_transfer.c where they change what goes over the wire,
 * bodies gathered in memory, handles used again. No look at addresses, heads or requests. Prints one line of
 * JSON. */
#include "fetch_urls.h"

#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 64 };

static struct work work;
static CURLM *multi;
static struct curl_slist *fields;
static int poller;
static long wait_ms = -1;

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
  buffer_append(context, bytes, size * count);
  return size * count;
}

static int watch(CURL *easy, curl_socket_t fd, int what, void *context, void *known)
{
  (void)easy, (void)context;
  struct epoll_event event = {.data.fd = fd};
  if (what & CURL_POLL_IN) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (what == CURL_POLL_REMOVE)
    epoll_ctl(poller, EPOLL_CTL_DEL, fd, NULL);
  else
    epoll_ctl(poller, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
  curl_multi_assign(multi, fd, what == CURL_POLL_REMOVE ? NULL : &work);
  return 0;
}

static int set_timer(CURLM *unused, long milliseconds, void *context)
{
  (void)unused, (void)context;
  wait_ms = milliseconds;
  return 0;
}

static CURL *new_handle(const char *ca_file)
{
  CURL *easy = curl_easy_init();
  struct buffer *body = memory_zero(1, sizeof *body);
  if (!easy) abort();
  curl_easy_setopt(easy, CURLOPT_PRIVATE, body);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "depeche/" DEPECHE_VERSION);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 64L * 1024);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
  if (ca_file) curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
  return easy;
}

static void start_next(CURL *easy)
{
  if (work.next == work.count) return;
  curl_easy_setopt(easy, CURLOPT_URL, work.urls[work.next++]);
  curl_multi_add_handle(multi, easy);
}

static void take_finished(void)
{
  int left;
  for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
    CURL *easy = message->easy_handle;
    struct buffer *body = NULL;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&body);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    work.failed += message->data.result != CURLE_OK || status != 200;
    work.bytes += (int64_t)body->length;
    work.done++;
    buffer_free(body);
    curl_multi_remove_handle(multi, easy);
    start_next(easy);
  }
}

static void turn(void)
{
  struct epoll_event events[EVENTS];
  int running, count = epoll_wait(poller, events, EVENTS, wait_ms < 0 ? 1000 : (int)wait_ms);
  if (count <= 0) curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
  for (int i = 0; i < count; i++) {
    int ready = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
    curl_multi_socket_action(multi, events[i].data.fd, ready, &running);
  }
  take_finished();
}

static void free_handle(CURL *easy)
{
  struct buffer *body = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&body);
  curl_easy_cleanup(easy);
  buffer_free(body);
  free(body);
}

int main(int count, char **arguments)
{
  if (count < 3) return EX_USAGE;
  int parallel = atoi(arguments[2]);
  work = work_read(arguments[1]);
  poller = epoll_create1(EPOLL_CLOEXEC);
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(multi = curl_multi_init()) || !work.count)
    return EX_USAGE;
  fields =
      curl_slist_append(fields, "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
  fields = curl_slist_append(fields, "Accept-Language: *");
  fields = curl_slist_append(fields, "Accept-Encoding: gzip, br, zstd");
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)parallel);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 256L);
  work_begin(&work);
  CURL **handles = memory_zero((size_t)parallel, sizeof(CURL *));
  for (int i = 0; i < parallel; i++) start_next(handles[i] = new_handle(count > 3 ? arguments[3] : NULL));
  while (work.done < work.count) turn();
  int code = work_end(&work);
  for (int i = 0; i < parallel; i++) free_handle(handles[i]);
  free(handles);
  curl_multi_cleanup(multi);
  curl_slist_free_all(fields);
  curl_global_cleanup();
  return code;
}
