/* stage.h - a stateless daemon in the middle: takes an article, works on it, passes it on.
 *
 * clean and tag are a struct stage and a call of stage_main. The runtime does everything else: N worker
 * threads, the guard on what comes in, the envelope, timings, backpressure (the next article is taken only
 * when the output can be written, so at most one article a worker is in hand), rejected articles that pass
 * through, drain, reload, status. */
#ifndef RUNTIME_STAGE_H
#define RUNTIME_STAGE_H

#include "runtime/daemon.h"

/* What one worker gets and gives. `article` is the tree of the message's data, to be changed in place. */
struct stage_work {
  struct arena *arena; /* for everything of this article */
  struct json *article;
  struct slice body; /* second frame; empty behind the first hop */
};

struct stage {
  struct daemon_spec daemon; /* service, purpose, help, name; the rest is filled in by stage_main */
  const char *takes;         /* type that comes in: EVENT_FETCHED */
  const char *gives;         /* type that goes out: EVENT_CLEANED */
  bool binds_input;          /* tag binds, clean connects */
  void (*endpoints)(const struct config *config, struct config_list *inputs, const char **output,
                    const char **status, int64_t *workers);
  /* rules_new - everything that is read-only while working (patterns, gazetteers), shared by the workers;
   * called again at SIGHUP and swapped in whole between two articles. It may point into `config`, a copy that
   * lives as long as the rules. May be NULL: no rules. */
  void *(*rules_new)(const struct config *config, dp_error *error);
  void (*rules_free)(void *rules);
  /* worker_new - scratch of one worker thread (a parser, match data); made and freed in that thread. Both may
   * be NULL. */
  void *(*worker_new)(void);
  void (*worker_free)(void *worker);
  /* process - true: the article goes on as `gives`. False: it goes on as rejected, the function has called
   * article_reject. It must not block, and must bound its time and memory. */
  bool (*process)(const void *rules, void *worker, struct stage_work *work);
  /* rules_version - shown in the status; may be NULL. */
  struct slice (*rules_version)(const void *rules);
};

/* stage_main - the daemon. Requests on the status endpoint: "ping", and "status" with {service, name,
 * version, pid, started_at, workers, processed, rejected (here), passed (came rejected), refused, cpu_us,
 * rules_version?}. Endpoints and the number of workers change at a restart only; a reload that would change
 * them says so in the log. */
int stage_main(int argc, char **argv, const struct stage *stage);

#endif
