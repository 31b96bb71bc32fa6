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
    {"/absent", ANSWER("404 Not Found\r\nContent-Length: 2", "no")},
    {"/early", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" ANSWER("200 OK\r\nContent-Length: 2", "ok")},
    {"/big", ANSWER("200 OK\r\nContent-Length: 5000", "")},
    {"/long",
     ANSWER("200 OK\r\nTransfer-Encoding: chunked", "400\r\n" /* and 1,024 bytes, again and again */)},
    {"/heads", "HTTP/1.1 200 OK\r\n" /* and a header of 1,024 bytes, again and again */},
    {"/cut", ANSWER("200 OK\r\nContent-Length: 100", "short")},
    {"/junk", "SSH-2.0-OpenSSH\r\n\r\n"},
    {"/silent", ""},
    {"/stalls", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"},
    {"/trailer", ANSWER("200 OK\r\nTransfer-Encoding: chunked",
                        "3\r\nabc\r\n0\r\nX-Last: 1\r\nHTTP/1.1: 200 OK\r\n\r\n")},
    {"/lines", "HTTP/1.1 200 OK\r\n" /* and many short header lines */},
    {"/interims", "HTTP/1.1 103 Early Hints\r\n\r\n" /* again and again */},
    {"/old", "HTTP/1.0 200 OK\r\n\r\nold"},
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
    for (int n = 0; n < 2500 && strcmp(pages[i].path, "/lines") == 0; n++)
      if (send(fd, "a: b\r\n", 6, MSG_NOSIGNAL) < 0) return false;
    for (int n = 0; n < 12000 && strcmp(pages[i].path, "/interims") == 0; n++)
      if (send(fd, "HTTP/1.1 103 Early\r\n\r\n", 22, MSG_NOSIGNAL) < 0) return false;
    if (strcmp(pages[i].path, "/silent") == 0 || strcmp(pages[i].path, "/stalls") == 0) {
      char wait; /* until the other side gives up */
      while (recv(fd, &wait, 1, 0) > 0) continue;
    }
    return strstr("/cut /heads /junk /big /silent /stalls /lines /interims /old", pages[i].path) == NULL;
  }
  return false;
}

static void take_request_body(int fd, const char *request, size_t length)
{
  const char *field = memmem(request, length, "Content-Length: ", 16);
  char byte;
  for (int left = field ? atoi(field + 16) : 0; left > 0 && recv(fd, &byte, 1, 0) == 1; left--) continue;
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
    const char *path = request + (*request == 'P' ? 5 : 4);
    if (memcmp(path, "http://news.example/", 20) == 0) path += 19; /* we are a proxy */
    const char *end = memchr(path, ' ', length - (size_t)(path - request));
    take_request_body(fd, request, length);
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
  struct config_fetch settings;
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

static struct config_fetch settings_for_tests(void)
{
  static struct config config;
  config_defaults(&config);
  snprintf(config.fetch.user_agent, sizeof config.fetch.user_agent, "tester/1");
  config.fetch.max_body = 2000;
  config.fetch.connect_timeout = 2000;
  config.fetch.transfer_timeout = 5000;
  config.fetch.allow_addresses.count = 1;
  snprintf(config.fetch.allow_addresses.items[0], CONFIG_TEXT, "127.0.0.0/8");
  return config.fetch;
}

static int set_up(void **state)
{
  struct end *end = memory_zero(1, sizeof *end);
  const struct http_sink sink = {end, on_response, on_failure};
  end->settings = settings_for_tests();
  end->loop = loop_new();
  end->http = http_new(end->loop, &end->settings, &sink, NULL);
  *state = end;
  return 0;
}

static void configure(struct end *end)
{
  dp_error error = {0};
  if (!http_configure(end->http, &end->settings, &error)) fail_msg("%s", error.text);
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

static void run_request(struct end *end, const struct http_request *request)
{
  dp_error error;
  forget_response(end);
  http_start(end->http, request);
  assert_true(loop_run(end->loop, &error));
}

static void transfer_url(struct end *end, const char *url)
{
  run_request(end, &(struct http_request){.id = 7, .url = slice_of(url)});
}

/* request_of - for a path of our server; the URL lives until the next call. */
static struct http_request request_of(const char *path)
{
  static char url[128];
  snprintf(url, sizeof url, "http://127.0.0.1:%u%s", server.port, path);
  return (struct http_request){.id = 7, .url = slice_of(url)};
}

static void transfer(struct end *end, const char *path)
{
  struct http_request request = request_of(path);
  run_request(end, &request);
}

static bool request_has(const struct end *end, const char *line)
{
  return strstr(buffer_string(&end->response.request), line) != NULL;
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
  assert_non_null(strstr(buffer_string(&end->response.request), "Accept-Encoding: gzip, br, zstd\r\n"));
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

static void a_redirect_is_a_response(void **state)
{
  struct end *end = *state;
  transfer(end, "/moved");
  assert_int_equal(end->response.status, 302);
  assert_string_equal(buffer_string(&end->response.body), "moved");
  assert_non_null(strstr(buffer_string(&end->response.head), "Location: /page#part\r\n"));
  assert_string_equal(strrchr(end->final_url, '/'), "/moved");
}

static void inner_addresses_are_not_connected_to_unless_listed(void **state)
{
  struct end *end = *state;
  int before = atomic_load(&server.connections);
  end->settings.allow_addresses.count = 0;
  configure(end);
  transfer(end, "/page");
  assert_int_equal(end->failure, HTTP_FAILED_ADDRESS);
  assert_string_equal(end->detail, "127.0.0.1 is a loopback address (127.0.0.0/8), and no entry of "
                                   "fetch.allow_addresses permits it");
  char url[64]; /* a name that leads there */
  snprintf(url, sizeof url, "http://localhost:%u/page", server.port);
  transfer_url(end, url);
  assert_int_equal(end->failure, HTTP_FAILED_ADDRESS);
  assert_int_equal(atomic_load(&server.connections), before);
  assert_int_equal(http_counts(end->http).sockets, 0);
}

static void an_open_connection_is_judged_by_the_lists_in_force(void **state)
{
  struct end *end = *state;
  transfer(end, "/page");
  assert_int_equal(end->failure, -1);
  assert_int_equal(http_counts(end->http).sockets, 1);
  snprintf(end->settings.deny_addresses.items[0], CONFIG_TEXT, "127.0.0.1");
  end->settings.deny_addresses.count = 1;
  configure(end);
  transfer(end, "/page");
  assert_int_equal(end->failure, HTTP_FAILED_ADDRESS);
  assert_non_null(strstr(end->detail, "fetch.deny_addresses"));
}

static void a_proxy_of_the_settings_is_asked_for_every_address(void **state)
{
  struct end *end = *state;
  end->settings.allow_addresses.count = 0;
  snprintf(end->settings.proxy, CONFIG_TEXT, "http://127.0.0.1:%u", server.port);
  configure(end);
  setenv("no_proxy", "*", 1);
  transfer_url(end, "http://news.example/page");
  unsetenv("no_proxy");
  if (end->failure != -1) fail_msg("%s", end->detail);
  assert_string_equal(buffer_string(&end->response.body), "news");
}

static void the_fields_of_a_request_replace_the_usual_ones(void **state)
{
  struct end *end = *state;
  struct http_request request = request_of("/page");
  request.fields[0] = SLICE("If-None-Match: \"x\"");
  request.fields[1] = SLICE("accept: text/plain");
  request.field_count = 2;
  run_request(end, &request);
  assert_true(request_has(end, "If-None-Match: \"x\"\r\n"));
  assert_true(request_has(end, "accept: text/plain\r\n"));
  assert_false(request_has(end, "Accept: text/html"));
  assert_true(request_has(end, "Accept-Encoding: gzip, br, zstd\r\n"));
  transfer(end, "/page"); /* and the next one is without them */
  assert_true(request_has(end, "Accept: text/html"));
  assert_false(request_has(end, "If-None-Match"));
}

static void a_contact_stands_behind_the_name(void **state)
{
  struct end *end = *state;
  snprintf(end->settings.contact, CONFIG_TEXT, "https://news.example/bot");
  configure(end);
  transfer(end, "/page");
  assert_true(request_has(end, "User-Agent: tester/1 (+https://news.example/bot)\r\n"));
}

static void nothing_of_us_is_told_but_what_is_meant(void **state)
{
  static const char *const allowed[] = {
      "GET ", "Host: ", "User-Agent: ", "Accept: ", "Accept-Language: ", "Accept-Encoding: "};
  struct end *end = *state;
  transfer(end, "/page");
  struct slice rest = buffer_view(&end->response.request);
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
    if (!slice_starts(rest, allowed[i])) fail_msg("%s expected in %.80s", allowed[i], rest.data);
    const char *next = strstr(rest.data, "\r\n");
    rest = slice_from(rest, (size_t)(next - rest.data) + 2);
  }
  assert_true(slice_is(rest, "\r\n"));
}

static void a_post_sends_its_body(void **state)
{
  struct end *end = *state;
  struct http_request request = request_of("/page");
  request.method = HTTP_POST;
  request.body = SLICE("hub.mode=subscribe");
  request.fields[request.field_count++] = SLICE("Content-Type: application/x-www-form-urlencoded");
  run_request(end, &request);
  assert_int_equal(end->response.status, 200);
  assert_true(slice_starts(buffer_view(&end->response.request), "POST /page HTTP/1.1\r\n"));
  assert_true(request_has(end, "Content-Length: 18\r\n"));
  transfer(end, "/page"); /* the same handle gets again */
  assert_true(slice_starts(buffer_view(&end->response.request), "GET /page HTTP/1.1\r\n"));
  assert_false(request_has(end, "Content-"));
}

static void a_body_is_cut_where_that_is_wanted(void **state)
{
  static const char *const paths[] = {"/page", "/chunked"};
  struct end *end = *state;
  for (size_t i = 0; i < 2; i++) {
    struct http_request request = request_of(paths[i]);
    request.flags = HTTP_CUT;
    request.max_body = 3;
    run_request(end, &request);
    assert_int_equal(end->failure, -1);
    assert_true(end->response.cut);
    assert_int_equal(end->response.body.length, 3);
    request.max_body = 5;
    run_request(end, &request);
    assert_false(end->response.cut);
  }
}

static void a_request_may_have_a_limit_of_its_own(void **state)
{
  struct end *end = *state;
  struct http_request request = request_of("/page");
  request.max_body = 3;
  run_request(end, &request);
  assert_int_equal(end->failure, HTTP_FAILED_TOO_LARGE);
  assert_string_equal(end->detail, "the response is larger than 3 bytes");
}

static void a_trailer_is_no_part_of_the_head(void **state)
{
  struct end *end = *state;
  transfer(end, "/trailer");
  assert_string_equal(buffer_string(&end->response.body), "abc");
  assert_null(strstr(buffer_string(&end->response.head), "X-Last"));
}

static void where_it_came_from_is_told(void **state)
{
  struct end *end = *state;
  char peer[HTTP_PEER];
  transfer(end, "/page");
  snprintf(peer, sizeof peer, "127.0.0.1:%u", server.port);
  assert_string_equal(end->response.peer, peer);
  assert_int_equal(end->response.version, 11);
  assert_true(end->response.times.total >= end->response.times.first_byte);
  transfer(end, "/old");
  assert_int_equal(end->response.version, 10);
  assert_string_equal(buffer_string(&end->response.body), "old");
}

static void credentials_in_a_url_are_not_sent(void **state)
{
  struct end *end = *state;
  char url[64];
  snprintf(url, sizeof url, "http://user:word@127.0.0.1:%u/page", server.port);
  transfer_url(end, url);
  assert_int_equal(end->failure, HTTP_FAILED_PROTOCOL);
}

static void a_file_of_authorities_that_is_not_there_is_refused(void **state)
{
  struct end *end = *state;
  dp_error error = {0};
  snprintf(end->settings.ca_file, CONFIG_TEXT, "/absent/authorities.pem");
  assert_false(http_configure(end->http, &end->settings, &error));
  assert_non_null(strstr(error.text, "fetch.ca_file"));
  transfer(end, "/page"); /* with the settings of before */
  assert_int_equal(end->failure, -1);
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
  } cases[] = {{"/lines", HTTP_FAILED_TOO_LARGE}, {"/interims", HTTP_FAILED_TOO_LARGE},
               {"/big", HTTP_FAILED_TOO_LARGE},   {"/long", HTTP_FAILED_TOO_LARGE},
               {"/cut", HTTP_FAILED_PROTOCOL},    {"/junk", HTTP_FAILED_PROTOCOL}};
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
  transfer_url(end, "http://127.0.0.1:2/");
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

static void each_timeout_is_named(void **state)
{
  struct end *end = *state;
  end->settings.transfer_timeout = 100;
  end->settings.connect_timeout = 50;
  configure(end);
  transfer(end, "/silent");
  assert_int_equal(end->failure, HTTP_FAILED_TIMEOUT);
  assert_string_equal(end->detail, "not complete after 100 ms, with 0 bytes (fetch.transfer_timeout)");
  end->settings = settings_for_tests();
  end->settings.first_byte_timeout = 50;
  configure(end);
  transfer(end, "/silent");
  assert_int_equal(end->failure, HTTP_FAILED_TIMEOUT);
  assert_string_equal(end->detail, "no response within 50 ms of the request (fetch.first_byte_timeout)");
  end->settings.stall_timeout = 50;
  configure(end);
  transfer(end, "/stalls");
  assert_int_equal(end->failure, HTTP_FAILED_TIMEOUT);
  assert_string_equal(end->detail, "no byte for 50 ms, after 45 (fetch.stall_timeout)");
  assert_int_equal(http_counts(end->http).transfers, 0);
}

static void a_transfer_that_runs_when_all_ends_is_given_up_quietly(void **state)
{
  struct end *end = *state;
  struct http_request request = request_of("/silent");
  http_start(end->http, &request);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_response_is_kept_with_head_body_and_the_request),
      TEST(a_compressed_body_stays_as_it_was_received),
      TEST(chunks_are_joined),
      TEST(a_redirect_is_a_response),
      TEST(inner_addresses_are_not_connected_to_unless_listed),
      TEST(an_open_connection_is_judged_by_the_lists_in_force),
      TEST(a_proxy_of_the_settings_is_asked_for_every_address),
      TEST(the_fields_of_a_request_replace_the_usual_ones),
      TEST(a_contact_stands_behind_the_name),
      TEST(nothing_of_us_is_told_but_what_is_meant),
      TEST(a_post_sends_its_body),
      TEST(a_body_is_cut_where_that_is_wanted),
      TEST(a_request_may_have_a_limit_of_its_own),
      TEST(a_trailer_is_no_part_of_the_head),
      TEST(where_it_came_from_is_told),
      TEST(credentials_in_a_url_are_not_sent),
      TEST(a_file_of_authorities_that_is_not_there_is_refused),
      TEST(an_interim_response_is_not_kept),
      TEST(a_connection_is_used_again),
      TEST(the_environment_can_not_put_a_proxy_in_between),
      TEST(other_statuses_are_responses_too),
      cmocka_unit_test(failures_are_named),
      TEST(too_much_of_a_head_is_named_as_that),
      TEST(nobody_there_is_a_failure_to_connect),
      TEST(a_name_that_does_not_exist_is_a_failure_of_dns),
      TEST(each_timeout_is_named),
      TEST(a_transfer_that_runs_when_all_ends_is_given_up_quietly),
  };
  return cmocka_run_group_tests(tests, start_server, stop_server);
}
