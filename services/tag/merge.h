/* merge.h - from what the layers found to what is said: no overlaps, one type for one name over the whole
 * document. */
#ifndef TAG_MERGE_H
#define TAG_MERGE_H

#include "tag/finds.h"

/* merge_stretch - of the finds of the stretch just read, keeps those that do not overlap: surer ones first,
 * then longer ones. They are left in order of the text. */
void merge_stretch(struct finds *finds);

/* merge_document - settles types over the document: a name has the type that most speaks for; a surname alone
 * is the person whose full name stands elsewhere; what nobody knows goes. */
void merge_document(struct finds *finds);

#endif
