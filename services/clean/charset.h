/* charset.h - in which encoding a page is written, and its text in UTF-8 (charset.c is the only room that
 * knows iconv and uchardet). Names are those of the WHATWG Encoding Standard ("windows-1252", "Shift_JIS").
 */
#ifndef CLEAN_CHARSET_H
#define CLEAN_CHARSET_H

#include "base/buffer.h"

struct charset; /* converters, opened once: a caged process can't load them later */
struct charset *charset_new(void);
void charset_free(struct charset **charset);

/* charset_of_label - the encoding a label means on the web ("latin1" is windows-1252); NULL: unknown.
 * Punctuation and case do not matter. */
const char *charset_of_label(struct slice label);

/* charset_of_header - from a Content-Type header; NULL when it names none that is known. */
const char *charset_of_header(struct slice content_type);

/* charset_of_mark - the encoding a byte order mark says, and the mark's length; NULL: there is none. */
const char *charset_of_mark(struct slice bytes, size_t *length);

/* charset_prescan - from the meta elements at the start of a page, else its XML declaration (HTML standard,
 * "prescan a byte stream to determine its encoding"); NULL: none. */
const char *charset_prescan(struct slice bytes);

/* charset_to_utf8 - `bytes` as well-formed UTF-8 without byte order mark and NUL: a view of `bytes` itself
 * where they are that already, else of `out` (cleared first). Undecodable bytes become U+FFFD. *name (never
 * NULL) is the encoding decided on: byte order mark, header, meta, evidence; a declaration that the bytes
 * contradict is not believed. */
struct slice charset_to_utf8(struct charset *charset, struct slice bytes, struct slice content_type,
                             struct buffer *out, const char **name);

/* For charset.c: the table of encodings. */
struct charset_encoding {
  const char *name;   /* WHATWG */
  const char *iconv;  /* the converter with its meaning; NULL: UTF-8, or nothing to convert with */
  const char *labels; /* lower case, without punctuation, one space around each */
};
const struct charset_encoding *charset_encodings(size_t *count);
const struct charset_encoding *charset_encoding_of(struct slice label);

#endif
