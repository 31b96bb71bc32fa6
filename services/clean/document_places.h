/* document_places.h - which elements of the page are elements of the article: its lists, quotations, tables
 * and preformatted text. */
#ifndef CLEAN_DOCUMENT_PLACES_H
#define CLEAN_DOCUMENT_PLACES_H

#include "clean/document.h"

enum { PLACES_DEEP = 12 }; /* elements inside elements; deeper ones are passed over */

struct place {
  uint32_t holder; /* the innermost region, this one or one around it, with a part; NO_REGION: none */
  uint32_t list, table, row;    /* the innermost region of that kind, this or around it; NO_REGION: none */
  uint16_t rows, cells, widest; /* of a table: rows with text, cells with text in a row, at most */
  uint32_t own;                 /* blocks with this holder */
  unsigned char part;           /* enum part; PARTS: none */
  unsigned char depth;          /* parts around it, and itself */
  bool layout;                  /* a list or table that only arranges the page */
};

#define NO_REGION UINT32_MAX

/* How much is kept before a block. */
struct place_sum {
  uint32_t blocks, headings, words;
};

struct places {
  const struct blocks *blocks;
  uint32_t first_kept, last_kept; /* blocks */
  uint32_t first, end;    /* the regions looked at: one that holds all that is kept, and those inside */
  struct place *items;    /* of these */
  struct place_sum *sums; /* before each block of the first of them, and behind the last */
};

/* places_find - false when no block is kept. In the arena. */
bool places_find(struct arena *arena, const struct blocks *blocks, struct places *places);

/* place_at - of a region that was looked at; NULL: it was not. */
static inline const struct place *place_at(const struct places *places, uint32_t region)
{
  return region >= places->first && region < places->end ? &places->items[region - places->first] : NULL;
}

/* places_holder - the region whose part holds text that stands in `region`; NO_REGION: none. Never a table or
 * a row, which hold no text. */
uint32_t places_holder(const struct places *places, uint32_t region);

/* places_kept - what is kept in a region; of regions around all that is kept, everything. */
struct place_sum places_kept(const struct places *places, uint32_t region);

#endif
