/* html.c - MyHTML, kept in its cage.
 *
 * MyHTML builds the tree of the HTML standard, and that standard has quadratic corners: every start tag looks
 * through the open elements, and every paragraph opens again the formatting elements that were never closed;
 * MyHTML adds one, a list of all names of elements. So the page is fed in pieces of a few hundred tags, and
 * after each the stack of open elements, the list of formatting elements, the number of nodes and that of
 * names are looked at. A page past a limit is cut there; what was read
 * so far is a tree like any other. What one piece can do before the next look is bounded. */
#include "clean/html.h"

#include "base/memory.h"
#include "clean/html_pieces.h"

#include <myhtml/myhtml.h>
#include <myhtml/tree.h>
#include <stdlib.h>

enum {
  MAX_DEPTH = 512,      /* open elements */
  MAX_FORMATTING = 128, /* formatting elements waiting to be opened again */
  MAX_NODES = 400000,
  MAX_TAG_ATTRIBUTES = 120000,
  MAX_NAMES = 4096,            /* of elements; each new one is compared with all before it */
  JOINT = 16,                  /* what a joined text may need beside both */
  MAX_ATTRIBUTES = 64,         /* looked at */
  KEEP_BYTES = 4 * 1024 * 1024 /* a larger page takes the parser's memory with it when it goes */
};

struct html_parser {
  myhtml_t *myhtml;
  myhtml_tree_t *tree;
  struct buffer flat; /* what stood too deep; the tree holds on to it */
  size_t nodes;
  bool bloated;
};

static const unsigned char tags[MyHTML_TAG_LAST_ENTRY] = {
    [MyHTML_TAG__TEXT] = HTML_TEXT,
    [MyHTML_TAG__COMMENT] = HTML_COMMENT,
    [MyHTML_TAG__DOCTYPE] = HTML_COMMENT,
    [MyHTML_TAG_A] = HTML_A,
    [MyHTML_TAG_ADDRESS] = HTML_ADDRESS,
    [MyHTML_TAG_ARTICLE] = HTML_ARTICLE,
    [MyHTML_TAG_ASIDE] = HTML_ASIDE,
    [MyHTML_TAG_AUDIO] = HTML_AUDIO,
    [MyHTML_TAG_B] = HTML_B,
    [MyHTML_TAG_BASE] = HTML_BASE,
    [MyHTML_TAG_BLOCKQUOTE] = HTML_BLOCKQUOTE,
    [MyHTML_TAG_BODY] = HTML_BODY,
    [MyHTML_TAG_BR] = HTML_BR,
    [MyHTML_TAG_BUTTON] = HTML_BUTTON,
    [MyHTML_TAG_CANVAS] = HTML_CANVAS,
    [MyHTML_TAG_CAPTION] = HTML_CAPTION,
    [MyHTML_TAG_CENTER] = HTML_CENTER,
    [MyHTML_TAG_CITE] = HTML_CITE,
    [MyHTML_TAG_CODE] = HTML_CODE,
    [MyHTML_TAG_DD] = HTML_DD,
    [MyHTML_TAG_DETAILS] = HTML_DETAILS,
    [MyHTML_TAG_DFN] = HTML_DFN,
    [MyHTML_TAG_DIALOG] = HTML_DIALOG,
    [MyHTML_TAG_DIV] = HTML_DIV,
    [MyHTML_TAG_DL] = HTML_DL,
    [MyHTML_TAG_DT] = HTML_DT,
    [MyHTML_TAG_EM] = HTML_EM,
    [MyHTML_TAG_EMBED] = HTML_EMBED,
    [MyHTML_TAG_FIELDSET] = HTML_FIELDSET,
    [MyHTML_TAG_FIGCAPTION] = HTML_FIGCAPTION,
    [MyHTML_TAG_FIGURE] = HTML_FIGURE,
    [MyHTML_TAG_FOOTER] = HTML_FOOTER,
    [MyHTML_TAG_FORM] = HTML_FORM,
    [MyHTML_TAG_H1] = HTML_H1,
    [MyHTML_TAG_H2] = HTML_H2,
    [MyHTML_TAG_H3] = HTML_H3,
    [MyHTML_TAG_H4] = HTML_H4,
    [MyHTML_TAG_H5] = HTML_H5,
    [MyHTML_TAG_H6] = HTML_H6,
    [MyHTML_TAG_HEAD] = HTML_HEAD,
    [MyHTML_TAG_HEADER] = HTML_HEADER,
    [MyHTML_TAG_HR] = HTML_HR,
    [MyHTML_TAG_HTML] = HTML_HTML,
    [MyHTML_TAG_I] = HTML_I,
    [MyHTML_TAG_IFRAME] = HTML_IFRAME,
    [MyHTML_TAG_IMG] = HTML_IMG,
    [MyHTML_TAG_INPUT] = HTML_INPUT,
    [MyHTML_TAG_KBD] = HTML_KBD,
    [MyHTML_TAG_LABEL] = HTML_LABEL,
    [MyHTML_TAG_LEGEND] = HTML_LEGEND,
    [MyHTML_TAG_LI] = HTML_LI,
    [MyHTML_TAG_LINK] = HTML_LINK,
    [MyHTML_TAG_MAIN] = HTML_MAIN,
    [MyHTML_TAG_MAP] = HTML_MAP,
    [MyHTML_TAG_MATH] = HTML_MATH,
    [MyHTML_TAG_MENU] = HTML_MENU,
    [MyHTML_TAG_META] = HTML_META,
    [MyHTML_TAG_NAV] = HTML_NAV,
    [MyHTML_TAG_NOSCRIPT] = HTML_NOSCRIPT,
    [MyHTML_TAG_OBJECT] = HTML_OBJECT,
    [MyHTML_TAG_OL] = HTML_OL,
    [MyHTML_TAG_OPTION] = HTML_OPTION,
    [MyHTML_TAG_P] = HTML_P,
    [MyHTML_TAG_PRE] = HTML_PRE,
    [MyHTML_TAG_RP] = HTML_RP,
    [MyHTML_TAG_RT] = HTML_RT,
    [MyHTML_TAG_SAMP] = HTML_SAMP,
    [MyHTML_TAG_SCRIPT] = HTML_SCRIPT,
    [MyHTML_TAG_SECTION] = HTML_SECTION,
    [MyHTML_TAG_SELECT] = HTML_SELECT,
    [MyHTML_TAG_SOURCE] = HTML_SOURCE,
    [MyHTML_TAG_SPAN] = HTML_SPAN,
    [MyHTML_TAG_STRONG] = HTML_STRONG,
    [MyHTML_TAG_STYLE] = HTML_STYLE,
    [MyHTML_TAG_SUB] = HTML_SUB,
    [MyHTML_TAG_SUMMARY] = HTML_SUMMARY,
    [MyHTML_TAG_SUP] = HTML_SUP,
    [MyHTML_TAG_SVG] = HTML_SVG,
    [MyHTML_TAG_TABLE] = HTML_TABLE,
    [MyHTML_TAG_TBODY] = HTML_TBODY,
    [MyHTML_TAG_TD] = HTML_TD,
    [MyHTML_TAG_TEMPLATE] = HTML_TEMPLATE,
    [MyHTML_TAG_TEXTAREA] = HTML_TEXTAREA,
    [MyHTML_TAG_TFOOT] = HTML_TFOOT,
    [MyHTML_TAG_TH] = HTML_TH,
    [MyHTML_TAG_THEAD] = HTML_THEAD,
    [MyHTML_TAG_TIME] = HTML_TIME,
    [MyHTML_TAG_TITLE] = HTML_TITLE,
    [MyHTML_TAG_TR] = HTML_TR,
    [MyHTML_TAG_TT] = HTML_TT,
    [MyHTML_TAG_UL] = HTML_UL,
    [MyHTML_TAG_VAR] = HTML_VAR,
    [MyHTML_TAG_VIDEO] = HTML_VIDEO,
};

static const myhtml_tree_node_t *inside(const struct html_node *node)
{
  return (const myhtml_tree_node_t *)(const void *)node;
}

static struct html_node *outside(myhtml_tree_node_t *node)
{
  return (struct html_node *)(void *)node;
}

static void count_node(myhtml_tree_t *tree, myhtml_tree_node_t *node, void *parser)
{
  (void)tree, (void)node;
  ((struct html_parser *)parser)->nodes++;
}

/* text_before - the text that one inserted now would be joined to; NULL: none. What stands in a table at the
 * wrong place comes before the table, which is only decided later. */
static myhtml_tree_node_t *text_before(myhtml_tree_t *tree, bool foster)
{
  enum myhtml_tree_insertion_mode mode;
  bool fosters = tree->foster_parenting;
  tree->foster_parenting = foster;
  myhtml_tree_node_t *place = myhtml_tree_appropriate_place_inserting(tree, NULL, &mode);
  tree->foster_parenting = fosters;
  if (place && mode == MyHTML_TREE_INSERTION_MODE_DEFAULT) place = place->last_child;
  bool joins = place && place->tag_id == MyHTML_TAG__TEXT && place->token && place->token->str.data;
  return joins ? place : NULL;
}

/* make_room - MyHTML joins a text to the one before it in a new place of just the size, and keeps the old: a
 * text in many pieces would take the square of its length. */
static void *make_room(myhtml_tree_t *tree, myhtml_token_node_t *token, void *context)
{
  (void)context;
  if (token->tag_id != MyHTML_TAG__TEXT || !tree->node_html) return NULL;
  for (int foster = 0; foster <= 1; foster++) {
    myhtml_tree_node_t *before = text_before(tree, foster);
    mycore_string_t *text = before ? &before->token->str : NULL;
    size_t need = text ? text->length + token->str.length + JOINT : 0;
    if (text && need >= text->size) mycore_string_realloc(text, 2 * need);
  }
  return NULL;
}

static void tree_make(struct html_parser *parser)
{
  parser->tree = myhtml_tree_create();
  if (!parser->tree || myhtml_tree_init(parser->tree, parser->myhtml) != MyHTML_STATUS_OK) abort();
  myhtml_tree_parse_flags_set(parser->tree, MyHTML_TREE_PARSE_FLAGS_WITHOUT_DOCTYPE_IN_TREE);
  myhtml_callback_tree_node_insert_set(parser->tree, count_node, parser);
  myhtml_callback_after_token_done_set(parser->tree, make_room, NULL);
}

struct html_parser *html_parser_new(void)
{
  struct html_parser *parser = memory_zero(1, sizeof *parser);
  parser->myhtml = myhtml_create();
  if (!parser->myhtml ||
      myhtml_init(parser->myhtml, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0) != MyHTML_STATUS_OK)
    abort();
  tree_make(parser);
  return parser;
}

void html_parser_free(struct html_parser **parser)
{
  if (!*parser) return;
  myhtml_tree_destroy((*parser)->tree);
  myhtml_destroy((*parser)->myhtml);
  buffer_free(&(*parser)->flat);
  free(*parser);
  *parser = NULL;
}

/* An element whose start tag goes on over many pieces gets slower with every attribute. */
static bool attributes_within_limit(const myhtml_token_node_t *token)
{
  size_t count = 0;
  for (const myhtml_token_attr_t *attribute = token ? token->attr_first : NULL; attribute;
       attribute = attribute->next)
    if (++count > MAX_TAG_ATTRIBUTES) return false;
  return true;
}

static bool too_deep(const struct html_parser *parser)
{
  return parser->tree->open_elements->length > MAX_DEPTH ||
         parser->tree->active_formatting->length > MAX_FORMATTING;
}

static bool within_limits(const struct html_parser *parser)
{
  return !too_deep(parser) && parser->nodes <= MAX_NODES && parser->tree->tags->tags_count <= MAX_NAMES &&
         attributes_within_limit(parser->tree->current_token_node);
}

/* feed_flat - of a page that is cut for its depth the rest is read as plain text. */
static bool feed_flat(struct html_parser *parser, struct slice rest)
{
  if (!too_deep(parser) || parser->flat.length) return false;
  html_flatten(rest, &parser->flat);
  struct slice text = buffer_view(&parser->flat);
  for (size_t at = 0; at < text.length && parser->nodes <= MAX_NODES;) {
    size_t size = html_piece(slice_from(text, at));
    if (myhtml_parse_chunk(parser->tree, text.data + at, size) != MyHTML_STATUS_OK) break;
    at += size;
    parser->tree->incoming_buf_first = parser->tree->incoming_buf;
  }
  return false;
}

/* feed - MyHTML asks for a place in the page by going through all pieces from the first one on, in either
 * direction: so the latest is called the first. */
static bool feed(struct html_parser *parser, struct slice text)
{
  for (size_t at = 0; at < text.length;) {
    size_t size = html_piece(slice_from(text, at));
    if (myhtml_parse_chunk(parser->tree, text.data + at, size) != MyHTML_STATUS_OK) return false;
    at += size;
    parser->tree->incoming_buf_first = parser->tree->incoming_buf;
    if (!within_limits(parser) && at < text.length) return feed_flat(parser, slice_from(text, at));
  }
  return true;
}

struct html_node *html_parse(struct html_parser *parser, struct slice text, bool *truncated)
{
  if (parser->bloated) {
    myhtml_tree_destroy(parser->tree);
    tree_make(parser);
  } else {
    myhtml_tree_clean(parser->tree);
  }
  if (parser->bloated)
    buffer_free(&parser->flat);
  else
    buffer_clear(&parser->flat);
  parser->nodes = 0;
  parser->bloated = text.length > KEEP_BYTES;
  myhtml_encoding_set(parser->tree, MyENCODING_UTF_8);
  if (text.length == 0) text = SLICE(" "); /* MyHTML can't end what never began */
  if (!feed(parser, text)) *truncated = true;
  myhtml_parse_chunk_end(parser->tree);
  return outside(myhtml_tree_get_document(parser->tree));
}

struct html_node *html_child(const struct html_node *node)
{
  return outside(inside(node)->child);
}

struct html_node *html_next(const struct html_node *node)
{
  return outside(inside(node)->next);
}

struct html_node *html_parent(const struct html_node *node)
{
  return outside(inside(node)->parent);
}

static enum html_tag unknown_tag(const myhtml_tree_node_t *node)
{
  size_t length = 0;
  const char *name = myhtml_tag_name_by_id(node->tree, node->tag_id, &length);
  return name && memchr(name, '-', length) ? HTML_CUSTOM : HTML_OTHER;
}

enum html_tag html_tag(const struct html_node *node)
{
  myhtml_tag_id_t id = inside(node)->tag_id;
  return id < MyHTML_TAG_LAST_ENTRY ? (enum html_tag)tags[id] : unknown_tag(inside(node));
}

struct slice html_name(const struct html_node *node)
{
  size_t length = 0;
  const char *name = myhtml_tag_name_by_id(inside(node)->tree, inside(node)->tag_id, &length);
  return (struct slice){name ? name : "", name ? length : 0};
}

struct slice html_text(const struct html_node *node)
{
  const myhtml_token_node_t *token = inside(node)->token;
  return token && token->str.data ? (struct slice){token->str.data, token->str.length}
                                  : (struct slice){"", 0};
}

struct html_node *html_after(const struct html_node *node, const struct html_node *root)
{
  while (node && node != root) {
    if (html_next(node)) return html_next(node);
    node = html_parent(node);
  }
  return NULL;
}

struct html_node *html_following(const struct html_node *node, const struct html_node *root)
{
  return html_child(node) ? html_child(node) : html_after(node, root);
}

void html_each_attribute(const struct html_node *node, html_attribute_fn *fn, void *context)
{
  const myhtml_token_node_t *token = inside(node)->token;
  const myhtml_token_attr_t *attribute = token ? token->attr_first : NULL;
  for (int i = 0; attribute && i < MAX_ATTRIBUTES; i++, attribute = attribute->next) {
    if (!attribute->key.data) continue;
    struct slice name = {attribute->key.data, attribute->key.length};
    struct slice value = {attribute->value.data ? attribute->value.data : "", attribute->value.length};
    fn(context, name, value);
  }
}

struct slice html_attribute_of(const struct html_node *node, struct slice name)
{
  const myhtml_token_node_t *token = inside(node)->token;
  const myhtml_token_attr_t *attribute = token ? token->attr_first : NULL;
  for (int i = 0; attribute && i < MAX_ATTRIBUTES; i++, attribute = attribute->next)
    if (attribute->key.length == name.length && memcmp(attribute->key.data, name.data, name.length) == 0)
      return (struct slice){attribute->value.data ? attribute->value.data : "", attribute->value.length};
  return (struct slice){NULL, 0};
}
