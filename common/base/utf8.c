#include "base/utf8.h"

static bool continues(struct slice text, size_t at, unsigned char low, unsigned char high)
{
  return at < text.length && (unsigned char)text.data[at] >= low && (unsigned char)text.data[at] <= high;
}

size_t utf8_step(struct slice text, size_t at)
{
  if (at >= text.length) return 0;
  unsigned char first = (unsigned char)text.data[at];
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(text, at + 1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    unsigned char low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return continues(text, at + 1, low, high) && continues(text, at + 2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    unsigned char low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return continues(text, at + 1, low, high) && continues(text, at + 2, 0x80, 0xBF) &&
                   continues(text, at + 3, 0x80, 0xBF)
               ? 4
               : 0;
  }
  return 0;
}

uint32_t utf8_decode_long(struct slice text, size_t *at)
{
  const unsigned char *byte = (const unsigned char *)text.data + *at;
  size_t step = utf8_step(text, *at);
  *at += step ? step : 1;
  switch (step) {
  case 1: return byte[0];
  case 2: return (uint32_t)(byte[0] & 0x1F) << 6 | (byte[1] & 0x3Fu);
  case 3: return (uint32_t)(byte[0] & 0x0F) << 12 | (uint32_t)(byte[1] & 0x3F) << 6 | (byte[2] & 0x3Fu);
  case 4:
    return (uint32_t)(byte[0] & 0x07) << 18 | (uint32_t)(byte[1] & 0x3F) << 12 | (uint32_t)(byte[2] & 0x3F) << 6 |
           (byte[3] & 0x3Fu);
  default: return 0xFFFD;
  }
}

bool utf8_valid(struct slice text)
{
  for (size_t at = 0; at < text.length;) {
    size_t step = utf8_step(text, at);
    if (step == 0) return false;
    at += step;
  }
  return true;
}

/* A character has one byte that is no continuation byte (10xxxxxx). Eight bytes are looked at together. */
size_t utf8_count(struct slice text)
{
  const uint64_t ones = UINT64_C(0x0101010101010101);
  size_t at = 0, continuations = 0;
  for (; at + 8 <= text.length; at += 8) {
    uint64_t word;
    memcpy(&word, text.data + at, 8);
    continuations += (size_t)((((word >> 7) & ~(word >> 6) & ones) * ones) >> 56);
  }
  for (; at < text.length; at++) continuations += ((unsigned char)text.data[at] & 0xC0) == 0x80;
  return text.length - continuations;
}

void utf8_put(struct buffer *out, uint32_t c)
{
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  if (c < 0x80)
    buffer_append(out, (char[]){(char)c}, 1);
  else if (c < 0x800)
    buffer_append(out, (char[]){(char)(0xC0 | c >> 6), (char)(0x80 | (c & 0x3F))}, 2);
  else if (c < 0x10000)
    buffer_append(out, (char[]){(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)), (char)(0x80 | (c & 0x3F))}, 3);
  else
    buffer_append(out,
                  (char[]){(char)(0xF0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3F)), (char)(0x80 | (c >> 6 & 0x3F)),
                           (char)(0x80 | (c & 0x3F))},
                  4);
}

void utf8_repair(struct buffer *out, struct slice text)
{
  size_t clean = 0;
  for (size_t at = 0; at < text.length;) {
    size_t step = utf8_step(text, at);
    if (step) {
      at += step;
      continue;
    }
    buffer_append(out, text.data + clean, at - clean);
    buffer_text(out, "\xEF\xBF\xBD");
    clean = ++at;
  }
  buffer_append(out, text.data + clean, text.length - clean);
}

struct slice utf8_cut(struct slice text, size_t bytes)
{
  if (text.length <= bytes) return text;
  while (bytes > 0 && ((unsigned char)text.data[bytes] & 0xC0) == 0x80) bytes--;
  return (struct slice){text.data, bytes};
}
