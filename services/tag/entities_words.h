/* entities_words.h - a name as words that can be compared with those of another name, and as initials. */
#ifndef TAG_ENTITIES_WORDS_H
#define TAG_ENTITIES_WORDS_H

#include "tag/tokens.h"

enum word_kind {
  WORD_CAPITAL = 1,
  WORD_SMALL = 2,    /* de, la, of: no part of initials */
  WORD_PARTICLE = 4, /* Le, Ben, van: in a person's name it may be there or not */
  WORD_INITIAL = 8,  /* "V." */
  WORD_GIVEN = 16,   /* a given name */
  WORD_COMPANY = 32, /* Inc, Group at the end */
  WORD_HEAD = 64,    /* groupe, parti: the name follows */
  WORD_ORDINAL = 128 /* Jr, II: tells father from son */
};

/* One word of a name; parts joined by a hyphen are one, but a particle. */
struct name_word {
  uint64_t hash;
  char letter; /* the first, folded; 0 when it is not of the Latin alphabet */
  uint8_t kind;
};

enum { NAME_WORDS_MAX = 16 /* of a longer name the rest is not looked at */ };

/* Letters are packed eight to a number, the first one highest; 0 when there are more or others than a to z.
 */
struct name_letters {
  uint64_t all, content; /* initials of every word, and of those that are not small */
  uint64_t whole;        /* the name itself when it is one word: "oms" */
  bool shouted;          /* that word is all capitals */
};

/* name_words - the words of tokens first to past - 1: how many were written to `words`, at most
 * NAME_WORDS_MAX. */
size_t name_words(const struct tokens *tokens, size_t first, size_t past, struct name_word *words);

/* name_letters - its initials. */
void name_letters(const struct tokens *tokens, size_t first, size_t past, struct name_letters *letters);

/* name_letters_within - the letters of a short form stand in this order among those of the long one, and the
 * first is the same: "cni" within "ceni". */
bool name_letters_within(uint64_t part, uint64_t whole);

/* name_key - hash of the words whose kind has none of `without`; `count` is how many they are. */
uint64_t name_key(const struct name_word *words, size_t all, unsigned without, size_t *count);

#endif
