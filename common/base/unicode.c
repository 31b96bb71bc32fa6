/* unicode.c - a quick check first: nearly all news text is in normal form C already, and saying so costs a
 * glance at the lead bytes; only what the glance can't tell goes through utf8proc. */
#include "base/unicode.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Characters that are their own normal form and that no preceding character composes with. */
static const struct {
  uint32_t first, last;
} settled[] = {
    {0x0000, 0x02FF}, {0x0400, 0x0482}, {0x048A, 0x052F}, {0x05D0, 0x05EA}, {0x0621, 0x064A},
    {0x2010, 0x2027}, {0x2030, 0x205E}, {0x20A0, 0x20BF}, {0x3001, 0x3029}, {0x3041, 0x3096},
    {0x30A1, 0x30FA}, {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3}, {0xFF01, 0xFF60}, {0x1F300, 0x1FAFF},
};

enum { LONGEST_RUN = 30, GRAPHEME_JOINER = 0x034F };

static bool is_settled(uint32_t c)
{
  for (size_t i = 0; i < sizeof settled / sizeof *settled; i++)
    if (c <= settled[i].last) return c >= settled[i].first;
  return false;
}

static bool all_settled(struct slice text)
{
  for (size_t at = 0; at < text.length;) {
    if ((unsigned char)text.data[at] < 0xCC)
      at++; /* below U+0300; a trail byte is passed over with its character */
    else if (!is_settled(utf8_decode(text, &at)))
      return false;
  }
  return true;
}

static bool is_mark(uint32_t c)
{
  return c >= 0x0300 && utf8proc_get_property((utf8proc_int32_t)c)->combining_class != 0;
}

static void break_long_runs(struct slice text, struct buffer *out)
{
  size_t run = 0;
  for (size_t at = 0; at < text.length;) {
    size_t start = at;
    run = is_mark(utf8_decode(text, &at)) ? run + 1 : 0;
    if (run > LONGEST_RUN) {
      utf8_put(out, GRAPHEME_JOINER);
      run = 1;
    }
    buffer_append(out, text.data + start, at - start);
  }
}

struct slice unicode_nfc(struct arena *arena, struct slice text)
{
  if (all_settled(text)) return text;
  struct buffer broken = BUFFER_EMPTY;
  break_long_runs(text, &broken);
  utf8proc_uint8_t *mapped = NULL;
  utf8proc_ssize_t length =
      utf8proc_map((const utf8proc_uint8_t *)buffer_string(&broken), (utf8proc_ssize_t)broken.length, &mapped,
                   (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  struct slice result = text;
  if (length >= 0) result = arena_slice(arena, (struct slice){(const char *)mapped, (size_t)length});
  free(mapped);
  buffer_free(&broken);
  return result;
}

uint32_t unicode_lower_wide(uint32_t c)
{
  return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

uint32_t unicode_upper(uint32_t c)
{
  return (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
}

uint32_t unicode_fold(uint32_t c)
{
  return unicode_lower(unicode_upper(unicode_lower(c)));
}

bool unicode_is_letter(uint32_t c)
{
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

struct slice unicode_lower_text(struct arena *arena, struct slice text)
{
  struct buffer out = BUFFER_EMPTY;
  buffer_reserve(&out, text.length);
  for (size_t at = 0; at < text.length;) {
    size_t start = at, to = out.length;
    while (at < text.length && (unsigned char)text.data[at] < 0x80) at++;
    buffer_append(&out, text.data + start, at - start);
    for (; to < out.length; to++) out.data[to] = (char)unicode_lower((unsigned char)out.data[to]);
    if (at < text.length) utf8_put(&out, unicode_lower(utf8_decode(text, &at)));
  }
  struct slice lower = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return lower;
}

static bool is_letter_or_digit(utf8proc_category_t category)
{
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

/* parts_no_word - marks, and format characters such as the soft hyphen. */
static bool parts_no_word(utf8proc_category_t category)
{
  return (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) ||
         category == UTF8PROC_CATEGORY_CF;
}

int unicode_letters(uint32_t c, uint32_t letters[UNICODE_LETTERS])
{
  utf8proc_int32_t parts[UNICODE_LETTERS];
  int unused, count = 0;
  if (c >= 0x4E00 && c <= 0x9FFF) return letters[0] = c, 1; /* Han: nothing to take apart */
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  if (parts_no_word(category)) return 0;
  utf8proc_ssize_t length = utf8proc_decompose_char(
      (utf8proc_int32_t)c, parts, UNICODE_LETTERS,
      (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK),
      &unused);
  for (utf8proc_ssize_t i = 0; i < length && i < UNICODE_LETTERS; i++)
    if (is_letter_or_digit(utf8proc_category(parts[i]))) letters[count++] = (uint32_t)parts[i];
  return count ? count : -1;
}
