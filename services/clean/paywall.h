/* paywall.h - may everyone read the article? */
#ifndef CLEAN_PAYWALL_H
#define CLEAN_PAYWALL_H

#include "clean/blocks.h"
#include "clean/jsonld.h"
#include "clean/survey.h"
#include "data/fact.h"

/* paywall_find - "yes", "no" or nothing: isAccessibleForFree in JSON-LD, article:content_tier, and where
 * these are silent an element that is named as a paywall or words that ask to subscribe in order to read on.
 */
struct fact paywall_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                         const struct blocks *blocks);

/* paywall_asks - the text asks to subscribe or to log in, in order to read on. */
bool paywall_asks(struct arena *arena, struct slice text);

#endif
