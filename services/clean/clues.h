/* clues.h - what the metadata say of the article, as evidence for its text. */
#ifndef CLEAN_CLUES_H
#define CLEAN_CLUES_H

#include "base/slice.h"

/* Empty slices: unknown. */
struct body_clues {
  struct slice title, description;
  const struct slice *authors;
  size_t author_count;
  struct slice declared; /* JSON-LD's articleBody, raw */
};

/* clues_name_author - the text holds the name of an author. For short texts. */
bool clues_name_author(const struct body_clues *clues, struct slice text);

#endif
