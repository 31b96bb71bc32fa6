/* verdict.h - is what was found an article? */
#ifndef CLEAN_VERDICT_H
#define CLEAN_VERDICT_H

#include "clean/body.h"
#include "clean/metadata.h"

/* verdict_against - NULL when it is one; else the reason ("empty", "no-article") and in *detail a sentence
 * that says why. */
const char *verdict_against(const struct body *body, const struct blocks *blocks,
                            const struct metadata *metadata, const char **detail);

#endif
