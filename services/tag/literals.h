/* literals.h - the letters that a text must hold before a pattern can match in it.
 *
 * Read off the pattern's source by an analysis that knows the plain part of PCRE2's language and gives up at
 * the rest: what it says is right, but it may say nothing. Letters are compared as symbols: a code point
 * without its case, in one byte. Two letters may share a symbol, so that a text with the symbols need not
 * have the letters; a text without them never has. */
#ifndef TAG_LITERALS_H
#define TAG_LITERALS_H

#include "base/slice.h"

enum { LITERAL_LENGTH = 24, LITERALS_MOST = 32 };

struct literal {
  uint8_t length;
  uint8_t symbols[LITERAL_LENGTH];
};

/* One of them stands in every match. None: nothing is known. */
struct literals {
  size_t count;
  struct literal list[LITERALS_MOST];
};

/* literals_of - `pattern` is one that pattern_new has taken, with or without PATTERN_CASELESS. */
void literals_of(struct slice pattern, struct literals *out);

/* literal_symbol - of a code point: an ASCII character in lower case as itself, others a byte from 0x80. */
uint8_t literal_symbol(uint32_t code_point);

#endif
