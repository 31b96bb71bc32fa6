/* inflate.h - takes off the content encodings of a response (the only room that knows libdeflate,
 * libbrotlidec and libzstd).
 *
 * Bombs: output is capped and counted as it is written, and a window larger than the formats' own limits for
 * the web (br 16 MiB, RFC 7932; zstd 8 MiB, RFC 9659) is refused, so time and memory follow the cap and the
 * bytes received, whatever the stream claims. */
#ifndef BASE_INFLATE_H
#define BASE_INFLATE_H

#include "base/buffer.h"

struct inflate; /* a decompressor, reused */
struct inflate *inflate_new(void);
void inflate_free(struct inflate **inflate);

enum inflate_outcome { INFLATE_PLAIN /* nothing to take off */, INFLATE_DONE, INFLATE_UNDECODABLE };

/* inflate_body - decodes `body` by the header's `encoding` (gzip, x-gzip, deflate with or without zlib's
 * frame, br, zstd, identity or empty; or two of them with a comma between, the last one taken off first) into
 * `out`, at most `max` bytes of each layer: what is beyond is cut and *truncated set. So it is where a later
 * member of several gzip members is broken; however many there are, all are one body (RFC 1952, 2.2). Bytes
 * that contradict the header are believed: servers send plain text as "gzip" and gzip without saying so.
 * INFLATE_UNDECODABLE: unknown encoding, or broken data; *detail says which, in a sentence without a full
 * stop. */
enum inflate_outcome inflate_body(struct inflate *inflate, struct slice encoding, struct slice body,
                                  size_t max, struct buffer *out, bool *truncated, const char **detail);

#endif
