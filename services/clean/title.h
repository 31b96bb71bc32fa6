/* title.h - the headline of an article. */
#ifndef CLEAN_TITLE_H
#define CLEAN_TITLE_H

#include "clean/jsonld.h"
#include "clean/survey.h"
#include "data/fact.h"

/* title_find - headline in the arena; empty when the page has none. `site` (may be empty) is the site's name,
 * which pages append to their titles. */
struct fact title_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                       struct slice site, struct slice url);

/* title_without_site - cuts " | Example News" and the like off a title. */
struct slice title_without_site(struct slice title, struct slice site, struct slice url);

#endif
