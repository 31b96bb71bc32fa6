/* xml_mend.c - a document that libxml2 refuses is printed anew: every start gets its end, every ampersand a
 * meaning.
 *
 * Ends are matched as a reader would: an end closes the nearest element of its name and all within it;
 * without one it is dropped. The end of the root counts only at the end of the text, as feeds are glued
 * together. Items never nest. */
#include "fetch/source/xml_mend.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "fetch/source/xml.h"
#include "fetch/source/xml_entities.h"
#include "fetch/source/xml_scan.h"

#include <stdlib.h>

enum {
  LOOK_BACK = 64,                     /* how far up an end looks for its start */
  LONGEST_NAME = 200,                 /* bytes of a name that are kept */
  DEEPEST = 100 * 1000,               /* open elements that are kept in mind */
  LOOKED_AT = 4 * XML_MAX_ATTRIBUTES, /* attributes of one element, those that are given twice included */
  MOST_GROWTH = 4,                    /* references and quotes make a document longer: this often at most */
};

struct open_element {
  struct slice name; /* as in the text */
  bool printed;      /* not too deep, not without a name */
  size_t spaces;     /* namespaces it declares */
};

struct mender {
  const struct map *declared;
  struct buffer *out;
  struct open_element *open;
  size_t depth, room, printed, spaces;
  size_t most; /* bytes of out */
  bool had_root;
};

static void put_character(struct buffer *out, uint32_t c)
{
  if (c == '&')
    buffer_text(out, "&amp;");
  else if (c == '<')
    buffer_text(out, "&lt;");
  else if (c == '>')
    buffer_text(out, "&gt;");
  else if (c == '"')
    buffer_text(out, "&quot;");
  else if (c == '\r' || c == '\n' || c == '\t')
    buffer_format(out, "&#%u;", (unsigned)c);
  else
    utf8_put(out, c);
}

static void put_text(struct mender *m, struct slice text, bool expand);

/* put_reference - the ampersand at the start of text; returns the bytes it took. */
static size_t put_reference(struct mender *m, struct slice text, bool expand)
{
  uint32_t c;
  struct slice name;
  size_t length = xml_reference(text, &c, &name);
  const struct xml_declared *entity = length && expand ? xml_declared(m->declared, name) : NULL;
  if (entity) {
    put_text(m, entity->value, false);
    return length;
  }
  c = xml_windows_1252(c);
  if (length && xml_character(c)) {
    put_character(m->out, c);
    return length;
  }
  bool number = length > 2 && text.data[1] == '#' && c;
  if (!number) buffer_text(m->out, "&amp;");
  return number ? length : 1; /* a number that is no character says nothing */
}

/* put_plain - text without references; what XML has no place for is left out. */
static void put_plain(struct buffer *out, struct slice text)
{
  size_t from = 0;
  for (size_t at = 0; at < text.length;) {
    unsigned char byte = (unsigned char)text.data[at];
    size_t before = at, step = 1;
    bool odd = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
    if (byte >= 0x80) {
      odd = !xml_character(utf8_decode(text, &at));
      step = at - before;
      at = before;
    }
    if (odd || byte == '<' || byte == '>' || byte == '"') {
      buffer_append(out, text.data + from, at - from);
      if (!odd) put_character(out, byte);
      from = at + step;
    }
    at += step;
  }
  if (text.length > from) buffer_append(out, text.data + from, text.length - from);
}

static void put_text(struct mender *m, struct slice text, bool expand)
{
  for (size_t at = 0; at < text.length && m->out->length < m->most;) {
    struct slice rest = slice_from(text, at);
    const char *mark = memchr(rest.data, '&', rest.length);
    size_t plain = mark ? (size_t)(mark - rest.data) : rest.length;
    put_plain(m->out, (struct slice){rest.data, plain});
    at += plain;
    if (mark) at += put_reference(m, slice_from(text, at), expand);
  }
}

static bool in_name(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.' ||
         (c >= '0' && c <= '9');
}

/* put_name - the name with one colon at most and only letters that every parser takes; false: nothing is left
 * of it. */
static bool put_name(struct buffer *out, struct slice name)
{
  size_t start = out->length;
  bool colon = false;
  for (size_t i = 0; i < name.length && i < LONGEST_NAME; i++) {
    char c = name.data[i];
    bool first = out->length == start || out->data[out->length - 1] == ':';
    if (first && (c == '-' || c == '.' || (c >= '0' && c <= '9'))) continue;
    if (in_name(c)) {
      buffer_byte(out, c);
    } else if (c == ':' && !colon && !first && i + 1 < name.length) {
      colon = true;
      buffer_byte(out, c);
    }
  }
  if (out->length > start && out->data[out->length - 1] == ':') out->length--, out->data[out->length] = 0;
  return out->length > start;
}

static bool same_name(struct slice a, struct slice b)
{
  return a.length == b.length && strncasecmp(a.data, b.data, a.length) == 0;
}

/* put_attributes - each name once; names of earlier ones are compared as they were printed. Returns how many
 * of them declare a namespace. */
static size_t put_attributes(struct mender *m, struct slice inside)
{
  size_t spaces = 0;
  struct slice name, value;
  struct buffer printed = BUFFER_EMPTY, one = BUFFER_EMPTY;
  int count = 0;
  for (int looks = 0; looks < LOOKED_AT && count < XML_MAX_ATTRIBUTES && m->out->length < m->most; looks++) {
    if (!xml_scan_attribute(&inside, &name, &value)) break;
    buffer_clear(&one);
    buffer_byte(&one, ' ');
    if (!put_name(&one, name)) continue;
    buffer_byte(&one, '=');
    if (printed.length && memmem(printed.data, printed.length, one.data, one.length)) continue;
    bool space = slice_starts(buffer_view(&one), " xmlns");
    if (space && m->spaces + spaces == XML_MAX_NAMESPACES) continue;
    spaces += space;
    buffer_slice(&printed, buffer_view(&one));
    buffer_slice(m->out, buffer_view(&one));
    buffer_byte(m->out, '"');
    put_text(m, value, true);
    buffer_byte(m->out, '"');
    count++;
  }
  buffer_free(&printed);
  buffer_free(&one);
  return spaces;
}

static void put_end(struct mender *m)
{
  struct open_element *element = &m->open[--m->depth];
  if (!element->printed) return;
  m->printed--;
  m->spaces -= element->spaces;
  buffer_text(m->out, "</");
  put_name(m->out, element->name);
  buffer_byte(m->out, '>');
}

/* find_open - the depth of the nearest open element of that name, from 1; 0: none near. */
static size_t find_open(const struct mender *m, struct slice name)
{
  size_t least = m->depth > LOOK_BACK ? m->depth - LOOK_BACK : 0;
  for (size_t i = m->depth; i > least; i--)
    if (slice_equal(m->open[i - 1].name, name)) return i;
  for (size_t i = m->depth; i > least; i--)
    if (same_name(m->open[i - 1].name, name)) return i;
  return 0;
}

static void open_element(struct mender *m, struct slice name, bool printed, size_t spaces)
{
  if (m->depth == m->room) {
    m->room = m->room ? 2 * m->room : 64;
    m->open = memory_resize(m->open, m->room * sizeof *m->open);
  }
  m->open[m->depth++] = (struct open_element){name, printed, spaces};
  m->printed += printed;
  m->spaces += spaces;
}

static bool is_one_of(struct slice name, const char *const *names)
{
  for (; *names; names++)
    if (same_name(name, slice_of(*names))) return true;
  return false;
}

static void start(struct mender *m, const struct xml_token *token)
{
  static const char *const items[] = {"item", "entry", NULL};
  static const char *const never_hold[] = {"br", "hr", "img", "input", "wbr", NULL};
  size_t same = is_one_of(token->name, items) ? find_open(m, token->name) : 0;
  while (same && m->depth >= same) put_end(m);
  if (m->depth >= DEEPEST) return;
  bool empty = token->empty || is_one_of(token->name, never_hold);
  size_t before = m->out->length, spaces = 0;
  buffer_byte(m->out, '<');
  bool printed = m->printed < XML_MAX_DEPTH && put_name(m->out, token->name);
  if (printed) {
    spaces = put_attributes(m, token->inside);
    buffer_text(m->out, empty ? "/>" : ">");
    m->had_root = true;
  } else {
    m->out->length = before;
    m->out->data[before] = 0;
  }
  if (m->depth == 0 ? printed : !empty) open_element(m, token->name, printed && !empty, empty ? 0 : spaces);
}

static void end(struct mender *m, struct slice name)
{
  size_t at = find_open(m, name);
  if (at <= 1) return; /* none, or the root's: more may come */
  while (m->depth >= at) put_end(m);
}

static void put_section(struct mender *m, struct slice content)
{
  if (m->printed == 0) return;
  buffer_text(m->out, "<![CDATA[");
  size_t from = 0;
  for (size_t at = 0; at < content.length;) {
    size_t before = at;
    if (xml_character(utf8_decode(content, &at))) continue;
    buffer_append(m->out, content.data + from, before - from);
    from = at;
  }
  if (content.length > from) buffer_append(m->out, content.data + from, content.length - from);
  buffer_text(m->out, "]]>");
}

static void mend_token(struct mender *m, const struct xml_token *token)
{
  switch (token->kind) {
  case XML_TOKEN_TEXT:
    if (m->printed) put_text(m, token->whole, true);
    break;
  case XML_TOKEN_CDATA:
    put_section(m, token->inside);
    break;
  case XML_TOKEN_START:
    /* a root that was its own end is followed by nothing */
    if (m->depth == 0 ? !m->had_root : m->open[0].printed) start(m, token);
    break;
  case XML_TOKEN_END:
    end(m, token->name);
    break;
  default:
    break;
  }
}

void xml_mend(struct slice text, const struct map *declared, struct buffer *out)
{
  struct mender m = {declared, out, NULL, 0, 0, 0, 0, MOST_GROWTH * text.length + 4096, false};
  struct xml_scanner scanner = {.text = text};
  struct xml_token token;
  while (out->length < m.most && xml_scan(&scanner, &token)) mend_token(&m, &token);
  while (m.depth) put_end(&m);
  free(m.open);
}
