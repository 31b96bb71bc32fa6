/* xml_stream.c - the scanner's tokens, balanced by a stack of names. */
#include "fetch/source/xml_stream.h"

#include "base/utf8.h"
#include "fetch/source/xml_entities.h"

void xml_stream_start(struct xml_stream *stream, struct slice text)
{
  *stream = (struct xml_stream){.scanner = {.text = text}};
}

static void split(struct slice whole, struct slice *prefix, struct slice *name)
{
  const char *colon = whole.length ? memchr(whole.data, ':', whole.length) : NULL;
  size_t at = colon ? (size_t)(colon - whole.data) : 0;
  *prefix = (struct slice){whole.data, at};
  *name = colon ? slice_from(whole, at + 1) : whole;
}

/* close_one - the END of the innermost element. Its depth holds until the next event. */
static enum xml_event close_one(struct xml_stream *stream)
{
  stream->to_close--;
  stream->ended = true;
  split(stream->open[stream->depth - 1], &stream->prefix, &stream->name);
  return XML_EVENT_END;
}

/* open_one - false: too deep, left out. */
static bool open_one(struct xml_stream *stream)
{
  if (stream->depth == XML_STREAM_DEPTH) return !(stream->mended = true);
  stream->open[stream->depth++] = stream->token.name;
  split(stream->token.name, &stream->prefix, &stream->name);
  stream->to_close = stream->token.empty;
  return true;
}

/* closes - how many elements the end tag closes; 0: it belongs to none. */
static size_t closes(struct xml_stream *stream)
{
  for (size_t up = 0; up < stream->depth; up++)
    if (slice_equal(stream->open[stream->depth - 1 - up], stream->token.name)) {
      stream->mended |= up > 0;
      return up + 1;
    }
  stream->mended = true;
  return 0;
}

enum xml_event xml_stream_next(struct xml_stream *stream)
{
  if (stream->ended) stream->depth--;
  stream->ended = false;
  if (stream->to_close) return close_one(stream);
  while (xml_scan(&stream->scanner, &stream->token)) switch (stream->token.kind) {
    case XML_TOKEN_START:
      if (open_one(stream)) return XML_EVENT_START;
      break;
    case XML_TOKEN_END:
      stream->to_close = closes(stream);
      if (stream->to_close) return close_one(stream);
      break;
    case XML_TOKEN_TEXT:
    case XML_TOKEN_CDATA:
      return XML_EVENT_TEXT;
    case XML_TOKEN_COMMENT:
    case XML_TOKEN_INSTRUCTION:
    case XML_TOKEN_DOCTYPE:
      break;
    }
  return XML_EVENT_CUT;
}

/* put_plain - what XML has no place for, such as NUL, is left out; an ill-formed byte is U+FFFD. */
static void put_plain(struct buffer *out, struct slice text)
{
  size_t from = 0;
  for (size_t at = 0; at < text.length;) {
    size_t before = at;
    if (xml_character(utf8_decode(text, &at))) continue;
    utf8_repair(out, (struct slice){text.data + from, before - from});
    from = at;
  }
  if (from < text.length) utf8_repair(out, slice_from(text, from));
}

/* decode - one that is no reference to a character stays as it stands. */
static void decode(struct slice raw, struct buffer *out)
{
  while (raw.length) {
    const char *sign = memchr(raw.data, '&', raw.length);
    size_t plain = sign ? (size_t)(sign - raw.data) : raw.length;
    put_plain(out, (struct slice){raw.data, plain});
    raw = slice_from(raw, plain);
    if (!raw.length) break;
    uint32_t code_point;
    struct slice name;
    size_t length = xml_reference(raw, &code_point, &name);
    code_point = xml_windows_1252(code_point);
    if (length && code_point && xml_character(code_point))
      utf8_put(out, code_point);
    else
      buffer_byte(out, '&'), length = 1;
    raw = slice_from(raw, length);
  }
}

void xml_stream_text(const struct xml_stream *stream, struct buffer *out)
{
  if (stream->token.kind == XML_TOKEN_CDATA)
    put_plain(out, stream->token.inside);
  else
    decode(stream->token.inside, out);
}

bool xml_stream_attribute(const struct xml_stream *stream, const char *name, struct buffer *out)
{
  struct slice inside = stream->token.inside, whole, value, prefix, local;
  size_t length = strlen(name);
  while (xml_scan_attribute(&inside, &whole, &value)) {
    split(whole, &prefix, &local);
    if (local.length != length || strncasecmp(local.data, name, length) != 0) continue;
    decode(value, out);
    return true;
  }
  return false;
}
