/* hunspell.c - see hunspell.h and hunspell(5). */
#include "tag/train/hunspell.h"

#include "base/files.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "tag/embed.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX = 64 << 20 };

struct suffix {
  unsigned flag; /* one or two bytes */
  struct slice strip, add, condition;
};

struct dictionary {
  struct buffer affix_text, words_text;
  struct suffix *suffixes; /* in the order of the file, so that those of a flag stand together */
  size_t count, capacity;
  size_t flag_bytes;
  void (*see)(void *context, struct slice word, struct slice notes);
  void *context;
};

/* The next word of a line that is parted by blanks. */
static struct slice next_field(struct slice *line)
{
  *line = slice_trim(*line);
  size_t n = 0;
  while (n < line->length && !slice_white(line->data[n])) n++;
  struct slice field = {line->data, n};
  *line = slice_from(*line, n);
  return field;
}

static unsigned flag_at(const struct dictionary *dictionary, const char *bytes)
{
  unsigned flag = (unsigned char)bytes[0];
  return dictionary->flag_bytes == 2 ? flag << 8 | (unsigned char)bytes[1] : flag;
}

static struct slice without_flags(struct slice text)
{
  const char *slash = text.length ? memchr(text.data, '/', text.length) : NULL;
  if (slash) text.length = (size_t)(slash - text.data);
  return slice_is(text, "0") ? (struct slice){"", 0} : text;
}

static void read_suffix(struct dictionary *dictionary, struct slice line)
{
  struct slice flag = next_field(&line), strip = next_field(&line), add = next_field(&line);
  struct slice condition = next_field(&line);
  if (flag.length != dictionary->flag_bytes || !condition.length) return; /* the head of a group: SFX S Y 9 */
  if (dictionary->count == dictionary->capacity) {
    dictionary->capacity = dictionary->capacity ? dictionary->capacity * 2 : 1024;
    dictionary->suffixes =
        memory_resize(dictionary->suffixes, dictionary->capacity * sizeof *dictionary->suffixes);
  }
  dictionary->suffixes[dictionary->count++] =
      (struct suffix){flag_at(dictionary, flag.data), without_flags(strip), without_flags(add), condition};
}

static void read_affixes(struct dictionary *dictionary)
{
  struct slice text = buffer_view(&dictionary->affix_text), line;
  dictionary->flag_bytes = 1;
  while (embed_line(&text, &line)) {
    struct slice what = next_field(&line);
    if (slice_is(what, "FLAG") && slice_starts(slice_trim(line), "long")) dictionary->flag_bytes = 2;
    if (slice_is(what, "SFX")) read_suffix(dictionary, line);
  }
}

/* One letter of a condition: a letter, "." or "[abc]" or "[^abc]"; moves `at` on. */
static bool letter_fits(struct slice condition, size_t *at, uint32_t letter)
{
  uint32_t c = utf8_decode(condition, at);
  if (c == '.') return true;
  if (c != '[') return c == letter;
  bool found = false, unless = false;
  for (bool first = true; *at < condition.length; first = false) {
    c = utf8_decode(condition, at);
    if (c == ']') break;
    if (first && c == '^')
      unless = true;
    else
      found = found || c == letter;
  }
  return found != unless;
}

static size_t letters_in(struct slice condition)
{
  size_t letters = 0;
  for (size_t at = 0; at < condition.length; letters++) letter_fits(condition, &at, 0);
  return letters;
}

static bool ends_so(struct slice word, struct slice condition)
{
  size_t letters = letters_in(condition), start = word.length;
  for (size_t n = 0; n < letters; n++) {
    if (start == 0) return false;
    do start--;
    while (start && ((unsigned char)word.data[start] & 0xC0) == 0x80);
  }
  for (size_t at = 0; at < condition.length;)
    if (!letter_fits(condition, &at, utf8_decode(word, &start))) return false;
  return true;
}

static void inflect(const struct dictionary *dictionary, struct slice word, unsigned flag, struct slice notes)
{
  char form[256];
  for (size_t i = 0; i < dictionary->count; i++) {
    const struct suffix *suffix = &dictionary->suffixes[i];
    if (suffix->flag != flag || suffix->strip.length > word.length) continue;
    size_t kept = word.length - suffix->strip.length;
    if (memcmp(word.data + kept, suffix->strip.data, suffix->strip.length) != 0) continue;
    if (kept + suffix->add.length > sizeof form || !ends_so(word, suffix->condition)) continue;
    memcpy(form, word.data, kept);
    memcpy(form + kept, suffix->add.data, suffix->add.length);
    dictionary->see(dictionary->context, (struct slice){form, kept + suffix->add.length}, notes);
  }
}

static void read_words(struct dictionary *dictionary)
{
  struct slice text = buffer_view(&dictionary->words_text), line;
  while (embed_line(&text, &line)) {
    struct slice entry = next_field(&line), word = without_flags(entry);
    if (!word.length) continue;
    dictionary->see(dictionary->context, word, line);
    for (size_t i = word.length + 1; i + dictionary->flag_bytes <= entry.length; i += dictionary->flag_bytes)
      inflect(dictionary, word, flag_at(dictionary, entry.data + i), line);
  }
}

bool hunspell_read(const char *stem, void (*see)(void *context, struct slice word, struct slice notes),
                   void *context, dp_error *error)
{
  struct dictionary dictionary = {.see = see, .context = context};
  char affixes[4096], words[4096];
  snprintf(affixes, sizeof affixes, "%s.aff", stem);
  snprintf(words, sizeof words, "%s.dic", stem);
  bool well = files_read(affixes, FILE_MAX, &dictionary.affix_text, error) &&
              files_read(words, FILE_MAX, &dictionary.words_text, error);
  if (well) {
    read_affixes(&dictionary);
    read_words(&dictionary);
  }
  free(dictionary.suffixes);
  buffer_free(&dictionary.affix_text);
  buffer_free(&dictionary.words_text);
  return well;
}
