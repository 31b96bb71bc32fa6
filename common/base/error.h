/* error.h - filling a dp_error. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <depeche/error.h>
#include <stdbool.h>
#include <sysexits.h>

/* error_set - writes a formatted sentence and an EX_ code into `error` (may be NULL). Returns false always, so that
 * a failing function can end with `return error_set(...)`. */
bool error_set(dp_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* error_wrap - puts "context: " before the sentence already in `error`. Returns false always. */
bool error_wrap(dp_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* error_errno - like error_set, with strerror(errno) appended and the EX_ code chosen from errno (full disk and the
 * like: EX_IOERR; no permission or a read-only file system: EX_NOPERM; absent: EX_NOINPUT; else EX_OSERR). */
bool error_errno(dp_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
