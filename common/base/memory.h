/* memory.h - allocation that never returns NULL.
 *
 * Out of memory ends the process (EX_OSERR) after one log line, as in Postfix: everything acknowledged is on disk and
 * comes back at the next start, and no caller carries an untested recovery path. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

void *memory_alloc(size_t size);              /* uninitialised; never NULL, size 0 allowed */
void *memory_zero(size_t count, size_t size); /* zeroed; an overflowing product ends the process */
void *memory_resize(void *block, size_t size);
char *memory_string(const char *text);                   /* a NUL-terminated copy, to be freed */
char *memory_string_of(const char *bytes, size_t length); /* the same of `length` bytes */

/* memory_fail_after - makes the n-th allocation from now on (1 is the next) behave as out of memory; 0 switches it
 * off. For tests that walk through every allocation of a core. */
void memory_fail_after(unsigned long n);

#endif
