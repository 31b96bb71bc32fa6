/* feed_html_text.c - the text of HTML, and whether a text is HTML. */
#include "base/utf8.h"
#include "fetch/source/feed_html.h"
#include "fetch/source/feed_html_internal.h"
#include "fetch/source/xml_entities.h"

void feed_html_meaning(struct buffer *out, const struct feed_html_token *token)
{
  uint32_t c = 0;
  struct slice name, number;
  if (token->name.data[0] == '#') {
    char text[24];
    size_t length = token->name.length < 20 ? token->name.length : 20;
    text[0] = '&';
    memcpy(text + 1, token->name.data, length);
    text[length + 1] = ';';
    number = (struct slice){text, length + 2};
    xml_reference(number, &c, &name);
    c = xml_windows_1252(c);
  } else {
    c = xml_entity(token->name);
  }
  if (c && xml_character(c))
    utf8_put(out, c);
  else
    buffer_slice(out, token->whole);
}

static bool is_called(struct slice name, const char *other)
{
  return name.length == strlen(other) && strncasecmp(name.data, other, name.length) == 0;
}

bool feed_html_is_raw(struct slice name)
{
  return is_called(name, "script") || is_called(name, "style");
}

/* ends_line - elements that begin on a line of their own. */
static bool ends_line(struct slice name)
{
  static const char *const names[] = {"p",  "br", "div", "li", "tr", "h1", "h2", "h3", "h4",         "h5",
                                      "h6", "ul", "ol",  "dt", "dd", "hr", "td", "th", "blockquote", "table"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (is_called(name, names[i])) return true;
  return false;
}

/* put_joined - text with each run of white space as one space, or one line end where there is a line end due.
 */
static void put_joined(struct buffer *out, struct slice text, bool *line)
{
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    char last = out->length ? out->data[out->length - 1] : '\n';
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      if (last != ' ' && last != '\n') buffer_byte(out, ' ');
      continue;
    }
    if (*line && out->length) {
      if (last == ' ') out->length--;
      if (out->length && out->data[out->length - 1] != '\n') buffer_byte(out, '\n');
    }
    *line = false;
    buffer_byte(out, c);
  }
}

struct slice feed_html_plain(struct arena *arena, struct slice html)
{
  struct buffer out = BUFFER_EMPTY, one = BUFFER_EMPTY;
  struct feed_html_scanner scanner = {html, false, false};
  struct feed_html_token token;
  bool line = false;
  while (feed_html_scan(&scanner, &token)) {
    if (token.kind == FEED_HTML_TEXT) {
      put_joined(&out, token.whole, &line);
    } else if (token.kind == FEED_HTML_REFERENCE) {
      buffer_clear(&one);
      feed_html_meaning(&one, &token);
      put_joined(&out, slice_is(buffer_view(&one), "\xC2\xA0") ? SLICE(" ") : buffer_view(&one), &line);
    } else if (token.kind == FEED_HTML_START || token.kind == FEED_HTML_END) {
      line |= ends_line(token.name);
      if (token.kind == FEED_HTML_START && feed_html_is_raw(token.name))
        feed_html_skip(&scanner.rest, token.name);
    }
  }
  struct slice plain = arena_slice(arena, slice_trim(buffer_view(&out)));
  buffer_free(&out);
  buffer_free(&one);
  return plain;
}

bool feed_html_likely(struct slice text)
{
  struct feed_html_scanner scanner = {text, false, false};
  struct feed_html_token token;
  bool seen = false;
  while (feed_html_scan(&scanner, &token)) {
    if (token.kind == FEED_HTML_REFERENCE && token.whole.data[token.whole.length - 1] == ';') {
      seen = true;
      if (token.name.data[0] != '#' && !xml_entity(token.name)) return false;
    } else if (token.kind == FEED_HTML_START || token.kind == FEED_HTML_END) {
      if (!feed_html_listed(FEED_HTML_ELEMENTS, token.name)) return false;
      seen |= token.kind == FEED_HTML_END;
    }
  }
  return seen;
}
