#include "base/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

static void digest(const EVP_MD *kind, struct slice bytes, unsigned char *out)
{
  unsigned length = 0;
  if (!EVP_Digest(bytes.length ? bytes.data : "", bytes.length, out, &length, kind, NULL)) abort(); /* a broken library */
}

char *digest_sha256_hex(struct slice bytes, char text[DIGEST_SHA256_HEX])
{
  static const char hex[] = "0123456789abcdef";
  unsigned char out[EVP_MAX_MD_SIZE];
  digest(EVP_sha256(), bytes, out);
  for (int i = 0; i < 32; i++) text[2 * i] = hex[out[i] >> 4], text[2 * i + 1] = hex[out[i] & 15];
  text[64] = '\0';
  return text;
}

char *digest_sha1_base32(struct slice bytes, char text[DIGEST_SHA1_BASE32])
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  unsigned char out[EVP_MAX_MD_SIZE];
  digest(EVP_sha1(), bytes, out);
  for (int i = 0; i < 32; i++) { /* 160 bits are exactly 32 digits of 5 bits */
    int bit = i * 5, byte = bit / 8, shift = 11 - bit % 8;
    unsigned pair = (unsigned)out[byte] << 8 | (byte < 19 ? out[byte + 1] : 0u);
    text[i] = alphabet[pair >> shift & 31];
  }
  text[32] = '\0';
  return text;
}
