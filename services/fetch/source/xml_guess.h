/* xml_guess.h - the encoding of a document that declares none, or a wrong one, by the look of its bytes. */
#ifndef FETCH_SOURCE_XML_GUESS_H
#define FETCH_SOURCE_XML_GUESS_H

#include "base/slice.h"

/* xml_guess - one of the legacy encodings of East Asia, Russia, Thailand and Israel, by its label; NULL: the bytes look like
 * none of them. For bytes that are not UTF-8. */
const char *xml_guess(struct slice bytes);

#endif
