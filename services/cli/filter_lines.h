/* filter_lines.h - lines of JSON through caged filters, on every core: a line out for each line in, in their
 * order.
 *
 * As many questions as there are filters are in memory, and the answers that wait for an earlier one: at most
 * a few for each filter. A line out begins with the "id" of the line it answers, as it came; then follows the
 * answer, or "error": a sentence. Over two seconds a terminal sees how far it is. */
#ifndef CLI_FILTER_LINES_H
#define CLI_FILTER_LINES_H

#include "cli/cli.h"
#include "cli/filter_pool.h"

enum { FILTER_LINE_MAX = JSON_MAX_BYTES };

/* A run. The functions get `context`. */
struct filter_lines {
  const char *input; /* a file, or "-" for standard input */
  const char *where; /* behind the number of a line in errors: " of the index" */
  const char *done;  /* what the progress says: "cleaned" */
  size_t longest;    /* bytes of a line; at most FILTER_LINE_MAX */
  int64_t jobs;      /* 0: one a core */
  const struct filter_kind *kind;
  /* ask - the question that a line asks, and the matter of it; appended. False: no question, because. */
  bool (*ask)(void *context, struct arena *arena, const struct json *line, struct buffer *question,
              struct buffer *matter, dp_error *error);
  /* read - looks at an answer before it is printed. False: it is an error, which is told instead. May be
   * NULL. */
  bool (*read)(void *context, struct slice answer, dp_error *error);
  void (*tell)(void *context, uint64_t lines, int64_t errors); /* the last word, on standard error */
  void *context;
};

/* filter_lines_run - returns the exit code: EX_DATAERR when a line has an error. */
int filter_lines_run(struct cli *cli, const struct filter_lines *lines);

#endif
