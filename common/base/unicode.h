/* unicode.h - normal forms and letter case (the only room that knows utf8proc). */
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include "base/arena.h"

#include <stdint.h>

/* unicode_nfc - well-formed text in normal form C (UAX #15). Returns `text` itself when it is already, else a
 * piece of the arena. Runs of more than 30 combining marks are broken by U+034F as in the Stream-Safe Text
 * Format, so that the time is linear whatever comes. */
struct slice unicode_nfc(struct arena *arena, struct slice text);

uint32_t unicode_lower_wide(uint32_t code_point); /* the same as unicode_lower, beyond ASCII */

/* unicode_lower - simple lower case; itself when it has none. */
static inline uint32_t unicode_lower(uint32_t code_point)
{
  if (code_point >= 0x80) return unicode_lower_wide(code_point);
  return code_point >= 'A' && code_point <= 'Z' ? code_point + 32 : code_point;
}

/* unicode_fold - what stands for all characters that differ in case alone: simple lower case of simple upper
 * case, so that the long s, the Kelvin sign and both sigmas are as the letters they are forms of. */
uint32_t unicode_fold(uint32_t code_point);

/* unicode_upper - simple upper case; itself when it has none. */
uint32_t unicode_upper(uint32_t code_point);

bool unicode_is_letter(uint32_t code_point);

/* unicode_lower_text - `text` with every letter in simple lower case, in the arena. */
struct slice unicode_lower_text(struct arena *arena, struct slice text);

enum { UNICODE_LETTERS = 18 }; /* the longest decomposition, of U+FDFA */
/* unicode_letters - what counts of a character when texts are compared loosely: the letters and digits of its
 * compatible decomposition (UAX #15), case folded, without marks. Returns how many; 0 for a mark or a
 * character without width, which parts no word; -1 for what stands between words. */
int unicode_letters(uint32_t code_point, uint32_t letters[UNICODE_LETTERS]);

#endif
