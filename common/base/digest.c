#include "base/digest.h"

#include "base/memory.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHA1_BYTES = 20 };

/* require - what fails here is a broken library. */
static void require(bool right)
{
  if (!right) abort();
}

static void digest(const EVP_MD *kind, struct slice bytes, unsigned char *out)
{
  unsigned length = 0;
  require(EVP_Digest(bytes.length ? bytes.data : "", bytes.length, out, &length, kind, NULL));
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

char *digest_base32(const unsigned char sha1[SHA1_BYTES], char text[DIGEST_SHA1_BASE32])
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  for (int i = 0; i < 32; i++) { /* 160 bits are exactly 32 digits of 5 bits */
    int bit = i * 5, byte = bit / 8, shift = 11 - bit % 8;
    unsigned pair = (unsigned)sha1[byte] << 8 | (byte < 19 ? sha1[byte + 1] : 0u);
    text[i] = alphabet[pair >> shift & 31];
  }
  text[32] = '\0';
  return text;
}

char *digest_sha1_base32(struct slice bytes, char text[DIGEST_SHA1_BASE32])
{
  unsigned char out[EVP_MAX_MD_SIZE];
  digest(EVP_sha1(), bytes, out);
  return digest_base32(out, text);
}

/* In pieces. */

struct digest {
  EVP_MD_CTX *context;
  const EVP_MD *kinds[DIGEST_SHA256 + 1];
};

struct digest *digest_new(void)
{
  struct digest *made = memory_zero(1, sizeof *made);
  made->context = EVP_MD_CTX_new();
  require(made->context != NULL);
  made->kinds[DIGEST_MD5] = EVP_md5();
  made->kinds[DIGEST_SHA1] = EVP_sha1();
  made->kinds[DIGEST_SHA256] = EVP_sha256();
  return made;
}

void digest_free(struct digest **old)
{
  if (!*old) return;
  EVP_MD_CTX_free((*old)->context);
  free(*old);
  *old = NULL;
}

void digest_begin(struct digest *made, enum digest_kind kind)
{
  require(EVP_DigestInit_ex(made->context, made->kinds[kind], NULL));
}

void digest_add(struct digest *made, struct slice bytes)
{
  if (bytes.length) require(EVP_DigestUpdate(made->context, bytes.data, bytes.length));
}

size_t digest_end(struct digest *made, unsigned char out[DIGEST_BYTES])
{
  unsigned length = 0;
  require(EVP_DigestFinal_ex(made->context, out, &length));
  return length;
}

/* Names. */

char *digest_uuid(struct digest *made, struct slice name, char text[DIGEST_UUID])
{
  static const unsigned char space[16] = {0x6d, 0x1f, 0x0e, 0x52, 0x3b, 0x8c, 0x4a, 0x77,
                                          0x9c, 0x05, 0xe4, 0x2a, 0xd1, 0x90, 0x5b, 0x36};
  unsigned char b[EVP_MAX_MD_SIZE];
  digest_begin(made, DIGEST_SHA1);
  digest_add(made, (struct slice){(const char *)space, sizeof space});
  digest_add(made, name);
  digest_end(made, b);
  b[6] = (unsigned char)((b[6] & 0x0F) | 0x50);
  b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
  snprintf(text, DIGEST_UUID, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2],
           b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
  return text;
}
