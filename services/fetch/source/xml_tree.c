/* xml_tree.c - reading the tree. */
#include "fetch/source/xml.h"

struct slice xml_attribute_in(const struct xml_node *node, const char *uri, const char *name)
{
  for (size_t i = 0; node && i < node->attribute_count; i++)
    if (slice_is(node->attributes[i].name, name) && slice_is(node->attributes[i].uri, uri))
      return node->attributes[i].value;
  return (struct slice){NULL, 0};
}

struct slice xml_attribute(const struct xml_node *node, const char *name)
{
  for (size_t i = 0; node && i < node->attribute_count; i++)
    if (slice_is(node->attributes[i].name, name) && node->attributes[i].prefix.length == 0)
      return node->attributes[i].value;
  return (struct slice){NULL, 0};
}

bool xml_is(const struct xml_node *node, const char *uri, const char *name)
{
  return node && !node->is_text && slice_is(node->name, name) && (!uri || slice_is(node->uri, uri));
}

static struct xml_node *first_of(struct xml_node *node, const char *uri, const char *name)
{
  while (node && !xml_is(node, uri, name)) node = node->next;
  return node;
}

struct xml_node *xml_child(const struct xml_node *node, const char *uri, const char *name)
{
  return node ? first_of(node->first, uri, name) : NULL;
}

struct xml_node *xml_next(const struct xml_node *node, const char *uri, const char *name)
{
  return node ? first_of(node->next, uri, name) : NULL;
}

bool xml_has_elements(const struct xml_node *node)
{
  for (const struct xml_node *child = node ? node->first : NULL; child; child = child->next)
    if (!child->is_text) return true;
  return false;
}

struct xml_node *xml_follow(const struct xml_node *top, const struct xml_node *node, bool down)
{
  if (down && node->first) return node->first;
  while (node != top && !node->next) node = node->parent;
  return node == top ? NULL : node->next;
}

struct slice xml_text(struct arena *arena, const struct xml_node *node)
{
  if (!node) return (struct slice){NULL, 0};
  if (node->is_text) return node->text;
  if (!node->first) return (struct slice){"", 0};
  if (node->first->is_text && !node->first->next) return node->first->text;
  struct buffer out = BUFFER_EMPTY;
  for (const struct xml_node *at = node->first; at; at = xml_follow(node, at, true))
    if (at->is_text) buffer_slice(&out, at->text);
  struct slice text = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return text;
}

void xml_escape(struct buffer *out, struct slice text, bool quotes)
{
  size_t from = 0;
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    const char *reference = c == '&'             ? "&amp;"
                            : c == '<'           ? "&lt;"
                            : c == '>'           ? "&gt;"
                            : c == '"' && quotes ? "&quot;"
                                                 : NULL;
    if (!reference) continue;
    buffer_append(out, text.data + from, i - from);
    buffer_text(out, reference);
    from = i + 1;
  }
  buffer_append(out, text.data + from, text.length - from);
}
