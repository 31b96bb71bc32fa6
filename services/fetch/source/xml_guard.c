/* xml_guard.c - what is looked at before libxml2 reads a document: the prologue, which it never sees, and
 * what its time would grow faster with than the document. */
#include "fetch/source/xml.h"

#include "base/hash.h"
#include "fetch/source/xml_entities.h"
#include "fetch/source/xml_mend.h"
#include "fetch/source/xml_scan.h"

enum { MOST_ENTITIES = 256, LONGEST_ENTITY = 1024 };

/* take_quoted - the quoted text that follows in `rest` up to its end quote; data NULL: there is none. */
static struct slice take_quoted(struct slice rest)
{
  rest = slice_trim(rest);
  if (rest.length < 2 || (rest.data[0] != '"' && rest.data[0] != '\'')) return (struct slice){NULL, 0};
  const char *end = memchr(rest.data + 1, rest.data[0], rest.length - 1);
  return end ? (struct slice){rest.data + 1, (size_t)(end - rest.data) - 1} : (struct slice){NULL, 0};
}

/* is_plain - text without markup, of which at most one reference is a part: nothing that could grow when
 * replaced. */
static bool is_plain(struct slice value)
{
  if (value.length > LONGEST_ENTITY || memchr(value.data, '<', value.length) ||
      memchr(value.data, '%', value.length))
    return false;
  const char *mark = memchr(value.data, '&', value.length);
  return !mark || !memchr(mark + 1, '&', (size_t)(value.data + value.length - mark - 1));
}

const struct xml_declared *xml_declared(const struct map *declared, struct slice name)
{
  const struct xml_declared *entity = declared->count ? map_get(declared, hash_slice(name)) : NULL;
  return entity && slice_equal(entity->name, name) ? entity : NULL;
}

static void declare(struct arena *arena, struct slice declaration, struct map *declared)
{
  struct slice rest = slice_trim(slice_from(declaration, strlen("<!ENTITY")));
  size_t length = 0;
  while (length < rest.length && !strchr(" \t\r\n", rest.data[length])) length++;
  struct slice value = take_quoted(slice_from(rest, length));
  struct slice name = {rest.data, length};
  if (!length || !value.data || !is_plain(value) || map_get(declared, hash_slice(name))) return;
  struct xml_declared *entity = arena_alloc(arena, sizeof *entity);
  *entity = (struct xml_declared){name, value};
  map_put(declared, hash_slice(name), entity);
}

static void read_doctype(struct arena *arena, struct slice doctype, struct map *declared)
{
  for (int count = 0; count < MOST_ENTITIES; count++) {
    const char *found = memmem(doctype.data, doctype.length, "<!ENTITY", strlen("<!ENTITY"));
    if (!found) return;
    doctype = slice_from(doctype, (size_t)(found - doctype.data));
    declare(arena, doctype, declared);
    doctype = slice_from(doctype, strlen("<!ENTITY"));
  }
}

size_t xml_prologue(struct arena *arena, struct slice text, struct slice *doctype, struct map *declared)
{
  struct xml_scanner scanner = {.text = text};
  struct xml_token token;
  size_t behind = 0;
  *doctype = (struct slice){NULL, 0};
  for (size_t at = 0; xml_scan(&scanner, &token); at = scanner.at) {
    bool space = token.kind == XML_TOKEN_TEXT && slice_trim(token.whole).length == 0;
    if (token.kind == XML_TOKEN_DOCTYPE) {
      if (!doctype->data) {
        *doctype = token.whole;
        read_doctype(arena, token.inside, declared);
      }
      behind = scanner.at;
    } else if (token.kind == XML_TOKEN_INSTRUCTION && at == 0 && slice_starts(token.whole, "<?xml") &&
               token.whole.length > 5 && strchr(" \t\r\n", token.whole.data[5])) {
      behind = scanner.at;
    } else if (!space && token.kind != XML_TOKEN_COMMENT && token.kind != XML_TOKEN_INSTRUCTION) {
      break;
    }
  }
  return behind;
}

static void expand_into(struct slice text, const struct map *declared, size_t most, struct buffer *out)
{
  for (size_t at = 0; at < text.length && out->length < most;) {
    const char *mark = memchr(text.data + at, '&', text.length - at);
    size_t plain = mark ? (size_t)(mark - text.data) - at : text.length - at;
    buffer_append(out, text.data + at, plain);
    at += plain;
    if (!mark) return;
    uint32_t c;
    struct slice name;
    size_t length = xml_reference(slice_from(text, at), &c, &name);
    const struct xml_declared *entity = length ? xml_declared(declared, name) : NULL;
    if (!length) length = 1;
    buffer_slice(out, entity ? entity->value : (struct slice){text.data + at, length});
    at += length;
  }
}

void xml_expand(struct slice text, const struct map *declared, size_t most, struct buffer *out)
{
  struct xml_scanner scanner = {.text = text};
  struct xml_token token;
  while (out->length < most && xml_scan(&scanner, &token)) {
    if (token.kind == XML_TOKEN_TEXT || token.kind == XML_TOKEN_START)
      expand_into(token.whole, declared, most, out);
    else
      buffer_slice(out, token.whole);
  }
}

/* The namespace declarations that are in force, by depth. */
struct scopes {
  uint16_t at[XML_MAX_DEPTH + 1];
  size_t depth, total;
};

static const char *count_attributes(struct slice inside, struct scopes *scopes, bool empty)
{
  struct slice name, value;
  uint16_t attributes = 0, spaces = 0;
  while (xml_scan_attribute(&inside, &name, &value)) {
    if (++attributes > XML_MAX_ATTRIBUTES) return "An element has more attributes than any reader needs.";
    spaces = (uint16_t)(spaces + slice_starts(name, "xmlns"));
  }
  if (scopes->total + spaces > XML_MAX_NAMESPACES) return "Too many namespaces are declared.";
  if (empty) return NULL;
  if (scopes->depth == XML_MAX_DEPTH) return "The elements are nested too deeply.";
  scopes->at[scopes->depth++] = spaces;
  scopes->total += spaces;
  return NULL;
}

const char *xml_too_much(struct slice text)
{
  struct xml_scanner scanner = {.text = text};
  struct xml_token token;
  struct scopes scopes = {0};
  while (xml_scan(&scanner, &token)) {
    if (token.kind == XML_TOKEN_START) {
      const char *problem = count_attributes(token.inside, &scopes, token.empty);
      if (problem) return problem;
    } else if (token.kind == XML_TOKEN_END && scopes.depth) {
      scopes.total -= scopes.at[--scopes.depth];
    }
  }
  return NULL;
}
