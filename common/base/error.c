#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(dp_error *error, int code, const char *format, ...)
{
  if (!error) return false;
  error->code = code;
  va_list args;
  va_start(args, format);
  vsnprintf(error->text, sizeof error->text, format, args);
  va_end(args);
  return false;
}

bool error_wrap(dp_error *error, const char *format, ...)
{
  if (!error) return false;
  char context[sizeof error->text], whole[2 * sizeof error->text + 2];
  va_list args;
  va_start(args, format);
  vsnprintf(context, sizeof context, format, args);
  va_end(args);
  snprintf(whole, sizeof whole, "%s: %s", context, error->text);
  memcpy(error->text, whole, sizeof error->text - 1);
  error->text[sizeof error->text - 1] = '\0';
  return false;
}

static int code_of_errno(int number)
{
  switch (number) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
  case EIO: return EX_IOERR;
  case EACCES:
  case EPERM:
  case EROFS: return EX_NOPERM;
  case ENOENT:
  case ENOTDIR: return EX_NOINPUT;
  default: return EX_OSERR;
  }
}

bool error_errno(dp_error *error, const char *format, ...)
{
  int number = errno;
  if (!error) return false;
  char context[sizeof error->text - 100];
  va_list args;
  va_start(args, format);
  vsnprintf(context, sizeof context, format, args);
  va_end(args);
  return error_set(error, code_of_errno(number), "%s: %s", context, strerror(number));
}
