/* loop.c - epoll, with what epoll does not know: bus sockets, timers and signals.
 *
 * The descriptor of a bus socket tells of changes, not of states: any call on the socket may swallow the news
 * that a message has come. So before the loop sleeps it asks every watched socket itself, and does not sleep
 * while one is readable. Events of a descriptor carry the generation of its watch, so that an event for a
 * descriptor that a callback has just forgotten, closed and opened anew is known to be old. */
#include "runtime/loop.h"

#include "base/log.h"
#include "base/memory.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { EVENTS_A_TURN = 64, ROUNDS_A_TURN = 16, NOT_SET = -1 };

struct fd_watch {
  loop_fd_fn *fn; /* NULL: not watched */
  void *context;
  uint32_t generation;
};

struct socket_watch {
  struct bus_socket *socket; /* NULL: forgotten, swept away between turns */
  loop_socket_fn *fn;
  void *context;
};

struct turn_watch {
  void (*fn)(void *context);
  void *context;
};

struct signal_watch {
  loop_signal_fn *fn;
  void *context;
};

struct loop_timer {
  struct loop *loop;
  loop_timer_fn *fn;
  void *context;
  millis at;
  ptrdiff_t place; /* in the heap, or NOT_SET */
};

struct loop {
  int epoll, wake, signals;
  atomic_bool stopping;
  uint32_t generation;
  struct fd_watch *fds; /* by descriptor */
  size_t fd_count;
  struct socket_watch *sockets;
  size_t socket_count;
  struct loop_timer **heap; /* the earliest at 0 */
  size_t heap_count, heap_room;
  struct turn_watch *turns;
  size_t turn_count;
  struct signal_watch signal_watches[NSIG];
  sigset_t signal_set;
};

static void drain_wake(void *context, int fd, unsigned ready)
{
  (void)context, (void)ready;
  uint64_t count;
  while (read(fd, &count, sizeof count) < 0 && errno == EINTR) continue;
}

struct loop *loop_new(void)
{
  struct loop *loop = memory_zero(1, sizeof *loop);
  loop->epoll = epoll_create1(EPOLL_CLOEXEC);
  loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  loop->signals = -1;
  sigemptyset(&loop->signal_set);
  if (loop->epoll < 0 || loop->wake < 0) abort(); /* descriptors are used up at the very start */
  loop_watch_fd(loop, loop->wake, LOOP_READ, drain_wake, NULL);
  return loop;
}

void loop_free(struct loop **loop)
{
  if (!*loop) return;
  close((*loop)->epoll);
  close((*loop)->wake);
  if ((*loop)->signals >= 0) close((*loop)->signals);
  free((*loop)->fds);
  free((*loop)->sockets);
  free((*loop)->heap);
  free((*loop)->turns);
  free(*loop);
  *loop = NULL;
}

void loop_wake(struct loop *loop)
{
  uint64_t one = 1;
  while (write(loop->wake, &one, sizeof one) < 0 && errno == EINTR) continue;
}

void loop_stop(struct loop *loop)
{
  atomic_store(&loop->stopping, true);
  loop_wake(loop);
}

/* Descriptors. */

static void make_room_for(struct loop *loop, int fd)
{
  size_t needed = (size_t)fd + 1;
  if (needed <= loop->fd_count) return;
  size_t count = needed < 64 ? 64 : needed * 2;
  loop->fds = memory_resize(loop->fds, count * sizeof *loop->fds);
  memset(loop->fds + loop->fd_count, 0, (count - loop->fd_count) * sizeof *loop->fds);
  loop->fd_count = count;
}

void loop_watch_fd(struct loop *loop, int fd, unsigned interest, loop_fd_fn *fn, void *context)
{
  if (!interest) {
    loop_forget_fd(loop, fd);
    return;
  }
  make_room_for(loop, fd);
  struct fd_watch *watch = &loop->fds[fd];
  if (!watch->fn) watch->generation = ++loop->generation;
  watch->fn = fn;
  watch->context = context;
  struct epoll_event event = {.data.u64 = (uint64_t)watch->generation << 32 | (uint32_t)fd};
  if (interest & LOOP_READ) event.events |= EPOLLIN;
  if (interest & LOOP_WRITE) event.events |= EPOLLOUT;
  int failed = epoll_ctl(loop->epoll, EPOLL_CTL_MOD, fd, &event);
  if (failed && errno == ENOENT) failed = epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event);
  if (failed) log_error("descriptor_not_watched", LOG_INT("fd", fd), LOG_TEXT("reason", strerror(errno)));
}

void loop_forget_fd(struct loop *loop, int fd)
{
  if (fd < 0 || (size_t)fd >= loop->fd_count || !loop->fds[fd].fn) return;
  loop->fds[fd].fn = NULL;
  epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd,
            NULL); /* fails harmlessly when the descriptor is closed already */
}

static unsigned readiness(uint32_t events)
{
  unsigned ready = 0;
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) ready |= LOOP_READ;
  if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) ready |= LOOP_WRITE;
  return ready;
}

static void dispatch_fd(struct loop *loop, const struct epoll_event *event)
{
  int fd = (int)(uint32_t)event->data.u64;
  struct fd_watch *watch = &loop->fds[fd];
  if (watch->fn && watch->generation == event->data.u64 >> 32)
    watch->fn(watch->context, fd, readiness(event->events));
}

/* Bus sockets. */

static void note_change(void *context, int fd, unsigned ready)
{
  (void)context, (void)fd, (void)ready; /* the sockets are asked themselves, in dispatch_sockets */
}

void loop_watch_socket(struct loop *loop, struct bus_socket *socket, loop_socket_fn *fn, void *context)
{
  loop->sockets = memory_resize(loop->sockets, (loop->socket_count + 1) * sizeof *loop->sockets);
  loop->sockets[loop->socket_count++] = (struct socket_watch){socket, fn, context};
  loop_watch_fd(loop, bus_descriptor(socket), LOOP_READ, note_change, NULL);
}

void loop_forget_socket(struct loop *loop, struct bus_socket *socket)
{
  for (size_t i = 0; i < loop->socket_count; i++)
    if (loop->sockets[i].socket == socket) loop->sockets[i].socket = NULL;
  loop_forget_fd(loop, bus_descriptor(socket));
}

static void sweep_sockets(struct loop *loop)
{
  size_t kept = 0;
  for (size_t i = 0; i < loop->socket_count; i++)
    if (loop->sockets[i].socket) loop->sockets[kept++] = loop->sockets[i];
  loop->socket_count = kept;
}

static bool any_readable(struct loop *loop)
{
  for (size_t i = 0; i < loop->socket_count; i++)
    if (loop->sockets[i].socket && bus_readable(loop->sockets[i].socket)) return true;
  return false;
}

/* dispatch_sockets - a few rounds, one message a socket and round: a busy socket neither starves the others
 * nor costs a turn of the whole loop for every message. */
static void dispatch_sockets(struct loop *loop)
{
  bool found = true;
  for (int round = 0; found && round < ROUNDS_A_TURN && !atomic_load(&loop->stopping); round++) {
    found = false;
    for (size_t i = 0; i < loop->socket_count; i++) {
      struct socket_watch watch = loop->sockets[i]; /* a callback may move the table */
      if (!watch.socket || !bus_readable(watch.socket)) continue;
      found = true;
      watch.fn(watch.context, watch.socket);
    }
  }
}

/* Timers: a binary heap. */

static void put(struct loop *loop, size_t place, struct loop_timer *timer)
{
  loop->heap[place] = timer;
  timer->place = (ptrdiff_t)place;
}

static void sift_up(struct loop *loop, size_t place, struct loop_timer *timer)
{
  while (place && loop->heap[(place - 1) / 2]->at > timer->at) {
    put(loop, place, loop->heap[(place - 1) / 2]);
    place = (place - 1) / 2;
  }
  put(loop, place, timer);
}

static void sift_down(struct loop *loop, size_t place, struct loop_timer *timer)
{
  for (size_t child; (child = 2 * place + 1) < loop->heap_count; place = child) {
    if (child + 1 < loop->heap_count && loop->heap[child + 1]->at < loop->heap[child]->at) child++;
    if (loop->heap[child]->at >= timer->at) break;
    put(loop, place, loop->heap[child]);
  }
  put(loop, place, timer);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn *fn, void *context)
{
  struct loop_timer *timer = memory_alloc(sizeof *timer);
  *timer = (struct loop_timer){loop, fn, context, 0, NOT_SET};
  return timer;
}

void loop_timer_cancel(struct loop_timer *timer)
{
  if (timer->place == NOT_SET) return;
  struct loop *loop = timer->loop;
  size_t place = (size_t)timer->place;
  struct loop_timer *last = loop->heap[--loop->heap_count];
  timer->place = NOT_SET;
  if (last == timer) return;
  if (place && loop->heap[(place - 1) / 2]->at > last->at)
    sift_up(loop, place, last);
  else
    sift_down(loop, place, last);
}

void loop_timer_set(struct loop_timer *timer, millis monotonic_at)
{
  struct loop *loop = timer->loop;
  loop_timer_cancel(timer);
  timer->at = monotonic_at;
  if (loop->heap_count == loop->heap_room) {
    loop->heap_room = loop->heap_room ? loop->heap_room * 2 : 16;
    loop->heap = memory_resize(loop->heap, loop->heap_room * sizeof(struct loop_timer *));
  }
  sift_up(loop, loop->heap_count++, timer);
}

void loop_timer_free(struct loop_timer **timer)
{
  if (!*timer) return;
  loop_timer_cancel(*timer);
  free(*timer);
  *timer = NULL;
}

/* run_timers - at most as many as were set at the start, so that one that sets itself to "now" can't hold the
 * loop. */
static void run_timers(struct loop *loop)
{
  if (!loop->heap_count) return;
  millis now = clock_monotonic();
  for (size_t left = loop->heap_count; left && loop->heap_count && loop->heap[0]->at <= now; left--) {
    struct loop_timer *timer = loop->heap[0];
    loop_timer_cancel(timer);
    timer->fn(timer->context); /* may free the timer */
  }
}

/* Signals. */

static void take_signals(void *context, int fd, unsigned ready)
{
  (void)ready;
  struct loop *loop = context;
  struct signalfd_siginfo info;
  while (read(fd, &info, sizeof info) == sizeof info) {
    struct signal_watch *watch = &loop->signal_watches[info.ssi_signo];
    if (watch->fn) watch->fn(watch->context, (int)info.ssi_signo);
  }
}

void loop_watch_signal(struct loop *loop, int signal_number, loop_signal_fn *fn, void *context)
{
  sigaddset(&loop->signal_set, signal_number);
  pthread_sigmask(SIG_BLOCK, &loop->signal_set, NULL);
  loop->signals = signalfd(loop->signals, &loop->signal_set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (loop->signals < 0) abort(); /* a signal number that does not exist: a programming error */
  loop->signal_watches[signal_number] = (struct signal_watch){fn, context};
  loop_watch_fd(loop, loop->signals, LOOP_READ, take_signals, loop);
}

/* The turn. */

void loop_each_turn(struct loop *loop, void (*fn)(void *context), void *context)
{
  loop->turns = memory_resize(loop->turns, (loop->turn_count + 1) * sizeof *loop->turns);
  loop->turns[loop->turn_count++] = (struct turn_watch){fn, context};
}

static void run_turn_watches(struct loop *loop)
{
  for (size_t i = 0; i < loop->turn_count; i++) loop->turns[i].fn(loop->turns[i].context);
}

static int time_to_sleep(struct loop *loop)
{
  if (any_readable(loop)) return 0;
  if (!loop->heap_count) return -1;
  millis rest = loop->heap[0]->at - clock_monotonic();
  return rest < 0 ? 0 : rest > 3600 * 1000 ? 3600 * 1000 : (int)rest;
}

bool loop_run(struct loop *loop, dp_error *error)
{
  struct epoll_event events[EVENTS_A_TURN];
  while (!atomic_load(&loop->stopping)) {
    int count = epoll_wait(loop->epoll, events, EVENTS_A_TURN, time_to_sleep(loop));
    if (count < 0 && errno != EINTR) return error_errno(error, "the event loop can't wait");
    for (int i = 0; i < count; i++) dispatch_fd(loop, &events[i]);
    run_timers(loop);
    dispatch_sockets(loop);
    run_turn_watches(loop);
    sweep_sockets(loop);
  }
  atomic_store(&loop->stopping, false);
  return true;
}
