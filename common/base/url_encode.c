/* url_encode.c - percent-encoding: which bytes stand for themselves, and the others as %XX. */
#include "base/url_internal.h"

#define LOW(byte)  (UINT64_C(1) << (byte))      /* below 64 */
#define HIGH(byte) (UINT64_C(1) << ((byte)-64)) /* from 64 to 127 */

#define C0_LOW    UINT64_C(0xFFFFFFFF)
#define C0_HIGH   HIGH(0x7F)
#define QUERY_LOW (C0_LOW | LOW(' ') | LOW('"') | LOW('#') | LOW('<') | LOW('>'))
#define PATH_LOW  (QUERY_LOW | LOW('?'))
#define PATH_HIGH (C0_HIGH | HIGH('^') | HIGH('`') | HIGH('{') | HIGH('}'))

static const uint64_t sets[][2] = {
    [URL_SET_C0] = {C0_LOW, C0_HIGH},
    [URL_SET_FRAGMENT] = {C0_LOW | LOW(' ') | LOW('"') | LOW('<') | LOW('>'), C0_HIGH | HIGH('`')},
    [URL_SET_QUERY] = {QUERY_LOW, C0_HIGH},
    [URL_SET_SPECIAL_QUERY] = {QUERY_LOW | LOW('\''), C0_HIGH},
    [URL_SET_PATH] = {PATH_LOW, PATH_HIGH},
    [URL_SET_USERINFO] = {PATH_LOW | LOW('/') | LOW(':') | LOW(';') | LOW('='),
                          PATH_HIGH | HIGH('@') | HIGH('[') | HIGH('\\') | HIGH(']') | HIGH('|')},
};

bool url_must_encode(unsigned char byte, enum url_set set)
{
  return byte >= 0x80 || (sets[set][byte >> 6] >> (byte & 63) & 1);
}

char *url_put_encoded(char *at, struct slice text, enum url_set set)
{
  static const char digits[] = "0123456789ABCDEF";
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.data[i];
    if (url_must_encode(byte, set)) {
      *at++ = '%';
      *at++ = digits[byte >> 4];
      *at++ = digits[byte & 15];
    } else {
      *at++ = (char)byte;
    }
  }
  return at;
}

struct slice url_encode(struct arena *arena, struct slice text, enum url_set set)
{
  size_t more = 0;
  for (size_t i = 0; i < text.length; i++) more += url_must_encode((unsigned char)text.data[i], set) ? 2 : 0;
  if (!more) return text;
  char *copy = arena_alloc(arena, text.length + more);
  url_put_encoded(copy, text, set);
  return (struct slice){copy, text.length + more};
}

int url_hex(char byte)
{
  if (byte >= '0' && byte <= '9') return byte - '0';
  char lower = (char)(byte | 32);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

struct slice url_unescape(struct arena *arena, struct slice text)
{
  char *copy = arena_alloc(arena, text.length + 1), *at = copy;
  for (size_t i = 0; i < text.length; i++) {
    bool escape = text.data[i] == '%' && i + 2 < text.length && url_hex(text.data[i + 1]) >= 0 &&
                  url_hex(text.data[i + 2]) >= 0;
    *at++ = escape ? (char)(url_hex(text.data[i + 1]) * 16 + url_hex(text.data[i + 2])) : text.data[i];
    if (escape) i += 2;
  }
  return (struct slice){copy, (size_t)(at - copy)};
}
