/* people.c - see people.h. */
#include "clean/train/people.h"

#include "base/hash.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <string.h>

enum { WORD = 96 };

static bool is_sign(uint32_t c)
{
  return c == ';' || c == ',' || c == '|' || c == '/' || c == '&' || c == 0xB7 || c == 0x2022;
}

/* parts_names - "and", "by": between names, and in none. */
static bool parts_names(struct slice word)
{
  static const char *const words[] = {"and", "und", "et", "y", "i", "by", "von", "par", "por"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (slice_is(word, words[i])) return true;
  return false;
}

static void add(struct people *people, uint64_t *name)
{
  uint64_t hash = *name;
  *name = 0;
  size_t at = 0;
  while (at < people->count && people->names[at] < hash) at++;
  if (!hash || people->count == PEOPLE_MAX || (at < people->count && people->names[at] == hash)) return;
  memmove(&people->names[at + 1], &people->names[at], (people->count - at) * sizeof *people->names);
  people->names[at] = hash;
  people->count++;
}

static void end_word(struct people *people, uint64_t *name, char *word, size_t *length)
{
  struct slice text = {word, *length};
  *length = 0;
  if (!text.length) return;
  if (parts_names(text))
    add(people, name);
  else
    *name = (*name * 31 + hash_slice(text)) | 1;
}

void people_add(struct people *people, struct slice text)
{
  char word[WORD];
  size_t length = 0;
  uint64_t name = 0;
  for (size_t at = 0; at < text.length;) {
    uint32_t c = utf8_decode(text, &at), letters[UNICODE_LETTERS];
    int count = unicode_letters(c, letters);
    for (int i = 0; i < count && length + sizeof *letters <= sizeof word; i++) {
      if (letters[i] < 0x80) {
        word[length++] = (char)letters[i];
      } else {
        memcpy(&word[length], &letters[i], sizeof *letters);
        length += sizeof *letters;
      }
    }
    if (count < 0) end_word(people, &name, word, &length);
    if (is_sign(c)) add(people, &name);
  }
  end_word(people, &name, word, &length);
  add(people, &name);
}

bool people_same(const struct people *a, const struct people *b)
{
  return a->count == b->count && memcmp(a->names, b->names, a->count * sizeof *a->names) == 0;
}
