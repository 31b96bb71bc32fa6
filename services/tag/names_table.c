/* names_table.c - see names_table.h. */
#include "tag/names_table.h"

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
