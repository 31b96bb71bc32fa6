/* html.h - a parsed page as a tree to walk (html.c is the only room that knows MyHTML).
 *
 * The parser is reused from page to page; nodes and the slices they give are valid until the next parse. */
#ifndef CLEAN_HTML_H
#define CLEAN_HTML_H

#include "base/slice.h"

struct html_parser;
struct html_node;

/* The elements the other rooms tell apart. Unknown names with a hyphen are HTML_CUSTOM, the rest HTML_OTHER.
 */
enum html_tag {
  HTML_OTHER,
  HTML_TEXT,
  HTML_COMMENT,
  HTML_CUSTOM,
  HTML_A,
  HTML_ADDRESS,
  HTML_ARTICLE,
  HTML_ASIDE,
  HTML_AUDIO,
  HTML_B,
  HTML_BASE,
  HTML_BLOCKQUOTE,
  HTML_BODY,
  HTML_BR,
  HTML_BUTTON,
  HTML_CANVAS,
  HTML_CAPTION,
  HTML_CENTER,
  HTML_CITE,
  HTML_CODE,
  HTML_DD,
  HTML_DETAILS,
  HTML_DFN,
  HTML_DIALOG,
  HTML_DIV,
  HTML_DL,
  HTML_DT,
  HTML_EM,
  HTML_EMBED,
  HTML_FIELDSET,
  HTML_FIGCAPTION,
  HTML_FIGURE,
  HTML_FOOTER,
  HTML_FORM,
  HTML_H1,
  HTML_H2,
  HTML_H3,
  HTML_H4,
  HTML_H5,
  HTML_H6,
  HTML_HEAD,
  HTML_HEADER,
  HTML_HR,
  HTML_HTML,
  HTML_I,
  HTML_IFRAME,
  HTML_IMG,
  HTML_INPUT,
  HTML_KBD,
  HTML_LABEL,
  HTML_LEGEND,
  HTML_LI,
  HTML_LINK,
  HTML_MAIN,
  HTML_MAP,
  HTML_MATH,
  HTML_MENU,
  HTML_META,
  HTML_NAV,
  HTML_NOSCRIPT,
  HTML_OBJECT,
  HTML_OL,
  HTML_OPTION,
  HTML_P,
  HTML_PRE,
  HTML_RP,
  HTML_RT,
  HTML_SAMP,
  HTML_SCRIPT,
  HTML_SECTION,
  HTML_SELECT,
  HTML_SOURCE,
  HTML_SPAN,
  HTML_STRONG,
  HTML_STYLE,
  HTML_SUB,
  HTML_SUMMARY,
  HTML_SUP,
  HTML_SVG,
  HTML_TABLE,
  HTML_TBODY,
  HTML_TD,
  HTML_TEMPLATE,
  HTML_TEXTAREA,
  HTML_TFOOT,
  HTML_TH,
  HTML_THEAD,
  HTML_TIME,
  HTML_TITLE,
  HTML_TR,
  HTML_TT,
  HTML_UL,
  HTML_VAR,
  HTML_VIDEO,
  HTML_TAGS
};

struct html_parser *html_parser_new(void);
void html_parser_free(struct html_parser **parser);

/* html_parse - parses UTF-8 text that stays in place as long as the tree is used. Returns the root, never
 * NULL. Nesting, open formatting elements, nodes and names of elements are limited in number: the page is cut
 * where a limit is met, `*truncated` set. Time is linear in the size. */
struct html_node *html_parse(struct html_parser *parser, struct slice text, bool *truncated);

struct html_node *html_child(const struct html_node *node); /* the first; NULL: none */
struct html_node *html_next(const struct html_node *node);  /* the next sibling; NULL: none */
struct html_node *html_parent(const struct html_node *node);
enum html_tag html_tag(const struct html_node *node);
struct slice html_name(const struct html_node *node); /* of the element, in lower case */
struct slice html_text(const struct html_node *node); /* of an HTML_TEXT node, entities decoded */

/* html_after - the node that follows in document order without going below `node`, inside `root`; NULL at the
 * end. */
struct html_node *html_after(const struct html_node *node, const struct html_node *root);
/* html_following - the node that follows in document order inside `root`, children first. */
struct html_node *html_following(const struct html_node *node, const struct html_node *root);

/* html_attribute - value of an attribute (lower-case name); data NULL when absent, empty when it has no
 * value. At most the first 64 attributes of an element are looked at. */
struct slice html_attribute_of(const struct html_node *node, struct slice name);
static inline struct slice html_attribute(const struct html_node *node, const char *name)
{
  return html_attribute_of(node, slice_of(name));
}

/* html_each_attribute - calls fn for those attributes. */
typedef void html_attribute_fn(void *context, struct slice name, struct slice value);
void html_each_attribute(const struct html_node *node, html_attribute_fn *fn, void *context);

#endif
