/* xml_mend.h - makes a document fit for libxml2: what it must not see is taken out, what it can't read is
 * mended. */
#ifndef FETCH_SOURCE_XML_MEND_H
#define FETCH_SOURCE_XML_MEND_H

#include "base/arena.h"
#include "base/buffer.h"
#include "fetch/map.h"

/* Entities that a document declares for itself and that are plain text: in a map by the hash of their names,
 * so that a reference costs the same whatever is declared. */
struct xml_declared {
  struct slice name, value; /* the value holds at most one reference to a character */
};

/* xml_declared - the declaration of `name`, NULL: there is none. */
const struct xml_declared *xml_declared(const struct map *declared, struct slice name);

/* xml_prologue - the offset at which the document's own text begins, behind the XML declaration and the
 * document type declaration; the latter is given in *doctype; the plain entities it declares are put into
 * `declared` (values in the arena, the first of each name). Comments before it are lost. */
size_t xml_prologue(struct arena *arena, struct slice text, struct slice *doctype, struct map *declared);

/* xml_expand - `text` with the declared entities replaced (not within CDATA sections); appended to `out`,
 * which is never made longer than `most`. */
void xml_expand(struct slice text, const struct map *declared, size_t most, struct buffer *out);

/* xml_too_much - a sentence about what would cost libxml2 more than linear time or is beyond a limit; NULL:
 * nothing is. */
const char *xml_too_much(struct slice text);

/* xml_mend - appends `text` as a well-formed document within the limits of xml.h; nothing when it has no
 * element. */
void xml_mend(struct slice text, const struct map *declared, struct buffer *out);

#endif
