/* features_text.h - what the characters of a block tell. */
#ifndef CLEAN_FEATURES_TEXT_H
#define CLEAN_FEATURES_TEXT_H

#include "clean/blocks.h"

/* What a text begins or ends with. */
enum sign {
  SIGN_NONE,
  SIGN_CAPITAL,
  SIGN_SMALL,
  SIGN_LETTER, /* of a script without case */
  SIGN_DIGIT,
  SIGN_STOP,
  SIGN_COMMA,
  SIGN_COLON,
  SIGN_QUOTE,
  SIGN_DASH,
  SIGN_BRACKET,
  SIGN_ARROW, /* and bullets, bars, dots: marks of layout */
  SIGN_OTHER
};

/* Set phrases a block begins with, as bits. */
enum { PHRASE_PROMO = 1, PHRASE_ENDING = 2, PHRASE_CREDIT = 4, PHRASE_STAMP = 8 };

struct signs {
  enum sign first, last;
  int capitals; /* words that begin with a capital, in thousandths */
  int digits;   /* characters that are digits, in thousandths */
};

struct signs features_signs(struct slice text);
int features_phrases(const struct block *block);

#endif
