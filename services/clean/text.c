/* text.c - see text.h. */
#include "clean/text.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <stdlib.h>

enum { SHORT_TEXT = 80 };

/* plain_step - bytes of the character when it is neither white nor unseen and its first byte says so already:
 * 0 when that takes a closer look. */
static size_t plain_step(unsigned char byte)
{
  if (byte < 0xC3) return byte > ' ' && byte < 0x7F;
  if (byte < 0xE1) return byte < 0xE0 ? 2 : 3; /* U+00C0 to U+0FFF */
  return byte >= 0xE4 && byte <= 0xEE ? 3 : 0; /* U+4000 to U+EFFF */
}

/* plain_run - the end of the characters that stay as they are, with single spaces between them. */
static size_t plain_run(struct slice raw, size_t at)
{
  while (at < raw.length) {
    unsigned char byte = (unsigned char)raw.data[at];
    size_t step = plain_step(byte);
    if (byte == ' ' && at + 1 < raw.length && plain_step((unsigned char)raw.data[at + 1])) step = 1;
    if (!step || step > raw.length - at) break;
    at += step;
  }
  return at;
}

static bool is_white(uint32_t c)
{
  return c <= ' ' || (c >= 0x7F && c <= 0xA0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_unseen(uint32_t c)
{
  return c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

static void put_run(struct buffer *out, size_t start, const char *bytes, size_t length, bool *pending)
{
  if (*pending && out->length > start) buffer_byte(out, ' ');
  *pending = false;
  buffer_append(out, bytes, length);
}

void text_fold(struct buffer *out, size_t start, struct slice raw, bool *pending)
{
  for (size_t at = 0; at < raw.length;) {
    size_t run = raw.data[at] == ' ' ? at : plain_run(raw, at);
    if (run > at) {
      put_run(out, start, raw.data + at, run - at, pending);
      at = run;
      continue;
    }
    uint32_t c = utf8_decode(raw, &run);
    if (is_white(c))
      *pending = true;
    else if (!is_unseen(c))
      put_run(out, start, raw.data + at, run - at, pending);
    at = run;
  }
}

struct slice text_clean(struct arena *arena, struct slice raw)
{
  struct buffer out = BUFFER_EMPTY;
  bool pending = false;
  text_fold(&out, 0, raw, &pending);
  struct slice text = unicode_nfc(arena, buffer_view(&out));
  if (text.data == buffer_view(&out).data) text = arena_slice(arena, text);
  buffer_free(&out);
  return text;
}

enum script { SPACED, DENSE /* a word is about two characters */, CHAINED /* about four */ };

static enum script script_of(uint32_t c)
{
  if ((c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x2FFFF))
    return DENSE;
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF)
             ? CHAINED
             : SPACED;
}

bool text_is_unspaced(uint32_t c)
{
  return script_of(c) != SPACED;
}

static bool is_comma(uint32_t c)
{
  return c == ',' || c == 0x060C || c == 0x3001 || c == 0xFF0C || c == 0x055D;
}

static bool is_stop(uint32_t c)
{
  return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xFF01 || c == 0xFF1F ||
         c == 0x0964 || c == 0x06D4 || c == 0x061F || c == 0x0589 || c == 0x1362;
}

static bool is_closing(uint32_t c)
{
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == ' ' || c == 0xBB || c == 0xAB ||
         (c >= 0x2018 && c <= 0x201F) || c == 0x203A || c == 0x300D || c == 0x300F || c == 0xFF09;
}

/* What an ASCII character is to text_measure; most are letters. */
enum { LETTER, BLANK, COMMA, STOP, CLOSING };
static const unsigned char roles[128] = {
    [' '] = BLANK,   [','] = COMMA,    ['.'] = STOP,    ['!'] = STOP,    ['?'] = STOP,
    ['"'] = CLOSING, ['\''] = CLOSING, [')'] = CLOSING, [']'] = CLOSING,
};

struct text_measure text_measure(struct slice text)
{
  struct text_measure m = {0};
  size_t characters[3] = {0};
  bool inside = false, stopped = false;
  for (size_t at = 0; at < text.length;) {
    unsigned char byte = (unsigned char)text.data[at];
    if (byte < 0x80) {
      unsigned char role = roles[byte];
      at++;
      m.words += role != BLANK && !inside;
      inside = role != BLANK;
      m.commas += role == COMMA;
      m.sentences += role == STOP && !stopped;
      stopped = role == STOP || (stopped && (role == CLOSING || role == BLANK));
      continue;
    }
    uint32_t c = utf8_decode(text, &at);
    enum script script = c < 0x0E00 ? SPACED : script_of(c);
    characters[script]++;
    m.words += script == SPACED && !inside;
    inside = script == SPACED;
    if (c < 0x0530 && c != 0xAB && c != 0xBB) { /* a letter of Latin, Greek or Cyrillic */
      stopped = false;
      continue;
    }
    m.commas += is_comma(c);
    m.sentences += is_stop(c) && !stopped;
    stopped = is_stop(c) || (stopped && is_closing(c));
  }
  m.words += (uint32_t)(characters[DENSE] / 2 + characters[CHAINED] / 4);
  m.ends_sentence = stopped;
  return m;
}

bool text_starts(struct slice text, const char *prefix)
{
  struct slice want = slice_of(prefix);
  size_t at = 0, in_prefix = 0;
  while (in_prefix < want.length) {
    if (at >= text.length) return false;
    uint32_t c = utf8_decode(text, &at);
    if (c == 0x2019) c = '\'';
    if (unicode_lower(c) != utf8_decode(want, &in_prefix)) return false;
  }
  return true;
}

static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool text_ends(struct slice text, const char *suffix)
{
  size_t n = strlen(suffix);
  if (text.length < n) return false;
  for (size_t i = 0; i < n; i++)
    if (lower(text.data[text.length - n + i]) != suffix[i]) return false;
  return true;
}

/* next_sign - the next letter or digit in lower case; 0 at the end. */
static uint32_t next_sign(struct slice text, size_t *at)
{
  while (*at < text.length) {
    uint32_t c = unicode_lower(utf8_decode(text, at));
    if ((c >= '0' && c <= '9') || (c < 0x80 ? c >= 'a' && c <= 'z' : unicode_is_letter(c))) return c;
  }
  return 0;
}

bool text_same(struct slice a, struct slice b)
{
  for (size_t i = 0, j = 0;;) {
    uint32_t x = next_sign(a, &i), y = next_sign(b, &j);
    if (x != y) return false;
    if (x == 0) return true;
  }
}

/* find_short - memmem pays for its preparations only in longer texts. */
static size_t find_short(struct slice text, struct slice part, size_t from)
{
  for (size_t at = from; at + part.length <= text.length; at++)
    if (text.data[at] == part.data[0] && memcmp(text.data + at, part.data, part.length) == 0) return at;
  return SIZE_MAX;
}

size_t text_find(struct slice text, struct slice part, size_t from)
{
  if (part.length == 0 || from >= text.length) return SIZE_MAX;
  if (text.length - from < SHORT_TEXT) return find_short(text, part, from);
  const char *found = memmem(text.data + from, text.length - from, part.data, part.length);
  return found ? (size_t)(found - text.data) : SIZE_MAX;
}

bool text_contains(struct slice text, struct slice part)
{
  return text_find(text, part, 0) != SIZE_MAX;
}

static uint32_t bit_of(char byte)
{
  return UINT32_C(1) << (byte & 31);
}

bool text_contains_any(struct slice text, const char *const *parts, size_t count)
{
  uint32_t firsts = 0, seconds = 0; /* the bytes that parts begin with, by their low five bits */
  for (size_t i = 0; i < count; i++) firsts |= bit_of(parts[i][0]), seconds |= bit_of(parts[i][1]);
  for (size_t at = 0; at + 1 < text.length; at++) {
    if (!(firsts & bit_of(text.data[at])) || !(seconds & bit_of(text.data[at + 1]))) continue;
    for (size_t i = 0; i < count; i++)
      if (text.data[at] == parts[i][0] && slice_starts(slice_from(text, at), parts[i])) return true;
  }
  return false;
}

static bool is_word_byte(char c)
{
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

bool text_contains_word(struct slice text, const char *word)
{
  size_t n = strlen(word);
  for (size_t at = 0; at + n <= text.length; at++) {
    size_t i = 0;
    if (lower(text.data[at]) != word[0]) continue;
    while (i < n && lower(text.data[at + i]) == word[i]) i++;
    bool open = at == 0 || !is_word_byte(text.data[at - 1]);
    if (i == n && open && (at + n == text.length || !is_word_byte(text.data[at + n]))) return true;
  }
  return false;
}
