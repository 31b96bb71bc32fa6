/* media.h - is a response a web page at all? */
#ifndef CLEAN_MEDIA_H
#define CLEAN_MEDIA_H

#include "base/slice.h"

/* media_against - NULL when `bytes` may be a page; else the reason ("not-html", "empty") and in *detail a
 * sentence. The header is believed when it names another type, unless the bytes plainly are HTML; bytes that
 * plainly are something else are believed whatever the header says. */
const char *media_against(struct slice bytes, struct slice content_type, const char **detail);

#endif
