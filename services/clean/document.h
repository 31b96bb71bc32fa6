/* document.h - the article as a sequence of typed blocks: as plain text with offsets, and as steps from which
 * any rendering is written (xhtml.h, markdown.h).
 *
 * The steps walk over the article as over a tree: an element opens, what is in it follows, it closes. They
 * hold no trace of the page's own tree, which may go. What a page uses for its layout only (tables that frame
 * columns, lists of whole articles, a quotation round everything) is no element here. */
#ifndef CLEAN_DOCUMENT_H
#define CLEAN_DOCUMENT_H

#include "base/url.h"
#include "clean/blocks.h"
#include "data/article.h"

enum part {
  /* blocks */
  PART_PARAGRAPH,
  PART_HEADING, /* level: 2 to 6 */
  PART_LIST,    /* ordered; across: its first number */
  PART_ITEM,
  PART_QUOTE,
  PART_POST,  /* of a social network; text: its URL, may be empty */
  PART_TABLE, /* of rows of cells, a caption before them perhaps */
  PART_CAPTION,
  PART_ROW,
  PART_CELL,   /* header; across, down: columns and rows it spans, from 1 */
  PART_CODE,   /* preformatted, in a single PART_TEXT */
  PART_FIGURE, /* of images and what is shown from elsewhere, and a caption behind them perhaps */
  PART_LEGEND, /* that caption */
  /* inside blocks */
  PART_LINK, /* text: its URL */
  PART_EMPHASIS,
  PART_STRONG,
  PART_MONOSPACE,
  PART_SUB,
  PART_SUP,
  /* never closed */
  PART_TEXT,    /* text */
  PART_BREAK,   /* of a line; stands for a space */
  PART_IMAGE,   /* text: its URL; other: its description; across, down: pixels, 0: not said */
  PART_FOREIGN, /* a film, or a post of a social network; text: its URL */
  PARTS
};

struct step {
  unsigned char part; /* enum part */
  bool closes, ordered, header;
  unsigned char level;
  uint32_t across, down;
  struct slice text, other; /* in NFC; URLs are absolute, of http or https */
};

struct document {
  struct slice text; /* of the blocks, parted by one \n; in NFC */
  const struct article_block *blocks;
  size_t block_count;
  const struct step *steps;
  size_t step_count;
};

/* document_make - of the blocks that are kept, in order. References are resolved against `base` (NULL: links
 * and pictures are left out). Cells of a row are joined by " | ", the lines of preformatted text stay lines,
 * other line breaks are spaces. Captions of pictures are no part of the text. Everything lies in the arena.
 * Linear in the size of the page. */
void document_make(struct arena *arena, const struct blocks *blocks, const struct url *base,
                   struct document *document);

/* document_of_lines - paragraphs only, one a line of `text`, which is white-space folded and in NFC. */
void document_of_lines(struct arena *arena, struct slice text, struct document *document);

#endif
