/* blocks.h - a page as a flat list of blocks of text, and the regions (block-level elements) that hold them.
 *
 * Regions stand in document order, parents first; a region holds the blocks [first_block, end_block) and the
 * regions up to `end`. Everything that decides what the article is works on these two arrays, not on the
 * tree. What a rendering needs besides, links and emphasis inside blocks and pictures between them, stands in
 * two more. */
#ifndef CLEAN_BLOCKS_H
#define CLEAN_BLOCKS_H

#include "base/arena.h"
#include "clean/hints.h"

#include <stdint.h>

enum block_kind { BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_ITEM, BLOCK_QUOTE, BLOCK_CELL, BLOCK_CAPTION };

/* Why a block is no part of the article. */
enum cut {
  CUT_NOT = 0,  /* it is */
  CUT_OUTSIDE,  /* not in the element that holds the article */
  CUT_NOISE,    /* in an element that by its kind or its names is something else */
  CUT_LINKS,    /* leads elsewhere */
  CUT_HEADLINE, /* repeats the headline */
  CUT_BYLINE,   /* who wrote it */
  CUT_STAMP,    /* when */
  CUT_PROMO,    /* asks to read, share, subscribe */
  CUT_CREDIT,   /* whose picture */
  CUT_REPEATED, /* stood there before */
  CUT_BARE,     /* a heading whose section is gone */
  CUT_SCRAP,    /* a few words before the first or behind the last paragraph */
  CUT_ENDING,   /* behind the line where the article ends */
  CUT_MODEL,    /* the model says so, by all of its numbers together */
  CUTS
};

/* What an inline element makes of a stretch of text. */
enum run_kind { RUN_LINK, RUN_EMPHASIS, RUN_STRONG, RUN_CODE, RUN_SUB, RUN_SUP, RUN_BREAK, RUN_NONE };

/* Runs of a block stand in the order of their elements, outer ones first, and are properly nested. */
struct run {
  uint32_t start, end;          /* bytes of the block's text; not empty */
  const struct html_node *node; /* the element; NULL: RUN_BREAK, whose text is one space */
  unsigned char kind;           /* enum run_kind */
};

/* A picture, a frame or a film. */
struct insert {
  const struct html_node *node, *link; /* the element, and the link around it (NULL: none) */
  uint32_t region;
  uint32_t block; /* the first that does not end before it */
};

struct block {
  struct slice text; /* white space folded; in the arena */
  uint32_t region;   /* the innermost that holds it */
  uint32_t words, commas, sentences;
  uint32_t link_bytes; /* of the text that is in links */
  uint32_t first_run, end_run;
  enum block_kind kind : 8;
  unsigned char level; /* of a heading, 1 to 6 */
  bool ends_sentence;
  unsigned char cut; /* enum cut; set by those who judge */
};

struct region {
  const struct html_node *node;
  enum html_tag tag;
  unsigned hints;
  uint32_t parent; /* the root is its own parent */
  uint32_t end;    /* index behind the last region inside */
  uint32_t first_block, end_block;
  enum block_kind kind : 8; /* of a block directly inside */
  unsigned char level;      /* of a heading */
};

struct blocks {
  struct block *items;
  uint32_t count;
  struct region *regions;
  uint32_t region_count; /* at least 1: the root */
  struct run *runs;
  struct insert *inserts;
  uint32_t insert_count;
};

/* blocks_read - the blocks below `root`. Scripts, styles, controls, embedded media and, unless `with_hidden`,
 * what is marked as hidden are passed over. White space is folded everywhere; in preformatted text the ends
 * of lines are kept as line breaks. Stops at `max_text` bytes of text or 50,000
 * blocks and sets *truncated. */
void blocks_read(struct arena *arena, const struct html_node *root, bool with_hidden, size_t max_text,
                 struct blocks *blocks, bool *truncated);

static inline bool block_kept(const struct block *block)
{
  return block->cut == CUT_NOT;
}

/* block_is_prose - true for running text: some words, not mostly links, with the marks of a sentence. */
bool block_is_prose(const struct block *block);

/* region_is_leaf - a paragraph, or an element that is one in all but name. */
bool region_is_leaf(const struct blocks *blocks, uint32_t index);

/* block_link_share - how much of the text is in links, 0 to 1. */
double block_link_share(const struct block *block);

#endif
