/* kind.h - what kind of article a page holds. */
#ifndef CLEAN_KIND_H
#define CLEAN_KIND_H

#include "clean/body.h"
#include "clean/metadata.h"

/* kind_find - "article", "live-blog", "video" or "gallery" (see verdict.h): by JSON-LD, og:type, the words of
 * the address, entries with a time, captions. A page with plenty of running text is an article, whatever its
 * address says. */
struct fact kind_find(const struct body *body, const struct blocks *blocks, const struct metadata *metadata);

#endif
