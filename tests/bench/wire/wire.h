/* wire.h - what an article costs on its way: four real daemons with the stages' own work switched off, beside
 * a bare chain of libzmq sockets with the same frames and the same rows in SQLite.
 *
 * Off in the real chain: transfers (every URL is answered at once with the same body), the archive (a record
 * is neither composed nor digested nor written), cleaning (a fixed
 * text; its digest is on) and tagging. On: journal, window,
 * events, guard, verdicts, catalog, publishing. */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include "base/buffer.h"
#include "base/error.h"
#include "data/article.h"

#include <stdint.h>
#include <sys/types.h>

enum { WIRE_PROCESSES = 4, WIRE_TEXT = 6000 };

struct wire_options {
  int64_t articles, warm_up;
  size_t body;
  int repeats;
};

/* What the children tell the parent, in a file that both map. */
struct wire_shared {
  volatile int64_t frontier_commits, catalog_commits, warm,
      measured; /* the last two: bare source, 1 when done */
  volatile int64_t go;
  volatile int64_t transfer_ns; /* what the transfers that are switched off cost all the same */
  volatile int64_t event_bytes, cleaned_bytes, tagged_bytes; /* frames, as seen in the real chain */
};

struct wire_result {
  int64_t cpu_ns[WIRE_PROCESSES]; /* fetch, clean, tag, store; source, hop, hop, sink */
  int64_t wall_ms;
  int64_t frontier_commits, catalog_commits;
};

/* children.c */
struct wire_shared *wire_share(const char *path); /* makes or opens the file */
pid_t wire_start(char *const arguments[]);        /* this program or another one, in a process of its own */
int64_t wire_cpu(pid_t pid);                      /* nanoseconds of all its threads so far */
void wire_stop(const pid_t *pids);
_Noreturn void wire_fail(const char *what, const char *why);
extern const char *wire_self; /* path of this program */
extern struct wire_shared *wire_shared;

/* article.c: what the cleaner of the bench makes of a page; `text` is WIRE_TEXT bytes. */
struct article_clean wire_article(struct slice uri, struct slice text);

/* daemons.c: the real chain. */
int wire_role(int argc, char **argv); /* "fetch", "clean" or "tag" as a daemon */
void wire_measure_real(const struct wire_options *options, const char *directory, struct wire_result *result);

/* bare.c: the bare chain; batches as large as the real one made them. */
int wire_bare_role(int argc, char **argv);
void wire_measure_bare(const struct wire_options *options, const char *directory,
                       const struct wire_result *real, struct wire_result *result);

#endif
