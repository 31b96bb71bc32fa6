/* pages.h - annotated pages, cleaned one after the other. */
#ifndef CLEAN_TRAIN_PAGES_H
#define CLEAN_TRAIN_PAGES_H

#include "clean/clean.h"
#include "data/json.h"

enum { PAGES_PARTS = 5 };

/* A page while it is read; nothing of it stays. */
struct annotated {
  const struct json *row; /* its line of the index, with the truth */
  const struct clean_result *result;
  struct arena *scratch;
  size_t index;   /* which of the indexes */
  double weight;  /* of a page of that index */
  int fold, part; /* by its site, so that the pages of one stay together; fold 0 without folds */
};

typedef void pages_take(void *trainer, const struct annotated *page);

/* pages_read - gives `take` each page that can be parsed. `indexes`: as on the command line, "PATH" or
 * "PATH=WEIGHT". False: an index can't be read, which is said on standard error, as is a page that can't,
 * which is passed over. */
bool pages_read(char *const *indexes, size_t count, int folds, pages_take *take, void *trainer);

/* pages_name - of an index, without folder and weight, for people. In the arena. */
const char *pages_name(struct arena *arena, const char *index);

#endif
