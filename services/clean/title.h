/* title.h - the headline of an article. */
#ifndef CLEAN_TITLE_H
#define CLEAN_TITLE_H

#include "clean/blocks.h"
#include "clean/jsonld.h"
#include "clean/survey.h"
#include "clean/title_site.h"
#include "data/fact.h"

/* title_find - headline in the arena; empty when the page has none. Nothing of `blocks` need be cut yet. */
struct fact title_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                       const struct blocks *blocks, const struct site_names *site, struct slice url);

#endif
