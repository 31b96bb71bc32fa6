/* authors.h - who wrote the article. */
#ifndef CLEAN_AUTHORS_H
#define CLEAN_AUTHORS_H

#include "clean/authors_bylines.h"
#include "clean/blocks.h"
#include "clean/jsonld.h"
#include "clean/survey.h"
#include "data/fact.h"

/* authors_find - the names, in the arena, in order: whatever may be the by-line is gathered from JSON-LD,
 * meta elements, the elements of the page and its lines of text, and the most likely one is taken, or none.
 * Roles ("By", "Par", "Von"), dates, places and jobs around the names are left out. `title` and `site` (may
 * be empty) are those of the page. *gathered: all that was chosen from, in the arena too. */
struct facts authors_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                          const struct blocks *blocks, struct slice title, struct slice site,
                          struct slice url, const struct bylines **gathered);

#endif
