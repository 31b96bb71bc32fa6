/* xml.c - libxml2's events become the tree.
 *
 * First the document is read as it is, without mercy. Only when that fails it is mended and read again: so a
 * good document is never touched, and `bozo` is what libxml2 says. libxml2 sees UTF-8 without any DTD, so it
 * has nothing to load, nothing to expand and nothing to decode. */
#include "fetch/source/xml.h"

#include "base/memory.h"
#include "fetch/map.h"
#include "fetch/source/xml_encoding.h"
#include "fetch/source/xml_mend.h"

#include <libxml/parser.h>
#include <stdlib.h>

enum { OPTIONS = XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING };

struct builder {
  struct arena *arena;
  xmlParserCtxtPtr parser;
  struct xml_node *root, *current; /* current: the innermost open element */
  struct slice *spaces;            /* that the root declares */
  size_t space_count;
  struct buffer text; /* since the last tag */
  bool cdata, full;
  size_t nodes;
  const char *reason; /* the first error, in the arena */
  struct map names;   /* of libxml2's dictionary, where equal ones are one address; values: our copies */
};

static struct slice copy_name(struct builder *b, const xmlChar *name)
{
  if (!name) return (struct slice){"", 0};
  struct slice *known = map_get(&b->names, (uintptr_t)name);
  if (!known) {
    known = arena_alloc(b->arena, sizeof *known);
    *known = arena_slice(b->arena, slice_of((const char *)name));
    map_put(&b->names, (uintptr_t)name, known);
  }
  return *known;
}

static struct xml_node *add_node(struct builder *b)
{
  struct xml_node *node = arena_zero(b->arena, 1, sizeof *node), *parent = b->current;
  node->parent = parent;
  if (parent && parent->last)
    parent->last->next = node;
  else if (parent)
    parent->first = node;
  if (parent) parent->last = node;
  return node;
}

/* count - false when the document is full: the parser is stopped with what there is. */
static bool count(struct builder *b, size_t nodes)
{
  b->nodes += nodes;
  if (b->nodes <= XML_MAX_NODES) return true;
  if (!b->full) {
    b->full = true;
    b->reason = "It has more elements than are read; the rest is left out.";
    xmlStopParser(b->parser);
  }
  return false;
}

static void end_text(struct builder *b)
{
  if (b->text.length == 0) return;
  if (b->current && count(b, 1)) {
    struct xml_node *node = add_node(b);
    node->is_text = true;
    node->cdata = b->cdata;
    node->text = arena_slice(b->arena, buffer_view(&b->text));
  }
  buffer_clear(&b->text);
  b->cdata = false;
}

/* add_attributes - libxml2 gives five pointers each: name, prefix, namespace, value and its end. */
static void add_attributes(struct builder *b, struct xml_node *node, int count_given, const xmlChar **given)
{
  node->attribute_count = (size_t)count_given;
  node->attributes = arena_zero(b->arena, node->attribute_count + 1, sizeof *node->attributes);
  for (size_t i = 0; i < node->attribute_count; i++, given += 5) {
    struct slice value = {(const char *)given[3], (size_t)(given[4] - given[3])};
    node->attributes[i] = (struct xml_attribute){copy_name(b, given[2]), copy_name(b, given[1]),
                                                 copy_name(b, given[0]), arena_slice(b->arena, value)};
  }
}

/* keep_spaces - libxml2 gives two pointers each: prefix and namespace. */
static void keep_spaces(struct builder *b, int given_count, const xmlChar **given)
{
  b->space_count = (size_t)given_count;
  b->spaces = arena_zero(b->arena, b->space_count + 1, sizeof *b->spaces);
  for (size_t i = 0; i < b->space_count; i++) b->spaces[i] = copy_name(b, given[2 * i + 1]);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespaces, const xmlChar **declared, int attributes, int defaulted,
                     const xmlChar **given)
{
  struct builder *b = context;
  (void)defaulted;
  end_text(b);
  if (b->full || !count(b, 1 + (size_t)attributes)) return;
  struct xml_node *node = add_node(b);
  node->name = copy_name(b, name);
  node->prefix = copy_name(b, prefix);
  node->uri = copy_name(b, uri);
  add_attributes(b, node, attributes, given);
  if (!b->root) {
    b->root = node;
    keep_spaces(b, namespaces, declared);
  }
  b->current = node;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  struct builder *b = context;
  (void)name, (void)prefix, (void)uri;
  if (b->full) return;
  end_text(b);
  if (b->current) b->current = b->current->parent;
}

static void on_text(void *context, const xmlChar *text, int length)
{
  struct builder *b = context;
  if (b->current && !b->full) buffer_append(&b->text, text, (size_t)length);
}

static void on_cdata(void *context, const xmlChar *text, int length)
{
  struct builder *b = context;
  b->cdata = true;
  on_text(context, text, length);
}

static void on_error(void *context, xmlErrorPtr problem)
{
  struct builder *b = context;
  bool about_uri =
      problem->code == XML_WAR_NS_URI || problem->code == XML_WAR_NS_URI_RELATIVE; /* only a name */
  if (b->reason || about_uri || problem->level < XML_ERR_ERROR || !problem->message) return;
  struct slice message = slice_trim(slice_of(problem->message));
  const char *line_end = memchr(message.data, '\n', message.length);
  if (line_end) message.length = (size_t)(line_end - message.data);
  if (message.length > 200) message.length = 200;
  b->reason = arena_format(b->arena, "Line %d: %.*s.", problem->line, (int)message.length, message.data);
}

/* read_text - false when it is not well-formed. Undeclared namespace prefixes are an error that leaves the
 * tree whole. */
static bool read_text(struct arena *arena, struct slice text, int options, struct builder *b)
{
  *b = (struct builder){.arena = arena, .parser = xmlNewParserCtxt()};
  if (!b->parser || text.length > INT32_MAX) return false;
  xmlSAXHandler handler = {.startElementNs = on_start,
                           .endElementNs = on_end,
                           .characters = on_text,
                           .ignorableWhitespace = on_text,
                           .cdataBlock = on_cdata,
                           .serror = on_error,
                           .initialized = XML_SAX2_MAGIC};
  *b->parser->sax = handler;
  b->parser->userData = b;
  xmlDocPtr document =
      xmlCtxtReadMemory(b->parser, text.data, (int)text.length, NULL, "UTF-8", OPTIONS | options);
  bool well_formed = b->parser->wellFormed || b->full;
  xmlFreeDoc(document ? document : b->parser->myDoc);
  b->parser->myDoc = NULL;
  xmlFreeParserCtxt(b->parser);
  map_free(&b->names);
  buffer_free(&b->text);
  return well_formed && b->root;
}

static void mend_and_read(struct arena *arena, struct slice text, const struct map *declared,
                          struct builder *b)
{
  struct buffer mended = BUFFER_EMPTY;
  xml_mend(text, declared, &mended);
  read_text(arena, buffer_view(&mended), XML_PARSE_RECOVER, b);
  buffer_free(&mended);
}

static void set_bozo(struct xml_document *out, const char *reason)
{
  out->bozo = true;
  if (!*out->reason) out->reason = reason ? reason : "It is not well-formed.";
}

static void read_document(struct arena *arena, struct slice text, struct xml_document *out)
{
  struct map declared = MAP_EMPTY;
  struct builder *b = memory_zero(1, sizeof *b);
  struct buffer expanded = BUFFER_EMPTY;
  struct slice body = slice_from(text, xml_prologue(arena, text, &out->doctype, &declared)), plain = body;
  if (declared.count) {
    xml_expand(body, &declared, 2 * body.length + 65536, &expanded);
    plain = buffer_view(&expanded);
  }
  const char *problem = xml_too_much(plain);
  bool good = !problem && read_text(arena, plain, 0, b);
  if (problem || b->reason || !good) set_bozo(out, problem ? problem : b->reason);
  if (!good) mend_and_read(arena, body, &declared, b);
  if (b->full) set_bozo(out, b->reason);
  out->root = b->root;
  out->spaces = b->spaces;
  out->space_count = b->space_count;
  buffer_free(&expanded);
  map_free(&declared);
  free(b);
}

bool xml_parse(struct arena *arena, struct slice bytes, const struct xml_hints *hints,
               struct xml_document *out, dp_error *error)
{
  size_t most = hints->max_bytes ? hints->max_bytes : XML_MAX_BYTES;
  struct xml_decoded decoded;
  *out = (struct xml_document){.encoding = "utf-8", .reason = ""};
  if (bytes.length > most) {
    set_bozo(out, "It is too large.");
    return error_set(error, EX_DATAERR, "the document is %zu bytes long, %zu are allowed", bytes.length,
                     most);
  }
  xmlInitParser();
  xml_decode(arena, bytes, hints->content_type, &decoded);
  out->encoding = decoded.encoding;
  if (decoded.problem) set_bozo(out, decoded.problem);
  read_document(arena, decoded.text, out);
  if (out->root) return true;
  set_bozo(out, "There is no element in it.");
  return error_set(error, EX_DATAERR, "there is no XML in it: %s", out->reason);
}
