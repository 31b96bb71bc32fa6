/* input.h - all of a file, or of standard input. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "base/buffer.h"
#include "base/error.h"

/* What happens to the bytes beyond a limit. */
enum input_excess { INPUT_CUT, INPUT_REFUSE };

/* input_all - what a descriptor gives, appended; `what` names it in errors (EX_DATAERR: too long). */
bool input_all(int fd, size_t limit, enum input_excess excess, const char *what, struct buffer *out,
               dp_error *error);

/* input_read - the file of that name, or standard input for "-". EX_NOINPUT when it can't be read. */
bool input_read(const char *name, size_t limit, enum input_excess excess, struct buffer *out,
                dp_error *error);

#endif
