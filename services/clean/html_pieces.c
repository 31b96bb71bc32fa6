/* html_pieces.c - a scanner that knows just enough of HTML's tokens to step over them whole.
 *
 * It may be wrong about a malformed page: then a piece ends in an unlucky place, and MyHTML may misread one
 * tag. What it must never do is let a piece grow past its bounds, for what a piece can do to the tree grows
 * with the square of its tags. */
#include "clean/html_pieces.h"

#include <strings.h>

enum { TAGS = 512, MAX_TAGS = 2048, MAX_BYTES = 1024 * 1024, LONGEST_NAME = 9 };

static size_t find(struct slice text, size_t at, char byte)
{
  const char *found = at < text.length ? memchr(text.data + at, byte, text.length - at) : NULL;
  return found ? (size_t)(found - text.data) : text.length;
}

static bool is_alpha(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* skip_value - behind the value of an attribute whose '=' stands before `at`. */
static size_t skip_value(struct slice text, size_t at)
{
  while (at < text.length && is_space(text.data[at])) at++;
  if (at == text.length) return at;
  char quote = text.data[at];
  if (quote == '"' || quote == '\'') return find(text, at + 1, quote) + 1;
  while (at < text.length && !is_space(text.data[at]) && text.data[at] != '>') at++;
  return at;
}

/* skip_tag - behind the '>' of the tag whose name begins at `at`. */
static size_t skip_tag(struct slice text, size_t at)
{
  while (at < text.length && text.data[at] != '>') {
    if (text.data[at] == '=')
      at = skip_value(text, at + 1);
    else
      at++;
  }
  return at + 1;
}

static size_t skip_comment(struct slice text, size_t at)
{
  const char *found = memmem(text.data + at, text.length - at, "-->", 3);
  return found ? (size_t)(found - text.data) + 3 : text.length;
}

/* raw_name - the name at `at` if it is that of an element whose content is no markup; else the empty slice.
 */
static struct slice raw_name(struct slice text, size_t at)
{
  static const char *const names[] = {"script", "style",    "textarea", "title",
                                      "iframe", "noframes", "noembed",  "xmp"};
  if (!memchr("stinx", text.data[at] | 0x20, 5)) return (struct slice){"", 0}; /* their first letters */
  size_t end = at;
  while (end < text.length && end - at <= LONGEST_NAME && is_alpha(text.data[end])) end++;
  struct slice name = {text.data + at, end - at};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (name.length == strlen(names[i]) && strncasecmp(name.data, names[i], name.length) == 0) return name;
  return (struct slice){"", 0};
}

/* skip_raw - to the end tag of `name`, counting every '<' on the way. */
static size_t skip_raw(struct slice text, size_t at, struct slice name, size_t *tags)
{
  for (; (at = find(text, at, '<')) < text.length; at++) {
    if (++*tags > MAX_TAGS) break;
    bool closes = text.length - at > name.length + 2 && text.data[at + 1] == '/' &&
                  strncasecmp(text.data + at + 2, name.data, name.length) == 0;
    if (closes) break;
  }
  return at;
}

/* skip_token - behind what begins with the '<' at `at`. */
static size_t skip_token(struct slice text, size_t at, size_t *tags)
{
  char next = at + 1 < text.length ? text.data[at + 1] : 0;
  if (next == '!' && at + 3 < text.length && text.data[at + 2] == '-' && text.data[at + 3] == '-')
    return skip_comment(text, at + 4);
  if (next == '/') return skip_tag(text, at + 2);
  if (next == '!' || next == '?') return find(text, at, '>') + 1;
  if (!is_alpha(next)) return at + 1;
  struct slice name = raw_name(text, at + 1);
  size_t behind = skip_tag(text, at + 1);
  return name.length && behind < text.length ? skip_raw(text, behind, name, tags) : behind;
}

size_t html_piece(struct slice rest)
{
  struct slice text = {rest.data, rest.length < MAX_BYTES ? rest.length : MAX_BYTES};
  size_t tags = 0, last = 0;
  for (size_t at = 0; (at = find(text, at, '<')) < text.length;) {
    last = at;
    if (++tags > TAGS) return at;
    at = skip_token(text, at, &tags);
    if (tags > MAX_TAGS) return at < text.length ? at : text.length;
  }
  /* the last token may go on behind the window: leave it for the next piece, unless it fills this one */
  return text.length < rest.length && last > 0 ? last : text.length;
}

/* in_line - the tag at `at` (behind '<') is one that stands inside a line of text. */
static bool in_line(struct slice text, size_t at)
{
  static const char *const names[] = {"a",    "abbr",   "b",   "cite", "code", "del", "em",
                                      "font", "i",      "ins", "mark", "q",    "s",   "small",
                                      "span", "strong", "sub", "sup",  "time", "u"};
  if (at < text.length && text.data[at] == '/') at++;
  size_t end = at;
  while (end < text.length && end - at <= LONGEST_NAME && is_alpha(text.data[end])) end++;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (end - at == strlen(names[i]) && strncasecmp(text.data + at, names[i], end - at) == 0) return true;
  return false;
}

void html_flatten(struct slice rest, struct buffer *out)
{
  bool parted = false;
  for (size_t at = 0; at < rest.length;) {
    size_t tag = find(rest, at, '<');
    buffer_append(out, rest.data + at, tag - at);
    for (; at < tag && parted; at++) parted = is_space(rest.data[at]);
    if (tag == rest.length) break;
    char next = tag + 1 < rest.length ? rest.data[tag + 1] : 0;
    if (!is_alpha(next) && next != '/' && next != '!' && next != '?') {
      buffer_text(out, "&lt;");
      at = tag + 1;
      continue;
    }
    size_t tags = 0;
    bool parts = next != '!' && next != '?' && !in_line(rest, tag + 1);
    if (parts && !parted) buffer_text(out, "<br><br>");
    parted = parted || parts;
    at = skip_token(rest, tag, &tags);
  }
}
