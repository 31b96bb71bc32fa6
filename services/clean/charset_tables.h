/* charset_tables.h - which letter a byte, a pair or a quadruple of bytes is. For charset_decode.c. */
#ifndef CLEAN_CHARSET_TABLES_H
#define CLEAN_CHARSET_TABLES_H

#include "clean/charset_decode.h"

/* A letter is a code point, or two: the second stands in the upper bits (Big5 has four such). 0: none. */
enum { CHARSET_FIRST = 0x1FFFFF, CHARSET_SECOND = 21, CHARSET_TRAILS = 256 };

/* Which bytes lead a pair, and which pairs begin four bytes. */
struct charset_shape {
  const char *name;
  unsigned char leads[6]; /* ranges, first and last; 0 ends */
  unsigned char four_lead_low, four_lead_high, four_low, four_high;
  bool singles; /* some bytes from 80 stand alone */
};

struct charset_table {
  const struct charset_shape *shape;
  void *converter;      /* iconv_t */
  uint32_t single[128]; /* of the bytes 80 to FF */
  bool lead[128];       /* the same */
  uint32_t (
      *pairs)[CHARSET_TRAILS]; /* by lead without its top bit, and trail; NULL: a single-byte encoding */
  uint32_t (*triples)[CHARSET_TRAILS]; /* EUC-JP: of what follows 8F */
};

/* charset_table_of - filled when it is asked for first; NULL where letters need no table. */
struct charset_table *charset_table_of(struct charset_decoder *decoder, const char *name);

/* charset_table_four - the letter of four bytes whose shape is right; 0: none. */
uint32_t charset_table_four(struct charset_table *table, const char *bytes);

/* charset_mend - the table as the WHATWG has it, where iconv differs (charset_mends.c). */
void charset_mend(const char *name, struct charset_table *table);

/* charset_mend_four - the letter of the four bytes of GB18030 with this number (counted from 81308130), where
 * iconv has none or another. */
uint32_t charset_mend_four(uint32_t number);

#endif
