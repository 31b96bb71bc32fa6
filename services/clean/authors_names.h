/* authors_names.h - what kind of name a piece of a by-line is, if it is one at all. */
#ifndef CLEAN_AUTHORS_NAMES_H
#define CLEAN_AUTHORS_NAMES_H

#include "base/slice.h"

enum name_trait {
  NAME_FULL = 1 << 0,   /* two words or more, written as people's names are: "Ursula von der Leyen" */
  NAME_SINGLE = 1 << 1, /* one word */
  NAME_SMALL = 1 << 2,  /* begins with a small letter */
  NAME_CODED = 1 << 3,  /* has digits, dots or underscores inside a word: an account, a host */
  NAME_OFFICE = 1 << 4, /* a newsroom, a company */
  NAME_AGENCY = 1 << 5,
  NAME_LONG = 1 << 6, /* more words than people's names have */
  NAME_JOB = 1 << 7,  /* has the name of a job in it */
  NAME_GIVEN = 1 << 8 /* begins with a common given name, and another word follows */
};

enum { NAME_BYTES = 100 };

/* name_traits - a set of the above; what "no name" means is name_is_none's to say. */
unsigned name_traits(struct slice name);

/* name_is_none - true for what can't be the name of an author: addresses, dates, the words around a by-line,
 * accounts of nobody. */
bool name_is_none(struct slice name);

#endif
