/* charset_wide.c - UTF-16 and UTF-32 that no mark announces.
 *
 * Text has no NUL, but half of every ASCII character in units of two bytes is one, always the same half. And
 * four bytes at random are no code point 255 times of 256. */
#include "clean/charset.h"
#include "clean/charset_detect.h"

enum { LOOK_AT = 64 * 1024, LEAST_UNITS = 4 };

static uint32_t unit(const unsigned char *at, size_t size, bool big)
{
  uint32_t value = 0;
  for (size_t i = 0; i < size; i++) value = value << 8 | at[big ? i : size - 1 - i];
  return value;
}

static bool is_utf32(struct slice bytes, bool big)
{
  const unsigned char *at = (const unsigned char *)bytes.data;
  size_t units = bytes.length / 4;
  for (size_t i = 0; i < units; i++) {
    uint32_t letter = unit(at + 4 * i, 4, big);
    if (letter == 0 || letter > 0x10FFFF || (letter >= 0xD800 && letter <= 0xDFFF)) return false;
  }
  return units >= LEAST_UNITS;
}

/* is_utf16 - nearly all NULs are the upper halves of units, and there is no unit that can't be text. */
static bool is_utf16(struct slice bytes, bool big)
{
  const unsigned char *at = (const unsigned char *)bytes.data;
  size_t units = bytes.length / 2, ascii = 0, foreign = 0, wrong = 0;
  uint32_t before = 0;
  for (size_t i = 0; i < units; i++) {
    uint32_t value = unit(at + 2 * i, 2, big);
    bool low = value >= 0xDC00 && value <= 0xDFFF, after_high = before >= 0xD800 && before <= 0xDBFF;
    ascii += value >= 9 && value < 0x7F;
    foreign += value != 0 && (value & 0xFF) == 0; /* the same seen the wrong way round, or a rare letter */
    wrong += value == 0 || value == 0xFFFE || value == 0xFFFF || low != after_high;
    before = value;
  }
  return units >= LEAST_UNITS && wrong == 0 && ascii * 50 >= units && ascii > 8 * foreign;
}

const char *charset_wide(struct slice bytes)
{
  size_t mark;
  const char *name = charset_of_mark(bytes, &mark);
  if (name && strncmp(name, "UTF-8", 5) != 0) return name;
  size_t odd = bytes.length % 4;
  if (bytes.length > LOOK_AT) bytes.length = LOOK_AT, odd = 0;
  if (!memchr(bytes.data ? bytes.data : "", 0, bytes.length)) return NULL;
  if (odd == 0 && is_utf32(bytes, false)) return "UTF-32LE";
  if (odd == 0 && is_utf32(bytes, true)) return "UTF-32BE";
  if (is_utf16(bytes, false)) return "UTF-16LE";
  return is_utf16(bytes, true) ? "UTF-16BE" : NULL;
}
