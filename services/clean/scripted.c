/* scripted.c - sites that build their pages in the browser send the article along as data: a string of HTML
 * in JSON, and that JSON often in a string once more. */
#include "clean/scripted.h"

#include "base/buffer.h"
#include "base/utf8.h"

enum { LEAST = 400, MOST = 4 * 1024 * 1024, LEVELS = 3, LEAST_PARAGRAPHS = 2 };

static bool has(struct slice text, const char *part)
{
  return memmem(text.data, text.length, part, strlen(part)) != NULL;
}

static size_t paragraphs_in(struct slice text)
{
  size_t count = 0;
  for (const char *at = text.data, *end = text.data + text.length;
       count < LEAST_PARAGRAPHS && (at = memmem(at, (size_t)(end - at), "<p", 2)) != NULL; at += 2)
    count++;
  return count;
}

static uint32_t hex(struct slice text, size_t at)
{
  uint32_t value = 0;
  for (size_t i = at; i < at + 4; i++) {
    char c = i < text.length ? text.data[i] : 'x', low = (char)(c | 32);
    if (c >= '0' && c <= '9')
      value = value * 16 + (uint32_t)(c - '0');
    else if (low >= 'a' && low <= 'f')
      value = value * 16 + (uint32_t)(low - 'a' + 10);
    else
      return 0xFFFD;
  }
  return value;
}

/* put_unicode - of the four digits at `at`, with the second half of a pair. Returns where it ends. */
static size_t put_unicode(struct slice text, size_t at, struct buffer *out)
{
  uint32_t c = hex(text, at);
  at += 4;
  bool pair =
      c >= 0xD800 && c < 0xDC00 && at + 6 <= text.length && text.data[at] == '\\' && text.data[at + 1] == 'u';
  uint32_t low = pair ? hex(text, at + 2) : 0;
  if (low >= 0xDC00 && low < 0xE000) {
    c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    at += 6;
  }
  utf8_put(out, c == 0 || (c >= 0xD800 && c < 0xE000) ? 0xFFFD : c);
  return at;
}

/* unescape - RFC 8259, 7; what is no escape stays as it is. */
static struct slice unescape(struct arena *arena, struct slice text)
{
  struct buffer out = BUFFER_EMPTY;
  for (size_t at = 0; at < text.length;) {
    char c = text.data[at++];
    if (c != '\\' || at == text.length) {
      buffer_byte(&out, c);
      continue;
    }
    c = text.data[at++];
    if (c == 'u')
      at = put_unicode(text, at, &out);
    else
      buffer_byte(&out, strchr("nrtbf", c) ? '\n' : c);
  }
  struct slice plain = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return plain;
}

/* string_end - of the literal that begins at `at`, behind its quotation mark; text.length: it never ends. */
static size_t string_end(struct slice text, size_t at)
{
  while (at < text.length && text.data[at] != '"') at += text.data[at] == '\\' ? 2 : 1;
  return at < text.length ? at : text.length;
}

static struct slice search(struct arena *arena, struct slice text, int level)
{
  struct slice best = {"", 0};
  for (size_t at = 0; at < text.length;) {
    const char *quote = memchr(text.data + at, '"', text.length - at);
    if (!quote) break;
    at = (size_t)(quote - text.data) + 1;
    size_t end = string_end(text, at);
    struct slice literal = {text.data + at, end - at};
    at = end + 1;
    if (literal.length < LEAST || (!has(literal, "<p") && !has(literal, "003cp") && !has(literal, "003Cp")))
      continue;
    struct slice plain = unescape(arena, literal), found = {"", 0};
    if (level < LEVELS) found = search(arena, plain, level + 1);
    if (!found.length && paragraphs_in(plain) >= LEAST_PARAGRAPHS) found = plain;
    if (found.length > best.length) best = found;
  }
  return best;
}

struct slice scripted_html(struct arena *arena, const struct html_node *root)
{
  struct slice best = {"", 0};
  size_t left = MOST;
  for (const struct html_node *node = root; node && left > 0; node = html_following(node, root)) {
    const struct html_node *child = html_tag(node) == HTML_SCRIPT ? html_child(node) : NULL;
    if (!child || html_tag(child) != HTML_TEXT) continue;
    struct slice script = html_text(child);
    if (script.length > left) script.length = left;
    left -= script.length;
    struct slice found = search(arena, script, 1);
    if (found.length > best.length) best = found;
  }
  return best;
}
