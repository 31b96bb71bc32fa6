/* names_atoms.h - what the names layer sees of each token, as numbers: the word, its form, its place, what
 * lexicon, gazetteer and dictionaries know of it, and how it is written elsewhere in the document.
 *
 * The same code reads training and live text, so that both are seen alike. */
#ifndef TAG_NAMES_ATOMS_H
#define TAG_NAMES_ATOMS_H

#include "tag/gazetteer.h"
#include "tag/names_table.h"

#include <stdbool.h>

/* Groups that can be left out, to see what each brings. */
enum names_group {
  NAMES_G_WORDS = 1,
  NAMES_G_SHAPES = 2,
  NAMES_G_AFFIXES = 4,
  NAMES_G_PAIRS = 8,
  NAMES_G_LEXICON = 16,
  NAMES_G_GAZETTEER = 32,
  NAMES_G_DICTIONARY = 64,
  NAMES_G_RUN = 128,      /* the run of capitalised words that a token stands in, and the words around it */
  NAMES_G_DOCUMENT = 256, /* how the word is written elsewhere */
  NAMES_G_ALL = 511,
  NAMES_G_GLANCE = 512 /* the few that tell at a glance that a token is in no name */
};

/* A token as the features see it. */
struct names_atom {
  uint64_t lower;     /* hash of the word in lower case, with its diacritics; digits alike */
  uint64_t folded;    /* without */
  uint64_t run;       /* of the capitalised run: its first word */
  uint64_t before;    /* the nearest small content word before */
  uint64_t after;     /* and behind */
  uint64_t prefix[3]; /* 2, 3, 4 bytes */
  uint64_t suffix[3];
  uint32_t classes; /* of the lexicon */
  uint32_t evidence;
  uint32_t chain;      /* what the words of the unbroken row of capitals are, together */
  uint8_t chain_place; /* length of the row and place in it; 0: none */
  uint16_t gazetteer;  /* enum gazetteer_mark */
  uint8_t shape, dictionary;
  uint8_t distance;    /* from the first word of the run */
  bool small;          /* no capital and no digit: may be found to be in no name at a glance */
  uint8_t left, right; /* tokens to the nearest capital in the sentence; FAR: there is none near */
  uint8_t place;       /* in the sentence and between quotes and brackets */
};

enum { NAMES_FAR = 7 };

struct names_atoms {
  struct names_atom *list; /* as many as tokens */
  size_t count;
  uint16_t *marks; /* of the gazetteer */
  struct names_evidence *evidence;
};

struct names_atoms *names_atoms_new(void);
void names_atoms_free(struct names_atoms **atoms);

/* What is known besides the text. */
struct names_knowledge {
  const struct gazetteer *gazetteer;
  const struct names_word_bucket *words;
  uint32_t word_buckets;
  uint32_t groups; /* enum names_group */
};

/* names_atoms_read - looks at the tokens of a stretch, whose classes are filled in. */
void names_atoms_read(struct names_atoms *atoms, const struct names_knowledge *knowledge,
                      const struct tokens *tokens);

#endif
