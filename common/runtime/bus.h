/* bus.h - sockets between the daemons (the only room that knows ZeroMQ).
 *
 * Small on purpose: high-water marks are 8 so that little is lost with a killed peer (32 for requests and
 * replies, 256 for PUB, 1,000 for SUB), linger is 0, IPv6 on, socket buffers small. A socket belongs to one
 * thread. EINTR is handled here. */
#ifndef RUNTIME_BUS_H
#define RUNTIME_BUS_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct bus; /* one per process */
struct bus_socket;

enum bus_kind { BUS_PUSH, BUS_PULL, BUS_PUB, BUS_SUB, BUS_ROUTER, BUS_DEALER };

struct bus *bus_new(void);
void bus_free(struct bus **bus); /* all its sockets must be closed */

struct bus_socket *bus_open(struct bus *bus, enum bus_kind kind); /* never NULL */
void bus_close(struct bus_socket **socket);

/* bus_bind - binds; an ipc endpoint becomes 0660. The ipc file of a dead process is replaced; where a live
 * one listens it stays. False with the reason: somebody else's (EX_TEMPFAIL); address in use, no such
 * directory, path too long (EX_CONFIG). */
bool bus_bind(struct bus_socket *socket, const char *endpoint, dp_error *error);
bool bus_connect(struct bus_socket *socket, const char *endpoint, dp_error *error);
bool bus_unbind(struct bus_socket *socket,
                const char *endpoint); /* stop taking new messages; queued ones can be read */
void bus_subscribe(struct bus_socket *socket, const char *prefix);

/* bus_linger - how long bus_close may go on sending what is queued (0 at first: what is queued is dropped).
 * bus_free waits for it. For a daemon that drains. A help, no promise: what a peer with a full queue has not
 * read from the kernel when the connection closes is lost, and has to be sent again. */
void bus_linger(struct bus_socket *socket, int wait_ms);

/* A message is 1 to BUS_MAX_FRAMES frames. More frames, or a message of more than BUS_MAX_BYTES, is received
 * as a message with `refused` set and no frames, so that the caller can count and log it. (On a ROUTER the
 * address stays, so that it can be answered: the routing id, and the delimiter of a REQ peer if there is
 * one.) The struct may be moved. */
enum { BUS_MAX_FRAMES = 8, BUS_MAX_BYTES = 80 * 1024 * 1024 };
struct bus_message {
  struct slice frames[BUS_MAX_FRAMES]; /* valid until bus_message_free */
  size_t count;
  const char *refused; /* NULL, or why */
  void *owned[BUS_MAX_FRAMES];
};

enum bus_outcome { BUS_DONE, BUS_AGAIN /* would block, or the wait ended */, BUS_FAILED };
/* bus_send - any number of frames; never blocks; all frames or none; bytes are copied. BUS_AGAIN: no peer, or
 * its queue is full. */
enum bus_outcome bus_send(struct bus_socket *socket, const struct slice *frames, size_t count);
/* bus_send_wait - the same, waiting up to wait_ms (-1: for ever) for room. */
enum bus_outcome bus_send_wait(struct bus_socket *socket, const struct slice *frames, size_t count,
                               int wait_ms);
/* bus_receive - waits up to wait_ms (0: not at all, -1: for ever). `message` must be freed when BUS_DONE. */
enum bus_outcome bus_receive(struct bus_socket *socket, struct bus_message *message, int wait_ms);
void bus_message_free(struct bus_message *message);

/* A reply of many frames (PROTOCOL.md, "replay"): as struct bus_message, but up to BUS_MAX_REPLY_FRAMES
 * frames, copied into one block. Set it to BUS_REPLY_EMPTY before its first use; it may be received into
 * again and again. */
enum { BUS_MAX_REPLY_FRAMES = 1100 };
struct bus_reply {
  struct slice *frames; /* valid until the next receive or bus_reply_free */
  size_t count;
  const char *refused; /* NULL, or why; then there are no frames */
  struct buffer bytes;
};
#define BUS_REPLY_EMPTY ((struct bus_reply){NULL, 0, NULL, BUFFER_EMPTY})
enum bus_outcome bus_receive_reply(struct bus_socket *socket, struct bus_reply *reply, int wait_ms);
void bus_reply_free(struct bus_reply *reply);

int bus_descriptor(struct bus_socket *socket); /* readable when the state may have changed (edge-triggered) */
bool bus_readable(struct bus_socket *socket);  /* a message is waiting */
bool bus_writable(struct bus_socket *socket);  /* a send would not block */

#endif
