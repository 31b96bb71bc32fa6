/* names_table.c - see names_table.h. */
#include "tag/names_table.h"

#include <string.h>

_Static_assert(sizeof(struct names_word_bucket) == 64, "a cache line");
_Static_assert(sizeof(struct names_feature_bucket) == 32, "half a cache line");

uint8_t names_words_find(const struct names_word_bucket *buckets, uint32_t count, uint64_t hash)
{
  if (!count) return 0;
  hash = names_mix(hash, 1);
  const struct names_word_bucket *bucket = &buckets[names_bucket(hash, count)];
  uint16_t check = names_check(hash);
  for (size_t i = 0; i < NAMES_WORD_SLOTS && bucket->check[i]; i++)
    if (bucket->check[i] == check) return bucket->classes[i];
  return 0;
}

/* Four checks at a time: a lane of 16 bits that is zero after the exclusive or is the one looked for. The row
 * number in front is no check. */
static int slot_of(const struct names_feature_bucket *bucket, uint16_t check)
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

int64_t names_features_find(const struct names_feature_bucket *buckets, uint32_t count, uint64_t hash)
{
  const struct names_feature_bucket *bucket = &buckets[names_bucket(hash, count)];
  int slot = slot_of(bucket, names_check(hash));
  return slot < 0 ? -1 : (int64_t)bucket->first + slot;
}
