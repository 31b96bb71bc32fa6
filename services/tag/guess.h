/* guess.h - French, English or another language, by the small words of a text; for texts of which nobody says
 * it.
 *
 * The daemon never guesses: the cleaner's detector has told it. */
#ifndef TAG_GUESS_H
#define TAG_GUESS_H

#include "base/slice.h"

/* guess_language - "fr", "en", or "und": another one. Looks at the first few thousand words; a few words
 * without a small one among them are taken for French. */
struct slice guess_language(struct slice text);

#endif
