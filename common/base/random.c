#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

uint64_t random_next(struct random *random)
{
  uint64_t z = random->state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

uint64_t random_below(struct random *random, uint64_t limit)
{
  return limit ? random_next(random) % limit : 0;
}

static void kernel_bytes(void *bytes, size_t length)
{
  if (getrandom(bytes, length, 0) != (ssize_t)length) abort(); /* never short for so few bytes, getrandom(2) */
}

uint64_t random_seed(void)
{
  uint64_t seed;
  kernel_bytes(&seed, sizeof seed);
  return seed;
}

char *random_uuid(char text[UUID_TEXT])
{
  unsigned char b[16];
  kernel_bytes(b, sizeof b);
  b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
  b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
  snprintf(text, UUID_TEXT, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2],
           b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
  return text;
}
