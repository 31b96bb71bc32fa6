/* arena.h - memory for one article, freed whole.
 *
 * A stage makes one arena, resets it between articles, and never frees a single piece. An arena belongs to one
 * thread. Pieces are aligned for any type. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/slice.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena **arena); /* leaves NULL behind */
void arena_reset(struct arena *arena); /* forgets every piece; keeps at most 1 MiB of blocks for the next article */
void *arena_alloc(struct arena *arena, size_t size);              /* uninitialised, never NULL */
void *arena_zero(struct arena *arena, size_t count, size_t size); /* zeroed, never NULL */
char *arena_string(struct arena *arena, struct slice text);       /* NUL-terminated copy */
struct slice arena_slice(struct arena *arena, struct slice text); /* copy, NUL-terminated behind its end */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
size_t arena_used(const struct arena *arena); /* bytes handed out since the last reset */

#endif
