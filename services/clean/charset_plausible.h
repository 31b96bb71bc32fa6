/* charset_plausible.h - how much decoded text looks like text in a language (charset_plausible.c). */
#ifndef CLEAN_CHARSET_PLAUSIBLE_H
#define CLEAN_CHARSET_PLAUSIBLE_H

#include "base/slice.h"

struct charset_judge; /* the tables, made ready once */
struct charset_judge *charset_judge_new(void);
void charset_judge_free(struct charset_judge **judge);

/* charset_plausible - how many times likelier (a binary logarithm) the letters beyond ASCII of `text`, which
 * is UTF-8 made by decoding bytes, are in the best fitting language than by chance; U+FFFD counts heavily
 * against it. `language` is what the ASCII words hint at; NULL: nothing. */
int charset_plausible(struct charset_judge *judge, struct slice text, const char *language);

#endif
