/* xhtml.h - a document as a fragment of XHTML. */
#ifndef CLEAN_XHTML_H
#define CLEAN_XHTML_H

#include "clean/document.h"

enum { XHTML_SLACK = 64 * 1024 };

/* xhtml_write - well-formed (XML 1.0, namespace of XHTML understood), in NFC, in the arena: p, h2 to h6, ul,
 * ol, li, blockquote, table, caption, tr, th, td, figure, img, figcaption, pre, code, a, em, strong, sub, sup
 * and br, with the attributes href, src, alt, width, height, start, colspan, rowspan and cite. No longer than
 * twice the text and XHTML_SLACK: near that, inline elements and attributes go first, then the rest is cut.
 */
struct slice xhtml_write(struct arena *arena, const struct document *document);

#endif
