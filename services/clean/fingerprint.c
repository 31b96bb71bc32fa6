/* fingerprint.c - one pass: characters to words, words to shingles, shingles to bins. */
#include "clean/fingerprint.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/text.h"

#include <endian.h>

enum {
  BINS = 64,
  BIN_BITS = 6,
  WORDS = 3,
  LETTERS = 5,
  RECENT = 8,
  EXACT_DIGITS = 32,
  ROOM = UNICODE_LETTERS * 5 + 2 /* what one character may give, with spaces */
};

static const char exact_version[] = "e1:", similar_version[] = "m1:";

struct reader {
  struct buffer words;     /* as they are digested */
  size_t start;            /* of the word that is being read */
  uint64_t recent[RECENT]; /* hashes of the last words, word n at n % RECENT */
  size_t count;            /* words read */
  uint64_t least[BINS];
};

/* mix - spreads each bit over all of them (the finaliser of SplitMix64, Steele, Lea and Flood 2014). */
static uint64_t mix(uint64_t hash)
{
  hash = (hash ^ hash >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  hash = (hash ^ hash >> 27) * UINT64_C(0x94D049BB133111EB);
  return hash ^ hash >> 31;
}

static void deal(struct reader *reader, size_t width)
{
  uint64_t hash = 0;
  if (width > reader->count) width = reader->count;
  for (size_t back = width; back; back--)
    hash = hash * UINT64_C(0x9E3779B97F4A7C15) + reader->recent[(reader->count - back) % RECENT];
  hash = mix(hash);
  uint64_t *least = &reader->least[hash >> (64 - BIN_BITS)];
  if (hash < *least) *least = hash;
}

/* hash_word - eight bytes at a time: most words are no longer. */
static uint64_t hash_word(const char *bytes, size_t length)
{
  uint64_t hash = length;
  for (; length; bytes += 8) {
    uint64_t piece = 0;
    size_t step = length < 8 ? length : 8;
    memcpy(&piece, bytes, step);
    hash = (hash ^ le64toh(piece)) * UINT64_C(0x9FB21C651E98DF25);
    hash ^= hash >> 32;
    length -= step;
  }
  return hash;
}

/* end_word - a shingle ends with each word; the first ones are too short to say anything, unless they are the
 * whole text. */
static void end_word(struct reader *reader, size_t width)
{
  struct buffer *words = &reader->words;
  if (words->length == reader->start) return;
  reader->recent[reader->count++ % RECENT] =
      hash_word(words->data + reader->start, words->length - reader->start);
  words->data[words->length++] = ' ';
  reader->start = words->length;
  if (reader->count >= width) deal(reader, width);
}

static void read_other(struct reader *reader, uint32_t c, size_t rest)
{
  uint32_t letters[UNICODE_LETTERS];
  int count = unicode_letters(c, letters);
  buffer_reserve(&reader->words, rest + ROOM);
  if (count < 0) end_word(reader, WORDS);
  for (int i = 0; i < count; i++) {
    bool alone = text_is_unspaced(letters[i]);
    if (alone) end_word(reader, WORDS);
    utf8_put(&reader->words, letters[i]);
    if (alone) end_word(reader, LETTERS);
  }
}

/* read_text - a byte of ASCII gives a byte at most, for which there is always room. */
static void read_text(struct reader *reader, struct slice text)
{
  for (size_t at = 0; at < text.length;) {
    unsigned char c = (unsigned char)text.data[at];
    if (c >= 0x80) {
      uint32_t other = utf8_decode(text, &at);
      read_other(reader, other, text.length - at);
      continue;
    }
    at++;
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      reader->words.data[reader->words.length++] = (char)c;
    else
      end_word(reader, WORDS);
  }
  end_word(reader, WORDS);
  if (reader->count < WORDS) deal(reader, WORDS);
}

static struct slice print_exact(struct arena *arena, struct slice words)
{
  char digest[DIGEST_SHA256_HEX];
  return slice_of(
      arena_format(arena, "%s%.*s", exact_version, EXACT_DIGITS, digest_sha256_hex(words, digest)));
}

static struct slice print_similar(struct arena *arena, const uint64_t least[BINS])
{
  static const char hex[] = "0123456789abcdef";
  size_t length = sizeof similar_version - 1;
  char *out = arena_alloc(arena, length + 2 * BINS + 1);
  memcpy(out, similar_version, length);
  for (size_t i = 0; i < BINS; i++) {
    unsigned byte = least[i] == UINT64_MAX ? 0 : 1 + (unsigned)(least[i] % 255);
    out[length++] = hex[byte >> 4];
    out[length++] = hex[byte & 15];
  }
  out[length] = '\0';
  return (struct slice){out, length};
}

void fingerprint_make(struct arena *arena, struct slice text, struct fingerprint *out)
{
  struct reader reader = {.words = BUFFER_EMPTY};
  memset(reader.least, 0xFF, sizeof reader.least);
  buffer_reserve(&reader.words, text.length + ROOM);
  read_text(&reader, text);
  *out = (struct fingerprint){{"", 0}, {"", 0}};
  if (reader.count) {
    out->exact = print_exact(arena, (struct slice){reader.words.data, reader.words.length - 1});
    out->similar = print_similar(arena, reader.least);
  }
  buffer_free(&reader.words);
}

static bool is_similar(struct slice value)
{
  return value.length == sizeof similar_version - 1 + 2 * BINS && slice_starts(value, similar_version);
}

double fingerprint_similarity(struct slice a, struct slice b)
{
  /* two least hashes that differ have the same byte once in 255 times */
  const double chance = 1.0 / 255;
  size_t both_empty = 0, same = 0;
  if (!is_similar(a) || !is_similar(b)) return 0;
  for (size_t at = sizeof similar_version - 1; at < a.length; at += 2) {
    if (memcmp(a.data + at, b.data + at, 2) != 0) continue;
    if (memcmp(a.data + at, "00", 2) == 0)
      both_empty++;
    else
      same++;
  }
  if (both_empty == BINS) return 0;
  double share = (double)same / (double)(BINS - both_empty);
  return share <= chance ? 0 : (share - chance) / (1 - chance);
}
