/* authors_labels.h - what the attributes of an element tell of an author: class and id, itemprop, rel, and
 * where a link leads. */
#ifndef CLEAN_AUTHORS_LABELS_H
#define CLEAN_AUTHORS_LABELS_H

#include "clean/html.h"

#include <stdint.h>

/* Which second letters follow a first one among the words that are looked for: most words of a page are none
 * by these two already. */
struct author_letters {
  uint32_t seconds[26];
};
void authors_letters(struct author_letters *letters);

/* authors_kinds - a set of byline_bit of BY_ITEM, BY_REL, BY_CLASS…, BY_LINK; 0 for nearly all elements. */
uint64_t authors_kinds(const struct author_letters *letters, const struct html_node *node);

#endif
