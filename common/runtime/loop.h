/* loop.h - one thread's event loop: descriptors (epoll), bus sockets, timers and signals.
 *
 * Callbacks run one at a time in the thread of loop_run. A callback may add and remove anything, itself
 * included. */
#ifndef RUNTIME_LOOP_H
#define RUNTIME_LOOP_H

#include "base/clock.h"
#include "runtime/bus.h"

struct loop;
struct loop_timer;

struct loop *loop_new(void);
void loop_free(struct loop **loop);
bool loop_run(struct loop *loop, dp_error *error); /* until loop_stop */
void loop_stop(struct loop *loop);
void loop_wake(struct loop *loop); /* from any thread: makes the loop take another turn */

enum loop_interest { LOOP_READ = 1, LOOP_WRITE = 2 };
typedef void loop_fd_fn(void *context, int fd, unsigned ready);
void loop_watch_fd(struct loop *loop, int fd, unsigned interest, loop_fd_fn *fn,
                   void *context); /* adds or changes */
void loop_forget_fd(struct loop *loop, int fd);

/* loop_watch_socket - calls fn whenever a message is waiting on the bus socket. One message should be taken a
 * call; fn is called again while there are more, with the other sources in between (nobody starves). */
typedef void loop_socket_fn(void *context, struct bus_socket *socket);
void loop_watch_socket(struct loop *loop, struct bus_socket *socket, loop_socket_fn *fn, void *context);
/* loop_forget_socket - before the socket is closed. */
void loop_forget_socket(struct loop *loop, struct bus_socket *socket);

/* loop_timer_at - one shot at a monotonic time; a timer may be set again at any time, and cancelled. */
typedef void loop_timer_fn(void *context);
struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn *fn, void *context);
void loop_timer_set(struct loop_timer *timer, millis monotonic_at);
void loop_timer_cancel(struct loop_timer *timer);
void loop_timer_free(struct loop_timer **timer);

/* loop_watch_signal - the signal is blocked and delivered as a call. Before any thread starts. */
typedef void loop_signal_fn(void *context, int signal_number);
void loop_watch_signal(struct loop *loop, int signal_number, loop_signal_fn *fn, void *context);

/* loop_each_turn - fn runs once a turn, behind the callbacks and before the loop sleeps. */
void loop_each_turn(struct loop *loop, void (*fn)(void *context), void *context);

#endif
