/* shape.h - what a page looks like as a whole, and the words by which pages say that they are no article. */
#ifndef CLEAN_SHAPE_H
#define CLEAN_SHAPE_H

#include "clean/blocks.h"

struct shape {
  uint32_t words, link_words; /* of the page, whatever was cut */
  uint32_t teasers;           /* headings that are links, and links of a sentence's length in lists */
  uint32_t run;               /* words of the longest piece of prose without a teaser or a link in between */
  uint32_t stamped;           /* short blocks that are or begin with a time of day */
  uint32_t captions;
  struct slice shown; /* the first text of the page without links, as wording_plain writes it */
};

/* shape_measure - all but what is shown; shape_of: that, too. */
struct shape shape_measure(const struct blocks *blocks);
struct shape shape_of(struct arena *arena, const struct blocks *blocks);

/* What a text, as wording_plain writes it, may say. `title`: it is a title and says nothing else. */
bool shape_says_robot(struct slice plain, bool title);   /* it checks for robots */
bool shape_says_missing(struct slice plain, bool title); /* there is no such page */
bool shape_says_error(struct slice plain, bool title);   /* the server failed or refuses */
bool shape_says_consent(struct slice plain);             /* it asks for consent */
bool shape_says_login(struct slice plain);               /* it asks to log in */

#endif
