/* lines.h - lines from a descriptor that may be a file, a pipe or a keyboard. */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include "base/buffer.h"

enum { LINES_LONGEST = 64 * 1024 };
struct lines {
  int fd;
  size_t longest;       /* bytes of a line; 0: LINES_LONGEST */
  struct buffer buffer; /* read, not yet given */
  size_t at;
  bool ended, skipping; /* skipping: the rest of a line that was too long */
};

/* LINES_IDLE: nothing came for wait_ms. LINES_LONG: a line that is too long; `line` is its beginning.
 * LINES_FAILED: errno. */
enum lines_outcome { LINES_LINE, LINES_LONG, LINES_IDLE, LINES_END, LINES_FAILED };
/* lines_next - the next line without its end (\n or \r\n); valid until the next call. */
enum lines_outcome lines_next(struct lines *lines, int wait_ms, struct slice *line);
void lines_free(struct lines *lines);

#endif
