/* bus.c - the sockets of libzmq, dressed for daemons that may be killed at any moment.
 *
 * Why the options are as they are: what stands in a queue dies with its process, so queues are short (8)
 * where a lost message costs a resend, and longer only where nothing is resent by itself (PUB, SUB). What a
 * PUB keeps for a slow subscriber is bounded in messages only, and an article may be megabytes: hence 256 of
 * them, and replay fills the gap. A queue of replies is one peer's: as a replay is megabytes, a peer that
 * asks without reading must not be kept many of them. A connected PUSH queues nothing for a peer that is not
 * there (ZMQ_IMMEDIATE): libzmq then drops the queue of a broken connection, which the acknowledgement end to
 * end mends, and in exchange "writable" means that somebody is reading. A DEALER does the opposite, so that a
 * request waits for its daemon to come back.
 */
#include "runtime/bus.h"

#include "base/clock.h"
#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

struct bus {
  void *context;
};

struct bus_socket {
  void *handle;
  enum bus_kind kind;
};

enum { SHORT_QUEUE = 8, REPLY_QUEUE = 32, NEWS_QUEUE = 256, LONG_QUEUE = 1000, SOCKET_BUFFER = 128 * 1024 };

struct bus *bus_new(void)
{
  struct bus *bus = memory_alloc(sizeof *bus);
  bus->context = zmq_ctx_new();
  if (!bus->context) abort(); /* only without memory or descriptors at the very start */
  zmq_ctx_set(bus->context, ZMQ_IPV6, 1);
  return bus;
}

void bus_free(struct bus **bus)
{
  if (!*bus) return;
  while (zmq_ctx_term((*bus)->context) != 0 && errno == EINTR) continue;
  free(*bus);
  *bus = NULL;
}

static void set_option(struct bus_socket *socket, int option, int value)
{
  if (zmq_setsockopt(socket->handle, option, &value, sizeof value) != 0) abort(); /* a programming error */
}

static int queue_length(enum bus_kind kind)
{
  if (kind == BUS_PUSH || kind == BUS_PULL) return SHORT_QUEUE;
  if (kind == BUS_PUB) return NEWS_QUEUE;
  return kind == BUS_ROUTER || kind == BUS_DEALER ? REPLY_QUEUE : LONG_QUEUE;
}

static void set_options(struct bus_socket *socket)
{
  int64_t frame_limit = BUS_MAX_BYTES;
  set_option(socket, ZMQ_SNDHWM, queue_length(socket->kind));
  set_option(socket, ZMQ_RCVHWM, queue_length(socket->kind));
  set_option(socket, ZMQ_LINGER, 0);
  set_option(socket, ZMQ_SNDBUF, SOCKET_BUFFER);
  set_option(socket, ZMQ_RCVBUF, SOCKET_BUFFER);
  set_option(socket, ZMQ_TCP_KEEPALIVE, 1);
  set_option(socket, ZMQ_TCP_KEEPALIVE_IDLE, 30);
  set_option(socket, ZMQ_TCP_KEEPALIVE_INTVL, 10);
  set_option(socket, ZMQ_TCP_KEEPALIVE_CNT, 3);
  set_option(socket, ZMQ_RECONNECT_IVL, 50);
  set_option(socket, ZMQ_RECONNECT_IVL_MAX, 1000);
  if (socket->kind == BUS_PUSH) set_option(socket, ZMQ_IMMEDIATE, 1);
  if (zmq_setsockopt(socket->handle, ZMQ_MAXMSGSIZE, &frame_limit, sizeof frame_limit) != 0) abort();
}

struct bus_socket *bus_open(struct bus *bus, enum bus_kind kind)
{
  static const int types[] = {ZMQ_PUSH, ZMQ_PULL, ZMQ_PUB, ZMQ_SUB, ZMQ_ROUTER, ZMQ_DEALER};
  struct bus_socket *socket = memory_alloc(sizeof *socket);
  socket->kind = kind;
  socket->handle = zmq_socket(bus->context, types[kind]);
  if (!socket->handle) abort(); /* descriptors are used up: nothing this process does can go on */
  set_options(socket);
  return socket;
}

void bus_close(struct bus_socket **socket)
{
  if (!*socket) return;
  zmq_close((*socket)->handle);
  free(*socket);
  *socket = NULL;
}

void bus_linger(struct bus_socket *socket, int wait_ms)
{
  set_option(socket, ZMQ_LINGER, wait_ms);
}

/* ipc_path - the file of an ipc endpoint, NULL for another transport. */
static const char *ipc_path(const char *endpoint)
{
  return strncmp(endpoint, "ipc://", 6) == 0 ? endpoint + 6 : NULL;
}

static bool check_ipc_path(const char *path, dp_error *error)
{
  size_t room = sizeof((struct sockaddr_un *)0)->sun_path - 1;
  if (strlen(path) > room)
    return error_set(error, EX_CONFIG,
                     "the socket path %.80s… is longer than %zu bytes; use a shorter run_dir", path, room);
  if (*path == '@')
    return error_set(error, EX_CONFIG,
                     "ipc://%s is an abstract name, which no file mode protects; use a path", path);
  return true;
}

/* has_owner - does a live process listen on this socket? libzmq would take its name away without a word. */
static bool has_owner(const char *path)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path, path, strlen(path)); /* check_ipc_path: it has room */
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  bool owned = fd >= 0 && (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN);
  if (fd >= 0) close(fd);
  return owned;
}

static bool remove_stale(const char *path, dp_error *error)
{
  struct stat info;
  if (lstat(path, &info) != 0) return true;
  if (!S_ISSOCK(info.st_mode))
    return error_set(error, EX_CONFIG, "%s is in the way: it is not a socket", path);
  if (has_owner(path))
    return error_set(error, EX_TEMPFAIL,
                     "another process listens on %s; stop it first, or use another endpoint or run directory",
                     path);
  if (unlink(path) == 0 || errno == ENOENT) return true;
  return error_errno(error, "can't remove the stale socket %s", path);
}

static bool bind_ipc(struct bus_socket *socket, const char *endpoint, const char *path, dp_error *error)
{
  if (!check_ipc_path(path, error) || !remove_stale(path, error)) return false;
  mode_t before = umask(0117); /* no moment in which the socket is open to others */
  int failed = zmq_bind(socket->handle, endpoint);
  int cause = errno;
  umask(before);
  if (failed) return error_set(error, EX_CONFIG, "can't bind %s: %s", endpoint, zmq_strerror(cause));
  if (chmod(path, 0660) == 0) return true;
  return error_errno(error, "can't set the mode of %s", path);
}

bool bus_bind(struct bus_socket *socket, const char *endpoint, dp_error *error)
{
  const char *path = ipc_path(endpoint);
  if (path) return bind_ipc(socket, endpoint, path, error);
  if (zmq_bind(socket->handle, endpoint) == 0) return true;
  return error_set(error, EX_CONFIG, "can't bind %s: %s", endpoint, zmq_strerror(errno));
}

bool bus_connect(struct bus_socket *socket, const char *endpoint, dp_error *error)
{
  const char *path = ipc_path(endpoint);
  if (path && !check_ipc_path(path, error)) return false;
  if (zmq_connect(socket->handle, endpoint) == 0) return true;
  return error_set(error, EX_CONFIG, "can't connect to %s: %s", endpoint, zmq_strerror(errno));
}

bool bus_unbind(struct bus_socket *socket, const char *endpoint)
{
  return zmq_unbind(socket->handle, endpoint) == 0;
}

void bus_subscribe(struct bus_socket *socket, const char *prefix)
{
  if (zmq_setsockopt(socket->handle, ZMQ_SUBSCRIBE, prefix, strlen(prefix)) != 0) abort();
}

static bool send_frame(struct bus_socket *socket, struct slice frame, bool more)
{
  int flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0);
  while (zmq_send(socket->handle, frame.data, frame.length, flags) < 0)
    if (errno != EINTR) return false;
  return true;
}

/* bus_send - only the first frame can find the queue full. A later one fails when the connection broke in
 * between: libzmq has then taken back the earlier frames and swallows the rest, which must be given all the
 * same. */
enum bus_outcome bus_send(struct bus_socket *socket, const struct slice *frames, size_t count)
{
  if (!send_frame(socket, frames[0], count > 1)) return errno == EAGAIN ? BUS_AGAIN : BUS_FAILED;
  bool whole = true;
  for (size_t i = 1; i < count; i++)
    if (!send_frame(socket, frames[i], i + 1 < count)) whole = false;
  return whole ? BUS_DONE : BUS_AGAIN;
}

/* wait_event - waits up to the deadline (-1: for ever) until libzmq reports one of `events`; false when it
 * passed. */
static bool wait_event(struct bus_socket *socket, short events, millis deadline)
{
  for (;;) {
    millis rest = deadline < 0 ? -1 : deadline - clock_monotonic();
    if (deadline >= 0 && rest <= 0) return false;
    zmq_pollitem_t item = {socket->handle, 0, events, 0};
    int ready = zmq_poll(&item, 1, (long)rest);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true; /* the call that follows tells the reason */
  }
}

static millis deadline_in(int wait_ms)
{
  return wait_ms < 0 ? -1 : clock_monotonic() + wait_ms;
}

enum bus_outcome bus_send_wait(struct bus_socket *socket, const struct slice *frames, size_t count,
                               int wait_ms)
{
  enum bus_outcome outcome = bus_send(socket, frames, count);
  if (outcome != BUS_AGAIN || wait_ms == 0) return outcome;
  millis deadline = deadline_in(wait_ms);
  while (outcome == BUS_AGAIN && wait_event(socket, ZMQ_POLLOUT, deadline))
    outcome = bus_send(socket, frames, count);
  return outcome;
}

static bool receive_frame(struct bus_socket *socket, zmq_msg_t *frame)
{
  zmq_msg_init(frame);
  while (zmq_msg_recv(frame, socket->handle, ZMQ_DONTWAIT) < 0)
    if (errno != EINTR) return false;
  return true;
}

static struct slice frame_view(zmq_msg_t *frame)
{
  return (struct slice){zmq_msg_data(frame), zmq_msg_size(frame)};
}

static const char *too_much(size_t frames, size_t frame_limit, size_t bytes)
{
  if (frames > frame_limit) return "too many frames";
  return bytes > BUS_MAX_BYTES ? "the message is too large" : NULL;
}

/* keep_frame - the message takes the frame over without copying its bytes. */
static void keep_frame(struct bus_message *message, zmq_msg_t *frame)
{
  zmq_msg_t *owned = memory_alloc(sizeof *owned);
  zmq_msg_init(owned);
  zmq_msg_move(owned, frame);
  message->owned[message->count] = owned;
  message->frames[message->count++] = frame_view(owned);
}

static void drop_frames(struct bus_message *message, size_t keep)
{
  while (message->count > keep) {
    zmq_msg_close(message->owned[--message->count]);
    free(message->owned[message->count]);
  }
}

static size_t address_frames(const struct bus_socket *socket, const struct bus_message *message)
{
  if (socket->kind != BUS_ROUTER || message->count == 0) return 0;
  return message->count > 1 && message->frames[1].length == 0 ? 2 : 1;
}

static enum bus_outcome receive_now(struct bus_socket *socket, struct bus_message *message)
{
  size_t frames = 0, bytes = 0;
  message->count = 0;
  message->refused = NULL;
  for (bool more = true; more; frames++) {
    zmq_msg_t frame;
    if (!receive_frame(socket, &frame)) {
      int cause = errno;
      drop_frames(message, 0);
      return cause == EAGAIN ? BUS_AGAIN : BUS_FAILED;
    }
    more = zmq_msg_more(&frame);
    bytes += zmq_msg_size(&frame);
    if (!message->refused) message->refused = too_much(frames + 1, BUS_MAX_FRAMES, bytes);
    if (message->refused)
      drop_frames(message, address_frames(socket, message));
    else
      keep_frame(message, &frame);
    zmq_msg_close(&frame);
  }
  return BUS_DONE;
}

enum bus_outcome bus_receive(struct bus_socket *socket, struct bus_message *message, int wait_ms)
{
  enum bus_outcome outcome = receive_now(socket, message);
  if (outcome != BUS_AGAIN || wait_ms == 0) return outcome;
  millis deadline = deadline_in(wait_ms);
  while (outcome == BUS_AGAIN && wait_event(socket, ZMQ_POLLIN, deadline))
    outcome = receive_now(socket, message);
  return outcome;
}

void bus_message_free(struct bus_message *message)
{
  drop_frames(message, 0);
}

/* note_frame - until the last byte is there the block may move, so only the length of a frame is kept for
 * now. */
static void note_frame(struct bus_reply *reply, struct slice frame)
{
  if (!reply->frames) reply->frames = memory_zero(BUS_MAX_REPLY_FRAMES, sizeof *reply->frames);
  reply->frames[reply->count++].length = frame.length;
  buffer_slice(&reply->bytes, frame);
}

static void place_frames(struct bus_reply *reply)
{
  const char *at = buffer_string(&reply->bytes);
  for (size_t i = 0; i < reply->count; i++) {
    reply->frames[i].data = at;
    at += reply->frames[i].length;
  }
}

static enum bus_outcome receive_reply_now(struct bus_socket *socket, struct bus_reply *reply)
{
  size_t frames = 0, bytes = 0;
  reply->count = 0;
  reply->refused = NULL;
  buffer_clear(&reply->bytes);
  for (bool more = true; more; frames++) {
    zmq_msg_t frame;
    if (!receive_frame(socket, &frame)) return errno == EAGAIN ? BUS_AGAIN : BUS_FAILED;
    more = zmq_msg_more(&frame);
    bytes += zmq_msg_size(&frame);
    if (!reply->refused) reply->refused = too_much(frames + 1, BUS_MAX_REPLY_FRAMES, bytes);
    if (!reply->refused) note_frame(reply, frame_view(&frame));
    zmq_msg_close(&frame);
  }
  if (reply->refused) reply->count = 0;
  place_frames(reply);
  return BUS_DONE;
}

enum bus_outcome bus_receive_reply(struct bus_socket *socket, struct bus_reply *reply, int wait_ms)
{
  enum bus_outcome outcome = receive_reply_now(socket, reply);
  if (outcome != BUS_AGAIN || wait_ms == 0) return outcome;
  millis deadline = deadline_in(wait_ms);
  while (outcome == BUS_AGAIN && wait_event(socket, ZMQ_POLLIN, deadline))
    outcome = receive_reply_now(socket, reply);
  return outcome;
}

void bus_reply_free(struct bus_reply *reply)
{
  free(reply->frames);
  buffer_free(&reply->bytes);
  *reply = BUS_REPLY_EMPTY;
}

int bus_descriptor(struct bus_socket *socket)
{
  int fd = -1;
  size_t size = sizeof fd;
  if (zmq_getsockopt(socket->handle, ZMQ_FD, &fd, &size) != 0) abort();
  return fd;
}

static int socket_events(struct bus_socket *socket)
{
  int events = 0;
  size_t size = sizeof events;
  while (zmq_getsockopt(socket->handle, ZMQ_EVENTS, &events, &size) != 0)
    if (errno != EINTR) return 0;
  return events;
}

bool bus_readable(struct bus_socket *socket)
{
  return socket_events(socket) & ZMQ_POLLIN;
}

bool bus_writable(struct bus_socket *socket)
{
  return socket_events(socket) & ZMQ_POLLOUT;
}
