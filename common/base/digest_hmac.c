/* digest_hmac.c - codes that prove who sent a message (HMAC, RFC 2104). */
#include "base/digest.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

static const EVP_MD *method_of(struct slice name)
{
  if (slice_is(name, "sha1")) return EVP_sha1();
  if (slice_is(name, "sha256")) return EVP_sha256();
  if (slice_is(name, "sha384")) return EVP_sha384();
  return slice_is(name, "sha512") ? EVP_sha512() : NULL;
}

static size_t code(const EVP_MD *method, struct slice key, struct slice bytes, unsigned char *out)
{
  unsigned length = 0;
  if (!HMAC(method, key.length ? key.data : "", (int)key.length,
            (const unsigned char *)(bytes.length ? bytes.data : ""), bytes.length, out, &length))
    abort(); /* a broken library */
  return length;
}

static size_t print_hex(const unsigned char *bytes, size_t length, char *text)
{
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < length; i++)
    text[2 * i] = digits[bytes[i] >> 4], text[2 * i + 1] = digits[bytes[i] & 15];
  return 2 * length;
}

bool digest_hmac_is(struct slice method, struct slice key, struct slice bytes, struct slice hex)
{
  const EVP_MD *kind = method_of(method);
  unsigned char out[EVP_MAX_MD_SIZE];
  char text[2 * EVP_MAX_MD_SIZE], given[2 * EVP_MAX_MD_SIZE];
  if (!kind) return false;
  size_t length = print_hex(out, code(kind, key, bytes, out), text);
  if (hex.length != length) return false;
  for (size_t i = 0; i < length; i++) { /* hubs may write it in capitals */
    char c = hex.data[i];
    given[i] = c >= 'A' && c <= 'F' ? (char)(c + 'a' - 'A') : c;
  }
  return CRYPTO_memcmp(text, given, length) == 0;
}

char *digest_token(struct slice key, struct slice bytes, char text[DIGEST_TOKEN])
{
  unsigned char out[EVP_MAX_MD_SIZE];
  code(EVP_sha256(), key, bytes, out);
  print_hex(out, 16, text);
  text[32] = '\0';
  return text;
}

char *digest_signature(struct slice key, struct slice bytes, char text[DIGEST_SIGNATURE])
{
  unsigned char out[EVP_MAX_MD_SIZE];
  EVP_EncodeBlock((unsigned char *)text, out, (int)code(EVP_sha256(), key, bytes, out));
  return text;
}

bool digest_from_base64(struct slice text, unsigned char *out, size_t *length)
{
  size_t padding = 0;
  while (padding < 2 && padding < text.length && text.data[text.length - 1 - padding] == '=') padding++;
  if (text.length == 0 || text.length % 4 != 0 || text.length > INT_MAX) return false;
  int bytes = EVP_DecodeBlock(out, (const unsigned char *)text.data, (int)text.length);
  *length = bytes < 0 ? 0 : (size_t)bytes - padding;
  return bytes >= 0;
}
