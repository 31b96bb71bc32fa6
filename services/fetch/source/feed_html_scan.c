/* feed_html_scan.c - a small tokenizer for HTML in feeds: what is no tag, comment or reference is text. */
#include "fetch/source/feed_html_internal.h"

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool in_name(char c)
{
  return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || c == ':';
}

static char at(struct slice text, size_t i)
{
  return i < text.length ? text.data[i] : 0;
}

static size_t name_end(struct slice text, size_t i)
{
  while (in_name(at(text, i))) i++;
  return i;
}

static bool take(struct slice *rest, struct feed_html_token *token, enum feed_html_kind kind, size_t length)
{
  token->kind = kind;
  token->whole = (struct slice){rest->data, length < rest->length ? length : rest->length};
  *rest = slice_from(*rest, length);
  return true;
}

/* quote_end - the end quote of the value whose quote is at `i`; i itself when there is none near. */
static size_t quote_end(struct slice text, size_t i)
{
  enum { LONGEST_VALUE = 65536 };
  size_t room = text.length - i - 1 < LONGEST_VALUE ? text.length - i - 1 : LONGEST_VALUE;
  const char *end = memchr(text.data + i + 1, text.data[i], room);
  return end ? (size_t)(end - text.data) : i;
}

/* tag_end - the place of the ">" or "<" that ends a tag; values in quotes are passed over. */
static size_t tag_end(struct slice text, size_t i)
{
  bool equals = false;
  for (; i < text.length; i++) {
    char c = text.data[i];
    if (c == '>' || c == '<') return i;
    if (equals && (c == '"' || c == '\'')) i = quote_end(text, i);
    if (!is_space(c)) equals = c == '=';
  }
  return i;
}

static bool scan_tag(struct slice *rest, struct feed_html_token *token, bool end_tag)
{
  size_t name = end_tag ? 2 : 1, attributes = name_end(*rest, name), end = tag_end(*rest, attributes);
  token->name = (struct slice){rest->data + name, attributes - name};
  token->inside = (struct slice){rest->data + attributes, end - attributes};
  return take(rest, token, end_tag ? FEED_HTML_END : FEED_HTML_START, end + (at(*rest, end) == '>'));
}

/* next_end - the length up to and with the next ">"; 0: there is none. */
static size_t next_end(struct feed_html_scanner *s)
{
  const char *end = s->no_end ? NULL : memchr(s->rest.data, '>', s->rest.length);
  s->no_end = !end;
  return end ? (size_t)(end - s->rest.data) + 1 : 0;
}

/* loose_end - the length of a comment without a proper end: up to the ">" behind its next "--"; else it hides
 * the rest. */
static size_t loose_end(struct slice rest)
{
  for (size_t i = 4; i + 1 < rest.length; i++) {
    const char *dash = memchr(rest.data + i, '-', rest.length - i);
    if (!dash) break;
    i = (size_t)(dash - rest.data);
    if (at(rest, i + 1) != '-') continue;
    const char *end = memchr(dash, '>', rest.length - i);
    return end ? (size_t)(end - rest.data) + 1 : rest.length;
  }
  return rest.length;
}

static bool scan_comment(struct feed_html_scanner *s, struct feed_html_token *token)
{
  struct slice inside = slice_from(s->rest, 4);
  for (size_t i = 0; i < inside.length && !s->no_comment_end; i++) {
    const char *dash = memchr(inside.data + i, '-', inside.length - i);
    if (!dash) break;
    i = (size_t)(dash - inside.data);
    if (at(inside, i + 1) != '-' || at(inside, i + 2) != '>') continue;
    token->inside = (struct slice){inside.data, i};
    return take(&s->rest, token, FEED_HTML_COMMENT, i + 7);
  }
  s->no_comment_end = true;
  return take(&s->rest, token, FEED_HTML_OTHER, loose_end(s->rest));
}

static bool scan_declaration(struct feed_html_scanner *s, struct feed_html_token *token)
{
  if (at(s->rest, 2) == '-' && at(s->rest, 3) == '-') return scan_comment(s, token);
  bool doctype = s->rest.length > 9 && strncasecmp(s->rest.data + 2, "DOCTYPE", 7) == 0;
  bool section = at(s->rest, 2) == '[' && !slice_starts(s->rest, "<![CDATA[");
  size_t end = doctype || section ? next_end(s) : 0;
  return end ? take(&s->rest, token, FEED_HTML_OTHER, end) : take(&s->rest, token, FEED_HTML_TEXT, 1);
}

static bool scan_reference(struct slice *rest, struct feed_html_token *token)
{
  size_t end = 1;
  if (at(*rest, 1) == '#') {
    bool hex = (at(*rest, 2) | 32) == 'x';
    for (end = hex ? 3 : 2;
         is_digit(at(*rest, end)) || (hex && (at(*rest, end) | 32) >= 'a' && (at(*rest, end) | 32) <= 'f');)
      end++;
    if (end == (hex ? 3u : 2u)) return take(rest, token, FEED_HTML_TEXT, 1);
  } else if (is_letter(at(*rest, 1))) {
    while (is_letter(at(*rest, end)) || is_digit(at(*rest, end))) end++;
  } else {
    return take(rest, token, FEED_HTML_TEXT, 1);
  }
  token->name = (struct slice){rest->data + 1, end - 1};
  return take(rest, token, FEED_HTML_REFERENCE, end + (at(*rest, end) == ';'));
}

bool feed_html_scan(struct feed_html_scanner *s, struct feed_html_token *token)
{
  *token = (struct feed_html_token){0};
  if (s->rest.length == 0) return false;
  char first = s->rest.data[0], second = at(s->rest, 1);
  if (first == '&') return scan_reference(&s->rest, token);
  if (first == '<' && is_letter(second)) return scan_tag(&s->rest, token, false);
  if (first == '<' && second == '/' && is_letter(at(s->rest, 2))) return scan_tag(&s->rest, token, true);
  if (first == '<' && second == '!') return scan_declaration(s, token);
  if (first == '<' && second == '?') {
    size_t length = next_end(s);
    return take(&s->rest, token, FEED_HTML_OTHER, length ? length : s->rest.length);
  }
  size_t end = 1;
  while (end < s->rest.length && s->rest.data[end] != '<' && s->rest.data[end] != '&') end++;
  return take(&s->rest, token, FEED_HTML_TEXT, end);
}

bool feed_html_attribute(struct slice *inside, struct slice *name, struct slice *value)
{
  size_t i = 0;
  while (i < inside->length && !is_letter(inside->data[i]) && inside->data[i] != '_') i++;
  if (i == inside->length) return false;
  size_t end = name_end(*inside, i);
  *name = *value = (struct slice){inside->data + i, end - i};
  size_t next = end + (at(*inside, end) == '$');
  while (is_space(at(*inside, next))) next++;
  if (at(*inside, next) == '=') {
    next++;
    while (is_space(at(*inside, next))) next++;
    char quote = at(*inside, next);
    size_t close = quote == '"' || quote == '\'' ? quote_end(*inside, next) : next;
    if (close > next) {
      *value = (struct slice){inside->data + next + 1, close - next - 1};
      end = close + 1;
    } else {
      for (end = next; end < inside->length && !is_space(inside->data[end]);) end++;
      *value = (struct slice){inside->data + next, end - next};
      if (value->length > 1 && (quote == '"' || quote == '\'')) *value = slice_from(*value, 1);
      if (value->length && strchr("\"'", value->data[value->length - 1]))
        value->length--; /* of a quote that is missing */
    }
  }
  *inside = slice_from(*inside, end);
  return true;
}

void feed_html_skip(struct slice *rest, struct slice name)
{
  size_t from = 0;
  while (from < rest->length) {
    const char *mark = memchr(rest->data + from, '<', rest->length - from);
    if (!mark) break;
    from = (size_t)(mark - rest->data) + 1;
    struct slice tail = slice_from(*rest, from);
    if (tail.length <= name.length || tail.data[0] != '/' ||
        strncasecmp(tail.data + 1, name.data, name.length) != 0)
      continue;
    const char *end = memchr(tail.data, '>', tail.length);
    *rest = slice_from(*rest, end ? (size_t)(end - rest->data) + 1 : rest->length);
    return;
  }
  *rest = (struct slice){"", 0};
}
