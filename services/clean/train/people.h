/* people.h - whether two lists of names are of the same people. */
#ifndef CLEAN_TRAIN_PEOPLE_H
#define CLEAN_TRAIN_PEOPLE_H

#include "base/slice.h"

#include <stdint.h>

enum { PEOPLE_MAX = 64 };

struct people {
  uint64_t names[PEOPLE_MAX]; /* hashes, ascending, each once */
  size_t count;
};

/* people_add - the names in a text as annotators write them: parted by commas, semicolons, bars or a word for
 * "and". Case, marks and punctuation don't count. What finds no room is passed over. */
void people_add(struct people *people, struct slice text);

bool people_same(const struct people *a, const struct people *b);

#endif
