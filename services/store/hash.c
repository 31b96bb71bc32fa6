/* hash.c - SipHash-2-4 as its paper gives it: two rounds a word of eight bytes, four at the end. */
#include "store/hash.h"

struct sip {
  uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t word, unsigned bits)
{
  return word << bits | word >> (64 - bits);
}

static void round_once(struct sip *s)
{
  s->v0 += s->v1;
  s->v2 += s->v3;
  s->v1 = rotate(s->v1, 13) ^ s->v0;
  s->v3 = rotate(s->v3, 16) ^ s->v2;
  s->v0 = rotate(s->v0, 32);
  s->v2 += s->v1;
  s->v0 += s->v3;
  s->v1 = rotate(s->v1, 17) ^ s->v2;
  s->v3 = rotate(s->v3, 21) ^ s->v0;
  s->v2 = rotate(s->v2, 32);
}

static void absorb(struct sip *s, uint64_t word)
{
  s->v3 ^= word;
  round_once(s);
  round_once(s);
  s->v0 ^= word;
}

static uint64_t little_endian(const char *bytes, size_t count)
{
  uint64_t word = 0;
  for (size_t i = 0; i < count; i++) word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
  return word;
}

uint64_t hash_text(const struct hash_key *key, struct slice text)
{
  struct sip s = {key->low ^ UINT64_C(0x736f6d6570736575), key->high ^ UINT64_C(0x646f72616e646f6d),
                  key->low ^ UINT64_C(0x6c7967656e657261), key->high ^ UINT64_C(0x7465646279746573)};
  size_t whole = text.length / 8 * 8;
  for (size_t at = 0; at < whole; at += 8) absorb(&s, little_endian(text.data + at, 8));
  uint64_t tail = text.length > whole ? little_endian(text.data + whole, text.length - whole) : 0;
  absorb(&s, tail | (uint64_t)text.length << 56);
  s.v2 ^= 0xff;
  for (int i = 0; i < 4; i++) round_once(&s);
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
