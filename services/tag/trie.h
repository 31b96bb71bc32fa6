/* trie.h - names as sequences of folded words, found in a text in one pass.
 *
 * Each name carries a number that means something to its owner; one name may carry several. Immutable once
 * filled, so threads may share it. A name of n words costs n nodes of 16 bytes (shared with names that begin
 * alike, the table at most half full), 20 bytes and its letters. */
#ifndef TAG_TRIE_H
#define TAG_TRIE_H

#include "tag/tokens.h"

enum { TRIE_WORDS_MAX = 16 }; /* tokens of a name */

/* What capitals the text must write. Without any flag: the first word has one. */
enum trie_case {
  TRIE_SMALL_FIRST = 1, /* the first word may be small: "mer Noire" */
  TRIE_BIG_LAST = 2,    /* the last word has a capital too: "Burkina Faso" */
  TRIE_SHOUTED = 4,     /* nothing but capitals: "ONU" */
  TRIE_ANY_CASE = 8     /* capitals say nothing */
};

struct trie;

/* A name found: which tokens, and which of its numbers come next. Plain data, may be kept and copied. */
struct trie_hit {
  uint32_t length;    /* tokens */
  uint32_t shape;     /* capitals the text has */
  uint32_t next, end; /* numbers not yet asked for */
};

struct trie *trie_new(void);
void trie_free(struct trie **trie);

/* trie_case_of - what a name asks of the text when it is to be written with the capitals it has. */
unsigned trie_case_of(const struct tokens *name);

/* trie_add - adds a name, which is the whole stretch, with a number. False when it has no words, a word
 * longer than TOKEN_FOLD_MAX or more than TRIE_WORDS_MAX of them. */
bool trie_add(struct trie *trie, const struct tokens *name, unsigned cases, uint32_t number);

/* trie_match - the longest name that begins at token i: its length in tokens, 0 when there is none. A name
 * does not go on in the next paragraph. */
size_t trie_match(const struct trie *trie, const struct tokens *tokens, size_t i, struct trie_hit *hit);

/* trie_exact - the name that is tokens first to past - 1, no more and no less. */
bool trie_exact(const struct trie *trie, const struct tokens *tokens, size_t first, size_t past,
                struct trie_hit *hit);

/* trie_next - the numbers of a hit one by one, in the order they were added. False when there are no more. */
bool trie_next(const struct trie *trie, struct trie_hit *hit, uint32_t *number);

/* trie_names, trie_bytes - names held, and the memory they take. */
size_t trie_names(const struct trie *trie);
size_t trie_bytes(const struct trie *trie);

#endif
