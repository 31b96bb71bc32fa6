/* authors_labels.h - what the attributes of an element tell of an author: class and id, itemprop, rel, and
 * where a link leads. */
#ifndef CLEAN_AUTHORS_LABELS_H
#define CLEAN_AUTHORS_LABELS_H

#include "clean/html.h"
#include "clean/wordlist.h"

#include <stdint.h>

/* authors_labels - the words that authors_kinds looks for. */
void authors_labels(struct wordlist *list);

/* authors_kinds - a set of byline_bit of BY_ITEM, BY_REL, BY_CLASS…, BY_LINK; 0 for nearly all elements. */
uint64_t authors_kinds(struct wordlist *labels, const struct html_node *node);

#endif
