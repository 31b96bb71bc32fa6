/* wordlist.h - words that are looked for on a page, each with what it means.
 *
 * A table is sorted by first letter, in lower case, of two bytes at least each; an entry that ends in '*'
 * stands for all words that begin so. Nearly all words of a page are none of these by their first two letters
 * already. */
#ifndef CLEAN_WORDLIST_H
#define CLEAN_WORDLIST_H

#include "base/slice.h"

struct wordlist_entry {
  const char *word; /* its first byte is a letter of ASCII */
  unsigned meaning;
};

enum { WORDLIST_LONGEST = 24, WORDLIST_SEEN = 64 };

struct wordlist {
  const struct wordlist_entry *entries;
  uint16_t first[27];   /* where the entries of each letter begin; the last: where they end */
  uint32_t seconds[26]; /* what follows each letter: bit n for a byte with n in its low five bits */
  uint32_t thirds[26];  /* and what follows then */
  struct wordlist_seen {
    struct slice names;
    unsigned meaning;
  } seen[WORDLIST_SEEN]; /* by length and two bytes; the last one of its slot */
};

/* wordlist_make - ready to look up in; `entries` stay in place. */
void wordlist_make(struct wordlist *list, const struct wordlist_entry *entries, size_t count);

/* wordlist_find - the meaning of the first entry that a word in lower case fits; 0: none. */
unsigned wordlist_find(const struct wordlist *list, const char *word, size_t length);

/* wordlist_seen - where the meaning of an attribute full of names is kept: a page has the same ones again and
 * again. *known: it is there; else the caller puts it there. `names` stays in place as long as the list. */
unsigned *wordlist_seen(struct wordlist *list, struct slice names, bool *known);

/* wordlist_next - takes the next word from a name ("entry-content", "relatedPosts") at *at, in lower case,
 * cut at WORDLIST_LONGEST: words are parted by camelCase and by what is no letter of ASCII nor, with
 * `digits`, a digit. Returns its length; 0 at the end. */
size_t wordlist_next(struct slice name, size_t *at, bool digits, char word[WORDLIST_LONGEST]);

#endif
