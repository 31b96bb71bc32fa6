/* filter_pool.h - caged programs of ours (depeche-clean --filter, depeche-tag --filter) and the questions
 * that are with them.
 *
 * Each is a process of its own without files and network, and has one question at a time. One that crashes,
 * or has not answered after a minute, costs the question it had: the next gets a new process. So does, from
 * time to time, every question: what has taken a filter over has few others to lie about. */
#ifndef CLI_FILTER_POOL_H
#define CLI_FILTER_POOL_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

enum { FILTER_MOST = 64 };
struct filter_pool;

/* Which filter. */
struct filter_kind {
  const char *service; /* "clean" */
  const char *matter;  /* what it is asked about: "page" */
  const char *option;  /* a further option of the program; NULL: none */
};

/* What became of a question; valid during the call. */
struct filter_answer {
  struct slice line;   /* JSON of one line (clean/filter.h, tag/filter.h); guarded */
  struct slice matter; /* what was asked for beside it */
  const char *problem; /* NULL, or a sentence: there is no answer */
};
typedef void filter_fn(void *context, uint64_t ticket, const struct filter_answer *answer);

/* filter_pool_new - for up to `jobs` processes, started when they are needed. NULL (EX_UNAVAILABLE) when
 * there is no such program. `kind` outlives the pool. */
struct filter_pool *filter_pool_new(const struct filter_kind *kind, size_t jobs, filter_fn *fn, void *context,
                                    dp_error *error);
void filter_pool_free(struct filter_pool **pool); /* what is not answered is forgotten */

bool filter_pool_has_room(const struct filter_pool *pool);
size_t filter_pool_busy(const struct filter_pool *pool);
/* filter_pool_ask - gives a question and its matter to a filter; there is room. Exactly one answer follows,
 * from filter_pool_wait. Everything is copied. */
void filter_pool_ask(struct filter_pool *pool, uint64_t ticket, struct slice question, struct slice matter);
/* filter_pool_wait - until there was an answer, or `milliseconds` have passed, or nothing is asked. */
void filter_pool_wait(struct filter_pool *pool, int milliseconds);

/* filter_ask_one - one question to one filter, and its answer in the arena. False: there is none. */
bool filter_ask_one(const struct filter_kind *kind, struct arena *arena, struct slice question,
                    struct slice matter, struct filter_answer *answer, dp_error *error);

#endif
