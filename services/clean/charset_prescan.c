/* charset_prescan.c - the encoding a page declares in its first bytes, as the HTML standard says to look for
 * it (13.2.3.3, "prescan a byte stream to determine its encoding").
 *
 * The standard looks at 1,024 bytes before it parses, and lets the parser go back when a meta element comes
 * later. Here it is looked for once, in the first 64 KiB. */
#include "clean/charset.h"

#include <strings.h>

enum { PRESCAN_BYTES = 64 * 1024 };

struct scan {
  struct slice text;
  size_t at;
};

struct attribute {
  struct slice name, value;
};

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool is_alpha(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char peek(const struct scan *scan)
{
  return scan->at < scan->text.length ? scan->text.data[scan->at] : 0;
}

static bool at_end(const struct scan *scan)
{
  return scan->at >= scan->text.length;
}

static void skip_space(struct scan *scan)
{
  while (!at_end(scan) && is_space(peek(scan))) scan->at++;
}

static bool looking_at(const struct scan *scan, const char *word)
{
  size_t n = strlen(word);
  return scan->text.length - scan->at >= n && strncasecmp(scan->text.data + scan->at, word, n) == 0;
}

static struct slice between(const struct scan *scan, size_t start, size_t end)
{
  return (struct slice){scan->text.data + start, end - start};
}

static struct slice attribute_value(struct scan *scan)
{
  skip_space(scan);
  char quote = peek(scan);
  if (quote == '"' || quote == '\'') {
    size_t start = ++scan->at;
    while (!at_end(scan) && peek(scan) != quote) scan->at++;
    if (at_end(scan)) return between(scan, start, start);
    return between(scan, start, scan->at++);
  }
  size_t start = scan->at;
  while (!at_end(scan) && !is_space(peek(scan)) && peek(scan) != '>') scan->at++;
  return between(scan, start, scan->at);
}

/* next_attribute - "get an attribute" of the standard; false at the end of the tag. */
static bool next_attribute(struct scan *scan, struct attribute *attribute)
{
  while (!at_end(scan) && (is_space(peek(scan)) || peek(scan) == '/')) scan->at++;
  if (at_end(scan) || peek(scan) == '>') return false;
  size_t start = scan->at;
  while (!at_end(scan) && !(peek(scan) == '=' && scan->at > start) && !is_space(peek(scan)) &&
         peek(scan) != '/' && peek(scan) != '>')
    scan->at++;
  attribute->name = between(scan, start, scan->at);
  attribute->value = (struct slice){"", 0};
  skip_space(scan);
  if (peek(scan) != '=') return true;
  scan->at++;
  attribute->value = attribute_value(scan);
  return true;
}

static bool name_is(struct slice name, const char *word)
{
  return name.length == strlen(word) && strncasecmp(name.data, word, name.length) == 0;
}

/* charset_in_content - "extracting a character encoding from a meta element". */
static struct slice charset_in_content(struct slice content)
{
  struct scan scan = {content, 0};
  for (; !at_end(&scan); scan.at++) {
    if (!looking_at(&scan, "charset")) continue;
    struct scan value = {content, scan.at + 7};
    skip_space(&value);
    if (peek(&value) != '=') continue;
    value.at++;
    skip_space(&value);
    char quote = peek(&value);
    bool quoted = quote == '"' || quote == '\'';
    if (quoted) value.at++;
    size_t start = value.at;
    while (!at_end(&value) &&
           (quoted ? peek(&value) != quote : !is_space(peek(&value)) && peek(&value) != ';'))
      value.at++;
    if (quoted && at_end(&value)) break;
    return between(&value, start, value.at);
  }
  return (struct slice){"", 0};
}

/* readable - a declaration that could be read byte by byte is not in UTF-16, and no page that people read is
 * user defined. */
static const char *readable(const char *name)
{
  if (name && strncmp(name, "UTF-16", 6) == 0) return "UTF-8";
  return name && strcmp(name, "x-user-defined") == 0 ? "windows-1252" : name;
}

static const char *meta_charset(struct scan *scan)
{
  struct attribute attribute;
  bool pragma = false, equivalent = false, given = false;
  struct slice direct = {"", 0}, from_content = {"", 0};
  while (next_attribute(scan, &attribute)) {
    if (name_is(attribute.name, "http-equiv") && !equivalent) { /* of two, the first counts */
      equivalent = true;
      pragma = name_is(attribute.value, "content-type");
    }
    if (name_is(attribute.name, "charset") && !given) direct = attribute.value, given = true;
    if (name_is(attribute.name, "content") && !from_content.length)
      from_content = charset_in_content(attribute.value);
  }
  if (!given && !pragma) return NULL;
  return readable(charset_of_label(given ? direct : from_content));
}

static void skip_comment(struct scan *scan)
{
  for (scan->at += 2; !at_end(scan); scan->at++)
    if (looking_at(scan, "-->")) {
      scan->at += 3;
      return;
    }
}

static void skip_tag(struct scan *scan)
{
  struct attribute attribute;
  while (!at_end(scan) && !is_space(peek(scan)) && peek(scan) != '>') scan->at++;
  while (next_attribute(scan, &attribute)) continue;
}

static void skip_to_close(struct scan *scan)
{
  while (!at_end(scan) && peek(scan) != '>') scan->at++;
}

static bool starts_tag(const struct scan *scan)
{
  size_t name = scan->at + 1;
  if (name < scan->text.length && scan->text.data[name] == '/') name++;
  return name < scan->text.length && is_alpha(scan->text.data[name]);
}

static bool starts_meta(const struct scan *scan)
{
  size_t behind = scan->at + 5;
  return looking_at(scan, "<meta") && behind < scan->text.length &&
         (is_space(scan->text.data[behind]) || scan->text.data[behind] == '/');
}

static const char *find_meta(struct slice text)
{
  for (struct scan scan = {text, 0}; !at_end(&scan); scan.at++) {
    if (peek(&scan) != '<') continue;
    if (looking_at(&scan, "<!--")) {
      skip_comment(&scan);
      scan.at--;
    } else if (starts_meta(&scan)) {
      scan.at += 5;
      const char *name = meta_charset(&scan);
      if (name) return name;
    } else if (starts_tag(&scan)) {
      skip_tag(&scan);
    } else if (looking_at(&scan, "<!") || looking_at(&scan, "</") || looking_at(&scan, "<?")) {
      skip_to_close(&scan);
    }
  }
  return NULL;
}

static size_t skip_controls(struct slice text, size_t at)
{
  while (at < text.length && (unsigned char)text.data[at] <= ' ') at++;
  return at;
}

/* xml_charset - "getting an XML encoding" of the standard. */
static const char *xml_charset(struct slice text)
{
  const char *end = slice_starts(text, "<?xml") ? memchr(text.data, '>', text.length) : NULL;
  const char *word = end ? memmem(text.data, (size_t)(end - text.data), "encoding", 8) : NULL;
  if (!word) return NULL;
  text.length = (size_t)(end - text.data);
  size_t at = skip_controls(text, (size_t)(word - text.data) + 8);
  if (at >= text.length || text.data[at] != '=') return NULL;
  at = skip_controls(text, at + 1);
  if (at >= text.length || (text.data[at] != '"' && text.data[at] != '\'')) return NULL;
  const char *close = memchr(text.data + at + 1, text.data[at], text.length - at - 1);
  if (!close) return NULL;
  return readable(charset_of_label((struct slice){text.data + at + 1, (size_t)(close - text.data) - at - 1}));
}

const char *charset_prescan(struct slice bytes)
{
  if (bytes.length > PRESCAN_BYTES) bytes.length = PRESCAN_BYTES;
  const char *name = find_meta(bytes);
  return name ? name : xml_charset(bytes);
}

const char *charset_of_header(struct slice content_type)
{
  struct slice label = charset_in_content(content_type);
  return label.length ? charset_of_label(label) : NULL;
}
