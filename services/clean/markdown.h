/* markdown.h - a document as Markdown. */
#ifndef CLEAN_MARKDOWN_H
#define CLEAN_MARKDOWN_H

#include "clean/document.h"

/* markdown_write - CommonMark with the tables of GFM, in the arena; ends with a new line unless it is empty.
 * Signs that would mean something are escaped, so that a reader sees the text as it is. What Markdown has no
 * sign for (sub, sup, a line break in a cell, emphasis in the middle of signs) is the HTML that it allows. */
struct slice markdown_write(struct arena *arena, const struct document *document);

#endif
