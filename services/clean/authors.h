/* authors.h - who wrote the article. */
#ifndef CLEAN_AUTHORS_H
#define CLEAN_AUTHORS_H

#include "clean/blocks.h"
#include "clean/jsonld.h"
#include "clean/survey.h"
#include "data/fact.h"

enum { AUTHORS_MAX = 12 };

/* authors_find - the names, in the arena, at most AUTHORS_MAX: JSON-LD, meta elements, rel=author and
 * itemprop=author, by-line elements; the first source that gives a name wins. Role words ("By", "Par", "Von")
 * and what is no name (addresses, dates, the site itself) are left out. */
struct facts authors_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                          const struct blocks *blocks, struct slice site);

#endif
