/* words.h - a text as the words that it is found by (the only room that knows libstemmer).
 *
 * A word is a run of letters and digits, by their compatible decomposition (UAX #15), in lower case, without
 * accents; scripts that don't part words have one for each character. What is elided before an apostrophe
 * (l', qu') and an English 's are no words. French and English words are brought down to their stem
 * (Snowball, after the folding, so that a word without its accents has the same stem); those of other
 * languages stay. */
#ifndef STORE_WORDS_H
#define STORE_WORDS_H

#include "base/slice.h"

enum words_language { WORDS_OTHER, WORDS_FRENCH, WORDS_ENGLISH, WORDS_LANGUAGES };
enum words_language words_language_of(struct slice tag); /* BCP 47: "fr", "en-GB" */

struct words; /* stemmers and a memory of stems; belongs to one thread */
struct words *words_new(void);
void words_free(struct words **words);

enum { WORDS_BYTES = 64 }; /* of a word; the rest of a longer one is left out */

struct words_reader {
  struct words *words;
  struct slice text; /* well-formed */
  enum words_language language;
  size_t at; /* 0 to begin */
};

struct word {
  size_t start, end;   /* bytes of the text */
  struct slice folded; /* both valid until the next word is read */
  struct slice stem;
};

/* words_next - the next word; false at the end. Linear in the text. */
bool words_next(struct words_reader *reader, struct word *word);

#endif
