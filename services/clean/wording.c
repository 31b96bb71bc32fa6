/* wording.c - see wording.h. */
#include "clean/wording.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/text.h"

struct slice wording_plain(struct arena *arena, struct slice text, size_t max)
{
  struct slice low = unicode_lower_text(arena, utf8_cut(text, max));
  char *out = arena_alloc(arena, low.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < low.length; i++) {
    if (i + 2 < low.length && memcmp(low.data + i, "\xE2\x80\x99", 3) == 0) {
      out[length++] = '\'';
      i += 2;
    } else {
      out[length++] = low.data[i];
    }
  }
  return (struct slice){out, length};
}

static bool in_word(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool holds(struct slice text, const char *phrase)
{
  size_t n = strlen(phrase);
  for (size_t from = 0; from + n <= text.length;) {
    const char *found = memmem(text.data + from, text.length - from, phrase, n);
    if (!found) return false;
    size_t at = (size_t)(found - text.data);
    bool open = at == 0 || !in_word(text.data[at - 1]) || !in_word(phrase[0]);
    bool closed = at + n == text.length || !in_word(text.data[at + n]) || !in_word(phrase[n - 1]);
    if (open && closed) return true;
    from = at + 1;
  }
  return false;
}

bool wording_has(struct slice plain, const char *const *phrases)
{
  for (; *phrases; phrases++)
    if (holds(plain, *phrases)) return true;
  return false;
}

bool wording_begins(struct slice plain, const char *const *phrases, uint32_t more)
{
  for (; *phrases; phrases++) {
    size_t n = strlen(*phrases);
    bool begins = slice_starts(plain, *phrases) && (n == plain.length || !in_word(plain.data[n]));
    if (begins && text_measure(slice_from(plain, n)).words <= more) return true;
  }
  return false;
}
