/* cleaning_pool.h - caged cleaners (depeche-clean --filter) and the pages that are with them.
 *
 * Each is a process of its own without files and network, and has one page at a time. One that crashes, or
 * has not answered after a minute, costs the page it had: the next gets a new process. So does, from time to
 * time, every page: what has taken a cleaner over has few others to lie about. */
#ifndef CLI_CLEANING_POOL_H
#define CLI_CLEANING_POOL_H

#include "base/buffer.h"
#include "base/error.h"

enum { CLEANING_MOST = 64 };
struct cleaning_pool;

/* What became of a page; valid during the call. */
struct cleaning_answer {
  struct slice article; /* JSON of one line (clean/filter.h); guarded */
  struct slice matter;  /* what was asked for beside it */
  const char *problem;  /* NULL, or a sentence: there is no answer */
};
typedef void cleaning_fn(void *context, uint64_t ticket, const struct cleaning_answer *answer);

/* cleaning_pool_new - for up to `jobs` cleaners, started when they are needed. NULL (EX_UNAVAILABLE) when
 * there is no such program. */
struct cleaning_pool *cleaning_pool_new(size_t jobs, cleaning_fn *fn, void *context, dp_error *error);
void cleaning_pool_free(struct cleaning_pool **pool); /* what is not answered is forgotten */

bool cleaning_pool_has_room(const struct cleaning_pool *pool);
size_t cleaning_pool_busy(const struct cleaning_pool *pool);
/* cleaning_pool_ask - gives a page to a cleaner; there is room. Exactly one answer follows, from
 * cleaning_pool_wait. Everything is copied. */
void cleaning_pool_ask(struct cleaning_pool *pool, uint64_t ticket, struct slice question, struct slice page);
/* cleaning_pool_wait - until there was an answer, or `milliseconds` have passed, or nothing is asked. */
void cleaning_pool_wait(struct cleaning_pool *pool, int milliseconds);

#endif
