/* figures.h - how many answers were right, for each index. */
#ifndef CLEAN_TRAIN_FIGURES_H
#define CLEAN_TRAIN_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { FIGURES_INDEXES = 16 };

struct figures {
  struct {
    size_t pages, right;    /* that have the fact, and were answered so */
    size_t without, silent; /* that have none, and were not answered */
  } of[FIGURES_INDEXES];    /* later indexes share the last */
};

void figures_add(struct figures *figures, size_t index, bool has, bool right);

/* figures_print - a line for each index, and one for all. */
void figures_print(FILE *out, const char *what, char *const *indexes, size_t count,
                   const struct figures *figures);

#endif
