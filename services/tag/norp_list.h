/* norp_list.h - the peoples of data/demonyms.tsv with all their forms, by the hash of their folded tokens. */
#ifndef TAG_NORP_LIST_H
#define TAG_NORP_LIST_H

#include "tag/norp.h"

enum norp_flags {
  NORP_FRENCH = 1,
  NORP_ENGLISH = 2,
  NORP_COUNTRY = 4,
  NORP_PEOPLE = 8,
  NORP_CREED = 16,
  NORP_PARTY = 32,
  NORP_LANGUAGE = 64, /* this form is a language too */
  NORP_SMALL = 128,   /* with a capital it is something else */
  NORP_CAPITAL = 256  /* in small letters it is something else */
};

struct norp_entry {
  uint64_t key; /* as find.key; 0: free */
  unsigned flags;
  struct slice iso3166; /* empty: no one country; static */
};

enum { NORP_TOKENS_MAX = 4 };

/* norp_list_at - the entry of tokens first to past - 1, or NULL. */
const struct norp_entry *norp_list_at(const struct norp *norp, const struct tokens *tokens, size_t first,
                                      size_t past);

#endif
