/* charset_letters.h - letters beyond ASCII by language, and how often they come. For charset_plausible.c. */
#ifndef CLEAN_CHARSET_LETTERS_H
#define CLEAN_CHARSET_LETTERS_H

#include <stddef.h>

/* Of a byte by chance the share is 1/128, of a pair of bytes 2^-14.5: levels count from 2^-9 and 2^-14.5. */
enum { CHARSET_LEVEL_OF_CHANCE = 2 };

enum charset_script { LATIN, CYRILLIC, GREEK, HEBREW, ARABIC, THAI, HAN, HANGUL };

struct charset_profile {
  const char *language; /* BCP 47 */
  enum charset_script script;
  const char *letters; /* UTF-8, lower case: a digit, the letters of this level, the next digit … */
};

const struct charset_profile *charset_profiles(size_t *count);

#endif
