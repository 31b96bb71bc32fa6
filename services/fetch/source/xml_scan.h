/* xml_scan.h - cuts XML into tokens and never fails, for looking at a document before libxml2 does.
 *
 * Up to the first error of a document the tokens are those of XML 1.0; behind it they are what was probably
 * meant. */
#ifndef FETCH_SOURCE_XML_SCAN_H
#define FETCH_SOURCE_XML_SCAN_H

#include "base/slice.h"

enum xml_token_kind {
  XML_TOKEN_TEXT,
  XML_TOKEN_CDATA,
  XML_TOKEN_COMMENT,
  XML_TOKEN_INSTRUCTION,
  XML_TOKEN_DOCTYPE,
  XML_TOKEN_START,
  XML_TOKEN_END
};

struct xml_token {
  enum xml_token_kind kind;
  struct slice whole;  /* as it stands */
  struct slice name;   /* of a tag */
  struct slice inside; /* the text, the section's content, the attributes of a start tag, the declaration */
  bool empty;          /* a start tag that is its own end */
};

struct xml_scanner {
  struct slice text;
  size_t at;
  bool no_comment_end, no_instruction_end, no_doctype_end; /* none any more: not to be searched for again */
};

/* xml_scan - the next token; false at the end of the text. Linear over all calls. */
bool xml_scan(struct xml_scanner *scanner, struct xml_token *token);

/* xml_scan_attribute - takes the next attribute off `inside`; false when there is none. The value is as it
 * stands, without its quotes; data NULL: it has none. */
bool xml_scan_attribute(struct slice *inside, struct slice *name, struct slice *value);

#endif
