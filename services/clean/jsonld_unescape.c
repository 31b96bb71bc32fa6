/* jsonld_unescape.c - character references in strings of JSON-LD: templates escape for HTML what no HTML
 * parser will read, some of them twice. */
#include "base/utf8.h"
#include "clean/jsonld.h"
#include "clean/text.h"

#include <stdlib.h>

static const struct {
  const char *name;
  uint32_t code_point;
} entities[] = {{"amp", '&'},       {"quot", '"'},     {"apos", '\''},    {"lt", '<'},
                {"gt", '>'},        {"nbsp", 0xA0},    {"rsquo", 0x2019}, {"lsquo", 0x2018},
                {"rdquo", 0x201D},  {"ldquo", 0x201C}, {"ndash", 0x2013}, {"mdash", 0x2014},
                {"hellip", 0x2026}, {"laquo", 0xAB},   {"raquo", 0xBB},   {"eacute", 0xE9},
                {"egrave", 0xE8},   {"agrave", 0xE0},  {"auml", 0xE4},    {"ouml", 0xF6},
                {"uuml", 0xFC},     {"szlig", 0xDF},   {"ccedil", 0xE7},  {"bdquo", 0x201E}};

static uint32_t reference(struct slice name)
{
  if (name.length > 1 && name.data[0] == '#') {
    bool hex = name.data[1] == 'x' || name.data[1] == 'X';
    return (uint32_t)strtoul(name.data + (hex ? 2 : 1), NULL, hex ? 16 : 10);
  }
  for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
    if (slice_is(name, entities[i].name)) return entities[i].code_point;
  return 0;
}

/* decode_once - one level of references; true when there was any. */
static bool decode_once(struct slice text, struct buffer *out)
{
  bool any = false;
  for (size_t at = 0; at < text.length; at++) {
    size_t end = at + 1;
    while (text.data[at] == '&' && end < text.length && end < at + 10 && text.data[end] != ';') end++;
    bool closed = text.data[at] == '&' && end < text.length && text.data[end] == ';';
    uint32_t c = closed ? reference((struct slice){text.data + at + 1, end - at - 1}) : 0;
    if (c) {
      utf8_put(out, c);
      at = end;
      any = true;
    } else {
      buffer_byte(out, text.data[at]);
    }
  }
  return any;
}

struct slice jsonld_unescape(struct arena *arena, struct slice text)
{
  if (!text.length) return (struct slice){"", 0};
  if (!memchr(text.data, '&', text.length)) return text_clean(arena, text);
  struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY;
  bool again = decode_once(text, &once);
  if (again) decode_once(buffer_view(&once), &twice); /* templates escape twice */
  struct slice clean = text_clean(arena, buffer_view(again ? &twice : &once));
  buffer_free(&once);
  buffer_free(&twice);
  return clean;
}
