/* feed_html_style.c - style attributes: known properties with harmless values.
 *
 * What is not made of plain words, numbers and colours is dropped whole, for CSS has many ways to say the
 * same. */
#include "fetch/source/feed_html_internal.h"

static bool is_word(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static size_t skip_spaces(struct slice text, size_t i)
{
  while (i < text.length && is_space(text.data[i])) i++;
  return i;
}

/* without_urls - the style with each url(…) as one space. */
static void without_urls(struct slice style, struct buffer *out)
{
  for (size_t i = 0; i < style.length;) {
    size_t at = i + 3;
    bool url = i + 3 < style.length && memcmp(style.data + i, "url", 3) == 0;
    if (url) at = skip_spaces(style, at);
    const char *end = url && at < style.length && style.data[at] == '('
                          ? memchr(style.data + at, ')', style.length - at)
                          : NULL;
    if (end) {
      buffer_byte(out, ' ');
      i = skip_spaces(style, (size_t)(end - style.data) + 1);
    } else {
      buffer_byte(out, style.data[i++]);
    }
  }
}

/* plain_group - the length of '…' "…" with words, or (…) with numbers, at i; 0: something else. */
static size_t plain_group(struct slice text, size_t i)
{
  char open = text.data[i], close = open == '(' ? ')' : open;
  size_t at = i + 1;
  for (; at < text.length && text.data[at] != close; at++) {
    char c = text.data[at];
    bool number = (c >= '0' && c <= '9') || c == ',' || is_space(c);
    if (open == '(' ? !number : !is_word(c) && !is_space(c)) return 0;
  }
  return at < text.length && at > i + 1 ? at + 1 - i : 0;
}

static bool is_plain(struct slice text)
{
  for (size_t i = 0; i < text.length;) {
    char c = text.data[i];
    size_t step = 1;
    if (c == '-')
      step = i > 0 && i + 1 < text.length && is_word(text.data[i - 1]) && is_word(text.data[i + 1]);
    else if (c == '\'' || c == '"' || c == '(')
      step = plain_group(text, i);
    else if (c == '_' || (!is_word(c) && !is_space(c) && !memchr(":,;#%.!", c, 7)))
      step = 0;
    if (step == 0) return false;
    i += step;
  }
  return true;
}

static size_t digits(struct slice text, size_t i, size_t most)
{
  size_t count = 0;
  while (count < most && i + count < text.length && text.data[i + count] >= '0' &&
         text.data[i + count] <= '9')
    count++;
  return count;
}

static bool is_colour(struct slice word)
{
  if (word.length < 2 || word.data[0] != '#') return false;
  for (size_t i = 1; i < word.length; i++)
    if (!memchr("0123456789abcdef", word.data[i], 16)) return false;
  return true;
}

/* is_rgb - the first piece of "rgb(1, 2, 3)", of which white space makes several words. */
static bool is_rgb(struct slice word)
{
  if (!slice_starts(word, "rgb(")) return false;
  for (size_t i = 4; i < word.length; i++)
    if (!memchr("0123456789,%)", word.data[i], 13)) return false;
  return word.length > 5;
}

/* is_length - "10px", ".5em", "0,", "0)" with two digits at most on each side of the point. */
static bool is_length(struct slice word)
{
  static const char *const units[] = {"", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "%", ",", ")"};
  size_t i = digits(word, 0, 2);
  if (i < word.length && word.data[i] == '.') i++;
  i += digits(word, i, 2);
  for (size_t u = 0; u < sizeof units / sizeof *units; u++)
    if (slice_is(slice_from(word, i), units[u])) return true;
  return false;
}

static bool are_harmless(struct slice value)
{
  for (size_t i = skip_spaces(value, 0); i < value.length; i = skip_spaces(value, i)) {
    size_t start = i;
    while (i < value.length && !is_space(value.data[i])) i++;
    struct slice word = {value.data + start, i - start};
    const char *keyword = feed_html_listed(FEED_CSS_KEYWORDS, word);
    if (!(keyword && slice_is(word, keyword)) && !is_colour(word) && !is_rgb(word) && !is_length(word))
      return false;
  }
  return true;
}

static bool may_stay(struct slice name, struct slice value, bool svg)
{
  static const char *const families[] = {"background", "border", "margin", "padding"};
  if (feed_html_listed(FEED_CSS_PROPERTIES, name)) return true;
  for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
    size_t length = strlen(families[i]);
    bool family = name.length >= length && strncasecmp(name.data, families[i], length) == 0 &&
                  (name.length == length || name.data[length] == '-');
    if (family) return are_harmless(value);
  }
  return svg && feed_html_listed(FEED_SVG_PROPERTIES, name);
}

/* declaration - takes "name: value;" off the rest; false when it does not begin with one. */
static bool declaration(struct slice *rest, struct slice *name, struct slice *value)
{
  size_t start = skip_spaces(*rest, 0), end = start;
  while (end < rest->length && (is_word(rest->data[end]) || rest->data[end] == '-')) end++;
  size_t colon = skip_spaces(*rest, end);
  if (end == start || colon >= rest->length || rest->data[colon] != ':') return false;
  size_t from = skip_spaces(*rest, colon + 1), to = from;
  while (to < rest->length && rest->data[to] != ';' && rest->data[to] != ':') to++;
  *name = (struct slice){rest->data + start, end - start};
  *value = (struct slice){rest->data + from, to - from};
  *rest = slice_from(*rest, to < rest->length && rest->data[to] == ';' ? to + 1 : to);
  return true;
}

static void put_declarations(struct buffer *out, struct slice rest, bool svg)
{
  struct slice name, value, all = rest;
  while (declaration(&rest, &name, &value)) continue;
  if (slice_trim(rest).length) return;
  size_t start = out->length;
  while (declaration(&all, &name, &value)) {
    if (value.length == 0 || !may_stay(name, value, svg)) continue;
    if (out->length > start) buffer_byte(out, ' ');
    buffer_slice(out, name);
    buffer_text(out, ": ");
    buffer_slice(out, value);
    buffer_byte(out, ';');
  }
}

void feed_html_style(struct buffer *out, struct slice style, bool svg)
{
  enum { LONGEST = 8192 };
  struct buffer plain = BUFFER_EMPTY;
  if (style.length <= LONGEST) without_urls(style, &plain);
  if (is_plain(buffer_view(&plain))) put_declarations(out, buffer_view(&plain), svg);
  buffer_free(&plain);
}
