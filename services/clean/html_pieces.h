/* html_pieces.h - where a page may be parted so that a tokenizer fed piece by piece sees no difference, and
 * its text without a tokenizer. */
#ifndef CLEAN_HTML_PIECES_H
#define CLEAN_HTML_PIECES_H

#include "base/buffer.h"

/* html_piece - how many bytes of `rest` make the next piece: at least 1 unless it is empty, some 500 tags
 * where there are as many. It ends before a tag or comment that stands in plain text, never inside a tag, a
 * comment, a script, a style or the like; only where one of those is longer than 1 MiB or holds more than
 * 2,000 '<' is it parted. */
size_t html_piece(struct slice rest);

/* html_flatten - appends the text of `rest` as HTML without elements but br: two in place of tags that part
 * blocks, nothing in place of those inside a line; scripts, styles and comments are left out. For what stands
 * too deep to be a tree. Linear. */
void html_flatten(struct slice rest, struct buffer *out);

#endif
