/* control.h - requests and replies over a ROUTER socket: how daemons are asked things.
 *
 * A request is a frame with a CloudEvents event of type "depeche.request.NAME", and as many frames behind it
 * as its verb wants (mostly none); the reply is "depeche.reply.NAME" with inreplyto, or "depeche.reply.error"
 * with data {code, message}; a reply may have further frames. A REQ peer's empty delimiter is accepted and
 * given back. What can't be understood is counted, logged and, where there is a peer, answered. */
#ifndef RUNTIME_CONTROL_H
#define RUNTIME_CONTROL_H

#include "data/event.h"
#include "runtime/bus.h"

struct control;

struct control_reply {
  struct json *data;          /* NULL: an empty object */
  const struct slice *frames; /* further frames behind the event; copied when sent */
  size_t frame_count;         /* any number */
  const char *store;          /* the UUID that replies of the store carry; NULL elsewhere */
};

/* A handler fills `reply` from the arena, or returns false with `error` set. */
typedef bool control_fn(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error);
struct control_verb {
  const char *name; /* "status"; the table ends at NULL */
  control_fn *fn;
  size_t frames; /* that a request must have behind its event; see control_frames */
};

/* control_new - serves `verbs` on `socket` (bound by the caller) as `source`. The verb "ping" is built in. */
struct control *control_new(struct bus_socket *socket, const char *source, const struct control_verb *verbs,
                            void *context);
void control_free(struct control **control);

/* control_frames - inside a handler: the frames behind the request's event, exactly as many as the table
 * says. They are valid until the handler returns. */
const struct slice *control_frames(const struct control *control);

/* control_serve - takes one message and answers it. A loop_socket_fn with the control as context. */
void control_serve(void *control, struct bus_socket *socket);

/* control_later - inside a handler, which then returns true: the request is answered by control_answer. It
 * remembers who asked what. */
struct control_later;
struct control_later *control_later(struct control *control);
/* control_answer - outside of handlers: sends the reply, or, when failure is not NULL, that error. Takes
 * `later`. */
void control_answer(struct control *control, struct control_later **take_later,
                    const struct control_reply *reply, const dp_error *failure);

/* control_refused - how many messages were refused since the start, for status. */
int64_t control_refused(const struct control *control);

#endif
