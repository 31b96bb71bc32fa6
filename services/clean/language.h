/* language.h - which language a text is in (language.cc is the only room that knows CLD2). */
#ifndef CLEAN_LANGUAGE_H
#define CLEAN_LANGUAGE_H

#include "base/slice.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { LANGUAGE_TEXT = 16 };

/* language_detect - BCP 47 tag of the language of `text` (UTF-8), "und" when it can't be told. `hint` is what
 * the page declares (empty: nothing); it weighs in, and decides only where the text is too short to tell and
 * does not contradict, or where the page names a language that the detector does not know. */
void language_detect(struct slice text, struct slice hint, char tag[LANGUAGE_TEXT]);

#ifdef __cplusplus
}
#endif
#endif
