/* prefilter.h - which of many patterns are worth a try in a piece of text: one scan for the letters they
 * need.
 *
 * The text is folded to symbols (literals.h). Of each needed string the four rarest symbols in a row, or two
 * or one where it is shorter, are its key; the scan asks a bitmap of 4 KiB for the key at each place, and
 * looks closer only where a bit is set. Filled once, then immutable. */
#ifndef TAG_PREFILTER_H
#define TAG_PREFILTER_H

#include "tag/literals.h"

#include <stddef.h>

struct prefilter;

struct prefilter *prefilter_new(void);
void prefilter_free(struct prefilter **prefilter);

/* prefilter_add - one of `needed` (which is not empty) stands in every match of `owner`. */
void prefilter_add(struct prefilter *prefilter, const struct literals *needed, uint32_t owner);

/* prefilter_fold - the symbols of well-formed text, at most text.length of them; returns how many. `bytes`
 * gets a bit for each byte value that the text holds. */
size_t prefilter_fold(const struct prefilter *prefilter, struct slice text, uint8_t *symbols,
                      uint64_t bytes[4]);

/* prefilter_scan - sets bit `owner` in `hits` for each one that may match; others stay as they are. */
void prefilter_scan(const struct prefilter *prefilter, const uint8_t *symbols, size_t count, uint64_t *hits);

#endif
