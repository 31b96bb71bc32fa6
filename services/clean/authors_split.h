/* authors_split.h - a by-line taken apart: "Von Jörg Weiß und Ute Öz, Berlin" is two names. */
#ifndef CLEAN_AUTHORS_SPLIT_H
#define CLEAN_AUTHORS_SPLIT_H

#include "clean/authors_names.h"

enum { AUTHORS_MAX = 12, BYLINE_BYTES = 240 };

struct names {
  struct slice items[AUTHORS_MAX]; /* in order, each once; they point into the text */
  size_t count;
  unsigned any, all; /* traits that one of them has; that all have */
  bool marked;       /* a word of role stood before them */
};

enum role { ROLE_NONE, ROLE_AUTHOR, ROLE_OTHER /* of pictures, of a review */ };

/* authors_without_role - `text` without the words of role at its beginning ("Text und Fotos: "). */
enum role authors_without_role(struct slice *text);

/* authors_split - the names in a by-line of at most BYLINE_BYTES, white space folded. Roles, dates, places,
 * jobs behind names are left out. `strict` takes only what is written as names of people or agencies are: for
 * text that nothing else says is a by-line. */
void authors_split(struct slice byline, bool strict, struct names *names);

/* authors_add - one more name, unless it is there; false when there is no room. */
bool authors_add(struct names *names, struct slice name);

#endif
