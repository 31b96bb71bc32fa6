/* tags.h - what an article is about, by its section and its tags. */
#ifndef CLEAN_TAGS_H
#define CLEAN_TAGS_H

#include "clean/blocks.h"
#include "clean/jsonld.h"
#include "clean/survey.h"
#include "data/fact.h"

enum { TAGS_MAX = 64 };

/* tags_find - each once, in the arena, from the first witness that has any: article:tag, JSON-LD keywords,
 * news_keywords, links with rel=tag, and keywords when they look like tags. */
struct facts tags_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld);

/* section_find - the part of the site: article:section, JSON-LD, breadcrumbs without their first and without
 * `title`. Empty: not known. */
struct fact section_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                         const struct blocks *blocks, struct slice title);

#endif
