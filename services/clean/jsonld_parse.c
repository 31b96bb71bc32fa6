/* jsonld_parse.c - never fails: what it can't read it passes over, byte by byte. */
#include "clean/jsonld_parse.h"

#include "base/utf8.h"

#include <stdlib.h>

enum { MAX_DEPTH = 24, MAX_NODES = 30000, MAX_SCRIPT = 2 * 1024 * 1024, MAX_BARE = 200, MAX_MEMBERS = 256 };

struct parser {
  struct arena *arena;
  struct slice text;
  size_t at;
  int nodes; /* that may still be made */
  struct buffer scratch;
};

static char peek(const struct parser *parser)
{
  return parser->at < parser->text.length ? parser->text.data[parser->at] : 0;
}

static bool at_end(const struct parser *parser)
{
  return parser->at >= parser->text.length;
}

static bool is_white(char c)
{
  return (unsigned char)c <= ' ';
}

static bool looks_at(const struct parser *parser, const char *word)
{
  return slice_starts(slice_from(parser->text, parser->at), word);
}

static void skip_behind(struct parser *parser, const char *end)
{
  const char *from = parser->text.data + parser->at;
  const char *found = memmem(from, parser->text.length - parser->at, end, strlen(end));
  parser->at = found ? (size_t)(found - parser->text.data) + strlen(end) : parser->text.length;
}

/* skip_blank - white space and comments. */
static void skip_blank(struct parser *parser)
{
  for (;;) {
    while (!at_end(parser) && is_white(peek(parser))) parser->at++;
    if (looks_at(parser, "//"))
      skip_behind(parser, "\n");
    else if (looks_at(parser, "/*"))
      skip_behind(parser, "*/");
    else
      return;
  }
}

static char after_blank(const struct parser *parser, size_t *at)
{
  while (*at < parser->text.length && is_white(parser->text.data[*at])) ++*at;
  return *at < parser->text.length ? parser->text.data[*at] : 0;
}

/* closes - is the quote at `at` the end of its string, and no quotation mark that was not escaped? */
static bool closes(const struct parser *parser, size_t at)
{
  size_t behind = at + 1;
  char next = after_blank(parser, &behind);
  if (!next || next == ':' || next == '}' || next == ']') return true;
  if (next != ',') return (next == '"' || next == '/') && memchr(parser->text.data + at, '\n', behind - at);
  behind++;
  next = after_blank(parser, &behind);
  return !next || strchr("\"'{[}]-/tfn", next) || (next >= '0' && next <= '9');
}

static uint32_t hex4(struct slice text, size_t at)
{
  uint32_t value = 0;
  for (size_t i = at; i < at + 4; i++) {
    char c = i < text.length ? (char)(text.data[i] | 32) : 0;
    if (c >= 'a' && c <= 'f')
      value = value * 16 + (uint32_t)(c - 'a' + 10);
    else if (text.length > i && text.data[i] >= '0' && text.data[i] <= '9')
      value = value * 16 + (uint32_t)(text.data[i] - '0');
    else
      return 0;
  }
  return value;
}

/* read_escape - behind the backslash. Ends of lines stay: in a body they part paragraphs. */
static void read_escape(struct parser *parser)
{
  char c = peek(parser);
  parser->at++;
  if (c != 'u') {
    buffer_byte(&parser->scratch, c == 'n' ? '\n' : c && strchr("bfrt", c) ? ' ' : c);
    return;
  }
  uint32_t unit = hex4(parser->text, parser->at);
  parser->at += 4;
  if (unit >= 0xD800 && unit < 0xDC00 && looks_at(parser, "\\u")) {
    uint32_t low = hex4(parser->text, parser->at + 2);
    if (low >= 0xDC00 && low < 0xE000) {
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
      parser->at += 6;
    }
  }
  utf8_put(&parser->scratch, unit && (unit < 0xD800 || unit > 0xDFFF) ? unit : ' ');
}

/* read_run - what stands for itself. */
static void read_run(struct parser *parser, char quote)
{
  size_t end = parser->at;
  while (end < parser->text.length && (unsigned char)parser->text.data[end] >= ' ' &&
         parser->text.data[end] != quote && parser->text.data[end] != '\\')
    end++;
  buffer_append(&parser->scratch, parser->text.data + parser->at, end - parser->at);
  parser->at = end;
}

static struct slice read_string(struct parser *parser)
{
  char quote = peek(parser);
  buffer_clear(&parser->scratch);
  for (parser->at++;;) {
    read_run(parser, quote);
    if (at_end(parser)) break;
    char c = peek(parser);
    if (c == quote && closes(parser, parser->at)) break;
    parser->at++;
    if (c == '\\' && !at_end(parser))
      read_escape(parser);
    else
      buffer_byte(&parser->scratch, c != '\n' && is_white(c) ? ' ' : c);
  }
  parser->at++;
  if (parser->at > parser->text.length) parser->at = parser->text.length;
  return buffer_view(&parser->scratch);
}

/* read_bare - a word without quotes: up to what ends a value. */
static struct slice read_bare(struct parser *parser, const char *ends)
{
  size_t start = parser->at;
  while (!at_end(parser) && !(peek(parser) && strchr(ends, peek(parser)))) parser->at++;
  struct slice word = slice_trim((struct slice){parser->text.data + start, parser->at - start});
  return utf8_cut(word, MAX_BARE);
}

static struct json *read_value(struct parser *parser, int depth);

static char *read_key(struct parser *parser)
{
  bool quoted = peek(parser) == '"' || peek(parser) == '\'';
  return arena_string(parser->arena, quoted ? read_string(parser) : read_bare(parser, ":,}]\n"));
}

static struct json *read_object(struct parser *parser, int depth)
{
  struct json *object = json_object(parser->arena);
  int members = 0;
  for (parser->at++;;) {
    skip_blank(parser);
    if (at_end(parser)) return object;
    if (peek(parser) == '}') break;
    if (strchr(",:]", peek(parser))) {
      parser->at++;
      continue;
    }
    const char *key = read_key(parser);
    skip_blank(parser);
    if (peek(parser) != ':') continue;
    parser->at++;
    struct json *value = read_value(parser, depth + 1);
    if (value && members++ < MAX_MEMBERS) json_add(parser->arena, object, key, value);
  }
  parser->at++;
  return object;
}

static struct json *read_array(struct parser *parser, int depth)
{
  struct json *array = json_array(parser->arena);
  for (parser->at++;;) {
    skip_blank(parser);
    if (at_end(parser)) return array;
    if (peek(parser) == ']') break;
    if (strchr(",:}", peek(parser))) {
      parser->at++;
      continue;
    }
    struct json *value = read_value(parser, depth + 1);
    if (value) json_append(parser->arena, array, value);
  }
  parser->at++;
  return array;
}

static struct json *read_word(struct parser *parser)
{
  struct slice word = read_bare(parser, ",}]\n");
  if (slice_is(word, "null") || !word.length) return NULL;
  bool digits = word.length < 16;
  for (size_t i = 0; i < word.length; i++) digits = digits && word.data[i] >= '0' && word.data[i] <= '9';
  if (digits) return json_new_integer(parser->arena, strtoll(arena_string(parser->arena, word), NULL, 10));
  return json_new_text(parser->arena, word);
}

static struct json *read_value(struct parser *parser, int depth)
{
  skip_blank(parser);
  char c = peek(parser);
  if (parser->nodes <= 0 || depth > MAX_DEPTH) parser->at = parser->text.length;
  if (at_end(parser)) return NULL;
  parser->nodes--;
  if (c == '{') return read_object(parser, depth);
  if (c == '[') return read_array(parser, depth);
  if (c == '"' || c == '\'') return json_new_text(parser->arena, read_string(parser));
  return read_word(parser);
}

static void skip_to_value(struct parser *parser)
{
  while (!at_end(parser) && peek(parser) != '{' && peek(parser) != '[') {
    bool cdata = looks_at(parser, "<![CDATA[");
    parser->at += cdata ? 9 : 1;
  }
}

const struct json *jsonld_parse(struct arena *arena, struct slice script)
{
  struct parser parser = {arena, script, 0, MAX_NODES, BUFFER_EMPTY};
  struct json *first = NULL, *all = NULL;
  if (script.length > MAX_SCRIPT) return NULL;
  for (skip_to_value(&parser); !at_end(&parser); skip_to_value(&parser)) {
    struct json *value = read_value(&parser, 0);
    if (!value) break;
    if (first && !all) json_append(arena, all = json_array(arena), first);
    if (all) json_append(arena, all, value);
    if (!first) first = value;
  }
  buffer_free(&parser.scratch);
  return all ? all : first;
}
