/* xml_entities.h - what references mean: &eacute; &#233; &#xE9;. */
#ifndef FETCH_SOURCE_XML_ENTITIES_H
#define FETCH_SOURCE_XML_ENTITIES_H

#include "base/slice.h"

/* xml_entity - the code point of an entity of HTML 4 or XML by its name ("eacute"); 0: none. */
uint32_t xml_entity(struct slice name);

/* xml_reference - reads the reference at the start of text, which begins with "&". Returns its length with
 * the ";", 0 when it is none. *name is what stands between; *code_point 0: a name that HTML 4 does not know,
 * or no number of a character. */
size_t xml_reference(struct slice text, uint32_t *code_point, struct slice *name);

/* xml_windows_1252 - what is meant by a control character of C1 that was a byte of windows-1252; others are
 * themselves. */
uint32_t xml_windows_1252(uint32_t code_point);

bool xml_character(uint32_t code_point); /* XML 1.0, production 2 */

#endif
