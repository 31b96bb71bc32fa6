/* words.c - folding by a table made once, and stems that are remembered: most words of a text were met just
 * before. */
#include "store/words.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <stdlib.h>

enum { FOLDED = 0x250 /* Latin; beyond, utf8proc is asked */, MEMORY = 1 << 15, KEPT = 30 };

/* A character's letters as UTF-8; length -1: it stands between words. */
struct folding {
  signed char length;
  char bytes[11];
};

/* A word and its stem, both at most KEPT bytes; an empty word: the place is free. */
struct memory {
  unsigned char language, word_length, stem_length;
  char word[KEPT], stem[KEPT];
};

struct words {
  struct sb_stemmer *stemmers[WORDS_LANGUAGES];
  struct folding latin[FOLDED];
  struct memory *memory;
  char folded[WORDS_BYTES], stem[WORDS_BYTES];
};

enum words_language words_language_of(struct slice tag)
{
  bool primary = tag.length == 2 || (tag.length > 2 && tag.data[2] == '-');
  if (primary && slice_starts(tag, "fr")) return WORDS_FRENCH;
  return primary && slice_starts(tag, "en") ? WORDS_ENGLISH : WORDS_OTHER;
}

/* ---- folding ---- */

/* Letters that no decomposition takes apart, as people write them without the means. */
static const char *written(uint32_t c)
{
  static const struct {
    uint32_t letter;
    const char *text;
  } list[] = {{0x153, "oe"}, {0xE6, "ae"}, {0xF8, "o"}, {0x111, "d"}, {0x142, "l"}, {0x131, "i"}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if (unicode_lower(c) == list[i].letter) return list[i].text;
  return NULL;
}

static size_t put_utf8(uint32_t c, char bytes[4])
{
  if (c < 0x80) return bytes[0] = (char)c, 1;
  size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = length; i-- > 1; c >>= 6) bytes[i] = (char)(0x80 | (c & 0x3F));
  bytes[0] = (char)(lead[length] | c);
  return length;
}

static struct folding fold(uint32_t c)
{
  uint32_t letters[UNICODE_LETTERS];
  struct folding folding = {0};
  const char *text = written(c);
  if (text) {
    folding.length = (signed char)strlen(text);
    memcpy(folding.bytes, text, strlen(text));
    return folding;
  }
  int count = unicode_letters(c, letters);
  if (count < 0) folding.length = -1;
  for (int i = 0; i < count && folding.length <= 7; i++)
    folding.length =
        (signed char)(folding.length + (int)put_utf8(letters[i], folding.bytes + folding.length));
  return folding;
}

static bool is_apostrophe(uint32_t c)
{
  return c == '\'' || c == 0x2019 || c == 0x2BC;
}

/* stands_alone - a letter of a script that doesn't part words: Thai, Lao, Burmese, Khmer, kana, Han. */
static bool stands_alone(uint32_t c)
{
  return (c >= 0xE00 && c < 0xF00) || (c >= 0x1000 && c < 0x10A0) || (c >= 0x1780 && c < 0x1800) ||
         (c >= 0x3040 && c < 0x3100) || (c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) ||
         (c >= 0x20000 && c < 0x32000);
}

/* ---- stems ---- */

static struct slice stem_anew(struct words *words, enum words_language language, struct slice folded)
{
  struct sb_stemmer *stemmer = words->stemmers[language];
  const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)folded.data, (int)folded.length);
  size_t length = stem ? (size_t)sb_stemmer_length(stemmer) : 0;
  if (length == 0 || length > WORDS_BYTES) return folded;
  memcpy(words->stem, stem, length);
  return (struct slice){words->stem, length};
}

static struct slice stem_of(struct words *words, enum words_language language, struct slice folded)
{
  if (language == WORDS_OTHER || folded.length < 3) return folded;
  if (folded.length > KEPT) return stem_anew(words, language, folded);
  struct memory *place = &words->memory[(hash_slice(folded) ^ (uint64_t)language * 0x9E37u) % MEMORY];
  bool known =
      place->language == language && slice_equal((struct slice){place->word, place->word_length}, folded);
  if (!known) {
    struct slice stem = stem_anew(words, language, folded);
    if (stem.length > KEPT) return stem;
    *place = (struct memory){.language = (unsigned char)language,
                             .word_length = (unsigned char)folded.length,
                             .stem_length = (unsigned char)stem.length};
    memcpy(place->word, folded.data, folded.length);
    memcpy(place->stem, stem.data, stem.length);
  }
  return (struct slice){place->stem, place->stem_length};
}

/* ---- reading ---- */

static const struct folding *folding_at(struct words_reader *reader, uint32_t *c, struct folding *room)
{
  *c = utf8_decode(reader->text, &reader->at);
  if (*c < FOLDED) return &reader->words->latin[*c];
  *room = fold(*c);
  return room;
}

/* read_run - the next run of letters into words->folded; *behind is the character behind it, 0 at the end. */
static size_t read_run(struct words_reader *reader, struct word *word, uint32_t *behind)
{
  struct words *words = reader->words;
  struct folding room;
  size_t length = 0;
  *behind = 0;
  while (reader->at < reader->text.length) {
    size_t start = reader->at;
    uint32_t c;
    const struct folding *folding = folding_at(reader, &c, &room);
    bool alone = stands_alone(c) && folding->length > 0;
    if (length && (folding->length < 0 || alone)) {
      *behind = c;
      if (alone) reader->at = start;
      break;
    }
    if (folding->length <= 0) continue;
    if (length == 0) word->start = start;
    word->end = reader->at;
    if (length + (size_t)folding->length <= WORDS_BYTES) {
      memcpy(words->folded + length, folding->bytes, (size_t)folding->length);
      length += (size_t)folding->length;
    }
    if (alone) break;
  }
  return length;
}

static bool is_elided(struct slice run)
{
  static const char *const list[] = {"l",  "d",     "s",      "n",      "c",      "j",      "m",
                                     "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "t"};
  for (size_t i = 0; run.length <= 6 && i < sizeof list / sizeof *list; i++)
    if (slice_is(run, list[i])) return true;
  return false;
}

static bool behind_apostrophe(struct slice text, size_t start)
{
  return (start > 1 && text.data[start - 1] == '\'') ||
         (start > 3 && memcmp(text.data + start - 3, "\xE2\x80\x99", 3) == 0);
}

/* goes_on - does a letter follow at once? */
static bool goes_on(const struct words_reader *reader)
{
  struct words_reader look = *reader;
  struct folding room;
  uint32_t c;
  return look.at < look.text.length && folding_at(&look, &c, &room)->length > 0;
}

bool words_next(struct words_reader *reader, struct word *word)
{
  size_t length;
  uint32_t behind;
  while ((length = read_run(reader, word, &behind)) > 0) {
    struct slice run = {reader->words->folded, length};
    if (is_apostrophe(behind) && is_elided(run) && goes_on(reader)) continue;
    if (length == 1 && run.data[0] == 's' && behind_apostrophe(reader->text, word->start)) continue;
    word->folded = run;
    word->stem = stem_of(reader->words, reader->language, run);
    return true;
  }
  return false;
}

/* ---- life ---- */

struct words *words_new(void)
{
  struct words *words = memory_zero(1, sizeof *words);
  words->stemmers[WORDS_FRENCH] = sb_stemmer_new("french", "UTF_8");
  words->stemmers[WORDS_ENGLISH] = sb_stemmer_new("english", "UTF_8");
  words->memory = memory_zero(MEMORY, sizeof *words->memory);
  if (!words->stemmers[WORDS_FRENCH] || !words->stemmers[WORDS_ENGLISH]) abort();
  for (uint32_t c = 0; c < FOLDED; c++) words->latin[c] = fold(c);
  return words;
}

void words_free(struct words **words)
{
  if (!*words) return;
  sb_stemmer_delete((*words)->stemmers[WORDS_FRENCH]);
  sb_stemmer_delete((*words)->stemmers[WORDS_ENGLISH]);
  free((*words)->memory);
  free(*words);
  *words = NULL;
}
