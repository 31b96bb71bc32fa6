/* xml_scan.c - the tokens. A tag ends at the first ">" outside quotes, and at a "<" wherever it stands: XML
 * allows none within a tag, so one that comes tells that the tag's own end is missing. */
#include "fetch/source/xml_scan.h"

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static bool starts_name(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

/* find - the place of a short word from `from` on, else the end of the text. */
static size_t find(struct slice text, size_t from, const char *word)
{
  size_t length = strlen(word);
  while (from + length <= text.length) {
    const char *found = memchr(text.data + from, word[0], text.length - from - length + 1);
    if (!found) break;
    from = (size_t)(found - text.data);
    if (memcmp(found, word, length) == 0) return from;
    from++;
  }
  return text.length;
}

static struct slice between(struct slice text, size_t from, size_t to)
{
  return (struct slice){text.data + from, to > from ? to - from : 0};
}

/* take - ends the token at `end`; its inside goes from `inside` to `inside_end`. */
static bool take(struct xml_scanner *s, struct xml_token *token, size_t inside, size_t inside_end, size_t end)
{
  if (end > s->text.length) end = s->text.length;
  token->inside = between(s->text, inside, inside_end < end ? inside_end : end);
  token->whole = between(s->text, s->at, end);
  s->at = end;
  return true;
}

/* take_until - a token that ends with `mark`. Without one, *none is remembered, and it ends at the next ">".
 */
static bool take_until(struct xml_scanner *s, struct xml_token *token, size_t skip, const char *mark,
                       bool *none)
{
  size_t end = *none ? s->text.length : find(s->text, s->at + skip, mark);
  if (end < s->text.length) return take(s, token, s->at + skip, end, end + strlen(mark));
  *none = true;
  end = find(s->text, s->at + skip, ">");
  return take(s, token, s->at + skip, end, end + 1);
}

/* doctype_end - behind the ">" of a document type declaration: quotes and the internal subset hold others.
 * Without one, *none is remembered, and it ends at the next ">". */
static size_t doctype_end(struct slice text, size_t at, bool *none)
{
  int brackets = 0;
  char quote = 0;
  for (size_t i = at; i < text.length && !*none; i++) {
    char c = text.data[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '<' && i > at && text.length - i >= 4 && memcmp(text.data + i, "<!--", 4) == 0) {
      size_t end = find(text, i + 4, "-->");
      if (end == text.length) return text.length;
      i = end + 2;
    } else if (c == '[') {
      brackets++;
    } else if (c == ']') {
      brackets--;
    } else if (c == '>' && brackets <= 0) {
      return i + 1;
    }
  }
  *none = true; /* a quote or a bracket is not closed */
  return find(text, at, ">") + 1;
}

static bool declaration(struct xml_scanner *s, struct xml_token *token)
{
  struct slice rest = slice_from(s->text, s->at);
  if (slice_starts(rest, "<!--")) {
    token->kind = XML_TOKEN_COMMENT;
    return take_until(s, token, 4, "-->", &s->no_comment_end);
  }
  if (slice_starts(rest, "<![CDATA[")) {
    token->kind = XML_TOKEN_CDATA;
    size_t end = find(s->text, s->at + 9, "]]>");
    return take(s, token, s->at + 9, end, end + 3);
  }
  if (rest.length > 9 && strncasecmp(rest.data, "<!DOCTYPE", 9) == 0) {
    token->kind = XML_TOKEN_DOCTYPE;
    size_t end = doctype_end(s->text, s->at, &s->no_doctype_end);
    return take(s, token, s->at + 2, end - 1, end);
  }
  token->kind = XML_TOKEN_COMMENT; /* any other declaration says nothing to us */
  size_t end = find(s->text, s->at + 2, ">");
  return take(s, token, s->at + 2, end, end + 1);
}

static size_t name_end(struct slice text, size_t at)
{
  while (at < text.length && !is_space(text.data[at]) && !memchr("<>/=\"'", text.data[at], 6)) at++;
  return at;
}

/* value_end - where the quoted value that begins at `at` ends: at its quote; with none before a "<": at a
 * ">". */
static size_t value_end(struct slice text, size_t at)
{
  char quote = text.data[at];
  size_t plain = 0;
  for (size_t i = at + 1; i < text.length && text.data[i] != '<'; i++) {
    if (text.data[i] == quote) return i;
    if (text.data[i] == '>' && !plain) plain = i;
  }
  return plain ? plain : find(text, at, "<");
}

/* tag_end - the place of the ">" or "<" that ends the tag whose attributes begin at `at`. */
static size_t tag_end(struct slice text, size_t at)
{
  bool equals = false;
  for (; at < text.length; at++) {
    char c = text.data[at];
    if (c == '>' || c == '<') return at;
    if (equals && (c == '"' || c == '\'')) {
      at = value_end(text, at);
      if (at >= text.length || text.data[at] != c) return at;
    }
    if (!is_space(c)) equals = c == '=';
  }
  return at;
}

static bool tag(struct xml_scanner *s, struct xml_token *token, bool end_tag)
{
  size_t name = s->at + (end_tag ? 2 : 1), attributes = name_end(s->text, name);
  token->kind = end_tag ? XML_TOKEN_END : XML_TOKEN_START;
  token->name = between(s->text, name, attributes);
  size_t end = tag_end(s->text, attributes), inside_end = end;
  token->empty = !end_tag && end < s->text.length && s->text.data[end] == '>' && s->text.data[end - 1] == '/';
  if (token->empty) inside_end--;
  bool closed = end < s->text.length && s->text.data[end] == '>';
  return take(s, token, attributes, inside_end, end + closed);
}

static bool text(struct xml_scanner *s, struct xml_token *token, size_t from)
{
  token->kind = XML_TOKEN_TEXT;
  size_t end = find(s->text, from, "<");
  return take(s, token, s->at, end, end);
}

bool xml_scan(struct xml_scanner *s, struct xml_token *token)
{
  *token = (struct xml_token){0};
  if (s->at >= s->text.length) return false;
  char first = s->text.data[s->at], second = s->at + 1 < s->text.length ? s->text.data[s->at + 1] : 0;
  if (first != '<') return text(s, token, s->at);
  if (second == '!') return declaration(s, token);
  if (second == '?') {
    token->kind = XML_TOKEN_INSTRUCTION;
    return take_until(s, token, 2, "?>", &s->no_instruction_end);
  }
  if (second == '/') return tag(s, token, true);
  if (starts_name(second)) return tag(s, token, false);
  return text(s, token, s->at + 1);
}

static size_t skip_spaces(struct slice text, size_t at)
{
  while (at < text.length && is_space(text.data[at])) at++;
  return at;
}

bool xml_scan_attribute(struct slice *inside, struct slice *name, struct slice *value)
{
  size_t at = 0;
  while (at < inside->length && (is_space(inside->data[at]) || memchr("/=\"'", inside->data[at], 4))) at++;
  if (at >= inside->length) return false;
  size_t end = name_end(*inside, at);
  if (end == at) end++; /* a stray character */
  *name = between(*inside, at, end);
  *value = (struct slice){NULL, 0};
  at = skip_spaces(*inside, end);
  if (at < inside->length && inside->data[at] == '=') {
    at = skip_spaces(*inside, at + 1);
    bool quoted = at < inside->length && (inside->data[at] == '"' || inside->data[at] == '\'');
    end = at;
    if (quoted) {
      end = value_end(*inside, at);
      *value = between(*inside, at + 1, end);
      end += end < inside->length;
    } else {
      while (end < inside->length && !is_space(inside->data[end])) end++;
      *value = between(*inside, at, end);
    }
  }
  *inside = slice_from(*inside, end);
  return true;
}
