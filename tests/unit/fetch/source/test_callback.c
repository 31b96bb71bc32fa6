/* The callback's web server in the real loop, asked over real sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "fetch/source/callback.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
  struct loop *loop;
  struct callback *callback;
  int port;
  int asked, heads;
  size_t body_length;
  char path[64], challenge[64], signature[64], reason[64], type[64];
  bool post;
} desk;

static dp_error error;

static int take(void *context, const struct websub_request *request, struct buffer *body)
{
  (void)context;
  if (request->head) {
    desk.heads++;
    return slice_is(request->path, "/nobody") ? 404 : 200;
  }
  desk.asked++;
  desk.post = request->post;
  desk.body_length = request->body.length;
  snprintf(desk.path, sizeof desk.path, "%.*s", (int)request->path.length, request->path.data);
  snprintf(desk.challenge, sizeof desk.challenge, "%.*s", (int)request->challenge.length,
           request->challenge.data);
  snprintf(desk.signature, sizeof desk.signature, "%.*s", (int)request->signature.length,
           request->signature.data);
  snprintf(desk.reason, sizeof desk.reason, "%.*s", (int)request->reason.length, request->reason.data);
  snprintf(desk.type, sizeof desk.type, "%.*s", (int)request->content_type.length,
           request->content_type.data);
  buffer_slice(body, request->challenge);
  return slice_is(request->path, "/nobody") ? 404 : 200;
}

/* The client is a thread; the loop runs here until it has its answer. */
struct client {
  const char *head;
  size_t body;
  char answer[512];
};

static void *talk(void *context)
{
  struct client *client = context;
  static const char piece[4096] = {0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)desk.port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
  send(fd, client->head, strlen(client->head), MSG_NOSIGNAL);
  for (size_t sent = 0; sent < client->body;) {
    size_t length = client->body - sent < sizeof piece ? client->body - sent : sizeof piece;
    ssize_t done = send(fd, piece, length, MSG_NOSIGNAL);
    if (done <= 0) break;
    sent += (size_t)done;
  }
  size_t got = 0;
  for (ssize_t more = 1; more > 0 && got + 1 < sizeof client->answer; got += more > 0 ? (size_t)more : 0)
    more = recv(fd, client->answer + got, sizeof client->answer - 1 - got, 0);
  client->answer[got] = '\0';
  close(fd);
  loop_stop(desk.loop);
  return NULL;
}

static void ask(struct client *client)
{
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, talk, client), 0);
  assert_true(loop_run(desk.loop, &error));
  pthread_join(thread, NULL);
}

static int open_desk(void **state)
{
  (void)state;
  memset(&desk, 0, sizeof desk);
  desk.loop = loop_new();
  desk.callback = callback_new(desk.loop, "127.0.0.1:0", take, NULL, &error);
  if (!desk.callback) return -1;
  desk.port = callback_port(desk.callback);
  return 0;
}

static int close_desk(void **state)
{
  (void)state;
  callback_free(&desk.callback);
  loop_free(&desk.loop);
  return 0;
}

static void test_a_challenge_is_given_back(void **state)
{
  (void)state;
  struct client client = {
      .head = "GET /7/abc?hub.mode=subscribe&hub.challenge=a%20b%26c&hub.reason=no HTTP/1.1\r\n"
              "Host: x\r\nConnection: close\r\n\r\n"};
  ask(&client);
  assert_non_null(strstr(client.answer, " 200 "));
  assert_non_null(strstr(client.answer, "\r\n\r\na b&c"));
  assert_string_equal(desk.path, "/7/abc");
  assert_string_equal(desk.reason, "no");
  assert_string_equal(desk.type, "");
  assert_false(desk.post);
}

static void test_content_comes_whole(void **state)
{
  (void)state;
  struct client client = {.head =
                              "POST /7/abc HTTP/1.1\r\nHost: x\r\nX-Hub-Signature: sha1=12\r\n"
                              "Content-Type: text/xml\r\nContent-Length: 300000\r\nConnection: close\r\n\r\n",
                          .body = 300000};
  ask(&client);
  assert_non_null(strstr(client.answer, " 200 "));
  assert_true(desk.post);
  assert_int_equal(desk.body_length, 300000);
  assert_string_equal(desk.signature, "sha1=12");
  assert_string_equal(desk.type, "text/xml");
}

static void test_too_much_content_is_refused(void **state)
{
  (void)state;
  char head[160];
  snprintf(head, sizeof head,
           "POST /7/abc HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n",
           CALLBACK_BODY_MAX + 1);
  struct client client = {.head = head, .body = CALLBACK_BODY_MAX + 1};
  ask(&client);
  assert_non_null(strstr(client.answer, " 413 "));
  assert_int_equal(desk.asked, 0);
}

/* A crowd of clients that keep their bodies open until all have sent them but for the last byte. */
enum { CROWD = 8 };
struct crowd {
  int answered, refused;
};

static void send_bytes(int fd, size_t bytes)
{
  static const char piece[65536] = {0};
  while (bytes) {
    ssize_t sent = send(fd, piece, bytes < sizeof piece ? bytes : sizeof piece, MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes -= (size_t)sent;
  }
}

static int begin_body(void)
{
  char head[120];
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)desk.port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int little = 64 * 1024; /* so that what was sent was read, but for the kernel's few megabytes */
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) return -1;
  snprintf(head, sizeof head, "POST /7/abc HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n",
           CALLBACK_BODY_MAX);
  send(fd, head, strlen(head), MSG_NOSIGNAL);
  send_bytes(fd, CALLBACK_BODY_MAX - 1);
  return fd;
}

static void *crowd_in(void *context)
{
  struct crowd *crowd = context;
  int fds[CROWD];
  char answer[256];
  for (int i = 0; i < CROWD; i++) fds[i] = begin_body();
  for (int i = 0; i < CROWD; i++) {
    send_bytes(fds[i], 1);
    ssize_t got = recv(fds[i], answer, sizeof answer - 1, 0);
    answer[got > 0 ? got : 0] = '\0';
    crowd->answered += strstr(answer, " 200 ") != NULL;
    crowd->refused += strstr(answer, " 503 ") != NULL;
    close(fds[i]);
  }
  loop_stop(desk.loop);
  return NULL;
}

static void test_a_crowd_holds_no_more_than_some_bodies(void **state)
{
  (void)state;
  struct crowd crowd = {0, 0};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, crowd_in, &crowd), 0);
  assert_true(loop_run(desk.loop, &error));
  pthread_join(thread, NULL);
  assert_int_equal(crowd.answered + crowd.refused, CROWD);
  assert_true(crowd.refused > 0 && crowd.answered >= CALLBACK_BODIES_MAX / CALLBACK_BODY_MAX);
  struct client late = {
      .head = "POST /7/abc HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConnection: close\r\n\r\n",
      .body = 100};
  ask(&late); /* there is room again */
  assert_non_null(strstr(late.answer, " 200 "));
}

static void test_other_methods_and_strangers(void **state)
{
  (void)state;
  struct client put = {
      .head = "PUT /7/abc HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"};
  ask(&put);
  assert_non_null(strstr(put.answer, " 405 "));
  assert_non_null(strstr(put.answer, "Allow: GET, POST\r\n"));
  struct client stranger = {.head = "GET /nobody HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"};
  ask(&stranger);
  assert_non_null(strstr(stranger.answer, " 404 "));
  assert_int_equal(desk.asked, 1);
}

static void test_the_body_of_a_stranger_is_not_kept(void **state)
{
  (void)state;
  struct client client = {
      .head = "POST /nobody HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n",
      .body = 100000};
  ask(&client);
  assert_non_null(strstr(client.answer, " 404 "));
  assert_int_equal(desk.heads, 1);
  assert_int_equal(desk.asked, 0);
}

static void test_addresses_to_listen_on(void **state)
{
  (void)state;
  static const char *const wrong[] = {
      "",          "8089",     "localhost:8089", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999",
      "[::1:8089", "::1:8089", "[]:1",           ":80"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_null(callback_new(desk.loop, wrong[i], take, NULL, &error));
    assert_int_equal(error.code, EX_CONFIG);
  }
  char taken[32];
  snprintf(taken, sizeof taken, "127.0.0.1:%d", desk.port);
  assert_null(callback_new(desk.loop, taken, take, NULL, &error));
  assert_int_equal(error.code, EX_UNAVAILABLE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_a_challenge_is_given_back, open_desk, close_desk),
      cmocka_unit_test_setup_teardown(test_content_comes_whole, open_desk, close_desk),
      cmocka_unit_test_setup_teardown(test_too_much_content_is_refused, open_desk, close_desk),
      cmocka_unit_test_setup_teardown(test_a_crowd_holds_no_more_than_some_bodies, open_desk, close_desk),
      cmocka_unit_test_setup_teardown(test_other_methods_and_strangers, open_desk, close_desk),
      cmocka_unit_test_setup_teardown(test_the_body_of_a_stranger_is_not_kept, open_desk, close_desk),
      cmocka_unit_test_setup_teardown(test_addresses_to_listen_on, open_desk, close_desk),
  };
  return cmocka_run_group_tests_name("callback", tests, NULL, NULL);
}
