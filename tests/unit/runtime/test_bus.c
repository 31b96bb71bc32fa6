/* What the daemons rely on in a bus socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/clock.h"
#include "base/memory.h"
#include "runtime/bus.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE = 10 * 1000 };

struct fixture {
  struct bus *bus;
  char directory[64], endpoint[96];
};

static int set_up(void **state)
{
  struct fixture *fixture = memory_zero(1, sizeof *fixture);
  strcpy(fixture->directory, "/tmp/depeche-bus-XXXXXX");
  assert_non_null(mkdtemp(fixture->directory));
  snprintf(fixture->endpoint, sizeof fixture->endpoint, "ipc://%s/socket", fixture->directory);
  fixture->bus = bus_new();
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  bus_free(&fixture->bus);
  unlink(fixture->endpoint + 6);
  rmdir(fixture->directory);
  free(fixture);
  return 0;
}

static struct bus_socket *bound(struct fixture *fixture, enum bus_kind kind)
{
  dp_error error = {0};
  struct bus_socket *socket = bus_open(fixture->bus, kind);
  if (!bus_bind(socket, fixture->endpoint, &error)) fail_msg("%s", error.text);
  return socket;
}

static struct bus_socket *connected(struct fixture *fixture, enum bus_kind kind)
{
  dp_error error = {0};
  struct bus_socket *socket = bus_open(fixture->bus, kind);
  if (!bus_connect(socket, fixture->endpoint, &error)) fail_msg("%s", error.text);
  return socket;
}

static enum bus_outcome send_text(struct bus_socket *socket, const char *text)
{
  struct slice frame = slice_of(text);
  return bus_send_wait(socket, &frame, 1, PATIENCE);
}

static void a_message_arrives_whole_with_all_its_frames(void **state)
{
  struct bus_socket *pull = bound(*state, BUS_PULL), *push = connected(*state, BUS_PUSH);
  size_t large = 3 * 1000 * 1000;
  char *body = memory_zero(1, large);
  memset(body, 'x', large);
  struct slice frames[] = {SLICE("event"), {body, large}, {NULL, 0}};
  assert_int_equal(bus_send_wait(push, frames, 3, PATIENCE), BUS_DONE);
  struct bus_message message;
  assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
  assert_null(message.refused);
  assert_int_equal(message.count, 3);
  for (size_t i = 0; i < 3; i++) assert_true(slice_equal(message.frames[i], frames[i]));
  struct bus_message moved = message;
  assert_true(slice_is(moved.frames[0], "event"));
  bus_message_free(&moved);
  free(body);
  bus_close(&push);
  bus_close(&pull);
}

static void a_push_without_a_peer_takes_nothing(void **state)
{
  struct bus_socket *push = connected(*state, BUS_PUSH);
  struct slice frame = SLICE("lost?");
  assert_false(bus_writable(push));
  assert_int_equal(bus_send(push, &frame, 1), BUS_AGAIN);
  assert_int_equal(bus_send_wait(push, &frame, 1, 1), BUS_AGAIN);
  bus_close(&push);
}

static void receiving_from_an_empty_socket_says_again(void **state)
{
  struct bus_socket *pull = bound(*state, BUS_PULL);
  struct bus_message message;
  assert_int_equal(bus_receive(pull, &message, 0), BUS_AGAIN);
  assert_int_equal(bus_receive(pull, &message, 1), BUS_AGAIN);
  assert_false(bus_readable(pull));
  bus_close(&pull);
}

static void a_reader_that_does_not_read_fills_the_queue_soon(void **state)
{
  struct bus_socket *pull = bound(*state, BUS_PULL), *push = connected(*state, BUS_PUSH);
  static char large[1024 * 1024];
  struct slice frame = {large, sizeof large};
  assert_int_equal(bus_send_wait(push, &frame, 1, PATIENCE), BUS_DONE);
  int sent = 1;
  while (bus_send_wait(push, &frame, 1, 200) == BUS_DONE) sent++;
  assert_true(sent <= 24); /* 8 here, 8 there, and what is under way */
  assert_false(bus_writable(push));
  bus_close(&push);
  bus_close(&pull);
}

static void a_message_of_too_many_frames_is_received_as_refused(void **state)
{
  struct bus_socket *pull = bound(*state, BUS_PULL), *push = connected(*state, BUS_PUSH);
  struct slice frames[BUS_MAX_FRAMES + 1];
  for (size_t i = 0; i < BUS_MAX_FRAMES + 1; i++) frames[i] = SLICE("f");
  assert_int_equal(bus_send_wait(push, frames, BUS_MAX_FRAMES + 1, PATIENCE), BUS_DONE);
  assert_int_equal(send_text(push, "next"), BUS_DONE);
  struct bus_message message;
  assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
  assert_non_null(message.refused);
  assert_int_equal(message.count, 0);
  bus_message_free(&message);
  assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
  assert_null(message.refused);
  assert_true(slice_is(message.frames[0], "next"));
  bus_message_free(&message);
  bus_close(&push);
  bus_close(&pull);
}

static void a_message_that_is_too_large_in_sum_is_received_as_refused(void **state)
{
  struct bus_socket *pull = bound(*state, BUS_PULL), *push = connected(*state, BUS_PUSH);
  size_t half = BUS_MAX_BYTES / 2 + 1;
  char *body = memory_zero(1, half);
  struct slice frames[] = {{body, half}, {body, half}};
  assert_int_equal(bus_send_wait(push, frames, 2, PATIENCE), BUS_DONE);
  struct bus_message message;
  assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
  assert_string_equal(message.refused, "the message is too large");
  bus_message_free(&message);
  free(body);
  bus_close(&push);
  bus_close(&pull);
}

static void a_refused_message_on_a_router_keeps_the_address_to_answer(void **state)
{
  struct bus_socket *router = bound(*state, BUS_ROUTER), *dealer = connected(*state, BUS_DEALER);
  struct slice frames[BUS_MAX_FRAMES + 2] = {{"", 0}};
  for (size_t i = 1; i < BUS_MAX_FRAMES + 2; i++) frames[i] = SLICE("f");
  assert_int_equal(bus_send_wait(dealer, frames, BUS_MAX_FRAMES + 2, PATIENCE), BUS_DONE);
  struct bus_message message;
  assert_int_equal(bus_receive(router, &message, PATIENCE), BUS_DONE);
  assert_non_null(message.refused);
  assert_int_equal(message.count, 2);
  struct slice answer[] = {message.frames[0], message.frames[1], SLICE("no")};
  assert_int_equal(bus_send(router, answer, 3), BUS_DONE);
  bus_message_free(&message);
  assert_int_equal(bus_receive(dealer, &message, PATIENCE), BUS_DONE);
  assert_true(slice_is(message.frames[1], "no"));
  bus_message_free(&message);
  bus_close(&dealer);
  bus_close(&router);
}

static void a_reply_of_a_thousand_frames_can_be_received(void **state)
{
  struct bus_socket *router = bound(*state, BUS_ROUTER), *dealer = connected(*state, BUS_DEALER);
  assert_int_equal(send_text(dealer, "replay"), BUS_DONE);
  struct bus_message message;
  assert_int_equal(bus_receive(router, &message, PATIENCE), BUS_DONE);
  struct slice frames[BUS_MAX_REPLY_FRAMES + 2];
  frames[0] = message.frames[0];
  for (size_t i = 1; i < BUS_MAX_REPLY_FRAMES + 2; i++) frames[i] = i % 2 ? SLICE("odd") : SLICE("");
  assert_int_equal(bus_send(router, frames, 1002), BUS_DONE);
  assert_int_equal(bus_send(router, frames, BUS_MAX_REPLY_FRAMES + 2), BUS_DONE);
  struct bus_reply reply = BUS_REPLY_EMPTY;
  assert_int_equal(bus_receive_reply(dealer, &reply, PATIENCE), BUS_DONE);
  assert_int_equal(reply.count, 1001);
  assert_true(slice_is(reply.frames[0], "odd") && slice_is(reply.frames[999], "") &&
              slice_is(reply.frames[1000], "odd"));
  assert_int_equal(bus_receive_reply(dealer, &reply, PATIENCE), BUS_DONE);
  assert_non_null(reply.refused);
  assert_int_equal(reply.count, 0);
  bus_reply_free(&reply);
  bus_message_free(&message);
  bus_close(&dealer);
  bus_close(&router);
}

static void an_answer_to_a_peer_that_is_gone_is_dropped_without_harm(void **state)
{
  struct bus_socket *router = bound(*state, BUS_ROUTER);
  struct slice frames[] = {SLICE("nobody"), SLICE("answer")};
  assert_int_equal(bus_send(router, frames, 2), BUS_DONE);
  bus_close(&router);
}

static void replies_are_not_heaped_up_for_a_peer_that_does_not_read(void **state)
{
  enum { REPLIES = 300, REPLY_BYTES = 256 * 1024 };
  struct bus_socket *router = bound(*state, BUS_ROUTER), *dealer = connected(*state, BUS_DEALER);
  struct bus_message request, reply;
  static char large[REPLY_BYTES];
  assert_int_equal(send_text(dealer, "all of it"), BUS_DONE);
  assert_int_equal(bus_receive(router, &request, PATIENCE), BUS_DONE);
  struct slice frames[] = {request.frames[0], {large, sizeof large}};
  for (int i = 0; i < REPLIES; i++) bus_send(router, frames, 2);
  int kept = 0;
  for (; bus_receive(dealer, &reply, 500) == BUS_DONE; kept++) bus_message_free(&reply);
  bus_message_free(&request);
  bus_close(&dealer);
  bus_close(&router);
  assert_in_range(kept, 1, 100); /* 32 here, 32 there, and what is under way */
}

static void an_ipc_socket_is_for_the_owner_and_the_group(void **state)
{
  struct fixture *fixture = *state;
  struct bus_socket *pull = bound(fixture, BUS_PULL);
  struct stat info;
  assert_int_equal(stat(fixture->endpoint + 6, &info), 0);
  assert_true(S_ISSOCK(info.st_mode));
  assert_int_equal(info.st_mode & 0777, 0660);
  bus_close(&pull);
}

static void the_socket_file_of_a_killed_daemon_is_replaced(void **state)
{
  struct fixture *fixture = *state;
  struct bus *killed = bus_new();
  struct bus_socket *first = bus_open(killed, BUS_PULL);
  char aside[128];
  assert_true(bus_bind(first, fixture->endpoint, NULL));
  snprintf(aside, sizeof aside, "%s.aside", fixture->endpoint + 6);
  assert_int_equal(link(fixture->endpoint + 6, aside), 0);
  bus_close(&first);
  bus_free(&killed);                    /* only now is the listener gone for sure */
  rename(aside, fixture->endpoint + 6); /* as kill -9 leaves it: a file without a listener */
  struct bus_socket *pull = bound(fixture, BUS_PULL), *push = connected(fixture, BUS_PUSH);
  assert_int_equal(send_text(push, "hello"), BUS_DONE);
  struct bus_message message;
  assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
  bus_message_free(&message);
  bus_close(&push);
  bus_close(&pull);
  unlink(aside);
}

static void the_socket_of_a_live_process_is_not_taken_over(void **state)
{
  struct fixture *fixture = *state;
  dp_error error = {0};
  struct bus_socket *pull = bound(fixture, BUS_PULL), *thief = bus_open(fixture->bus, BUS_PULL);
  assert_false(bus_bind(thief, fixture->endpoint, &error));
  assert_int_equal(error.code, EX_TEMPFAIL);
  assert_non_null(strstr(error.text, fixture->endpoint + 6));
  struct bus_socket *push = connected(fixture, BUS_PUSH);
  struct bus_message message;
  assert_int_equal(send_text(push, "still here"), BUS_DONE);
  assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
  assert_true(slice_is(message.frames[0], "still here"));
  bus_message_free(&message);
  bus_close(&thief);
  bus_close(&push);
  bus_close(&pull);
}

static void refuses_to_bind(struct fixture *fixture, const char *endpoint, const char *word)
{
  dp_error error = {0};
  struct bus_socket *socket = bus_open(fixture->bus, BUS_PULL);
  assert_false(bus_bind(socket, endpoint, &error));
  assert_int_equal(error.code, EX_CONFIG);
  if (!strstr(error.text, word)) fail_msg("\"%s\" does not say \"%s\"", error.text, word);
  bus_close(&socket);
}

static void an_endpoint_that_cant_be_bound_is_told_with_the_reason(void **state)
{
  struct fixture *fixture = *state;
  char longer[256] = "ipc:///tmp/";
  memset(longer + 11, 'x', 120);
  refuses_to_bind(fixture, longer, "longer than");
  refuses_to_bind(fixture, "ipc:///nowhere/at/all", "can't bind");
  refuses_to_bind(fixture, "ipc://@abstract", "abstract");
  refuses_to_bind(fixture, "carrier-pigeon://loft", "can't bind");
  FILE *file = fopen(fixture->endpoint + 6, "w");
  assert_non_null(file);
  fclose(file);
  refuses_to_bind(fixture, fixture->endpoint, "not a socket");
}

static void a_subscriber_gets_what_it_subscribed_to(void **state)
{
  struct bus_socket *pub = bound(*state, BUS_PUB), *sub = connected(*state, BUS_SUB);
  bus_subscribe(sub, "ack.main|");
  struct bus_message message;
  struct slice other[] = {SLICE("ack.mainz|"), SLICE("no")}, ours[] = {SLICE("ack.main|"), SLICE("yes")};
  do { /* until the subscription has reached the publisher */
    assert_int_equal(bus_send(pub, other, 2), BUS_DONE);
    assert_int_equal(bus_send(pub, ours, 2), BUS_DONE);
  } while (bus_receive(sub, &message, 20) != BUS_DONE);
  assert_true(slice_is(message.frames[1], "yes"));
  bus_message_free(&message);
  bus_close(&sub);
  bus_close(&pub);
}

/* Two queues, 256 messages at the publisher and 1,000 here, and what the kernel holds. */
static void a_subscriber_that_does_not_read_is_not_kept_everything(void **state)
{
  enum { SENT = 4000 };
  struct bus_socket *pub = bound(*state, BUS_PUB), *sub = connected(*state, BUS_SUB);
  static char large[8 * 1024];
  struct slice news = {large, sizeof large}, end = SLICE("end");
  struct bus_message message;
  bus_subscribe(sub, "");
  do assert_int_equal(bus_send(pub, &end, 1), BUS_DONE); /* until the subscription has reached it */
  while (bus_receive(sub, &message, 20) != BUS_DONE);
  bus_message_free(&message);
  for (int i = 0; i < SENT; i++) assert_int_equal(bus_send(pub, &news, 1), BUS_DONE);
  int got = 0;
  for (bool ended = false; !ended;) {
    if (bus_receive(sub, &message, 100) == BUS_DONE) {
      got += message.frames[0].length == sizeof large;
      ended = got && slice_is(message.frames[0], "end");
      bus_message_free(&message);
    } else {
      assert_int_equal(bus_send(pub, &end, 1), BUS_DONE);
    }
  }
  assert_in_range(got, 256, 256 + 1000 + 200);
  bus_close(&sub);
  bus_close(&pub);
}

static void what_was_queued_before_an_unbind_can_still_be_read(void **state)
{
  struct fixture *fixture = *state;
  struct bus_socket *pull = bound(fixture, BUS_PULL), *push = connected(fixture, BUS_PUSH);
  for (int i = 0; i < 3; i++) assert_int_equal(send_text(push, "x"), BUS_DONE);
  struct bus_message message;
  assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
  bus_message_free(&message);
  while (!bus_readable(pull)) poll(NULL, 0, 1);
  assert_true(bus_unbind(pull, fixture->endpoint));
  assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
  bus_message_free(&message);
  bus_close(&push);
  bus_close(&pull);
}

static void a_closed_socket_with_linger_still_sends_what_is_queued(void **state)
{
  struct fixture *fixture = *state;
  struct bus_socket *pull = bound(fixture, BUS_PULL);
  struct fixture other = *fixture;
  other.bus = bus_new();
  struct bus_socket *push = connected(&other, BUS_PUSH);
  static char large[512 * 1024];
  struct slice frame = {large, sizeof large};
  for (int i = 0; i < 8; i++) assert_int_equal(bus_send_wait(push, &frame, 1, PATIENCE), BUS_DONE);
  bus_linger(push, PATIENCE);
  bus_close(&push);
  struct bus_message message;
  for (int i = 0; i < 8; i++) {
    assert_int_equal(bus_receive(pull, &message, PATIENCE), BUS_DONE);
    bus_message_free(&message);
  }
  bus_free(&other.bus);
  bus_close(&pull);
}

static void the_descriptor_tells_that_a_message_came(void **state)
{
  struct bus_socket *pull = bound(*state, BUS_PULL), *push = connected(*state, BUS_PUSH);
  assert_int_equal(send_text(push, "x"), BUS_DONE);
  struct pollfd item = {bus_descriptor(pull), POLLIN, 0};
  while (!bus_readable(pull)) assert_int_equal(poll(&item, 1, PATIENCE), 1);
  bus_close(&push);
  bus_close(&pull);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_message_arrives_whole_with_all_its_frames),
      TEST(a_push_without_a_peer_takes_nothing),
      TEST(receiving_from_an_empty_socket_says_again),
      TEST(a_reader_that_does_not_read_fills_the_queue_soon),
      TEST(a_message_of_too_many_frames_is_received_as_refused),
      TEST(a_message_that_is_too_large_in_sum_is_received_as_refused),
      TEST(a_refused_message_on_a_router_keeps_the_address_to_answer),
      TEST(a_reply_of_a_thousand_frames_can_be_received),
      TEST(an_answer_to_a_peer_that_is_gone_is_dropped_without_harm),
      TEST(replies_are_not_heaped_up_for_a_peer_that_does_not_read),
      TEST(an_ipc_socket_is_for_the_owner_and_the_group),
      TEST(the_socket_file_of_a_killed_daemon_is_replaced),
      TEST(the_socket_of_a_live_process_is_not_taken_over),
      TEST(an_endpoint_that_cant_be_bound_is_told_with_the_reason),
      TEST(a_subscriber_gets_what_it_subscribed_to),
      TEST(a_subscriber_that_does_not_read_is_not_kept_everything),
      TEST(what_was_queued_before_an_unbind_can_still_be_read),
      TEST(a_closed_socket_with_linger_still_sends_what_is_queued),
      TEST(the_descriptor_tells_that_a_message_came),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
