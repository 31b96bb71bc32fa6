/* hunspell.h - reads a spelling dictionary: its words, and what the suffix rules make of them. Prefix rules
 * (French elisions, English "re-") and suffixes on suffixes are left out. */
#ifndef TAG_TRAIN_HUNSPELL_H
#define TAG_TRAIN_HUNSPELL_H

#include "base/error.h"
#include "base/slice.h"

/* hunspell_read - calls `see` with every word, inflected ones too, and the notes of its line ("po:nom
 * is:mas"). `stem` is DIR/NAME without ".dic" and ".aff". */
bool hunspell_read(const char *stem, void (*see)(void *context, struct slice word, struct slice notes),
                   void *context, dp_error *error);

#endif
