/* authors.h - who wrote the article. */
#ifndef CLEAN_AUTHORS_H
#define CLEAN_AUTHORS_H

#include "clean/blocks.h"
#include "clean/jsonld.h"
#include "clean/survey.h"

enum { AUTHORS_MAX = 12 };

struct authors {
  struct slice names[AUTHORS_MAX]; /* in the arena, in order, each once */
  size_t count;
};

/* authors_find - JSON-LD, meta elements, rel=author and itemprop=author, by-line elements; the first source
 * that gives a name wins. Role words ("By", "Par", "Von") and what is no name (addresses, dates, the site
 * itself) are left out. */
void authors_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                  const struct blocks *blocks, struct slice site, struct authors *authors);

/* authors_split - adds the names in a by-line: "Par Anne Martin et Paul Roy, à Niamey". */
void authors_split(struct arena *arena, struct slice byline, struct slice site, struct authors *authors);

#endif
