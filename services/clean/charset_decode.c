/* charset_decode.c - one loop for each shape of encoding, over tables that iconv fills.
 *
 * iconv knows the letters, but not the web's way with what is no letter: how many bytes a mistake takes,
 * which of them are looked at again, what the holes of the windows code pages mean. So it is asked for each
 * pair of bytes once, when an encoding is met first, and the loops here are those of the WHATWG Encoding
 * Standard. Where a letter differs, charset_mends.c has it. */
#include "clean/charset_decode.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "clean/charset.h"
#include "clean/charset_tables.h"

#include <stdlib.h>

enum { REPLACEMENT = 0xFFFD, EXPANSION = 3 };

/* What is read, where, and what is made of it. */
struct reading {
  struct slice bytes;
  size_t at;
  struct buffer *out;
  size_t replaced;
};

/* put_point - into room that was made for all: no byte becomes more than three, no pair more than four. */
static void put_point(struct buffer *out, uint32_t point)
{
  unsigned char *to = (unsigned char *)out->data + out->length;
  if (point < 0x80) {
    to[0] = (unsigned char)point;
    out->length += 1;
  } else if (point < 0x800) {
    to[0] = (unsigned char)(0xC0 | point >> 6);
    to[1] = (unsigned char)(0x80 | (point & 0x3F));
    out->length += 2;
  } else if (point < 0x10000) {
    to[0] = (unsigned char)(0xE0 | point >> 12);
    to[1] = (unsigned char)(0x80 | (point >> 6 & 0x3F));
    to[2] = (unsigned char)(0x80 | (point & 0x3F));
    out->length += 3;
  } else {
    utf8_put(out, point);
  }
}

static void put(struct reading *reading, uint32_t letter)
{
  put_point(reading->out, letter & CHARSET_FIRST);
  if (letter >> CHARSET_SECOND) put_point(reading->out, letter >> CHARSET_SECOND);
}

/* mistake - one U+FFFD for so many bytes. */
static void mistake(struct reading *reading, size_t bytes)
{
  size_t left = reading->bytes.length - reading->at;
  put_point(reading->out, REPLACEMENT);
  reading->replaced++;
  reading->at += bytes < left ? bytes : left;
}

static unsigned char byte_at(const struct reading *reading, size_t ahead)
{
  size_t at = reading->at + ahead;
  return at < reading->bytes.length ? (unsigned char)reading->bytes.data[at] : 0;
}

static bool has(const struct reading *reading, size_t bytes)
{
  return reading->bytes.length - reading->at >= bytes;
}

static bool within(unsigned char byte, unsigned char low, unsigned char high)
{
  return byte >= low && byte <= high;
}

static bool at_end(const struct reading *reading)
{
  return reading->at >= reading->bytes.length;
}

static void copy_ascii(struct reading *reading)
{
  size_t start = reading->at;
  while (!at_end(reading) && byte_at(reading, 0) < 0x80) reading->at++;
  buffer_append(reading->out, reading->bytes.data + start, reading->at - start);
}

static void read_single(struct reading *reading, const uint32_t *letters)
{
  for (copy_ascii(reading); !at_end(reading); copy_ascii(reading)) {
    uint32_t letter = letters[byte_at(reading, 0) & 0x7F];
    if (!letter) {
      mistake(reading, 1);
      continue;
    }
    put(reading, letter);
    reading->at++;
  }
}

/* four - GB18030 and EUC-TW write what has no pair in four bytes. */
static void four(struct reading *reading, struct charset_table *table)
{
  unsigned char third = byte_at(reading, 2), fourth = byte_at(reading, 3);
  bool gb18030 = table->shape->four_low == 0x30;
  if (has(reading, 3) && (gb18030 ? !within(third, 0x81, 0xFE) : !within(third, 0xA1, 0xFE))) {
    mistake(reading, 1);
    return;
  }
  if (!has(reading, 4)) {
    mistake(reading, 4);
    return;
  }
  bool right = gb18030 ? within(fourth, 0x30, 0x39) : within(fourth, 0xA1, 0xFE);
  uint32_t letter = right ? charset_table_four(table, reading->bytes.data + reading->at) : 0;
  if (!letter) {
    mistake(reading, 1);
    return;
  }
  put(reading, letter);
  reading->at += 4;
}

/* pair - a lead byte and what follows. Of a mistake, an ASCII byte is read again: it may be the "<" of a tag.
 */
static void pair(struct reading *reading, uint32_t (*pairs)[CHARSET_TRAILS], size_t skipped)
{
  unsigned char lead = byte_at(reading, skipped), trail = byte_at(reading, skipped + 1);
  uint32_t letter = has(reading, skipped + 2) ? pairs[lead & 0x7F][trail] : 0;
  if (!letter) {
    mistake(reading, skipped + (trail < 0x80 ? 1 : 2));
    return;
  }
  put(reading, letter);
  reading->at += skipped + 2;
}

static void read_pairs(struct reading *reading, struct charset_table *table)
{
  const struct charset_shape *shape = table->shape;
  for (copy_ascii(reading); !at_end(reading); copy_ascii(reading)) {
    unsigned char byte = byte_at(reading, 0), next = byte_at(reading, 1);
    if (table->single[byte & 0x7F]) {
      put(reading, table->single[byte & 0x7F]);
      reading->at++;
    } else if (!table->lead[byte & 0x7F]) {
      mistake(reading, 1);
    } else if (within(byte, shape->four_lead_low, shape->four_lead_high) && has(reading, 2) &&
               within(next, shape->four_low, shape->four_high)) {
      four(reading, table);
    } else if (table->triples && byte == 0x8F && within(next, 0xA1, 0xFE)) {
      pair(reading, table->triples, 1);
    } else {
      pair(reading, table->pairs, 0);
    }
  }
}

static void read_user_defined(struct reading *reading)
{
  for (copy_ascii(reading); !at_end(reading); copy_ascii(reading)) {
    put(reading, 0xF700u + byte_at(reading, 0));
    reading->at++;
  }
}

static uint32_t unit(const struct reading *reading, size_t ahead, bool big)
{
  unsigned char first = byte_at(reading, ahead), second = byte_at(reading, ahead + 1);
  return big ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
}

static void read_utf16(struct reading *reading, bool big)
{
  while (!at_end(reading)) {
    uint32_t high = unit(reading, 0, big), low = has(reading, 4) ? unit(reading, 2, big) : 0;
    bool lead = high >= 0xD800 && high <= 0xDBFF, trail = low >= 0xDC00 && low <= 0xDFFF;
    if (!has(reading, 2) || (lead && !has(reading, 4))) {
      mistake(reading, 4); /* the end, whatever is left of it */
    } else if (lead && trail) {
      put(reading, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
      reading->at += 4;
    } else if (high >= 0xD800 && high <= 0xDFFF) {
      mistake(reading, 2);
    } else {
      put(reading, high);
      reading->at += 2;
    }
  }
}

static void read_utf32(struct reading *reading, bool big)
{
  while (!at_end(reading)) {
    uint32_t letter = big ? unit(reading, 0, big) << 16 | unit(reading, 2, big)
                          : unit(reading, 2, big) << 16 | unit(reading, 0, big);
    bool surrogate = letter >= 0xD800 && letter <= 0xDFFF;
    if (!has(reading, 4) || letter > 0x10FFFF || surrogate) {
      mistake(reading, 4);
      continue;
    }
    put(reading, letter);
    reading->at += 4;
  }
}

/* prefix - how many bytes at the place begin a character that is then broken off (Unicode, "maximal
 * subpart"). */
static size_t prefix(const struct reading *reading)
{
  unsigned char first = byte_at(reading, 0), second = byte_at(reading, 1);
  unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (!within(first, 0xE0, 0xF4) || !within(second, low, high)) return 1;
  return within(first, 0xF0, 0xF4) && within(byte_at(reading, 2), 0x80, 0xBF) ? 3 : 2;
}

static void read_utf8(struct reading *reading)
{
  while (!at_end(reading)) {
    size_t start = reading->at, step;
    while ((step = utf8_step(reading->bytes, reading->at)) > 0) reading->at += step;
    buffer_append(reading->out, reading->bytes.data + start, reading->at - start);
    if (!at_end(reading)) mistake(reading, prefix(reading));
  }
}

/* ISO-2022-JP: escape sequences change between sets. */
enum set { ASCII, ROMAN, KATAKANA, KANJI, NO_SET };

static enum set escape(const struct reading *reading)
{
  static const struct {
    const char *bytes;
    enum set set;
  } escapes[] = {{"(B", ASCII}, {"(J", ROMAN}, {"(I", KATAKANA}, {"$@", KANJI}, {"$B", KANJI}};
  for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
    if (has(reading, 3) && memcmp(reading->bytes.data + reading->at + 1, escapes[i].bytes, 2) == 0)
      return escapes[i].set;
  return NO_SET;
}

static uint32_t letter_of_set(enum set set, unsigned char byte)
{
  if (set == KATAKANA) return within(byte, 0x21, 0x5F) ? 0xFF61u - 0x21 + byte : 0;
  if (byte >= 0x80 || byte == 0x0E || byte == 0x0F) return 0;
  if (set == ROMAN && byte == 0x5C) return 0xA5;
  return set == ROMAN && byte == 0x7E ? 0x203E : byte;
}

static void kanji(struct reading *reading, const struct charset_table *table)
{
  unsigned char lead = byte_at(reading, 0), trail = byte_at(reading, 1);
  if (!within(lead, 0x21, 0x7E) || !has(reading, 2) || trail == 0x1B) {
    mistake(reading, 1);
    return;
  }
  uint32_t letter = within(trail, 0x21, 0x7E) ? table->pairs[lead][trail | 0x80] : 0;
  if (!letter) {
    mistake(reading, 2);
    return;
  }
  put(reading, letter);
  reading->at += 2;
}

static void read_iso_2022_jp(struct reading *reading, const struct charset_table *table)
{
  enum set set = ASCII;
  bool changed = false; /* two changes with nothing between are a mistake: they could hide something */
  while (!at_end(reading)) {
    unsigned char byte = byte_at(reading, 0);
    enum set next = byte == 0x1B ? escape(reading) : NO_SET;
    if (next != NO_SET) {
      if (changed) mistake(reading, 0);
      set = next, changed = true;
      reading->at += 3;
      continue;
    }
    changed = false;
    uint32_t letter = byte == 0x1B || set == KANJI ? 0 : letter_of_set(set, byte);
    if (set == KANJI && byte != 0x1B) {
      kanji(reading, table);
    } else if (byte != 0x1B && (letter || (byte == 0 && set != KATAKANA))) {
      put(reading, letter);
      reading->at++;
    } else {
      mistake(reading, 1);
    }
  }
}

static void read_table(struct reading *reading, struct charset_table *table)
{
  if (table->pairs)
    read_pairs(reading, table);
  else
    read_single(reading, table->single);
}

size_t charset_decode(struct charset_decoder *decoder, const char *name, struct slice bytes,
                      struct buffer *out)
{
  struct reading reading = {bytes, 0, out, 0};
  struct charset_table *table = charset_table_of(decoder, name);
  buffer_reserve(out, EXPANSION * bytes.length + EXPANSION);
  if (table)
    read_table(&reading, table);
  else if (strncmp(name, "UTF-16", 6) == 0)
    read_utf16(&reading, strcmp(name, "UTF-16BE") == 0);
  else if (strncmp(name, "UTF-32", 6) == 0)
    read_utf32(&reading, strcmp(name, "UTF-32BE") == 0);
  else if (strcmp(name, "ISO-2022-JP") == 0)
    read_iso_2022_jp(&reading, charset_table_of(decoder, "EUC-JP"));
  else if (strcmp(name, "x-user-defined") == 0)
    read_user_defined(&reading);
  else if (strcmp(name, "replacement") == 0 && bytes.length)
    mistake(&reading, bytes.length);
  else
    read_utf8(&reading);
  out->data[out->length] = '\0';
  return reading.replaced;
}

const uint32_t *charset_letters(struct charset_decoder *decoder, const char *name)
{
  const struct charset_table *table = charset_table_of(decoder, name);
  return table && !table->pairs ? table->single : NULL;
}
