/* error.h - how every call of depeche tells what went wrong.
 *
 * A call that can fail returns false (or NULL) and fills a caller-owned dp_error with one sentence that a person
 * can act on, and the sysexits(3) code that a program ending because of it should use. Passing NULL is allowed
 * where the caller does not want to know. */
#ifndef DEPECHE_ERROR_H
#define DEPECHE_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dp_error {
  int code;       /* an EX_ value of <sysexits.h>; 0 while nothing failed */
  char text[480]; /* one sentence, UTF-8, no newline */
} dp_error;

#ifdef __cplusplus
}
#endif
#endif
