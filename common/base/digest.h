/* digest.h - cryptographic digests (the only room that knows libcrypto). */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/slice.h"

enum { DIGEST_SHA256_HEX = 65, DIGEST_SHA1_BASE32 = 33 };

char *digest_sha256_hex(struct slice bytes, char text[DIGEST_SHA256_HEX]);  /* FIPS 180-4, lower case */
char *digest_sha1_base32(struct slice bytes, char text[DIGEST_SHA1_BASE32]); /* as WARC files write it, RFC 4648 */

#endif
