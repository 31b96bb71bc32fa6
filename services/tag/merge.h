/* merge.h - from what the layers found to what is said: no overlaps. */
#ifndef TAG_MERGE_H
#define TAG_MERGE_H

#include "tag/finds.h"

/* merge_stretch - of the finds of the stretch just read, keeps those that do not overlap: surer ones first,
 * then longer ones. They are left in order of the text. */
void merge_stretch(struct finds *finds);

#endif
