/* options.h - what `authors` and `dates` are asked. */
#ifndef CLEAN_TRAIN_OPTIONS_H
#define CLEAN_TRAIN_OPTIONS_H

#include <stddef.h>

struct options {
  int folds;            /* 0: learn from all, and print it */
  char *const *indexes; /* of argv */
  size_t count;
};

/* options_read - -1: go on; else the exit code. --help prints `help` on standard output, mistakes do so on
 * standard error. */
int options_read(int argc, char **argv, const char *help, struct options *options);

#endif
