/* ask.h - a conversation with one daemon: requests and their replies, one under way at a time.
 *
 * The socket is thrown away with a request that got no answer, so that nothing asked long ago reaches a
 * daemon that comes back. Replies to earlier requests are told by inreplyto and ignored. */
#ifndef CLIENT_ASK_H
#define CLIENT_ASK_H

#include "data/event.h"
#include "runtime/bus.h"

struct ask;

/* ask_new - `service` is the word for messages ("fetch"); `endpoint` is copied. Nothing is connected yet. */
struct ask *ask_new(struct bus *bus, const char *service, const char *endpoint);
void ask_free(struct ask **ask);

/* What a request brings behind its event. */
enum { ASK_FRAMES = 4 };
struct ask_frames {
  struct slice frames[ASK_FRAMES];
  size_t count;
};

/* ask_begin - sends a request; one that is still under way is given up. `data` (may be NULL) is printed at
 * once. */
bool ask_begin(struct ask *ask, struct arena *arena, const char *verb, struct json *data,
               const struct ask_frames *further, dp_error *error);

struct ask_reply {
  struct json *data;          /* in the arena given */
  char store[40];             /* the catalog's UUID; empty unless the store answered */
  const struct slice *frames; /* what follows the event; valid until the next call on the ask */
  size_t frame_count;
};
enum ask_outcome { ASK_DONE, ASK_WAITING, ASK_FAILED };
/* ask_poll - waits up to wait_ms (-1: for ever) for the reply. ASK_FAILED: the daemon refused, with its code
 * and sentence, or its answer can't be understood (EX_PROTOCOL). The reply's message must be freed after
 * ASK_DONE. */
enum ask_outcome ask_poll(struct ask *ask, struct arena *arena, int wait_ms, struct ask_reply *reply,
                          dp_error *error);

const char *ask_endpoint(const struct ask *ask);
const char *ask_service(const struct ask *ask);

#endif
