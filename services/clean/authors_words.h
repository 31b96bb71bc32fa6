/* authors_words.h - words of by-lines in some twenty languages, and what each is there. */
#ifndef CLEAN_AUTHORS_WORDS_H
#define CLEAN_AUTHORS_WORDS_H

#include "base/slice.h"

enum author_list {
  IN_ROLES = 1 << 0,       /* may stand before "by": "posted", "Text", "propos recueillis" */
  IN_BY = 1 << 1,          /* "by", "par", "von": what follows is a name */
  IN_AUTHOR = 1 << 2,      /* "author", "Autorin": a name may follow at once */
  IN_OTHER_ROLES = 1 << 3, /* "Foto", "reviewed": who did that has not written the article */
  IN_AND = 1 << 4,         /* "and", "und", "et" */
  IN_PARTICLES = 1 << 5,   /* small words inside a name: "de", "von der" */
  IN_BEHIND = 1 << 6,      /* after a name: a place, a time or a sentence begins: "in", "am", "says" */
  IN_JOBS = 1 << 7,        /* "editor", "Korrespondentin" */
  IN_OFFICES = 1 << 8,     /* "Redaktion", "GmbH", "team": no person */
  IN_AGENCIES = 1 << 9,    /* "AFP", "dpa" */
  IN_NO_NAME = 1 << 10,    /* a text with one of these is no name at all: "comments", "subscribe" */
  IN_NOBODY = 1 << 11,     /* alone, an account that is nobody's: "admin" */
  IN_SENTENCES = 1 << 12   /* articles and the like, which names don't have */
};

/* authors_lists - the set of lists that `word`, in any letter case, is in. */
unsigned authors_lists(struct slice word);

/* authors_next_word - the word at *at, up to a space, which is advanced behind it; empty at the end. */
struct slice authors_next_word(struct slice text, size_t *at);

#endif
