/* digest.h - cryptographic digests (the only room that knows libcrypto). */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/slice.h"

enum { DIGEST_SHA256_HEX = 65, DIGEST_SHA1_BASE32 = 33 };

char *digest_sha256_hex(struct slice bytes, char text[DIGEST_SHA256_HEX]); /* FIPS 180-4, lower case */
char *digest_sha1_base32(struct slice bytes,
                         char text[DIGEST_SHA1_BASE32]); /* as WARC files write it, RFC 4648 */

/* A digest of bytes that come in pieces. The object is used again and again; it belongs to one thread. */
struct digest;
enum digest_kind { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256 };
enum { DIGEST_BYTES = 32 }; /* the longest */
struct digest *digest_new(void);
void digest_free(struct digest **digest);
void digest_begin(struct digest *digest, enum digest_kind kind);
void digest_add(struct digest *digest, struct slice bytes);
size_t digest_end(struct digest *digest, unsigned char out[DIGEST_BYTES]); /* how many bytes: 16, 20 or 32 */

/* digest_hmac_is - does the code of `bytes` under `key` read `hex` (HMAC, RFC 2104)? `method` is sha1,
 * sha256, sha384 or sha512. Takes the same time whatever the difference. False for another method. */
bool digest_hmac_is(struct slice method, struct slice key, struct slice bytes, struct slice hex);
enum { DIGEST_TOKEN = 33 };
/* digest_token - 32 hexadecimal digits that only who has the key can tell (HMAC-SHA-256, its first half). */
char *digest_token(struct slice key, struct slice bytes, char text[DIGEST_TOKEN]);

/* digest_signature - the HMAC-SHA-256 of `bytes` in base64 (RFC 2104, RFC 4648). */
enum { DIGEST_SIGNATURE = 45 };
char *digest_signature(struct slice key, struct slice bytes, char text[DIGEST_SIGNATURE]);

/* digest_from_base64 - the bytes that `text` writes (RFC 4648, with its padding); `out` has room for as many
 * as the text has. False when it is no base64. */
bool digest_from_base64(struct slice text, unsigned char *out, size_t *length);

char *digest_base32(const unsigned char sha1[20], char text[DIGEST_SHA1_BASE32]);

enum { DIGEST_UUID = 37 };
/* digest_uuid - the UUID of a name, the same each time (RFC 9562 version 5, in a namespace of depeche's own).
 */
char *digest_uuid(struct digest *digest, struct slice name, char text[DIGEST_UUID]);

#endif
