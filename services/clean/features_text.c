/* features_text.c - one pass over the characters. */
#include "clean/features_text.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/phrases.h"

enum { PHRASE_WORDS = 30 };

static enum sign of_ascii(unsigned char c)
{
  if (c >= 'A' && c <= 'Z') return SIGN_CAPITAL;
  if (c >= 'a' && c <= 'z') return SIGN_SMALL;
  if (c >= '0' && c <= '9') return SIGN_DIGIT;
  switch (c) {
  case '.':
  case '!':
  case '?':
    return SIGN_STOP;
  case ',':
  case ';':
    return SIGN_COMMA;
  case ':':
    return SIGN_COLON;
  case '"':
  case '\'':
    return SIGN_QUOTE;
  case '-':
    return SIGN_DASH;
  case '(':
  case ')':
  case '[':
  case ']':
    return SIGN_BRACKET;
  case '|':
  case '>':
  case '<':
  case '*':
  case '#':
  case '@':
  case '+':
  case '/':
    return SIGN_ARROW;
  default:
    return SIGN_OTHER;
  }
}

static enum sign of_sign(uint32_t c)
{
  if (c < 0x80) return of_ascii((unsigned char)c);
  if (c == 0x2026 || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x0964 || c == 0x061F || c == 0x06D4)
    return SIGN_STOP;
  if (c == 0x3001 || c == 0xFF0C || c == 0x060C) return SIGN_COMMA;
  if ((c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB || (c >= 0x300C && c <= 0x300F))
    return SIGN_QUOTE;
  if (c == 0x2013 || c == 0x2014) return SIGN_DASH;
  if ((c >= 0x2190 && c <= 0x27BF) || c == 0x2022 || c == 0xB7 || c == 0x203A || c == 0x2039 || c == 0xA9)
    return SIGN_ARROW;
  if (!unicode_is_letter(c)) return SIGN_OTHER;
  if (c >= 0x0590 && (c < 0x1C80 || c > 0x1FFF)) return SIGN_LETTER;
  return unicode_lower(c) == c ? SIGN_SMALL : SIGN_CAPITAL;
}

struct signs features_signs(struct slice text)
{
  struct signs signs = {SIGN_NONE, SIGN_NONE, 0, 0};
  size_t characters = 0, words = 0, capitals = 0, digits = 0;
  bool inside = false;
  for (size_t at = 0; at < text.length;) {
    unsigned char byte = (unsigned char)text.data[at];
    uint32_t c = byte;
    if (byte < 0x80)
      at++;
    else
      c = utf8_decode(text, &at);
    characters++;
    if (c == ' ') {
      inside = false;
      continue;
    }
    enum sign sign = of_sign(c);
    if (signs.first == SIGN_NONE) signs.first = sign;
    signs.last = sign;
    digits += sign == SIGN_DIGIT;
    if (!inside) {
      words++;
      capitals += sign == SIGN_CAPITAL;
    }
    inside = true;
  }
  if (words) signs.capitals = (int)(capitals * 1000 / words);
  if (characters) signs.digits = (int)(digits * 1000 / characters);
  return signs;
}

int features_phrases(const struct block *block)
{
  if (block->words > PHRASE_WORDS) return 0;
  int found = 0;
  if (phrases_is_promo(block->text)) found |= PHRASE_PROMO;
  if (phrases_ends_article(block->text)) found |= PHRASE_ENDING;
  if (phrases_is_credit(block->text)) found |= PHRASE_CREDIT;
  if (phrases_is_stamp(block->text)) found |= PHRASE_STAMP;
  return found;
}
