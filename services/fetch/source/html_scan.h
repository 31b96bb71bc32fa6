/* html_scan.h - cuts HTML into tags and text as browsers' tokenizers do (WHATWG HTML, 13.2.5), for finding
 * links.
 *
 * Comments, declarations, scripts and styles are passed over; everything else that stands between tags is
 * text. No tree is built, so nesting is no matter and memory is none. */
#ifndef FETCH_SOURCE_HTML_SCAN_H
#define FETCH_SOURCE_HTML_SCAN_H

#include "base/buffer.h"

enum html_token_kind { HTML_TEXT, HTML_START, HTML_END };

struct html_token {
  enum html_token_kind kind;
  struct slice name;   /* of a tag, as written */
  struct slice inside; /* the attributes of a start tag; the text with its references */
};

struct html_scanner {
  struct slice text;
  size_t at;
  struct slice raw; /* the element whose content is no markup: title, script, ...; empty: none */
};

/* html_scan - the next token; false at the end of the text. Linear over all calls. */
bool html_scan(struct html_scanner *scanner, struct html_token *token);

/* html_is - compares a name in any case. */
bool html_is(struct slice name, const char *word);

/* html_tag_attribute - the value of an attribute of a start tag, as written: the first of that name counts. Empty
 * with data NULL: there is none. */
struct slice html_tag_attribute(const struct html_token *token, const char *name);

/* html_decode - appends text or a value with its references resolved, white space joined to single spaces,
 * ill-formed bytes and NUL as U+FFFD (WHATWG HTML, 13.2.5: unexpected-null-character). */
void html_decode(struct slice raw, struct buffer *out);

/* html_has_word - one of the words of a space-separated list, in any case: rel="alternate nofollow". */
bool html_has_word(struct slice list, const char *word);

#endif
