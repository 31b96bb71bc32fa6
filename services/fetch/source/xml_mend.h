/* xml_mend.h - makes a document fit for libxml2: what it must not see is taken out, what it can't read is
 * mended. */
#ifndef FETCH_SOURCE_XML_MEND_H
#define FETCH_SOURCE_XML_MEND_H

#include "base/arena.h"
#include "base/buffer.h"

/* Entities that a document declares for itself and that are plain text. */
struct xml_declared {
  struct xml_declared *next;
  struct slice name, value; /* the value holds at most one reference to a character */
};

/* xml_prologue - the offset at which the document's own text begins, behind the XML declaration and the
 * document type declaration; the latter is given in *doctype with the plain entities it declares. Comments
 * before it are lost. */
size_t xml_prologue(struct arena *arena, struct slice text, struct slice *doctype,
                    struct xml_declared **declared);

/* xml_expand - `text` with the declared entities replaced (not within CDATA sections); appended to `out`,
 * which is never made longer than `most`. */
void xml_expand(struct slice text, const struct xml_declared *declared, size_t most, struct buffer *out);

/* xml_too_much - a sentence about what would cost libxml2 more than linear time or is beyond a limit; NULL:
 * nothing is. */
const char *xml_too_much(struct slice text);

/* xml_mend - appends `text` as a well-formed document within the limits of xml.h; nothing when it has no
 * element. */
void xml_mend(struct slice text, const struct xml_declared *declared, struct buffer *out);

#endif
