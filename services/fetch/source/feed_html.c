/* feed_html.c - the tokens that may stay are printed anew: names in lower case, attributes in order and in
 * quotes. */
#include "fetch/source/feed_html.h"

#include "base/buffer.h"
#include "fetch/source/feed_html_internal.h"
#include "fetch/source/xml.h"
#include "fetch/source/xml_entities.h"

enum { MOST_ATTRIBUTES = 64, LONGEST_NAME = 64 };

#define SVG    "http://www.w3.org/2000/svg"
#define MATHML "http://www.w3.org/1998/Math/MathML"
#define XLINK  "http://www.w3.org/1999/xlink"

struct attribute {
  struct slice name, value;
};

struct cleaner {
  struct arena *arena;
  const struct url *base;
  bool inline_xml;
  int svg, mathml, hidden; /* open elements; hidden: of an applet */
  struct buffer out;
  struct attribute attributes[MOST_ATTRIBUTES];
  size_t count;
};

/* Where references stand that are resolved. */
static const struct {
  const char *element, *attribute;
} references[] = {
    {"a", "href"},     {"area", "href"},   {"audio", "src"},    {"blockquote", "cite"},
    {"del", "cite"},   {"form", "action"}, {"img", "longdesc"}, {"img", "src"},
    {"img", "usemap"}, {"input", "src"},   {"input", "usemap"}, {"ins", "cite"},
    {"q", "cite"},     {"source", "src"},  {"video", "poster"}, {"video", "src"},
};

static bool is_reference(struct slice element, struct slice attribute)
{
  for (size_t i = 0; i < sizeof references / sizeof *references; i++)
    if (slice_is(attribute, references[i].attribute) && slice_is(element, references[i].element)) return true;
  return false;
}

/* holds_url - any attribute whose value something may follow or load. */
static bool holds_url(struct slice name)
{
  static const char *const names[] = {"href",   "src",        "action",     "cite",   "longdesc", "usemap",
                                      "poster", "background", "dynsrc",     "lowsrc", "ping",     "urn",
                                      "icon",   "replace",    "xlink:href", "datasrc"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (slice_is(name, names[i])) return true;
  return false;
}

struct slice feed_html_lower(struct arena *arena, struct slice text)
{
  struct slice copy = arena_slice(arena, text);
  char *bytes = (char *)(uintptr_t)copy.data;
  for (size_t i = 0; i < copy.length; i++)
    if (bytes[i] >= 'A' && bytes[i] <= 'Z') bytes[i] = (char)(bytes[i] + 32);
  return copy;
}

/* meaning_of - an attribute's value with its references resolved. */
static struct slice meaning_of(struct arena *arena, struct slice value)
{
  if (!memchr(value.data, '&', value.length)) return value;
  struct buffer out = BUFFER_EMPTY;
  struct feed_html_scanner scanner = {value, false, false};
  struct feed_html_token token;
  while (feed_html_scan(&scanner, &token)) {
    if (token.kind == FEED_HTML_REFERENCE)
      feed_html_meaning(&out, &token);
    else
      buffer_slice(&out, token.whole);
  }
  struct slice meaning = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return meaning;
}

static bool in_scheme(char c, bool first)
{
  bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (!first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
}

/* scheme_of - as browsers see it: white space and controls within do not count. Empty: a relative reference.
 */
static struct slice scheme_of(struct arena *arena, struct slice reference)
{
  char scheme[LONGEST_NAME];
  size_t length = 0;
  for (size_t i = 0; i < reference.length && length < sizeof scheme; i++) {
    char c = reference.data[i];
    if (c == ':') return arena_slice(arena, (struct slice){scheme, length});
    if ((unsigned char)c <= ' ') continue;
    if (!in_scheme(c, length == 0)) break;
    scheme[length++] = c;
  }
  return (struct slice){"", 0};
}

struct slice feed_url_resolve(struct arena *arena, const struct url *base, struct slice reference)
{
  struct url url;
  reference = slice_trim(reference);
  if (!base || reference.length == 0 || scheme_of(arena, reference).length) return reference;
  return url_parse(arena, reference, base, &url, NULL) ? url_href(arena, &url, true) : reference;
}

struct slice feed_url_safe(struct arena *arena, const struct url *base, struct slice reference)
{
  struct slice scheme = scheme_of(arena, reference);
  if (scheme.length && !feed_html_listed(FEED_SCHEMES, scheme)) return (struct slice){"", 0};
  return feed_url_resolve(arena, base, reference);
}

/* safe_value - the value of an attribute that holds a URL, as HTML. */
static struct slice safe_value(struct cleaner *c, struct slice element, struct slice name, struct slice value)
{
  struct slice meaning = meaning_of(c->arena, value), scheme = scheme_of(c->arena, meaning);
  if (scheme.length)
    return feed_html_listed(FEED_SCHEMES, scheme) ? slice_trim(value) : (struct slice){"", 0};
  if (!is_reference(element, name) || !c->base || slice_trim(meaning).length == 0) return value;
  struct slice resolved = feed_url_resolve(c->arena, c->base, meaning);
  struct buffer out = BUFFER_EMPTY;
  xml_escape(&out, resolved, true);
  resolved = arena_slice(c->arena, buffer_view(&out));
  buffer_free(&out);
  return resolved;
}

static void set_attribute(struct cleaner *c, struct slice name, struct slice value)
{
  size_t i = 0;
  for (; i < c->count; i++)
    if (slice_equal(c->attributes[i].name, name)) break;
  if (i == MOST_ATTRIBUTES) return;
  c->attributes[i] = (struct attribute){name, value};
  if (i == c->count) c->count++;
}

static struct slice attribute_of(const struct cleaner *c, const char *name)
{
  for (size_t i = 0; i < c->count; i++)
    if (slice_is(c->attributes[i].name, name)) return c->attributes[i].value;
  return (struct slice){NULL, 0};
}

static void read_attributes(struct cleaner *c, struct slice inside)
{
  struct slice name, value;
  c->count = 0;
  while (c->count < MOST_ATTRIBUTES && feed_html_attribute(&inside, &name, &value)) {
    name = feed_html_lower(c->arena, name);
    bool word = slice_is(name, "rel") || slice_is(name, "type");
    set_attribute(c, name, word ? feed_html_lower(c->arena, value) : value);
  }
}

static bool comes_before(struct slice a, struct slice b)
{
  int order = memcmp(a.data, b.data, a.length < b.length ? a.length : b.length);
  return order ? order < 0 : a.length < b.length;
}

static void sort_attributes(struct cleaner *c)
{
  for (size_t i = 1; i < c->count; i++) {
    struct attribute moved = c->attributes[i];
    size_t to = i;
    for (; to > 0 && comes_before(moved.name, c->attributes[to - 1].name); to--)
      c->attributes[to] = c->attributes[to - 1];
    c->attributes[to] = moved;
  }
}

static void put_value(struct buffer *out, struct slice value)
{
  for (size_t i = 0; i < value.length; i++) {
    char c = value.data[i];
    if (c == '<')
      buffer_text(out, "&lt;");
    else if (c == '>')
      buffer_text(out, "&gt;");
    else if (c == '"')
      buffer_text(out, "&quot;");
    else
      buffer_byte(out, c);
  }
}

static void put_attribute(struct cleaner *c, struct slice element, const struct attribute *given,
                          enum feed_html_list list)
{
  const char *name = feed_html_listed(list, given->name);
  if (!name) return;
  struct slice value = given->value;
  struct buffer style = BUFFER_EMPTY;
  if (slice_is(given->name, "style")) {
    feed_html_style(&style, value, c->svg > 0);
    value = buffer_view(&style);
    if (value.length == 0) name = NULL;
  } else if (holds_url(given->name)) {
    value = safe_value(c, element, given->name, value);
  }
  if (name) {
    buffer_byte(&c->out, ' ');
    buffer_text(&c->out, name);
    buffer_text(&c->out, "=\"");
    put_value(&c->out, value);
    buffer_byte(&c->out, '"');
  }
  buffer_free(&style);
}

/* enter_foreign - counts svg and math elements, which need their namespace; HTML implies it. */
static void enter_foreign(struct cleaner *c, struct slice name)
{
  bool svg = slice_is(name, "svg"), math = slice_is(name, "math");
  if (!svg && !math) return;
  if (!c->inline_xml && attribute_of(c, "xmlns").length == 0)
    set_attribute(c, SLICE("xmlns"), svg ? SLICE(SVG) : SLICE(MATHML));
  struct slice space = attribute_of(c, "xmlns");
  c->svg += svg && slice_is(space, SVG);
  c->mathml += math && slice_is(space, MATHML);
}

/* chosen - the name to print, and the list of attributes that goes with it; NULL: the element does not stay.
 */
static const char *chosen(struct cleaner *c, struct slice name, enum feed_html_list *attributes)
{
  const char *found = c->mathml ? feed_html_listed(FEED_MATHML_ELEMENTS, name) : NULL;
  *attributes = FEED_MATHML_ATTRIBUTES;
  if (!found && c->svg) {
    found = feed_html_listed(FEED_SVG_ELEMENTS, name);
    *attributes = FEED_SVG_ATTRIBUTES;
  }
  if (found) return found;
  *attributes = FEED_HTML_ATTRIBUTES;
  return feed_html_listed(FEED_HTML_ELEMENTS, name);
}

static void declare_xlink(struct cleaner *c)
{
  for (size_t i = 0; i < c->count; i++)
    if (slice_starts(c->attributes[i].name, "xlink:")) {
      set_attribute(c, SLICE("xmlns:xlink"), SLICE(XLINK));
      return;
    }
}

static void put_end_tag(struct buffer *out, const char *name)
{
  buffer_text(out, "</");
  buffer_text(out, name);
  buffer_byte(out, '>');
}

static void put_start(struct cleaner *c, struct feed_html_scanner *scanner,
                      const struct feed_html_token *token)
{
  struct slice element = feed_html_lower(c->arena, token->name);
  if (feed_html_is_raw(element)) {
    bool closed = token->inside.length && token->inside.data[token->inside.length - 1] == '/';
    if (!closed) feed_html_skip(&scanner->rest, element);
    return;
  }
  if (slice_is(element, "applet")) c->hidden++;
  if (c->hidden) return;
  read_attributes(c, token->inside);
  enter_foreign(c, element);
  enum feed_html_list list;
  const char *name = chosen(c, element, &list);
  if (!name) return;
  if (c->svg || c->mathml) declare_xlink(c);
  sort_attributes(c);
  buffer_byte(&c->out, '<');
  buffer_text(&c->out, name);
  for (size_t i = 0; i < c->count; i++) put_attribute(c, element, &c->attributes[i], list);
  bool void_element = feed_html_listed(FEED_HTML_VOID, element);
  buffer_text(&c->out, void_element ? " />" : ">");
  if (!void_element && slice_is(slice_trim(token->inside), "/")) put_end_tag(&c->out, name);
}

static void put_end(struct cleaner *c, const struct feed_html_token *token)
{
  struct slice element = feed_html_lower(c->arena, token->name);
  enum feed_html_list list;
  if (slice_is(element, "applet") && c->hidden) c->hidden--;
  const char *name = c->hidden ? NULL : chosen(c, element, &list);
  if (c->svg && slice_is(element, "svg")) c->svg--;
  if (c->mathml && slice_is(element, "math")) c->mathml--;
  if (name && !feed_html_listed(FEED_HTML_VOID, element)) put_end_tag(&c->out, name);
}

static void put_reference(struct cleaner *c, const struct feed_html_token *token)
{
  uint32_t number = 0;
  struct slice name = token->name;
  if (slice_is(name, "#39") || slice_is(name, "#34")) {
    buffer_byte(&c->out, slice_is(name, "#39") ? '\'' : '"');
  } else if (name.data[0] == '#') {
    name = feed_html_lower(c->arena, name);
    struct slice whole = slice_of(
                     arena_format(c->arena, "&%.*s;", (int)(name.length < 32 ? name.length : 32), name.data)),
                 inner;
    xml_reference(whole, &number, &inner);
    if (xml_windows_1252(number) != number)
      buffer_format(&c->out, "&#x%x;", (unsigned)xml_windows_1252(number));
    else
      buffer_slice(&c->out, whole);
  } else if (xml_entity(name)) {
    buffer_format(&c->out, "&%.*s;", (int)name.length, name.data);
  } else {
    buffer_text(&c->out, "&amp;");
    buffer_slice(&c->out, slice_from(token->whole, 1));
  }
}

/* may_open - a "<" that could become a tag with what is left of the text behind it. */
static bool may_open(struct slice text)
{
  if (text.data[0] != '<') return false;
  return text.length == 1 || text.data[1] == '/' || text.data[1] == '!' || text.data[1] == '?';
}

static void put_token(struct cleaner *c, struct feed_html_scanner *scanner,
                      const struct feed_html_token *token)
{
  if (token->kind == FEED_HTML_START) {
    put_start(c, scanner, token);
  } else if (token->kind == FEED_HTML_END) {
    put_end(c, token);
  } else if (c->hidden) {
    return;
  } else if (token->kind == FEED_HTML_REFERENCE) {
    put_reference(c, token);
  } else if (token->kind == FEED_HTML_TEXT) {
    bool opens = may_open(token->whole) && !slice_starts(scanner->rest, "!DOCTYPE");
    if (opens) buffer_text(&c->out, "&lt;");
    buffer_slice(&c->out, opens ? slice_from(token->whole, 1) : token->whole);
  }
}

struct slice feed_html_clean(struct arena *arena, struct slice html, const struct url *base, bool inline_xml)
{
  if (!memchr(html.data ? html.data : "", '<', html.length) &&
      !memchr(html.data ? html.data : "", '&', html.length))
    return slice_trim(html);
  struct cleaner c = {.arena = arena, .base = base, .inline_xml = inline_xml, .out = BUFFER_EMPTY};
  struct feed_html_scanner scanner = {html, false, false};
  struct feed_html_token token;
  while (feed_html_scan(&scanner, &token)) put_token(&c, &scanner, &token);
  struct slice clean = arena_slice(arena, slice_trim(buffer_view(&c.out)));
  buffer_free(&c.out);
  return clean;
}
