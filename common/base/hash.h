/* hash.h - FNV-1a of 64 bits: for tables in memory and for counting, where nobody gains by two texts of one
 * hash. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/slice.h"

static inline uint64_t hash_slice(struct slice text)
{
  uint64_t hash = 0xCBF29CE484222325u;
  for (size_t i = 0; i < text.length; i++) hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001B3u;
  return hash;
}

#endif
