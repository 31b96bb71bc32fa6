/* hash.h - a short name for a long text: SipHash-2-4 (Aumasson, Bernstein 2012).
 *
 * The catalog indexes 64 bits of a URL or digest in place of the text and compares the text behind them. The
 * key is secret to the file, so that no page author can aim many texts at one hash and turn a lookup into a
 * scan. */
#ifndef STORE_HASH_H
#define STORE_HASH_H

#include "base/slice.h"

#include <stdint.h>

struct hash_key {
  uint64_t low, high;
};

uint64_t hash_text(const struct hash_key *key, struct slice text);

#endif
