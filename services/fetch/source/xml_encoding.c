/* xml_encoding.c - the candidates in the order of their authority, and the first in which the bytes make
 * sense.
 *
 * A label is only believed where every byte of the document is one of that encoding. UTF-8 with a few bad
 * bytes stays UTF-8: a cut or a single pasted character is more often met than a document of another encoding
 * that looks like it. */
#include "fetch/source/xml_encoding.h"

#include "base/utf8.h"
#include "fetch/source/xml_entities.h"
#include "fetch/source/xml_guess.h"
#include "fetch/source/xml_scan.h"

#include <libxml/encoding.h>
#include <libxml/xmlerror.h>

enum { DECLARATION_BYTES = 400, LONGEST_LABEL = 40 };

enum verdict { WRONG, FEW_WRONG, RIGHT };

/* What the first bytes say (XML 1.0, appendix F.1). */
static const struct {
  const char *bytes;
  size_t length, mark; /* the mark is no part of the text */
  const char *name;
} beginnings[] = {
    {"\x00\x00\xFE\xFF", 4, 4, "utf-32be"},
    {"\xFF\xFE\x00\x00", 4, 4, "utf-32le"},
    {"\xFE\xFF", 2, 2, "utf-16be"},
    {"\xFF\xFE", 2, 2, "utf-16le"},
    {"\xEF\xBB\xBF", 3, 3, "utf-8"},
    {"\x00\x00\x00<", 4, 0, "utf-32be"},
    {"<\x00\x00\x00", 4, 0, "utf-32le"},
    {"\x00<\x00", 3, 0, "utf-16be"},
    {"<\x00", 2, 0, "utf-16le"},
    {"\x4C\x6F\xA7\x94", 4, 0, "cp037"},
};

/* Labels that name no order of bytes; the first bytes have told it. */
static const char *const orderless[] = {
    "u16",   "utf-16", "utf16",           "u32",    "utf-32",          "utf32",
    "ucs-2", "ucs-4",  "iso-10646-ucs-2", "csucs4", "iso-10646-ucs-4", "csunicode"};

/* The converters that may be asked for: what the web writes, and no others of the many that exist. */
static const char *const families[] = {
    "iso-8859-", "iso8859-", "windows-",  "cp125",   "cp85",    "cp86",        "cp437",
    "cp037",     "koi8-",    "big5",      "gb2312",  "gbk",     "gb18030",     "euc-",
    "shift-jis", "sjis",     "cp932",     "ms932",   "cp949",   "cp936",       "cp950",
    "utf-16",    "utf-32",   "macintosh", "mac-cyr", "tis-620", "iso-2022-jp", "ks-c-5601",
    "ksc5601",   "x-sjis",   "latin",     "l1",      "l2",      "ucs-2",       "ucs-4"};

static const char *beginning(struct slice *bytes)
{
  for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
    size_t length = beginnings[i].length;
    if (bytes->length < length || memcmp(bytes->data, beginnings[i].bytes, length) != 0) continue;
    *bytes = slice_from(*bytes, beginnings[i].mark);
    return beginnings[i].name;
  }
  return NULL;
}

/* label_of - in lower case with "-" for "_"; NULL: empty, or too long to be one. */
static const char *label_of(struct arena *arena, struct slice text)
{
  text = slice_trim(text);
  if (text.length == 0 || text.length > LONGEST_LABEL) return NULL;
  char *label = arena_string(arena, text);
  for (char *c = label; *c; c++) {
    if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 32);
    if (*c == '_') *c = '-';
  }
  return strcmp(label, "gb2312") == 0 ? "gb18030" : label; /* a superset, and what is meant */
}

static bool is_any(const char *label, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (strcmp(label, names[i]) == 0) return true;
  return false;
}

static bool is(const char *label, const char *a, const char *b, const char *c)
{
  return strcmp(label, a) == 0 || strcmp(label, b) == 0 || strcmp(label, c) == 0;
}

static enum verdict weigh_utf8(struct slice text)
{
  size_t good = 0, bad = 0;
  for (size_t at = 0; at < text.length;) {
    size_t step = utf8_step(text, at);
    good += step > 1;
    bad += step == 0;
    at += step ? step : 1;
  }
  return bad == 0 ? RIGHT : good >= 8 * bad ? FEW_WRONG : WRONG;
}

static enum verdict decode_utf8(struct arena *arena, struct slice bytes, struct slice *text)
{
  enum verdict verdict = weigh_utf8(bytes);
  *text = bytes;
  if (verdict != FEW_WRONG) return verdict;
  struct buffer out = BUFFER_EMPTY;
  utf8_repair(&out, bytes);
  *text = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return verdict;
}

static enum verdict decode_ascii(struct slice bytes, struct slice *text)
{
  *text = bytes;
  for (size_t i = 0; i < bytes.length; i++)
    if ((unsigned char)bytes.data[i] >= 0x80) return WRONG;
  return RIGHT;
}

/* decode_latin - windows-1252, which is what iso-8859-1 means on the web; `strict`: its holes are wrong. */
static enum verdict decode_latin(struct arena *arena, struct slice bytes, bool strict, struct slice *text)
{
  char *out = arena_alloc(arena, 3 * bytes.length + 1), *to = out;
  bool holes = false;
  for (size_t i = 0; i < bytes.length; i++) {
    uint32_t c = xml_windows_1252((unsigned char)bytes.data[i]);
    holes |= c >= 0x80 && c < 0xA0;
    if (c < 0x80) {
      *to++ = (char)c;
    } else if (c < 0x800) {
      *to++ = (char)(0xC0 | c >> 6);
      *to++ = (char)(0x80 | (c & 63));
    } else {
      *to++ = (char)(0xE0 | c >> 12);
      *to++ = (char)(0x80 | (c >> 6 & 63));
      *to++ = (char)(0x80 | (c & 63));
    }
  }
  *text = (struct slice){out, (size_t)(to - out)};
  return holes && strict ? WRONG : RIGHT;
}

static xmlCharEncodingHandlerPtr converter(const char *label)
{
  for (size_t i = 0; i < sizeof families / sizeof *families; i++)
    if (strncmp(label, families[i], strlen(families[i])) == 0) return xmlFindCharEncodingHandler(label);
  return NULL;
}

/* say_nothing - libxml2 would print that a conversion failed. */
static void say_nothing(void *context, xmlErrorPtr problem)
{
  (void)context, (void)problem;
}

/* convert - false at the first byte that is none of the encoding. libxml2 words its complaint about such a
 * byte with the three that follow, wherever the text ends: so a copy is converted, with zeros behind it. */
static bool convert(xmlCharEncodingHandlerPtr handler, struct slice bytes, xmlBufferPtr out)
{
  struct buffer copy = BUFFER_EMPTY;
  buffer_slice(&copy, bytes);
  buffer_append(&copy, "\0\0\0", 3);
  xmlBufferPtr in = xmlBufferCreateStatic(copy.data, bytes.length);
  int result = 0;
  xmlSetStructuredErrorFunc(NULL, say_nothing); /* of this thread */
  while (in && xmlBufferLength(in) > 0 && result >= 0) {
    int before = xmlBufferLength(in);
    result = xmlCharEncInFunc(handler, out, in);
    if (xmlBufferLength(in) == before) break;
    if (result == -3) result = 0; /* only the room was short */
  }
  bool all = in && xmlBufferLength(in) == 0;
  xmlBufferFree(in);
  buffer_free(&copy);
  return all;
}

/* without_controls - C1 controls are no text: they were bytes of windows-1252. */
static struct slice without_controls(struct arena *arena, struct slice text)
{
  if (!memchr(text.data, 0xC2, text.length)) return arena_slice(arena, text);
  struct buffer out = BUFFER_EMPTY;
  for (size_t at = 0; at < text.length;) {
    size_t before = at;
    uint32_t c = utf8_decode(text, &at);
    if (c >= 0x80 && c < 0xA0)
      utf8_put(&out, xml_windows_1252(c));
    else
      buffer_append(&out, text.data + before, at - before);
  }
  struct slice copy = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return copy;
}

static enum verdict decode_other(struct arena *arena, struct slice bytes, const char *label,
                                 struct slice *text)
{
  if (is_any(label, orderless, sizeof orderless / sizeof *orderless)) return WRONG;
  xmlCharEncodingHandlerPtr handler = converter(label);
  if (!handler) return WRONG;
  xmlBufferPtr out = xmlBufferCreateSize(2 * bytes.length + 64);
  bool right = bytes.length == 0 || convert(handler, bytes, out);
  struct slice made = {(const char *)xmlBufferContent(out), (size_t)xmlBufferLength(out)};
  if (right && utf8_valid(made))
    *text = without_controls(arena, made);
  else
    right = false;
  xmlBufferFree(out);
  xmlCharEncCloseFunc(handler);
  return right ? RIGHT : WRONG;
}

static enum verdict decode_as(struct arena *arena, struct slice bytes, const char *label, struct slice *text)
{
  if (is(label, "utf-8", "utf8", "u8")) return decode_utf8(arena, bytes, text);
  if (is(label, "us-ascii", "ascii", "iso646-us")) return decode_ascii(bytes, text);
  if (is(label, "windows-1252", "cp1252", "x-cp1252")) return decode_latin(arena, bytes, true, text);
  if (is(label, "iso-8859-1", "latin1", "iso8859-1")) return decode_latin(arena, bytes, false, text);
  return decode_other(arena, bytes, label, text);
}

/* declared_in - the label of the XML declaration at the start of text. */
static const char *declared_in(struct arena *arena, struct slice text)
{
  text = slice_trim(text);
  if (!slice_starts(text, "<?xml")) return NULL;
  const char *end = memchr(text.data, '>', text.length);
  struct slice inside = {text.data + 5, end ? (size_t)(end - text.data) - 5 : 0}, name, value;
  while (inside.length && inside.data[inside.length - 1] == '?') inside.length--;
  while (xml_scan_attribute(&inside, &name, &value))
    if (slice_is(name, "encoding")) return label_of(arena, value);
  return NULL;
}

/* declaration - the same in bytes of which only the order is known. */
static const char *declaration(struct arena *arena, struct slice bytes, const char *first)
{
  size_t length = bytes.length < DECLARATION_BYTES ? bytes.length & ~(size_t)3 : DECLARATION_BYTES;
  struct slice text = {bytes.data, length};
  bool wide = first && (strncmp(first, "utf-16", 6) == 0 || strncmp(first, "utf-32", 6) == 0);
  if (wide && decode_as(arena, text, first, &text) == WRONG) return NULL;
  const char *label = declared_in(
      arena, wide ? text : (struct slice){bytes.data, length < bytes.length ? length : bytes.length});
  if (first && label && is_any(label, orderless, sizeof orderless / sizeof *orderless)) return first;
  return label;
}

/* charset_of - the charset of a Content-Type, in whatever quotes. */
static const char *charset_of(struct arena *arena, struct slice type)
{
  while (type.length) {
    const char *end = memchr(type.data, ';', type.length);
    struct slice part = {type.data, end ? (size_t)(end - type.data) : type.length};
    type = slice_from(type, part.length + 1);
    const char *equals = part.length ? memchr(part.data, '=', part.length) : NULL;
    if (!equals) continue;
    struct slice name = slice_trim((struct slice){part.data, (size_t)(equals - part.data)});
    struct slice value = slice_trim(slice_from(part, (size_t)(equals - part.data) + 1));
    if (name.length != 7 || strncasecmp(name.data, "charset", 7) != 0) continue;
    while (value.length && strchr("\"' ", value.data[0])) value = slice_from(value, 1);
    while (value.length && strchr("\"' ", value.data[value.length - 1])) value.length--;
    return label_of(arena, value);
  }
  return NULL;
}

enum media { NO_TYPE, XML_APPLICATION, XML_TEXT, OTHER_TEXT, OTHER };

static bool ends(struct slice text, const char *end)
{
  size_t length = strlen(end);
  return text.length >= length && strncasecmp(text.data + text.length - length, end, length) == 0;
}

static bool begins(struct slice text, const char *start)
{
  size_t length = strlen(start);
  return text.length >= length && strncasecmp(text.data, start, length) == 0;
}

static enum media media_of(struct slice type)
{
  const char *end = type.length ? memchr(type.data, ';', type.length) : NULL;
  type = slice_trim(end ? (struct slice){type.data, (size_t)(end - type.data)} : type);
  if (type.length == 0) return NO_TYPE;
  bool xml = ends(type, "+xml") || ends(type, "/xml") || ends(type, "/xml-dtd") ||
             ends(type, "/xml-external-parsed-entity");
  if (begins(type, "application/") && xml) return XML_APPLICATION;
  if (begins(type, "text/")) return xml ? XML_TEXT : OTHER_TEXT;
  return OTHER;
}

/* try_all - the first candidate that all bytes belong to; else UTF-8 with few mistakes; else what can hold
 * any byte. */
static void try_all(struct arena *arena, struct slice bytes, const char *const *candidates, size_t count,
                    struct xml_decoded *out)
{
  const char *few = NULL;
  for (size_t i = 0; i < count; i++) {
    if (!candidates[i]) continue;
    enum verdict verdict = decode_as(arena, bytes, candidates[i], &out->text);
    if (verdict == FEW_WRONG) few = candidates[i];
    out->encoding = candidates[i];
    if (verdict == RIGHT) return;
  }
  out->encoding = few ? few : xml_guess(bytes);
  if (few || out->encoding) {
    if (decode_as(arena, bytes, few ? "utf-8" : out->encoding, &out->text) != WRONG) return;
  }
  out->encoding = "windows-1252";
  if (decode_latin(arena, bytes, true, &out->text) == RIGHT) return;
  out->encoding = "iso-8859-2";
  if (decode_other(arena, bytes, out->encoding, &out->text) == RIGHT) return;
  out->encoding = "windows-1252";
  decode_latin(arena, bytes, false, &out->text);
}

void xml_decode(struct arena *arena, struct slice bytes, struct slice content_type, struct xml_decoded *out)
{
  *out = (struct xml_decoded){0};
  const char *first = beginning(&bytes), *written = declaration(arena, bytes, first);
  const char *charset = charset_of(arena, content_type);
  if (charset && first && is_any(charset, orderless, sizeof orderless / sizeof *orderless)) charset = first;
  enum media media = media_of(content_type);
  const char *expected = charset                                    ? charset
                         : media == XML_TEXT || media == OTHER_TEXT ? "us-ascii"
                         : written                                  ? written
                         : first                                    ? first
                                                                    : "utf-8";
  const char *candidates[] = {expected, written, first, "utf-8"};
  try_all(arena, bytes, candidates, sizeof candidates / sizeof *candidates, out);
  if (media == OTHER || media == OTHER_TEXT)
    out->problem =
        arena_format(arena, "The media type %.*s is none of XML.",
                     (int)(content_type.length < 80 ? content_type.length : 80), content_type.data);
  else if (strcmp(out->encoding, expected) != 0)
    out->problem =
        arena_format(arena, "It is declared to be in %s, but its bytes are in %s.", expected, out->encoding);
  else if (strncmp(expected, "utf-8", 5) == 0 && weigh_utf8(bytes) != RIGHT)
    out->problem = "Some of its bytes are not UTF-8.";
}
