#include "base/digest.h"

#include "base/memory.h"

#include <openssl/evp.h>
#include <stdlib.h>

enum { SHA1_BYTES = 20 };

static const char hexadecimal[] = "0123456789abcdef";

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
  unsigned char out[EVP_MAX_MD_SIZE];
  digest(EVP_sha256(), bytes, out);
  for (int i = 0; i < 32; i++)
    text[2 * i] = hexadecimal[out[i] >> 4], text[2 * i + 1] = hexadecimal[out[i] & 15];
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
  EVP_MD *kinds[DIGEST_SHA256 + 1]; /* found once: what EVP_sha1() means is looked up at each use */
};

struct digest *digest_new(void)
{
  struct digest *made = memory_zero(1, sizeof *made);
  made->context = EVP_MD_CTX_new();
  require(made->context != NULL);
  made->kinds[DIGEST_MD5] = EVP_MD_fetch(NULL, "MD5", NULL);
  made->kinds[DIGEST_SHA1] = EVP_MD_fetch(NULL, "SHA1", NULL);
  made->kinds[DIGEST_SHA256] = EVP_MD_fetch(NULL, "SHA256", NULL);
  return made;
}

void digest_free(struct digest **old)
{
  if (!*old) return;
  for (int kind = 0; kind <= DIGEST_SHA256; kind++) EVP_MD_free((*old)->kinds[kind]);
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
  char *to = text;
  for (int i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
    *to++ = hexadecimal[b[i] >> 4];
    *to++ = hexadecimal[b[i] & 15];
  }
  *to = '\0';
  return text;
}
