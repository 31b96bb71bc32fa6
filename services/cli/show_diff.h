/* show_diff.h - what a revision of an article has changed, on standard output. */
#ifndef CLI_SHOW_DIFF_H
#define CLI_SHOW_DIFF_H

#include "cli/cli.h"

/* show_diff - between the article, or with `newest` the newest revision of it, and the revision `against` of
 * its uri (0: the one before it). `record` is what the store says of the article, `article` what it holds;
 * both may be NULL. Returns the exit code. */
int show_diff(struct cli *cli, const struct json *record, const struct json *article, int64_t against,
              bool newest);

#endif
