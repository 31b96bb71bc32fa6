/* xml_encoding.h - in which encoding a document is written (RFC 7303, RFC 3023, XML 1.0 appendix F), and its
 * text in UTF-8. */
#ifndef FETCH_SOURCE_XML_ENCODING_H
#define FETCH_SOURCE_XML_ENCODING_H

#include "base/arena.h"

struct xml_decoded {
  struct slice text;    /* UTF-8 without byte order mark; a view of the bytes, or in the arena */
  const char *encoding; /* lower case; in the arena */
  const char *problem;  /* a sentence: what was declared is not so; NULL: all is well */
};

void xml_decode(struct arena *arena, struct slice bytes, struct slice content_type, struct xml_decoded *out);

#endif
