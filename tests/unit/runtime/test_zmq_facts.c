/* What was measured of libzmq and is relied upon. Directly on the library, so that an upgrade tells what
 * changed: a test that fails here is no bug of ours, but a reason to read bus.c and PROTOCOL.md again. Not
 * pinned, because it is a race: a SUB with a receive high-water mark of 1 and heartbeats can abort the
 * process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

enum { PATIENCE = 60 * 1000, LARGE = 1024 * 1024 };

static char directory[64], endpoint[96];
static char large[LARGE];

static int set_up(void **state)
{
  (void)state;
  strcpy(directory, "/tmp/depeche-facts-XXXXXX");
  assert_non_null(mkdtemp(directory));
  snprintf(endpoint, sizeof endpoint, "ipc://%s/socket", directory);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  unlink(endpoint + 6);
  rmdir(directory);
  return 0;
}

static void set_option(void *socket, int option, int value)
{
  assert_int_equal(zmq_setsockopt(socket, option, &value, sizeof value), 0);
}

static void *open_socket(void *context, int type, int high_water_mark)
{
  void *socket = zmq_socket(context, type);
  assert_non_null(socket);
  set_option(socket, ZMQ_LINGER, 0);
  set_option(socket, ZMQ_SNDHWM, high_water_mark);
  set_option(socket, ZMQ_RCVHWM, high_water_mark);
  set_option(socket, ZMQ_RCVTIMEO, PATIENCE);
  set_option(socket, ZMQ_SNDTIMEO, PATIENCE);
  set_option(socket, ZMQ_RECONNECT_IVL, 10);
  return socket;
}

static void *bound(void *context, int type, int high_water_mark)
{
  void *socket = open_socket(context, type, high_water_mark);
  assert_int_equal(zmq_bind(socket, endpoint), 0);
  return socket;
}

static void *connected(void *context, int type, int high_water_mark)
{
  void *socket = open_socket(context, type, high_water_mark);
  assert_int_equal(zmq_connect(socket, endpoint), 0);
  return socket;
}

static bool readable(void *socket)
{
  zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
  return zmq_poll(&item, 1, PATIENCE) == 1;
}

/* A number in front of a large message: so large that kernel buffers hold less than one. */
static int send_number(void *socket, int number, int flags)
{
  memcpy(large, &number, sizeof number);
  return zmq_send(socket, large, sizeof large, flags);
}

static int receive_number(void *socket)
{
  static char bytes[LARGE];
  int number = -1;
  if (zmq_recv(socket, bytes, sizeof bytes, 0) < 0) return -1;
  memcpy(&number, bytes, sizeof number);
  return number;
}

static void *watch(void *context, void *socket, int events)
{
  char name[64];
  snprintf(name, sizeof name, "inproc://watch-%p", socket);
  assert_int_equal(zmq_socket_monitor(socket, name, events), 0);
  void *watcher = open_socket(context, ZMQ_PAIR, 1000);
  assert_int_equal(zmq_connect(watcher, name), 0);
  return watcher;
}

/* seen - waits for the next watched event; its number. */
static int seen(void *watcher)
{
  unsigned char frame[6];
  uint16_t event;
  char peer[128];
  assert_int_equal(zmq_recv(watcher, frame, sizeof frame, 0), sizeof frame);
  assert_true(zmq_recv(watcher, peer, sizeof peer, 0) >= 0);
  memcpy(&event, frame, sizeof event);
  return event;
}

static void a_send_means_queued_and_not_sent(void **state)
{
  (void)state;
  void *context = zmq_ctx_new(), *push = connected(context, ZMQ_PUSH, 8); /* nobody has bound the name */
  for (int i = 0; i < 8; i++) assert_int_equal(zmq_send(push, "x", 1, ZMQ_DONTWAIT), 1);
  assert_int_equal(zmq_send(push, "x", 1, ZMQ_DONTWAIT), -1);
  assert_int_equal(errno, EAGAIN);
  zmq_close(push);
  zmq_ctx_term(context);
}

static void with_immediate_a_push_without_a_peer_takes_nothing(void **state)
{
  (void)state;
  void *context = zmq_ctx_new(), *push = open_socket(context, ZMQ_PUSH, 8);
  set_option(push, ZMQ_IMMEDIATE, 1);
  assert_int_equal(zmq_connect(push, endpoint), 0);
  assert_int_equal(zmq_send(push, "x", 1, ZMQ_DONTWAIT), -1);
  assert_int_equal(errno, EAGAIN);
  zmq_close(push);
  zmq_ctx_term(context);
}

static void only_the_first_frame_can_find_the_queue_full(void **state)
{
  (void)state;
  void *context = zmq_ctx_new(), *push = connected(context, ZMQ_PUSH, 1);
  for (int i = 0; i < 100; i++) assert_int_equal(zmq_send(push, "x", 1, ZMQ_DONTWAIT | ZMQ_SNDMORE), 1);
  assert_int_equal(zmq_send(push, "x", 1, ZMQ_DONTWAIT), 1);
  assert_int_equal(zmq_send(push, "x", 1, ZMQ_DONTWAIT | ZMQ_SNDMORE), -1);
  assert_int_equal(errno, EAGAIN);
  zmq_close(push);
  zmq_ctx_term(context);
}

/* A worker that reads one message, waits until more have reached it, says so, and is killed. */
static _Noreturn void doomed_worker(int told)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  void *pull = bound(zmq_ctx_new(), ZMQ_PULL, 8);
  if (receive_number(pull) == 0 && readable(pull) && write(told, "x", 1) != 1) _exit(1);
  for (;;) pause();
}

static void killing_a_worker_loses_what_it_had_received_and_no_more_than_its_queue(void **state)
{
  (void)state;
  enum { SENT = 40 };
  int told[2];
  char byte;
  assert_int_equal(pipe(told), 0);
  pid_t worker = fork();
  if (worker == 0) doomed_worker(told[1]);
  void *context = zmq_ctx_new(), *push = connected(context, ZMQ_PUSH, 8);
  int next = 0;
  for (struct pollfd item = {told[0], POLLIN, 0}; poll(&item, 1, 0) == 0;) {
    if (next < SENT && send_number(push, next, ZMQ_DONTWAIT) > 0) next++;
  }
  assert_int_equal(read(told[0], &byte, 1), 1);
  kill(worker, SIGKILL);
  waitpid(worker, NULL, 0);
  void *heir = bound(context, ZMQ_PULL, 8);
  int arrived = 0, last = -1;
  while (last != SENT - 1) {
    if (next < SENT && send_number(push, next, ZMQ_DONTWAIT) > 0) next++;
    zmq_pollitem_t item = {heir, 0, ZMQ_POLLIN, 0};
    if (zmq_poll(&item, 1, 1) == 1) last = receive_number(heir), arrived++;
  }
  int lost = SENT - 1 - arrived; /* one was read before the kill */
  assert_true(lost >= 1);
  assert_true(lost <= 8 + 3); /* its queue, and what was on the wire */
  zmq_close(heir);
  zmq_close(push);
  zmq_ctx_term(context);
  close(told[0]);
  close(told[1]);
}

/* first_after_reconnect - messages are queued at a push, its peer goes and comes back, and 99 is sent: what
 * comes first? */
static int first_after_reconnect(int immediate)
{
  void *context = zmq_ctx_new(), *theirs = zmq_ctx_new();
  void *pull = bound(theirs, ZMQ_PULL, 1), *push = open_socket(context, ZMQ_PUSH, 8);
  set_option(push, ZMQ_IMMEDIATE, immediate);
  void *watcher = watch(context, push, ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED);
  assert_int_equal(zmq_connect(push, endpoint), 0);
  assert_int_equal(seen(watcher), ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
  for (int i = 0; i < 8; i++) assert_int_equal(send_number(push, i, 0), LARGE);
  assert_true(readable(pull));
  zmq_close(pull);
  zmq_ctx_term(theirs);
  assert_int_equal(seen(watcher), ZMQ_EVENT_DISCONNECTED);
  pull = bound(context, ZMQ_PULL, 1);
  while (seen(watcher) != ZMQ_EVENT_HANDSHAKE_SUCCEEDED) continue;
  assert_int_equal(send_number(push, 99, 0), LARGE);
  int first = receive_number(pull);
  zmq_socket_monitor(push, NULL, 0);
  zmq_close(watcher);
  zmq_close(pull);
  zmq_close(push);
  zmq_ctx_term(context);
  return first;
}

static void with_immediate_a_reconnect_drops_what_was_queued(void **state)
{
  (void)state;
  assert_int_equal(first_after_reconnect(1), 99);
}

static void without_immediate_a_reconnect_keeps_what_was_queued(void **state)
{
  (void)state;
  int first = first_after_reconnect(0);
  assert_true(first > 0 && first < 8);
}

static void a_disconnect_before_draining_loses_what_was_received(void **state)
{
  (void)state;
  void *context = zmq_ctx_new(), *push = bound(context, ZMQ_PUSH, 8), *pull = connected(context, ZMQ_PULL, 8);
  assert_int_equal(zmq_send(push, "x", 1, 0), 1);
  assert_true(readable(pull));
  assert_int_equal(zmq_disconnect(pull, endpoint), 0);
  char byte;
  assert_int_equal(zmq_recv(pull, &byte, 1, ZMQ_DONTWAIT), -1);
  assert_int_equal(errno, EAGAIN);
  zmq_close(pull);
  zmq_close(push);
  zmq_ctx_term(context);
}

/* until_subscribed - publishes until the first message arrives. */
static void until_subscribed(void *pub, void *sub)
{
  char text[8];
  do zmq_send(pub, "sync", 4, 0);
  while (zmq_recv(sub, text, sizeof text, ZMQ_DONTWAIT) < 0);
}

static void a_publisher_drops_for_a_slow_subscriber_and_says_nothing(void **state)
{
  (void)state;
  enum { SENT = 200 };
  void *context = zmq_ctx_new(), *pub = bound(context, ZMQ_PUB, 8), *sub = connected(context, ZMQ_SUB, 8);
  assert_int_equal(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, "", 0), 0);
  until_subscribed(pub, sub);
  for (int i = 0; i < SENT; i++) assert_int_equal(send_number(pub, i, 0), LARGE);
  int arrived = 0;
  for (bool ended = false; !ended;) {
    static char bytes[LARGE];
    zmq_send(pub, "end", 3, 0); /* dropped too, while the queue is full */
    int size = zmq_recv(sub, bytes, sizeof bytes, ZMQ_DONTWAIT);
    arrived += size == LARGE;
    ended = size == 3;
  }
  assert_true(arrived > 0 && arrived < SENT);
  zmq_close(sub);
  zmq_close(pub);
  zmq_ctx_term(context);
}

static void a_subscription_matches_by_prefix(void **state)
{
  (void)state;
  void *context = zmq_ctx_new(), *pub = bound(context, ZMQ_PUB, 100), *sub = connected(context, ZMQ_SUB, 100);
  char text[16];
  assert_int_equal(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, "ack.main", 8), 0);
  do zmq_send(pub, "ack.mainz|", 10, 0);
  while (zmq_recv(sub, text, sizeof text, ZMQ_DONTWAIT) < 0);
  assert_memory_equal(text, "ack.mainz|", 10); /* why every topic ends with "|" */
  zmq_close(sub);
  zmq_close(pub);
  zmq_ctx_term(context);
}

static void a_second_ipc_bind_steals_the_name_silently(void **state)
{
  (void)state;
  void *context = zmq_ctx_new(), *first = bound(context, ZMQ_PULL, 8), *second = bound(context, ZMQ_PULL, 8);
  void *push = connected(context, ZMQ_PUSH, 8);
  char byte;
  assert_int_equal(zmq_send(push, "x", 1, 0), 1);
  assert_int_equal(zmq_recv(second, &byte, 1, 0), 1);
  assert_int_equal(zmq_recv(first, &byte, 1, ZMQ_DONTWAIT), -1);
  zmq_close(push);
  zmq_close(second);
  zmq_close(first);
  zmq_ctx_term(context);
}

static void an_ipc_socket_has_the_mode_that_the_umask_leaves(void **state)
{
  (void)state;
  void *context = zmq_ctx_new();
  mode_t before = umask(0022);
  void *pull = bound(context, ZMQ_PULL, 8);
  umask(before);
  struct stat info;
  assert_int_equal(stat(endpoint + 6, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0755);
  zmq_close(pull);
  zmq_ctx_term(context);
}

static void do_nothing(int number)
{
  (void)number;
}

static void a_signal_interrupts_a_blocking_call(void **state)
{
  (void)state;
  void *context = zmq_ctx_new(), *pull = bound(context, ZMQ_PULL, 8);
  struct sigaction action = {.sa_handler = do_nothing}, before;
  struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
  char byte;
  sigaction(SIGALRM, &action, &before);
  setitimer(ITIMER_REAL, &often, NULL);
  assert_int_equal(zmq_recv(pull, &byte, 1, 0), -1);
  assert_int_equal(errno, EINTR);
  setitimer(ITIMER_REAL, &never, NULL);
  sigaction(SIGALRM, &before, NULL);
  zmq_close(pull);
  zmq_ctx_term(context);
}

/* ZAP: a handler that refuses everybody, and counts whom it was asked about. */
struct zap {
  void *context, *socket;
  pthread_t thread;
  atomic_int asked;
};

static void *refuse_everybody(void *of)
{
  struct zap *zap = of;
  char request_id[256], rest[256];
  for (;;) {
    int more = 1, frame = 0, id_length = 0;
    size_t size = sizeof more;
    for (; more; frame++) {
      int length = zmq_recv(zap->socket, frame == 1 ? request_id : rest, 256, 0);
      if (length < 0) break;
      if (frame == 1) id_length = length;
      zmq_getsockopt(zap->socket, ZMQ_RCVMORE, &more, &size);
    }
    if (more) break; /* the context ends */
    atomic_fetch_add(&zap->asked, 1);
    zmq_send(zap->socket, "1.0", 3, ZMQ_SNDMORE);
    zmq_send(zap->socket, request_id, (size_t)id_length, ZMQ_SNDMORE);
    zmq_send(zap->socket, "400", 3, ZMQ_SNDMORE);
    zmq_send(zap->socket, "no", 2, ZMQ_SNDMORE);
    zmq_send(zap->socket, "", 0, ZMQ_SNDMORE);
    zmq_send(zap->socket, "", 0, 0);
  }
  zmq_close(zap->socket);
  return NULL;
}

static void zap_start(struct zap *zap, void *context)
{
  *zap = (struct zap){.context = context, .socket = zmq_socket(context, ZMQ_REP)};
  assert_int_equal(zmq_bind(zap->socket, "inproc://zeromq.zap.01"), 0);
  assert_int_equal(pthread_create(&zap->thread, NULL, refuse_everybody, zap), 0);
}

struct meeting {
  bool curve, handler;
  const char *domain;
};

static void make_server(void *socket)
{
  static const char secret[] = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
  set_option(socket, ZMQ_CURVE_SERVER, 1);
  assert_int_equal(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret, strlen(secret)), 0);
}

static void make_stranger(void *socket)
{
  static const char server[] = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"; /* public key of the server */
  char public_key[41], secret_key[41];
  assert_int_equal(zmq_curve_keypair(public_key, secret_key), 0);
  assert_int_equal(zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server, strlen(server)), 0);
  assert_int_equal(zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, public_key, 40), 0);
  assert_int_equal(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, 40), 0);
}

/* gets_in - a stranger connects: does the handshake succeed? `asked`: how often the handler was asked. */
static bool gets_in(const struct meeting *meeting, int *asked)
{
  void *context = zmq_ctx_new(), *elsewhere = zmq_ctx_new();
  struct zap zap = {0};
  if (meeting->handler) zap_start(&zap, context);
  void *server = open_socket(context, ZMQ_PULL, 8), *stranger = open_socket(elsewhere, ZMQ_PUSH, 8);
  if (meeting->domain) zmq_setsockopt(server, ZMQ_ZAP_DOMAIN, meeting->domain, strlen(meeting->domain));
  if (meeting->curve) make_server(server), make_stranger(stranger);
  void *watcher = watch(context, server,
                        ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                            ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL);
  assert_int_equal(zmq_bind(server, endpoint), 0);
  assert_int_equal(zmq_connect(stranger, endpoint), 0);
  bool in = seen(watcher) == ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
  *asked = atomic_load(&zap.asked);
  zmq_socket_monitor(server, NULL, 0);
  zmq_close(watcher);
  zmq_close(server);
  zmq_close(stranger);
  zmq_ctx_term(elsewhere);
  zmq_ctx_shutdown(context);
  if (meeting->handler) pthread_join(zap.thread, NULL);
  zmq_ctx_term(context);
  return in;
}

/* That holds for the NULL mechanism; with CURVE a handler is asked whatever the domain is. */
static void an_empty_zap_domain_switches_zap_off(void **state)
{
  (void)state;
  int asked;
  assert_true(gets_in(&(struct meeting){.handler = true}, &asked));
  assert_int_equal(asked, 0);
  assert_false(gets_in(&(struct meeting){.handler = true, .domain = "depeche"}, &asked));
  assert_true(asked >= 1);
}

static void curve_without_a_zap_handler_lets_every_key_in(void **state)
{
  (void)state;
  int asked;
  if (!zmq_has("curve")) skip();
  assert_true(gets_in(&(struct meeting){.curve = true}, &asked));
  assert_true(gets_in(&(struct meeting){.curve = true, .domain = "depeche"}, &asked));
  assert_false(gets_in(&(struct meeting){.curve = true, .handler = true, .domain = "depeche"}, &asked));
  assert_true(asked >= 1);
  assert_false(gets_in(&(struct meeting){.curve = true, .handler = true}, &asked));
  assert_true(asked >= 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(killing_a_worker_loses_what_it_had_received_and_no_more_than_its_queue),
      TEST(a_send_means_queued_and_not_sent),
      TEST(with_immediate_a_push_without_a_peer_takes_nothing),
      TEST(only_the_first_frame_can_find_the_queue_full),
      TEST(with_immediate_a_reconnect_drops_what_was_queued),
      TEST(without_immediate_a_reconnect_keeps_what_was_queued),
      TEST(a_disconnect_before_draining_loses_what_was_received),
      TEST(a_publisher_drops_for_a_slow_subscriber_and_says_nothing),
      TEST(a_subscription_matches_by_prefix),
      TEST(a_second_ipc_bind_steals_the_name_silently),
      TEST(an_ipc_socket_has_the_mode_that_the_umask_leaves),
      TEST(a_signal_interrupts_a_blocking_call),
      TEST(an_empty_zap_domain_switches_zap_off),
      TEST(curve_without_a_zap_handler_lets_every_key_in),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
