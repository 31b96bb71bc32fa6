/* files.h - directories, locks and whole files. */
#ifndef BASE_FILES_H
#define BASE_FILES_H

#include "base/buffer.h"
#include "base/error.h"

/* files_make_directory - creates path and its parents with `mode` (parents 0755); an existing directory is
 * fine. */
bool files_make_directory(const char *path, unsigned mode, dp_error *error);

/* files_check_directory - is the existing directory one that nobody but us (and root) can have prepared or
 * can change? False (EX_NOPERM) when it is a symbolic link, belongs to another user, or has one of the mode
 * bits `forbidden`, say S_IRWXO. */
bool files_check_directory(const char *path, unsigned forbidden, dp_error *error);

/* files_in_shared_place - the directory above path is one where everybody may create names, as /tmp is. */
bool files_in_shared_place(const char *path);

/* files_read - reads a whole file of at most `limit` bytes into `out` (appended). */
bool files_read(const char *path, size_t limit, struct buffer *out, dp_error *error);

/* files_lock - takes the exclusive lock of path (created if absent, holds our pid). Returns the descriptor
 * that holds it until it is closed or the process ends, -1 with "… is already running (pid N)" (EX_TEMPFAIL)
 * when another has it. */
int files_lock(const char *path, const char *what, dp_error *error);

bool files_sync_directory(const char *path, dp_error *error); /* makes created and renamed entries durable */
bool files_exists(const char *path);

#endif
