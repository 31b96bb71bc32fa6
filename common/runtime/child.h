/* child.h - a program of ours as a child process with one socket: questions go in, an answer comes out for
 * each.
 *
 * For work on foreign bytes that is better done in a process apart, behind sandbox.h. A frame is the same in
 * both directions: uint32 bytes of text, uint32 bytes of matter, the text, the matter. Both are programs of
 * one build on one machine: numbers are as the machine has them. The parent's end does not block; the child's
 * does. */
#ifndef RUNTIME_CHILD_H
#define RUNTIME_CHILD_H

#include "base/buffer.h"
#include "base/error.h"

#include <sys/types.h>

enum {
  CHILD_MAX_TEXT = 16 * 1024 * 1024,
  CHILD_MAX_MATTER = 64 * 1024 * 1024,
  CHILD_HOW = 120,
  CHILD_OPTIONS = 4
};

struct child {
  pid_t pid; /* 0: none runs */
  int fd;
};

/* child_start - runs the program at `path` with its options (at most CHILD_OPTIONS, up to NULL), the socket
 * as its standard input. */
bool child_start(struct child *child, const char *path, const char *const *options, dp_error *error);
/* child_end - kills it, if it still runs; `how` says how it ended: "a signal ended it (Segmentation fault)".
 */
void child_end(struct child *child, char how[CHILD_HOW]);

/* child_frame - appends a frame; lengths beyond the limits are the caller's error and abort. */
void child_frame(struct buffer *out, struct slice text, struct slice matter);
/* child_frame_read - the first frame of what has come; its parts point into `come`. */
enum child_frame { CHILD_FRAME_WHOLE, CHILD_FRAME_PARTIAL, CHILD_FRAME_BROKEN };
enum child_frame child_frame_read(struct slice come, struct slice *text, struct slice *matter);

/* The child's side. child_shut - first of all: dies with its parent, keeps no descriptor but the socket and
 * standard error. False: a person started it, and was told. */
bool child_shut(const char *told);
/* child_receive - the next question, in place of what is in the buffers; false: there are no more. */
bool child_receive(struct buffer *text, struct buffer *matter);
bool child_answer(struct slice text, struct slice matter);

#endif
