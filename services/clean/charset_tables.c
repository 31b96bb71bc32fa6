/* charset_tables.c - tables of letters, asked of iconv pair by pair when an encoding is met first: some
 * milliseconds once for an encoding, and nothing for those that never come. */
#include "clean/charset_tables.h"

#include "base/memory.h"
#include "clean/charset.h"

#include <iconv.h>
#include <stdlib.h>

enum { MAX_ENCODINGS = 64 };

struct charset_decoder {
  iconv_t converters[MAX_ENCODINGS]; /* by place among charset_encodings(); (iconv_t)-1: none */
  iconv_t supplement;                /* the third set of EUC-JP */
  struct charset_table *tables[MAX_ENCODINGS];
};

static const iconv_t no_converter = (iconv_t)-1;

static const struct charset_shape shapes[] = {
    {"Shift_JIS", {0x81, 0x9F, 0xE0, 0xFC}, 1, 0, 0, 0, true},
    {"EUC-JP", {0x8E, 0x8F, 0xA1, 0xFE}, 1, 0, 0, 0, false},
    {"EUC-KR", {0x81, 0xFE}, 1, 0, 0, 0, false},
    {"Johab", {0x84, 0xF9}, 1, 0, 0, 0, false},
    {"Big5", {0x81, 0xFE}, 1, 0, 0, 0, false},
    {"EUC-TW", {0x8E, 0x8E, 0xA1, 0xFE}, 0x8E, 0x8E, 0xA1, 0xB0, false},
    {"gb18030", {0x81, 0xFE}, 0x81, 0xFE, 0x30, 0x39, false},
    {"GBK", {0x81, 0xFE}, 0x81, 0xFE, 0x30, 0x39, false},
};

struct charset_decoder *charset_decoder_new(void)
{
  struct charset_decoder *decoder = memory_zero(1, sizeof *decoder);
  size_t count;
  const struct charset_encoding *encodings = charset_encodings(&count);
  for (size_t i = 0; i < MAX_ENCODINGS; i++)
    decoder->converters[i] =
        i < count && encodings[i].iconv ? iconv_open("UTF-32LE", encodings[i].iconv) : no_converter;
  decoder->supplement = iconv_open("UTF-32LE", "EUC-JP");
  return decoder;
}

static void table_free(struct charset_table *table)
{
  if (!table) return;
  free(table->pairs);
  free(table->triples);
  free(table);
}

void charset_decoder_free(struct charset_decoder **decoder)
{
  if (!*decoder) return;
  for (size_t i = 0; i < MAX_ENCODINGS; i++) {
    if ((*decoder)->converters[i] != no_converter) iconv_close((*decoder)->converters[i]);
    table_free((*decoder)->tables[i]);
  }
  if ((*decoder)->supplement != no_converter) iconv_close((*decoder)->supplement);
  free(*decoder);
  *decoder = NULL;
}

static uint32_t little_endian(const unsigned char *bytes)
{
  return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

/* ask - the letter of exactly these bytes; 0: none. */
static uint32_t ask(iconv_t converter, const char *bytes, size_t length)
{
  unsigned char made[32];
  char *in = (char *)(uintptr_t)bytes, *out = (char *)made;
  size_t left = length, room = sizeof made;
  if (converter == no_converter) return 0;
  iconv(converter, NULL, NULL, NULL, NULL);
  if (iconv(converter, &in, &left, &out, &room) == (size_t)-1 || left) return 0;
  iconv(converter, NULL, NULL, &out, &room); /* a letter held back for a combining mark */
  size_t letters = (sizeof made - room) / 4;
  if (letters == 1) return little_endian(made);
  return letters == 2 ? little_endian(made) | little_endian(made + 4) << CHARSET_SECOND : 0;
}

uint32_t charset_table_four(struct charset_table *table, const char *bytes)
{
  enum { BEYOND = 39420 }; /* the basic plane ends before */
  if (table->shape->four_low != 0x30) return ask(table->converter, bytes, 4);
  const unsigned char *at = (const unsigned char *)bytes;
  uint32_t number = (at[0] - 0x81u) * 12600 + (at[1] - 0x30u) * 1260 + (at[2] - 0x81u) * 10 + (at[3] - 0x30u);
  uint32_t mended = charset_mend_four(number);
  return mended || number >= BEYOND ? mended : ask(table->converter, bytes, 4);
}

static const struct charset_shape *shape_of(const char *name)
{
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    if (strcmp(shapes[i].name, name) == 0) return &shapes[i];
  return NULL;
}

static void mark_leads(struct charset_table *table)
{
  const unsigned char *range = table->shape->leads;
  for (; *range; range += 2)
    for (unsigned byte = range[0]; byte <= range[1]; byte++) table->lead[byte & 0x7F] = true;
}

static void fill_pairs(iconv_t converter, const struct charset_table *table,
                       uint32_t (*pairs)[CHARSET_TRAILS], const char *before)
{
  size_t skipped = strlen(before);
  for (unsigned lead = 0x80; lead < 0x100; lead++)
    for (unsigned trail = 0x30; table->lead[lead & 0x7F] && trail < 0xFF; trail++) {
      char bytes[4] = {before[0], (char)lead, (char)trail};
      if (!skipped) bytes[0] = (char)lead, bytes[1] = (char)trail;
      pairs[lead & 0x7F][trail] = ask(converter, bytes, skipped + 2);
    }
}

/* transpose - EUC-JP has the set of Shift_JIS: 94 rows of 94, there folded into 47 of 188. And halfwidth
 * katakana behind 8E. */
static void transpose(const struct charset_table *from, uint32_t (*pairs)[CHARSET_TRAILS])
{
  for (unsigned row = 0; row < 94; row++)
    for (unsigned cell = 0; cell < 94; cell++) {
      unsigned number = row * 94 + cell, lead = number / 188, trail = number % 188;
      lead += lead < 31 ? 0x81 : 0xC1;
      trail += trail < 63 ? 0x40 : 0x41;
      pairs[(row + 0xA1) & 0x7F][cell + 0xA1] = from->pairs[lead & 0x7F][trail];
    }
  for (unsigned byte = 0xA1; byte <= 0xDF; byte++) pairs[0x8E & 0x7F][byte] = 0xFF61u - 0xA1 + byte;
}

static struct charset_table *fill(struct charset_decoder *decoder, iconv_t converter, const char *name)
{
  struct charset_table *table = memory_zero(1, sizeof *table);
  table->shape = shape_of(name);
  table->converter = converter;
  if (table->shape) mark_leads(table);
  for (unsigned byte = 0x80; byte < 0x100 && (!table->shape || table->shape->singles); byte++)
    if (!table->lead[byte & 0x7F]) table->single[byte & 0x7F] = ask(converter, (char[]){(char)byte}, 1);
  if (table->shape) {
    table->pairs = memory_zero(128, sizeof *table->pairs);
    if (strcmp(name, "EUC-JP") == 0)
      transpose(charset_table_of(decoder, "Shift_JIS"), table->pairs);
    else
      fill_pairs(converter, table, table->pairs, "");
  }
  if (strcmp(name, "EUC-JP") == 0) {
    table->triples = memory_zero(128, sizeof *table->triples);
    fill_pairs(decoder->supplement, table, table->triples, "\x8F");
  }
  charset_mend(name, table);
  return table;
}

struct charset_table *charset_table_of(struct charset_decoder *decoder, const char *name)
{
  size_t count;
  const struct charset_encoding *encodings = charset_encodings(&count);
  size_t i = 0;
  while (i < count && strcmp(encodings[i].name, name) != 0) i++;
  if (i == count || decoder->converters[i] == no_converter || strcmp(name, "ISO-2022-JP") == 0) return NULL;
  if (!decoder->tables[i]) decoder->tables[i] = fill(decoder, decoder->converters[i], name);
  return decoder->tables[i];
}
