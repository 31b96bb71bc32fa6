/* warc_check.c - see warc_check.h. Archives in the wild tell SHA-1, MD5 and SHA-256, in base32 (RFC 4648) or
 * hexadecimal; which of the two is seen from the length. */
#include "data/warc_check.h"

#include "base/memory.h"

#include <stdlib.h>
#include <strings.h>

struct warc_checker {
  struct digest *digest;
  bool on;
  unsigned char told[DIGEST_BYTES];
};

struct warc_checker *warc_checker_new(void)
{
  struct warc_checker *checker = memory_zero(1, sizeof *checker);
  checker->digest = digest_new();
  return checker;
}

void warc_checker_free(struct warc_checker **checker)
{
  if (!*checker) return;
  digest_free(&(*checker)->digest);
  free(*checker);
  *checker = NULL;
}

static const struct algorithm {
  const char *name;
  enum digest_kind kind;
  size_t bytes;
} algorithms[] = {{"sha1", DIGEST_SHA1, 20},
                  {"sha-1", DIGEST_SHA1, 20},
                  {"sha256", DIGEST_SHA256, 32},
                  {"sha-256", DIGEST_SHA256, 32},
                  {"md5", DIGEST_MD5, 16}};

static const struct algorithm *algorithm_of(struct slice told, struct slice *value)
{
  for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
    size_t length = strlen(algorithms[i].name);
    if (told.length <= length || told.data[length] != ':' ||
        strncasecmp(told.data, algorithms[i].name, length) != 0)
      continue;
    *value = slice_from(told, length + 1);
    return &algorithms[i];
  }
  return NULL;
}

static int digit_of(char c, unsigned bits)
{
  if (c >= '0' && c <= '9' && bits == 4) return c - '0';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  int letter = c >= 'a' && c <= 'z' ? c - 'a' : c >= 'A' && c <= 'Z' ? c - 'A' : -1;
  if (letter < 0) return -1;
  return bits == 5 ? letter : letter < 6 ? letter + 10 : -1;
}

/* decode - digits of 4 or 5 bits into `bytes` bytes. */
static bool decode(struct slice text, unsigned bits, size_t bytes, unsigned char *out)
{
  unsigned held = 0, count = 0;
  size_t made = 0;
  for (size_t i = 0; i < text.length; i++) {
    int digit = digit_of(text.data[i], bits);
    if (digit < 0) return false;
    held = held << bits | (unsigned)digit;
    count += bits;
    if (count < 8) continue;
    count -= 8;
    if (made < bytes) out[made++] = (unsigned char)(held >> count);
  }
  return made == bytes;
}

void warc_checker_begin(struct warc_checker *checker, struct slice told)
{
  struct slice value = {"", 0};
  const struct algorithm *algorithm = algorithm_of(told, &value);
  while (value.length && value.data[value.length - 1] == '=') value.length--;
  checker->on = false;
  if (!algorithm) return;
  if (value.length == 2 * algorithm->bytes)
    checker->on = decode(value, 4, algorithm->bytes, checker->told);
  else if (value.length == (8 * algorithm->bytes + 4) / 5)
    checker->on = decode(value, 5, algorithm->bytes, checker->told);
  if (checker->on) digest_begin(checker->digest, algorithm->kind);
}

void warc_checker_add(struct warc_checker *checker, struct slice bytes)
{
  if (checker->on) digest_add(checker->digest, bytes);
}

enum warc_check warc_checker_end(struct warc_checker *checker)
{
  unsigned char found[DIGEST_BYTES];
  if (!checker->on) return WARC_UNCHECKED;
  size_t length = digest_end(checker->digest, found);
  checker->on = false;
  return memcmp(found, checker->told, length) == 0 ? WARC_RIGHT : WARC_WRONG;
}
