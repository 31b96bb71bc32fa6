/* definition.h - what the operator wants sent where: a directory of YAML files, one a sink, which bears the
 * name of its file.
 *
 *     # desk.yaml
 *     webhook: https://desk.example/articles     # or   directory: /srv/articles
 *     filter: place:NE lang:fr                   # as in depeche search; default: every article
 *     format: event                              # or data, ninjs, flat, news-please, media-cloud
 *     from: start                                # or now (default), a sequence, a day or time
 *     secret_file: /etc/depeche/desk.secret      # webhook: the key of its signatures; default: none
 *     timeout: 10s                               # webhook: for one attempt
 *     retry_for: 24h                             # webhook: then the article becomes a dead letter */
#ifndef SINK_DEFINITION_H
#define SINK_DEFINITION_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "data/article_form.h"

enum { SINKS = 64, SINK_NAME = 33, SINK_SECRET = 1024, SINK_FILTER = 4096, SINK_FILE = 64 * 1024 };

/* Where a sink begins that has never run. */
struct sink_from {
  bool now;
  int64_t after;     /* this sequence; 0: everything there is */
  const char *since; /* NULL; else, instead: what was stored from this day or time on */
};

struct sink_definition {
  char name[SINK_NAME];  /* [a-z0-9-]{1,32} */
  const char *webhook;   /* URL; NULL: */
  const char *directory; /* absolute */
  const char *filter;    /* "": everything */
  enum article_form form;
  struct sink_from from;
  struct slice secret; /* the key itself; empty: not signed */
  millis timeout, retry_for;
};

/* All definitions of a directory, in the order of their names. */
struct sink_definitions {
  struct arena *arena;
  struct sink_definition list[SINKS];
  size_t count;
};

/* sink_definitions_read - every file DIRECTORY/NAME.yaml. NULL when one of them is wrong or there are too
 * many: each problem is a line "FILE:LINE: sentence" in `problems` (may be NULL), the first one in `error`
 * (EX_CONFIG). */
struct sink_definitions *sink_definitions_read(const char *directory, struct buffer *problems,
                                               dp_error *error);
void sink_definitions_free(struct sink_definitions **definitions);

/* sink_definition_read - one file's bytes; for tests. `sink->name` is given. Secrets are read from disk. */
bool sink_definition_read(struct arena *arena, struct slice yaml, const char *file,
                          struct sink_definition *sink, struct buffer *problems, dp_error *error);

#endif
