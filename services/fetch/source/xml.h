/* xml.h - XML of the web as a light tree (xml*.c is the only room that knows libxml2).
 *
 * Feeds, sitemaps and OPML lists are XML that programs of every quality print. A document that is well-formed
 * gives the tree that XML 1.0 and Namespaces in XML 1.0 say. One that is not is mended first: undeclared HTML
 * entities, bare ampersands, missing and crossed ends, junk before the declaration, a wrong declared
 * encoding, control characters. Then `bozo` is true and `reason` says what was found.
 *
 * What comes in is hostile: no DTD is ever read, nothing external is fetched, entities of the document's own
 * are only taken where they are plain text; bytes, depth, nodes, attributes and namespaces are limited, the
 * time is linear. */
#ifndef FETCH_SOURCE_XML_H
#define FETCH_SOURCE_XML_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

enum {
  XML_MAX_BYTES = 64 * 1024 * 1024, /* of a document; a caller can ask for less */
  XML_MAX_DEPTH = 200,              /* deeper elements are flattened */
  XML_MAX_NODES = 1000 * 1000,      /* elements, texts and attributes; what comes behind is left out */
  XML_MAX_ATTRIBUTES = 256, /* of one element, namespace declarations included; further ones are left out */
  XML_MAX_NAMESPACES = 512  /* declared at one place of the tree; further ones are left out */
};

#define XML_NAMESPACE "http://www.w3.org/XML/1998/namespace" /* of xml:base and xml:lang */

struct xml_attribute {
  struct slice uri; /* namespace; empty: none */
  struct slice prefix, name, value;
};

struct xml_node {
  bool is_text;
  bool cdata;       /* a text of which a part stood in CDATA sections */
  struct slice uri; /* of an element: the namespace; empty: none, or a prefix that nobody declared */
  struct slice prefix, name;
  struct slice text;                /* of a text: UTF-8, references resolved; neighbours are one */
  struct xml_attribute *attributes; /* in order, without the namespace declarations */
  size_t attribute_count;
  struct xml_node *parent, *first, *last, *next; /* children in order */
};

struct xml_hints {
  struct slice content_type; /* the HTTP header's value; empty: not known */
  size_t max_bytes;          /* 0: XML_MAX_BYTES */
};

struct xml_document {
  struct xml_node *root;
  struct slice *spaces; /* the namespaces that the root declares */
  size_t space_count;
  const char *encoding; /* that the bytes were read in: lower case, "utf-8" */
  struct slice doctype; /* the declaration as it stands; empty: none */
  bool bozo;            /* not well-formed, or not in the encoding or media type that was declared */
  const char *reason;   /* why it is bozo: a sentence; "" where it is not */
};

/* xml_parse - the tree of `bytes`, all of it in the arena. False (EX_DATAERR) where there is no element in it
 * or it is longer than allowed; then bozo, reason and encoding are set all the same.
 *
 * The encoding follows RFC 7303 and, where a media type of RFC 3023 says so, that: charset of the header,
 * byte order mark, XML declaration, the type's default. A declaration that the bytes contradict is not
 * believed. */
bool xml_parse(struct arena *arena, struct slice bytes, const struct xml_hints *hints,
               struct xml_document *out, dp_error *error);

/* Reading. A node may be NULL; what is absent is the empty slice (data NULL). */
struct slice xml_attribute(const struct xml_node *node, const char *name); /* one without a namespace */
struct slice xml_attribute_in(const struct xml_node *node, const char *uri, const char *name);
bool xml_is(const struct xml_node *node, const char *uri, const char *name); /* an element; uri NULL: any */
struct xml_node *xml_child(const struct xml_node *node, const char *uri,
                           const char *name); /* the first such */
struct xml_node *xml_next(const struct xml_node *node, const char *uri,
                          const char *name); /* the next sibling */
bool xml_has_elements(const struct xml_node *node);

/* xml_text - all text in a node, in order; a view where it is one piece, else in the arena. */
struct slice xml_text(struct arena *arena, const struct xml_node *node);

/* xml_follow - the node behind `node` in document order within `top`; NULL at the end. For walks without
 * recursion: `down` false leaves the children of `node` out. */
struct xml_node *xml_follow(const struct xml_node *top, const struct xml_node *node, bool down);

/* xml_escape - appends text with & < > (and " where `quotes`) as references. */
void xml_escape(struct buffer *out, struct slice text, bool quotes);

#endif
