/* export_file.h - a file that is written in steps and may be interrupted at any of them.
 *
 * Until it is whole it is called FILE.part, and FILE.part.position says how much of that counts and what
 * comes next. A later run for the same thing goes on there; what was written behind the position is cut off.
 */
#ifndef CLI_EXPORT_FILE_H
#define CLI_EXPORT_FILE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct export_file;

/* export_file_open - `path` NULL: standard output, which can't be gone on with. `what` (a line) names what is
 * exported: a part of something else is refused. *sequence gets where to go on: 0 at the beginning. */
struct export_file *export_file_open(const char *path, const char *what, int64_t *sequence, dp_error *error);
void export_file_close(struct export_file **file);   /* as it is: to go on with later */
void export_file_discard(struct export_file **file); /* nothing of it is worth keeping */

bool export_file_put(struct export_file *file, struct slice bytes, dp_error *error);
/* export_file_step - everything up to `sequence` is in what was put; durable when true. Does it once in a
 * while only, unless `now`. */
bool export_file_step(struct export_file *file, int64_t sequence, bool now, dp_error *error);
/* export_file_end - it is whole: FILE gets its name. */
bool export_file_end(struct export_file *file, int64_t sequence, dp_error *error);

#endif
