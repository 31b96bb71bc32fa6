/* html_scan.c - a tag ends at the first ">" that is not in a quoted value; one that never ends is no tag. */
#include "fetch/source/html_scan.h"

#include "base/utf8.h"
#include "fetch/source/xml_entities.h"

#define REPLACEMENT 0xFFFDu

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool html_is(struct slice name, const char *word)
{
  return name.length == strlen(word) && strncasecmp(name.data, word, name.length) == 0;
}

static size_t find(struct slice text, size_t from, char c)
{
  const char *found = from < text.length ? memchr(text.data + from, c, text.length - from) : NULL;
  return found ? (size_t)(found - text.data) : text.length;
}

/* name_end, value_end - behind an attribute's name or value that begins at `at`. */
static size_t name_end(struct slice text, size_t at)
{
  size_t start = at;
  while (at < text.length && !is_space(text.data[at]) && text.data[at] != '/' && text.data[at] != '>' &&
         (text.data[at] != '=' || at == start))
    at++;
  return at;
}

static size_t skip_spaces(struct slice text, size_t at)
{
  while (at < text.length && is_space(text.data[at])) at++;
  return at;
}

/* next_attribute - the attribute at or behind *at, which moves on; false at the end of the tag or text. */
static bool next_attribute(struct slice text, size_t *at, struct slice *name, struct slice *value)
{
  while (*at < text.length && (is_space(text.data[*at]) || text.data[*at] == '/')) ++*at;
  if (*at >= text.length || text.data[*at] == '>') return false;
  size_t end = name_end(text, *at);
  *name = (struct slice){text.data + *at, end - *at};
  *value = (struct slice){"", 0};
  *at = end;
  end = skip_spaces(text, end);
  if (end >= text.length || text.data[end] != '=') return true;
  size_t start = skip_spaces(text, end + 1);
  if (start < text.length && (text.data[start] == '"' || text.data[start] == '\'')) {
    end = find(text, start + 1, text.data[start]);
    *value = (struct slice){text.data + start + 1, end - start - 1};
    *at = end < text.length ? end + 1 : end;
    return true;
  }
  for (end = start; end < text.length && !is_space(text.data[end]) && text.data[end] != '>';) end++;
  *value = (struct slice){text.data + start, end - start};
  *at = end;
  return true;
}

/* raw_kind - elements whose content is no markup. */
static bool raw_kind(struct slice name)
{
  static const char *const names[] = {"script", "style",  "title",   "textarea",
                                      "xmp",    "iframe", "noembed", "noframes"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (html_is(name, names[i])) return true;
  return false;
}

/* take_tag - the tag at the scanner; false where it never ends: then it is the end of the text. */
static bool take_tag(struct html_scanner *s, struct html_token *token, bool end_tag)
{
  struct slice name, value;
  size_t start = s->at + (end_tag ? 2 : 1), at = start;
  while (at < s->text.length && !is_space(s->text.data[at]) && s->text.data[at] != '/' &&
         s->text.data[at] != '>')
    at++;
  token->kind = end_tag ? HTML_END : HTML_START;
  token->name = (struct slice){s->text.data + start, at - start};
  size_t inside = at;
  while (next_attribute(s->text, &at, &name, &value)) continue;
  s->at = at < s->text.length ? at + 1 : at;
  if (at >= s->text.length) return false;
  token->inside = (struct slice){s->text.data + inside, at - inside};
  if (!end_tag && raw_kind(token->name)) s->raw = token->name;
  return true;
}

/* pass_markup - behind a comment or declaration. */
static void pass_markup(struct html_scanner *s)
{
  struct slice rest = slice_from(s->text, s->at);
  if (!slice_starts(rest, "<!--")) {
    s->at = find(s->text, s->at, '>');
  } else if (slice_starts(rest, "<!-->") || slice_starts(rest, "<!--->")) {
    s->at = find(s->text, s->at, '>');
  } else {
    const char *end = memmem(rest.data + 4, rest.length - 4, "--", 2);
    while (end && end + 2 < rest.data + rest.length && end[2] != '>' &&
           !(end[2] == '!' && end + 3 < rest.data + rest.length && end[3] == '>'))
      end = memmem(end + 1, (size_t)(rest.data + rest.length - end - 1), "--", 2);
    s->at = end ? find(s->text, (size_t)(end - s->text.data), '>') : s->text.length;
  }
  if (s->at < s->text.length) s->at++;
}

/* take_raw - the content of an element that holds no markup, up to its own end tag. */
static bool take_raw(struct html_scanner *s, struct html_token *token)
{
  size_t at = s->at;
  for (; at < s->text.length; at++) {
    at = find(s->text, at, '<');
    struct slice rest = slice_from(s->text, at);
    if (rest.length < s->raw.length + 3) at = s->text.length;
    if (at >= s->text.length) break;
    char behind = rest.data[s->raw.length + 2];
    if (rest.data[1] == '/' && strncasecmp(rest.data + 2, s->raw.data, s->raw.length) == 0 &&
        (is_space(behind) || behind == '/' || behind == '>'))
      break;
  }
  if (at > s->text.length) at = s->text.length;
  bool told = html_is(s->raw, "title") || html_is(s->raw, "textarea");
  token->kind = HTML_TEXT;
  token->inside = (struct slice){s->text.data + s->at, told ? at - s->at : 0};
  s->at = at;
  s->raw = (struct slice){"", 0};
  return true;
}

bool html_scan(struct html_scanner *s, struct html_token *token)
{
  *token = (struct html_token){.kind = HTML_TEXT};
  if (s->raw.length) return take_raw(s, token);
  while (s->at < s->text.length) {
    char next = s->at + 1 < s->text.length ? s->text.data[s->at + 1] : 0;
    char third = s->at + 2 < s->text.length ? s->text.data[s->at + 2] : 0;
    if (s->text.data[s->at] == '<' && is_letter(next)) return take_tag(s, token, false);
    if (s->text.data[s->at] == '<' && next == '/' && is_letter(third)) return take_tag(s, token, true);
    if (s->text.data[s->at] == '<' && (next == '!' || next == '?' || next == '/')) {
      pass_markup(s);
      continue;
    }
    size_t end = find(s->text, s->at + 1, '<');
    token->inside = (struct slice){s->text.data + s->at, end - s->at};
    s->at = end;
    return true;
  }
  return false;
}

struct slice html_tag_attribute(const struct html_token *token, const char *wanted)
{
  struct slice name, value;
  size_t at = 0;
  while (next_attribute(token->inside, &at, &name, &value))
    if (html_is(name, wanted)) return value;
  return (struct slice){NULL, 0};
}

static void put_space(struct buffer *out)
{
  if (out->length && out->data[out->length - 1] != ' ') buffer_byte(out, ' ');
}

/* plain_run - how many bytes at the start stand for themselves; the first one does. */
static size_t plain_run(struct slice raw)
{
  size_t length = 1;
  while (length < raw.length && raw.data[length] != '&' && raw.data[length] && !is_space(raw.data[length]))
    length++;
  return length;
}

void html_decode(struct slice raw, struct buffer *out)
{
  while (raw.length) {
    uint32_t code_point = 0;
    struct slice name;
    size_t length = raw.data[0] == '&' ? xml_reference(raw, &code_point, &name) : 0;
    if (length && code_point) {
      code_point = xml_windows_1252(code_point);
      if (code_point == 0xA0 || code_point <= ' ')
        put_space(out);
      else
        utf8_put(out, code_point);
    } else if (is_space(raw.data[0])) {
      put_space(out);
      length = 1;
    } else if (raw.data[0] == '\0') {
      utf8_put(out, REPLACEMENT);
      length = 1;
    } else {
      length = plain_run(raw);
      utf8_repair(out, (struct slice){raw.data, length});
    }
    raw = slice_from(raw, length);
  }
}

bool html_has_word(struct slice list, const char *word)
{
  for (size_t at = 0; at < list.length;) {
    at = skip_spaces(list, at);
    size_t end = at;
    while (end < list.length && !is_space(list.data[end])) end++;
    if (html_is((struct slice){list.data + at, end - at}, word)) return true;
    at = end;
  }
  return false;
}
