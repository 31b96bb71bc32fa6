/* authors_choose.h - which of the by-lines of a page is its author's, if one is. */
#ifndef CLEAN_AUTHORS_CHOOSE_H
#define CLEAN_AUTHORS_CHOOSE_H

#include "clean/authors_evidence.h"

/* authors_choose - the best by-line; NULL: more likely none is. *confidence: percent. */
const struct byline *authors_choose(const struct bylines *bylines, const struct authors_weights *weights,
                                    int *confidence);

/* authors_witness - the word of fact.h for the strongest witness of a by-line. */
const char *authors_witness(const struct byline *byline);

#endif
