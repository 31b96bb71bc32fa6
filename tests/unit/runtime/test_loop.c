/* The promises of the event loop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "runtime/loop.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fixture {
  struct loop *loop;
  struct bus *bus;
  struct loop_timer *timer, *other;
  struct bus_socket *push[2], *pull[2];
  char order[64]; /* what was called, one letter each */
  int pipe[2], count;
};

static int set_up(void **state)
{
  struct fixture *f = memory_zero(1, sizeof *f);
  f->loop = loop_new();
  f->bus = bus_new();
  assert_int_equal(pipe(f->pipe), 0);
  *state = f;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *f = *state;
  for (int i = 0; i < 2; i++) {
    bus_close(&f->push[i]);
    bus_close(&f->pull[i]);
    close(f->pipe[i]);
  }
  loop_timer_free(&f->timer);
  loop_timer_free(&f->other);
  loop_free(&f->loop);
  bus_free(&f->bus);
  free(f);
  return 0;
}

static void run(struct fixture *f)
{
  dp_error error = {0};
  if (!loop_run(f->loop, &error)) fail_msg("%s", error.text);
}

static void note(struct fixture *f, char letter)
{
  size_t end = strlen(f->order);
  if (end + 1 < sizeof f->order) f->order[end] = letter;
}

static void stop_at_timer(void *context)
{
  struct fixture *f = context;
  note(f, 't');
  loop_stop(f->loop);
}

static void note_early(void *context)
{
  note(context, 'e');
}

static void timers_run_in_the_order_of_their_times(void **state)
{
  struct fixture *f = *state;
  f->timer = loop_timer_new(f->loop, stop_at_timer, f);
  f->other = loop_timer_new(f->loop, note_early, f);
  loop_timer_set(f->timer, clock_monotonic() + 2);
  loop_timer_set(f->other, clock_monotonic() - 5);
  run(f);
  assert_string_equal(f->order, "et");
}

static void a_cancelled_timer_does_not_run_and_a_set_one_moves(void **state)
{
  struct fixture *f = *state;
  f->timer = loop_timer_new(f->loop, stop_at_timer, f);
  f->other = loop_timer_new(f->loop, note_early, f);
  loop_timer_set(f->other, 0);
  loop_timer_cancel(f->other);
  loop_timer_set(f->timer, clock_monotonic() + 3600 * 1000);
  loop_timer_set(f->timer, 0);
  run(f);
  assert_string_equal(f->order, "t");
}

static void free_itself(void *context)
{
  struct fixture *f = context;
  note(f, 'f');
  loop_timer_free(&f->other);
}

static void a_timer_may_free_itself(void **state)
{
  struct fixture *f = *state;
  f->timer = loop_timer_new(f->loop, stop_at_timer, f);
  f->other = loop_timer_new(f->loop, free_itself, f);
  loop_timer_set(f->other, 0);
  loop_timer_set(f->timer, 1);
  run(f);
  assert_string_equal(f->order, "ft");
}

static void set_again_at_once(void *context)
{
  struct fixture *f = context;
  loop_timer_set(f->other, 0);
}

static void stop_at_fd(void *context, int fd, unsigned ready)
{
  struct fixture *f = context;
  char byte;
  assert_true(ready & LOOP_READ);
  assert_int_equal(read(fd, &byte, 1), 1);
  loop_stop(f->loop);
}

static void a_timer_that_is_always_due_does_not_starve_a_descriptor(void **state)
{
  struct fixture *f = *state;
  f->other = loop_timer_new(f->loop, set_again_at_once, f);
  loop_timer_set(f->other, 0);
  loop_watch_fd(f->loop, f->pipe[0], LOOP_READ, stop_at_fd, f);
  assert_int_equal(write(f->pipe[1], "x", 1), 1);
  run(f);
}

static void many_timers_keep_their_order_through_cancelling(void **state)
{
  struct fixture *f = *state;
  enum { COUNT = 200 };
  struct loop_timer *timers[COUNT];
  for (int i = 0; i < COUNT; i++) {
    timers[i] = loop_timer_new(f->loop, note_early, f);
    loop_timer_set(timers[i], 1000 + (i * 7919) % COUNT);
  }
  for (int i = 0; i < COUNT; i++)
    if (i % 50) loop_timer_cancel(timers[i]);
  f->timer = loop_timer_new(f->loop, stop_at_timer, f);
  loop_timer_set(f->timer, 5000);
  run(f);
  assert_string_equal(f->order, "eeeet");
  for (int i = 0; i < COUNT; i++) loop_timer_free(&timers[i]);
}

static void take_other_place(void *context, int fd, unsigned ready)
{
  (void)fd, (void)ready;
  struct fixture *f = context;
  note(f, 'o');
}

/* Both ends of two pipes are ready in one batch; the first call forgets the second descriptor and puts a new
 * watch under its number. The old event must not reach the new watch. */
static void reuse_number(void *context, int fd, unsigned ready)
{
  (void)ready;
  struct fixture *f = context;
  int second = f->count;
  loop_forget_fd(f->loop, fd);
  loop_forget_fd(f->loop, second);
  int fresh[2];
  assert_int_equal(pipe(fresh), 0);
  assert_int_equal(dup2(fresh[0], second), second);
  close(fresh[0]);
  loop_watch_fd(f->loop, second, LOOP_READ, take_other_place, f);
  close(fresh[1]);
  note(f, 'r');
  loop_stop(f->loop);
}

static void an_old_event_does_not_reach_a_new_watch_of_the_same_number(void **state)
{
  struct fixture *f = *state;
  int more[2];
  assert_int_equal(pipe(more), 0);
  f->count = more[0];
  assert_int_equal(write(f->pipe[1], "x", 1), 1);
  assert_int_equal(write(more[1], "x", 1), 1);
  loop_watch_fd(f->loop, f->pipe[0], LOOP_READ, reuse_number, f);
  loop_watch_fd(f->loop, more[0], LOOP_READ, take_other_place, f);
  run(f);
  assert_string_equal(f->order, "r");
  close(more[0]);
  close(more[1]);
}

static void note_writable(void *context, int fd, unsigned ready)
{
  struct fixture *f = context;
  assert_true(ready & LOOP_WRITE);
  note(f, 'w');
  loop_watch_fd(f->loop, fd, 0, NULL, NULL);
  loop_stop(f->loop);
}

static void interest_can_change_and_end(void **state)
{
  struct fixture *f = *state;
  loop_watch_fd(f->loop, f->pipe[1], LOOP_READ, stop_at_fd, f);
  loop_watch_fd(f->loop, f->pipe[1], LOOP_WRITE, note_writable, f);
  run(f);
  f->timer = loop_timer_new(f->loop, stop_at_timer, f);
  loop_timer_set(f->timer, 0);
  run(f);
  assert_string_equal(f->order, "wt");
}

static void join(struct fixture *f, int i)
{
  char endpoint[32];
  snprintf(endpoint, sizeof endpoint, "inproc://pair-%d", i);
  f->pull[i] = bus_open(f->bus, BUS_PULL);
  f->push[i] = bus_open(f->bus, BUS_PUSH);
  assert_true(bus_bind(f->pull[i], endpoint, NULL));
  assert_true(bus_connect(f->push[i], endpoint, NULL));
}

static void put_message(struct fixture *f, int i)
{
  struct slice frame = SLICE("x");
  assert_int_equal(bus_send(f->push[i], &frame, 1), BUS_DONE);
}

static void take_one(void *context, struct bus_socket *socket)
{
  struct fixture *f = context;
  struct bus_message message;
  assert_int_equal(bus_receive(socket, &message, 0), BUS_DONE);
  bus_message_free(&message);
  note(f, socket == f->pull[0] ? '0' : '1');
  if (++f->count == 8) loop_stop(f->loop);
}

static void busy_sockets_take_turns_and_none_is_forgotten(void **state)
{
  struct fixture *f = *state;
  for (int i = 0; i < 2; i++) {
    join(f, i);
    for (int k = 0; k < 4; k++) put_message(f, i);
    loop_watch_socket(f->loop, f->pull[i], take_one, f);
  }
  run(f);
  assert_string_equal(f->order, "01010101");
}

/* The news of the second message is swallowed by the first receive: the loop must ask before it sleeps. */
static void a_message_whose_signal_was_swallowed_is_still_delivered(void **state)
{
  struct fixture *f = *state;
  join(f, 0);
  f->count = 7;
  put_message(f, 0);
  assert_true(bus_readable(f->pull[0]));
  loop_watch_socket(f->loop, f->pull[0], take_one, f);
  run(f);
  assert_string_equal(f->order, "0");
}

static void forget_both(void *context, struct bus_socket *socket)
{
  struct fixture *f = context;
  (void)socket;
  note(f, 'b');
  for (int i = 0; i < 2; i++) {
    loop_forget_socket(f->loop, f->pull[i]);
    bus_close(&f->pull[i]);
  }
  loop_stop(f->loop);
}

static void a_callback_may_forget_and_close_every_socket(void **state)
{
  struct fixture *f = *state;
  for (int i = 0; i < 2; i++) {
    join(f, i);
    put_message(f, i);
    loop_watch_socket(f->loop, f->pull[i], forget_both, f);
  }
  run(f);
  assert_string_equal(f->order, "b");
}

static void stop_at_signal(void *context, int number)
{
  struct fixture *f = context;
  note(f, number == SIGUSR1 ? 's' : '?');
  loop_stop(f->loop);
}

static void a_signal_is_delivered_as_a_call(void **state)
{
  struct fixture *f = *state;
  loop_watch_signal(f->loop, SIGUSR2, stop_at_signal, f);
  loop_watch_signal(f->loop, SIGUSR1, stop_at_signal, f);
  assert_int_equal(kill(getpid(), SIGUSR1), 0);
  run(f);
  assert_string_equal(f->order, "s");
}

static void stop_in_the_turn(void *context)
{
  struct fixture *f = context;
  note(f, 'u');
  if (++f->count == 2) loop_stop(f->loop);
}

static void *wake_from_elsewhere(void *context)
{
  struct fixture *f = context;
  loop_wake(f->loop);
  return NULL;
}

static void another_thread_can_make_the_loop_take_a_turn(void **state)
{
  struct fixture *f = *state;
  pthread_t thread;
  loop_each_turn(f->loop, stop_in_the_turn, f);
  loop_wake(f->loop);
  f->count = 1; /* the wake may be merged with the thread's: one turn is enough */
  assert_int_equal(pthread_create(&thread, NULL, wake_from_elsewhere, f), 0);
  run(f);
  pthread_join(thread, NULL);
  assert_string_equal(f->order, "u");
}

static void a_stop_before_the_run_ends_it_at_once(void **state)
{
  struct fixture *f = *state;
  loop_stop(f->loop);
  run(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(timers_run_in_the_order_of_their_times),
      TEST(a_cancelled_timer_does_not_run_and_a_set_one_moves),
      TEST(a_timer_may_free_itself),
      TEST(a_timer_that_is_always_due_does_not_starve_a_descriptor),
      TEST(many_timers_keep_their_order_through_cancelling),
      TEST(an_old_event_does_not_reach_a_new_watch_of_the_same_number),
      TEST(interest_can_change_and_end),
      TEST(busy_sockets_take_turns_and_none_is_forgotten),
      TEST(a_message_whose_signal_was_swallowed_is_still_delivered),
      TEST(a_callback_may_forget_and_close_every_socket),
      TEST(a_signal_is_delivered_as_a_call),
      TEST(another_thread_can_make_the_loop_take_a_turn),
      TEST(a_stop_before_the_run_ends_it_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
