/* feed_text.c - texts of a feed: which of the three ways of writing HTML in XML an element uses, and what it
 * says. */
#include "base/utf8.h"
#include "fetch/source/feed_html.h"
#include "fetch/source/feed_internal.h"
#include "fetch/source/xml_entities.h"

static bool ends(struct slice text, const char *end)
{
  size_t length = strlen(end);
  return text.length >= length && memcmp(text.data + text.length - length, end, length) == 0;
}

struct slice feed_attribute(const struct feed_scope *scope, const char *name)
{
  for (size_t i = 0; i < scope->node->attribute_count; i++) {
    const struct xml_attribute *attribute = &scope->node->attributes[i];
    bool own = attribute->prefix.length == 0 || slice_equal(attribute->uri, scope->node->uri);
    if (own && attribute->name.length == strlen(name) &&
        strncasecmp(attribute->name.data, name, attribute->name.length) == 0)
      return attribute->value;
  }
  return (struct slice){NULL, 0};
}

struct slice feed_attribute_reference(const struct feed_scope *scope, const char *name)
{
  struct slice value = feed_attribute(scope, name);
  return value.data ? feed_url_resolve(scope->reader->arena, scope->base, value) : value;
}

/* was_latin - UTF-8 that was taken for ISO 8859-1 and encoded once more: its characters, as bytes, are UTF-8.
 */
static bool was_latin(struct slice text, struct buffer *bytes)
{
  bool high = false;
  for (size_t at = 0; at < text.length;) {
    uint32_t c = utf8_decode(text, &at);
    if (c > 0xFF) return false;
    high |= c >= 0x80;
    buffer_byte(bytes, (char)c);
  }
  return high && utf8_valid(buffer_view(bytes));
}

/* feed_mend_text - undoes a second encoding, and gives C1 controls the meaning that they have in
 * windows-1252. */
struct slice feed_mend_text(struct arena *arena, struct slice text)
{
  bool ascii = true;
  for (size_t i = 0; ascii && i < text.length; i++) ascii = (unsigned char)text.data[i] < 0x80;
  if (ascii) return text;
  struct buffer bytes = BUFFER_EMPTY, out = BUFFER_EMPTY;
  if (was_latin(text, &bytes)) text = buffer_view(&bytes);
  for (size_t at = 0; at < text.length;) utf8_put(&out, xml_windows_1252(utf8_decode(text, &at)));
  struct slice mended = arena_slice(arena, buffer_view(&out));
  buffer_free(&bytes);
  buffer_free(&out);
  return mended;
}

struct slice feed_trimmed(const struct feed_scope *scope)
{
  struct arena *arena = scope->reader->arena;
  return feed_mend_text(arena, slice_trim(xml_text(arena, scope->node)));
}

struct slice feed_reference(const struct feed_scope *scope)
{
  return feed_url_resolve(scope->reader->arena, scope->base, feed_trimmed(scope));
}

/* media_type - the short names of Atom as media types. */
static struct slice media_type(struct arena *arena, struct slice type, const char *otherwise)
{
  struct slice name = feed_html_lower(arena, slice_trim(type));
  if (name.length == 0) return slice_of(otherwise);
  if (slice_is(name, "text") || slice_is(name, "plain")) return SLICE("text/plain");
  if (slice_is(name, "html")) return SLICE("text/html");
  if (slice_is(name, "xhtml")) return SLICE("application/xhtml+xml");
  return name;
}

static bool is_base64(const struct feed_scope *scope, struct slice type)
{
  if (slice_is(feed_attribute(scope, "mode"), "base64")) return true;
  return type.length && !slice_starts(type, "text/") && !slice_starts(type, "multipart/") &&
         !slice_starts(type, "message/") && !ends(type, "+xml") && !ends(type, "/xml");
}

/* decode_base64 - as text; the text itself where it is no base64 of UTF-8. */
static struct slice decode_base64(struct arena *arena, struct slice text)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char *out = arena_alloc(arena, text.length + 1);
  size_t length = 0, held = 0;
  uint32_t bits = 0;
  for (size_t i = 0; i < text.length && text.data[i] != '='; i++) {
    char c = text.data[i];
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    const char *place = c ? strchr(alphabet, c) : NULL;
    if (!place) return text;
    bits = bits << 6 | (uint32_t)(place - alphabet);
    held += 6;
    if (held >= 8) out[length++] = (char)(bits >> (held -= 8) & 0xFF);
  }
  struct slice decoded = {out, length};
  return length && utf8_valid(decoded) ? decoded : text;
}

static bool is_div(const struct xml_node *node)
{
  return node->name.length == 3 && strncasecmp(node->name.data, "div", 3) == 0;
}

/* only_divs - elements that a producer wrapped round escaped markup. */
static bool only_divs(const struct xml_node *node)
{
  for (const struct xml_node *at = node->first; at; at = xml_follow(node, at, true))
    if (!at->is_text && !is_div(at)) return false;
  return true;
}

static void put_name(struct buffer *out, struct slice name)
{
  for (size_t i = 0; i < name.length; i++) {
    char c = name.data[i];
    buffer_byte(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
  }
}

static void put_start(struct buffer *out, const struct xml_node *node)
{
  buffer_byte(out, '<');
  put_name(out, node->name);
  for (size_t i = 0; i < node->attribute_count; i++) {
    const struct xml_attribute *attribute = &node->attributes[i];
    const char *prefix = attribute->uri.length ? feed_prefix(attribute->uri) : NULL;
    buffer_byte(out, ' ');
    if (prefix && *prefix) buffer_format(out, "%s:", prefix);
    put_name(out, attribute->name);
    buffer_text(out, "=\"");
    xml_escape(out, attribute->value, true);
    buffer_byte(out, '"');
  }
  bool foreign = slice_is(node->name, "svg") || slice_is(node->name, "math");
  if (foreign && node->uri.length)
    buffer_format(out, " xmlns=\"%.*s\"", (int)node->uri.length, node->uri.data);
  buffer_byte(out, '>');
}

static void put_end(struct buffer *out, const struct xml_node *node)
{
  buffer_text(out, "</");
  put_name(out, node->name);
  buffer_byte(out, '>');
}

/* put_inside - the markup in `top` as HTML. */
static void put_inside(struct buffer *out, const struct xml_node *top)
{
  const struct xml_node *at = top->first;
  while (at && at != top) {
    if (at->is_text)
      xml_escape(out, at->text, false);
    else
      put_start(out, at);
    if (at->first) {
      at = at->first;
      continue;
    }
    if (!at->is_text) put_end(out, at);
    while (!at->next && at->parent != top) put_end(out, at = at->parent);
    at = at->next;
  }
}

/* only_child - the single element of a node that is a div and holds everything; else the node itself (RFC
 * 4287, 3.1.1.3). */
static const struct xml_node *only_child(const struct xml_node *node)
{
  const struct xml_node *found = NULL;
  for (const struct xml_node *child = node->first; child; child = child->next) {
    if (child->is_text ? slice_trim(child->text).length > 0 : found != NULL) return node;
    if (!child->is_text) found = child;
  }
  return found && is_div(found) ? found : node;
}

static struct slice inside(const struct feed_scope *scope)
{
  struct buffer out = BUFFER_EMPTY;
  bool unwrap = strcmp(scope->reader->feed->version, "atom10") == 0;
  put_inside(&out, unwrap ? only_child(scope->node) : scope->node);
  struct slice text = arena_slice(scope->reader->arena, slice_trim(buffer_view(&out)));
  buffer_free(&out);
  return text;
}

static bool is_html(struct slice type)
{
  return slice_is(type, "text/html") || slice_is(type, "application/xhtml+xml");
}

void feed_clean_text(struct feed_reader *reader, const struct url *base, struct feed_text *text)
{
  if (!reader->is_atom && slice_is(text->type, "text/plain") && feed_html_likely(text->raw))
    text->type = SLICE("text/html");
  text->value = text->raw;
  if (is_html(text->type))
    text->value =
        feed_html_clean(reader->arena, text->raw, base, slice_is(text->type, "application/xhtml+xml"));
  text->value = feed_mend_text(reader->arena, text->value);
}

void feed_read_text(const struct feed_scope *scope, const char *type, struct feed_text *text)
{
  struct arena *arena = scope->reader->arena;
  struct feed_text *next = text->next;
  *text = (struct feed_text){.next = next, .language = scope->language, .base = scope->base_text};
  text->type = media_type(arena, feed_attribute(scope, "type"), type);
  text->src = feed_attribute_reference(scope, "src");
  bool base64 = is_base64(scope, text->type), xml = ends(text->type, "xml");
  if (!xml && xml_has_elements(scope->node) && !only_divs(scope->node)) {
    text->type = SLICE("application/xhtml+xml"); /* it says it is escaped, but it is not */
    xml = true;
  }
  text->raw = xml ? inside(scope) : slice_trim(xml_text(arena, scope->node));
  if (base64) text->raw = decode_base64(arena, text->raw);
  feed_clean_text(scope->reader, scope->base, text);
}
