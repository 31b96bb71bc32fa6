/* feed_html_internal.h - what the files of feed_html share. */
#ifndef FETCH_SOURCE_FEED_HTML_INTERNAL_H
#define FETCH_SOURCE_FEED_HTML_INTERNAL_H

#include "base/buffer.h"
#include "base/slice.h"

enum feed_html_list {
  FEED_HTML_ELEMENTS,
  FEED_HTML_ATTRIBUTES,
  FEED_HTML_VOID,
  FEED_CSS_PROPERTIES,
  FEED_CSS_KEYWORDS,
  FEED_MATHML_ELEMENTS,
  FEED_MATHML_ATTRIBUTES,
  FEED_SVG_ELEMENTS,
  FEED_SVG_ATTRIBUTES,
  FEED_SVG_PROPERTIES,
  FEED_SCHEMES,
};

/* feed_html_listed - the word as it is written in the list, whatever its letter case; NULL: it is not in it.
 */
const char *feed_html_listed(enum feed_html_list list, struct slice word);

/* feed_html_style - appends what may stay of a style attribute; nothing when it can't be told apart from an
 * attack. */
void feed_html_style(struct buffer *out, struct slice style, bool svg);

enum feed_html_kind {
  FEED_HTML_TEXT, /* without "&" and tags */
  FEED_HTML_REFERENCE,
  FEED_HTML_START,
  FEED_HTML_END,
  FEED_HTML_COMMENT,
  FEED_HTML_OTHER /* declarations, processing instructions */
};

struct feed_html_token {
  enum feed_html_kind kind;
  struct slice whole;
  struct slice name;   /* of a tag; of a reference: between "&" and ";" */
  struct slice inside; /* of a start tag: its attributes; of a comment: its text */
};

struct feed_html_scanner {
  struct slice rest;
  bool no_comment_end, no_end; /* there is none any more: not to be searched for again */
};

/* feed_html_scan - takes the next token off the rest; false at its end. Linear over all calls. */
bool feed_html_scan(struct feed_html_scanner *scanner, struct feed_html_token *token);

/* feed_html_attribute - takes the next attribute off `inside`; one without a value has its name for one. */
bool feed_html_attribute(struct slice *inside, struct slice *name, struct slice *value);

/* feed_html_meaning - appends the character that a reference means; itself when it means none. */
void feed_html_meaning(struct buffer *out, const struct feed_html_token *token);

bool feed_html_is_raw(
    struct slice name); /* script and style, in any letter case: their content is no markup */

/* feed_html_skip - behind the end tag of a script or style, the content of which is no markup. */
void feed_html_skip(struct slice *rest, struct slice name);

#endif
