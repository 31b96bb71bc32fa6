/* utf8.h - UTF-8 as the Unicode Standard (table 3-7) defines it: no overlong forms, no surrogates, to U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buffer.h"

#include <stdint.h>

/* utf8_step - length in bytes (1 to 4) of the well-formed character at `at`, 0 when there is none. */
size_t utf8_step(struct slice text, size_t at);

uint32_t utf8_decode_long(struct slice text, size_t *at); /* the same as utf8_decode, for any character */

/* utf8_decode - the code point at *at, which is advanced behind it; an ill-formed byte is U+FFFD and one byte long. */
static inline uint32_t utf8_decode(struct slice text, size_t *at)
{
  bool ascii = *at < text.length && (unsigned char)text.data[*at] < 0x80;
  return ascii ? (unsigned char)text.data[(*at)++] : utf8_decode_long(text, at);
}

bool utf8_valid(struct slice text);
size_t utf8_count(struct slice text); /* code points in well-formed text */
void utf8_put(struct buffer *out, uint32_t code_point);
void utf8_repair(struct buffer *out, struct slice text); /* appends text, each ill-formed byte as U+FFFD */

/* utf8_cut - the longest prefix of at most `bytes` bytes that does not cut a character. */
struct slice utf8_cut(struct slice text, size_t bytes);

#endif
