/* names_table.h - two tables of hashes as they lie in the model file: which words are known to the
 * dictionaries, and which features have weights.
 *
 * A bucket is one or half a cache line and keeps 16 bits of each hash, so that a look-up reads one line and a
 * hash that is not there is almost never (one in thousands) taken for one that is. */
#ifndef TAG_NAMES_TABLE_H
#define TAG_NAMES_TABLE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { NAMES_WORD_SLOTS = 20, NAMES_FEATURE_SLOTS = 14 };

/* What the dictionaries know of a word, compared folded. */
enum names_word {
  NAMES_FR_NOUN = 1,
  NAMES_FR_ADJECTIVE = 2,
  NAMES_FR_VERB = 4,
  NAMES_FR_OTHER = 8,
  NAMES_EN_SMALL = 16, /* written small in English */
  NAMES_GIVEN = 32,
  NAMES_SURNAME = 64,
  NAMES_PROPER = 128 /* another name, of a place mostly */
};

struct names_word_bucket {
  uint16_t check[NAMES_WORD_SLOTS]; /* 0: free */
  uint8_t classes[NAMES_WORD_SLOTS];
  uint8_t unused[4];
};

struct names_feature_bucket {
  uint32_t first; /* row of the first slot; the others follow */
  uint16_t check[NAMES_FEATURE_SLOTS];
};

/* names_bucket - which of `count` buckets a hash belongs to. */
static inline size_t names_bucket(uint64_t hash, uint32_t count)
{
  return (size_t)((hash & 0xFFFFFFFFu) * count >> 32);
}

static inline uint16_t names_check(uint64_t hash)
{
  uint16_t check = (uint16_t)(hash >> 48);
  return check ? check : 1;
}

/* names_mix - a hash whose halves are both well mixed. */
static inline uint64_t names_mix(uint64_t a, uint64_t b)
{
  uint64_t h = (a ^ b * 0x9FB21C651E98DF25u) * 0x9E3779B97F4A7C15u;
  return (h ^ h >> 32) * 0xD6E8FEB86659FD93u;
}

/* names_words_find - enum names_word bits; 0 when the word is unknown. */
uint8_t names_words_find(const struct names_word_bucket *buckets, uint32_t count, uint64_t hash);

#ifdef __SSE2__
typedef short names_lanes __attribute__((vector_size(16)));

/* Eight checks at a time. The row number in front is no check. */
static inline int names_slot(const struct names_feature_bucket *bucket, uint16_t check)
{
  names_lanes halves[2], wanted = {0};
  memcpy(halves, bucket, sizeof halves);
  wanted += (short)check;
  unsigned same = (unsigned)__builtin_ia32_pmovmskb128(
      __builtin_ia32_packsswb128(halves[0] == wanted, halves[1] == wanted));
  same &= ~3u;
  return same ? __builtin_ctz(same) - 2 : -1;
}
#else
/* Four checks at a time: a lane of 16 bits that is zero after the exclusive or is the one looked for. */
static inline int names_slot(const struct names_feature_bucket *bucket, uint16_t check)
{
  const uint64_t ones = 0x0001000100010001u, tops = 0x8000800080008000u, wanted = check * ones;
  for (int i = 0; i < 4; i++) {
    uint64_t lanes;
    memcpy(&lanes, (const char *)bucket + i * 8, sizeof lanes);
    lanes ^= wanted;
    if (i == 0) lanes |= 0x00010001;
    uint64_t zero = (lanes - ones) & ~lanes & tops;
    if (zero) return i * 4 + __builtin_ctzll(zero) / 16 - 2;
  }
  return -1;
}
#endif

/* names_features_find - the row of a feature, -1 when it has none. */
static inline int64_t names_features_find(const struct names_feature_bucket *buckets, uint32_t count,
                                          uint64_t hash)
{
  const struct names_feature_bucket *bucket = &buckets[names_bucket(hash, count)];
  int slot = names_slot(bucket, names_check(hash));
  return slot < 0 ? -1 : (int64_t)bucket->first + slot;
}

#endif
