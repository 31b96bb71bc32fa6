/* html_pieces.h - where a page may be parted so that a tokenizer fed piece by piece sees no difference. */
#ifndef CLEAN_HTML_PIECES_H
#define CLEAN_HTML_PIECES_H

#include "base/slice.h"

/* html_piece - how many bytes of `rest` make the next piece: at least 1 unless it is empty, some 500 tags
 * where there are as many. It ends before a tag or comment that stands in plain text, never inside a tag, a
 * comment, a script, a style or the like; only where one of those is longer than 1 MiB or holds more than
 * 2,000 '<' is it parted. */
size_t html_piece(struct slice rest);

#endif
