/* picture.h - the lead image of an article. */
#ifndef CLEAN_PICTURE_H
#define CLEAN_PICTURE_H

#include "clean/jsonld.h"
#include "clean/survey.h"
#include "data/fact.h"

struct picture {
  struct fact url;       /* resolved; empty: none */
  int64_t width, height; /* pixels; 0: not said */
};

/* picture_find - Open Graph, JSON-LD, other meta elements, else the first large picture of the page. Logos,
 * placeholders and the like are passed over. `url` is that of the page. */
struct picture picture_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                            struct slice url);

#endif
