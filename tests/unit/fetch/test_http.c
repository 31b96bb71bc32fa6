/* Transfers against a small server of our own on the loopback: what is kept of a response, and how failures
 * are named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "fetch/http.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER(head, body) "HTTP/1.1 " head "\r\nConnection: keep-alive\r\n\r\n" body

static const struct {
  const char *path, *answer;
} pages[] = {
    {"/page", ANSWER("200 OK\r\nContent-Type: text/html\r\nContent-Length: 4", "news")},
    {"/gzip", ANSWER("200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5", "\x1F\x8Bxyz")},
    {"/chunked", ANSWER("200 OK\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")},
    {"/moved", ANSWER("302 Found\r\nLocation: /page#part\r\nX-First: yes\r\nContent-Length: 5", "moved")},
    {"/loop", ANSWER("302 Found\r\nLocation: /loop\r\nContent-Length: 0", "")},
    {"/away", ANSWER("302 Found\r\nLocation: ftp://127.0.0.1/x\r\nContent-Length: 0", "")},
    {"/absent", ANSWER("404 Not Found\r\nContent-Length: 2", "no")},
    {"/early", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" ANSWER("200 OK\r\nContent-Length: 2", "ok")},
    {"/big", ANSWER("200 OK\r\nContent-Length: 5000", "")},
    {"/long",
     ANSWER("200 OK\r\nTransfer-Encoding: chunked", "400\r\n" /* and 1,024 bytes, again and again */)},
    {"/heads", "HTTP/1.1 200 OK\r\n" /* and a header of 1,024 bytes, again and again */},
    {"/cut", ANSWER("200 OK\r\nContent-Length: 100", "short")},
    {"/junk", "SSH-2.0-OpenSSH\r\n\r\n"},
    {"/silent", ""},
};

static struct server {
  int listener;
  unsigned port;
  atomic_int connections;
  pthread_t thread;
} server;

/* The server: a thread a connection, closed after an answer that ends by closing. */

static bool send_answer(int fd, const char *path, size_t length)
{
  static const char chunk[1024 + 7] = {0};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    if (strlen(pages[i].path) != length || memcmp(pages[i].path, path, length) != 0) continue;
    size_t bytes = strlen(pages[i].answer);
    if (send(fd, pages[i].answer, bytes, MSG_NOSIGNAL) != (ssize_t)bytes) return false;
    for (int n = 0; n < 8 && strcmp(pages[i].path, "/long") == 0; n++) {
      char body[sizeof chunk];
      memset(body, 'x', 1024);
      memcpy(body + 1024, "\r\n400\r\n", 7);
      if (send(fd, body, sizeof body, MSG_NOSIGNAL) < 0) return false;
    }
    for (int n = 0; n < 280 && strcmp(pages[i].path, "/heads") == 0; n++) {
      char line[1024];
      memset(line, 'X', sizeof line);
      memcpy(line + 2, ": ", 2);
      memcpy(line + 1022, "\r\n", 2);
      if (send(fd, line, sizeof line, MSG_NOSIGNAL) < 0) return false;
    }
    if (strcmp(pages[i].path, "/silent") == 0) {
      char wait; /* until the other side gives up */
      while (recv(fd, &wait, 1, 0) > 0) continue;
    }
    return strstr("/cut /heads /junk /big /silent", pages[i].path) == NULL;
  }
  return false;
}

static void *serve_connection(void *context)
{
  int fd = *(int *)context;
  char request[4096];
  free(context);
  for (bool more = true; more;) {
    size_t length = 0;
    while (length < 4 || memcmp(request + length - 4, "\r\n\r\n", 4) != 0) {
      if (length == sizeof request || recv(fd, request + length, 1, 0) != 1) {
        close(fd);
        return NULL;
      }
      length++;
    }
    const char *path = request + 4, *end = memchr(path, ' ', length - 4);
    more = end && send_answer(fd, path, (size_t)(end - path));
  }
  close(fd);
  return NULL;
}

static void *serve(void *context)
{
  (void)context;
  for (int fd; (fd = accept(server.listener, NULL, NULL)) >= 0;) {
    pthread_t thread;
    int *copy = memory_alloc(sizeof *copy);
    *copy = fd;
    atomic_fetch_add(&server.connections, 1);
    if (pthread_create(&thread, NULL, serve_connection, copy) != 0) abort();
    pthread_detach(thread);
  }
  return NULL;
}

static int start_server(void **state)
{
  (void)state;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  server.listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(server.listener, (struct sockaddr *)&address, length) != 0 || listen(server.listener, 16) != 0)
    return -1;
  getsockname(server.listener, (struct sockaddr *)&address, &length);
  server.port = ntohs(address.sin_port);
  return pthread_create(&server.thread, NULL, serve, NULL);
}

static int stop_server(void **state)
{
  (void)state;
  shutdown(server.listener, SHUT_RDWR);
  pthread_join(server.thread, NULL);
  return close(server.listener);
}

/* The other end. */

struct end {
  struct loop *loop;
  struct http *http;
  struct http_response response;
  char final_url[128], detail[512];
  int failure; /* -1: there was a response */
};

static void on_response(void *context, uint64_t item, struct http_response *response)
{
  struct end *end = context;
  assert_int_equal(item, 7);
  snprintf(end->final_url, sizeof end->final_url, "%.*s", (int)response->url.length, response->url.data);
  end->response = *response;
  response->head = response->request = response->body = BUFFER_EMPTY;
  end->failure = -1;
  loop_stop(end->loop);
}

static void on_failure(void *context, uint64_t item, const struct http_failure *failure)
{
  struct end *end = context;
  assert_int_equal(item, 7);
  end->failure = (int)failure->kind;
  snprintf(end->detail, sizeof end->detail, "%s", failure->detail);
  loop_stop(end->loop);
}

static int set_up(void **state)
{
  static struct config config;
  struct end *end = memory_zero(1, sizeof *end);
  const struct http_sink sink = {end, on_response, on_failure};
  config_defaults(&config);
  snprintf(config.fetch.user_agent, sizeof config.fetch.user_agent, "tester/1");
  config.fetch.max_body = 2000;
  config.fetch.connect_timeout = 2000;
  config.fetch.transfer_timeout = 5000;
  end->loop = loop_new();
  end->http = http_new(end->loop, &config.fetch, &sink, NULL);
  *state = end;
  return 0;
}

static void forget_response(struct end *end)
{
  buffer_free(&end->response.head);
  buffer_free(&end->response.request);
  buffer_free(&end->response.body);
}

static int tear_down(void **state)
{
  struct end *end = *state;
  forget_response(end);
  http_free(&end->http);
  loop_free(&end->loop);
  free(end);
  return 0;
}

static void transfer_url(struct end *end, const char *url)
{
  dp_error error;
  forget_response(end);
  http_start(end->http, &(struct http_request){.id = 7, .url = slice_of(url), .flags = HTTP_FOLLOW});
  assert_true(loop_run(end->loop, &error));
}

static void transfer(struct end *end, const char *path)
{
  char url[128];
  snprintf(url, sizeof url, "http://127.0.0.1:%u%s", server.port, path);
  transfer_url(end, url);
}

static void a_response_is_kept_with_head_body_and_the_request(void **state)
{
  struct end *end = *state;
  transfer(end, "/page");
  assert_int_equal(end->failure, -1);
  assert_int_equal(end->response.status, 200);
  assert_string_equal(buffer_string(&end->response.body), "news");
  assert_string_equal(
      buffer_string(&end->response.head),
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: keep-alive\r\n");
  assert_true(slice_starts(buffer_view(&end->response.request), "GET /page HTTP/1.1\r\nHost: 127.0.0.1:"));
  assert_non_null(strstr(buffer_string(&end->response.request), "User-Agent: tester/1\r\n"));
  assert_non_null(strstr(buffer_string(&end->response.request), "Accept-Encoding: gzip\r\n"));
}

static void a_compressed_body_stays_as_it_was_received(void **state)
{
  struct end *end = *state;
  transfer(end, "/gzip");
  assert_true(slice_is(buffer_view(&end->response.body), "\x1F\x8Bxyz"));
}

static void chunks_are_joined(void **state)
{
  struct end *end = *state;
  transfer(end, "/chunked");
  assert_string_equal(buffer_string(&end->response.body), "abcde");
}

static void only_the_final_response_of_a_redirect_is_kept(void **state)
{
  struct end *end = *state;
  transfer(end, "/moved");
  assert_int_equal(end->response.status, 200);
  assert_string_equal(buffer_string(&end->response.body), "news");
  assert_null(strstr(buffer_string(&end->response.head), "X-First"));
  assert_true(slice_starts(buffer_view(&end->response.request), "GET /page "));
  assert_string_equal(strrchr(end->final_url, '/'), "/page");
}

static void an_interim_response_is_not_kept(void **state)
{
  struct end *end = *state;
  transfer(end, "/early");
  assert_int_equal(end->response.status, 200);
  assert_true(slice_starts(buffer_view(&end->response.head), "HTTP/1.1 200 OK\r\n"));
  assert_string_equal(buffer_string(&end->response.body), "ok");
}

static void a_connection_is_used_again(void **state)
{
  struct end *end = *state;
  transfer(end, "/page");
  int before = atomic_load(&server.connections);
  transfer(end, "/page");
  transfer(end, "/chunked");
  assert_int_equal(atomic_load(&server.connections), before);
}

static void the_environment_can_not_put_a_proxy_in_between(void **state)
{
  struct end *end = *state;
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("all_proxy", "http://127.0.0.1:1", 1);
  transfer(end, "/page");
  unsetenv("http_proxy");
  unsetenv("all_proxy");
  assert_int_equal(end->failure, -1);
}

static void other_statuses_are_responses_too(void **state)
{
  struct end *end = *state;
  transfer(end, "/absent");
  assert_int_equal(end->failure, -1);
  assert_int_equal(end->response.status, 404);
}

static void failures_are_named(void **state)
{
  static const struct {
    const char *path;
    enum http_failure_kind failure;
  } cases[] = {{"/loop", HTTP_FAILED_REDIRECTS}, {"/away", HTTP_FAILED_PROTOCOL},
               {"/big", HTTP_FAILED_TOO_LARGE},  {"/long", HTTP_FAILED_TOO_LARGE},
               {"/cut", HTTP_FAILED_PROTOCOL},   {"/junk", HTTP_FAILED_PROTOCOL}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    void *inner;
    set_up(&inner);
    struct end *end = inner;
    transfer(end, cases[i].path);
    if (end->failure != (int)cases[i].failure)
      fail_msg("%s: %d %s", cases[i].path, end->failure, end->detail);
    assert_true(strlen(end->detail) > 10);
    tear_down(&inner);
  }
}

static void too_much_of_a_head_is_named_as_that(void **state)
{
  struct end *end = *state;
  transfer(end, "/heads");
  assert_int_equal(end->failure, HTTP_FAILED_TOO_LARGE);
  assert_string_equal(end->detail, "the head of the response is larger than 262144 bytes");
  transfer(end, "/big");
  assert_string_equal(end->detail, "the response is larger than 2000 bytes");
}

static void nobody_there_is_a_failure_to_connect(void **state)
{
  struct end *end = *state;
  transfer_url(end, "http://127.0.0.1:1/");
  assert_int_equal(end->failure, HTTP_FAILED_CONNECT);
}

static void a_name_that_does_not_exist_is_a_failure_of_dns(void **state)
{
  struct end *end = *state;
  /* A label of more than 63 bytes (RFC 1035, 2.3.4) fails before anybody is asked. */
  transfer_url(end,
               "http://a-label-of-a-name-that-is-so-long-that-no-name-server-can-be-asked-for-it.example/");
  assert_int_equal(end->failure, HTTP_FAILED_DNS);
}

static void a_server_that_says_nothing_times_out(void **state)
{
  struct end *end = *state;
  static struct config config;
  config_defaults(&config);
  config.fetch.transfer_timeout = 100;
  assert_true(http_configure(end->http, &config.fetch, NULL));
  transfer(end, "/silent");
  assert_int_equal(end->failure, HTTP_FAILED_TIMEOUT);
}

static void a_transfer_that_runs_when_all_ends_is_given_up_quietly(void **state)
{
  struct end *end = *state;
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%u/silent", server.port);
  http_start(end->http, &(struct http_request){.id = 7, .url = slice_of(url), .flags = HTTP_FOLLOW});
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_response_is_kept_with_head_body_and_the_request),
      TEST(a_compressed_body_stays_as_it_was_received),
      TEST(chunks_are_joined),
      TEST(only_the_final_response_of_a_redirect_is_kept),
      TEST(an_interim_response_is_not_kept),
      TEST(a_connection_is_used_again),
      TEST(the_environment_can_not_put_a_proxy_in_between),
      TEST(other_statuses_are_responses_too),
      cmocka_unit_test(failures_are_named),
      TEST(too_much_of_a_head_is_named_as_that),
      TEST(nobody_there_is_a_failure_to_connect),
      TEST(a_name_that_does_not_exist_is_a_failure_of_dns),
      TEST(a_server_that_says_nothing_times_out),
      TEST(a_transfer_that_runs_when_all_ends_is_given_up_quietly),
  };
  return cmocka_run_group_tests(tests, start_server, stop_server);
}
