/* document_media.h - the pictures and films of the article, among all of the page. */
#ifndef CLEAN_DOCUMENT_MEDIA_H
#define CLEAN_DOCUMENT_MEDIA_H

#include "clean/document_places.h"
#include "clean/document_steps.h"

/* media_is_foreign - it stands in something that is no part of the article, or leads to another one. */
bool media_is_foreign(const struct places *places, const struct insert *insert);

/* media_step - PART_IMAGE for an image that shows something, PART_FOREIGN for a film or a post that a frame
 * brings in. False for marks, spacers, advertisements and what has no address. */
bool media_step(struct arena *arena, const struct url *base, const struct insert *insert, struct step *step);

/* media_figure - the region that holds the picture and its caption, and nothing that is kept but the caption;
 * NO_REGION: there is none. */
uint32_t media_figure(const struct places *places, const struct insert *insert);

/* media_legend - the caption in it, in NFC; empty: none, or it is part of the text. */
struct slice media_legend(struct arena *arena, const struct blocks *blocks, uint32_t figure);

#endif
