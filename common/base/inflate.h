/* inflate.h - takes off the content encoding of a response (the only room that knows libdeflate). */
#ifndef BASE_INFLATE_H
#define BASE_INFLATE_H

#include "base/buffer.h"

struct inflate; /* a decompressor, reused */
struct inflate *inflate_new(void);
void inflate_free(struct inflate **inflate);

enum inflate_outcome { INFLATE_PLAIN /* nothing to take off */, INFLATE_DONE, INFLATE_UNDECODABLE };

/* inflate_body - decodes `body` by the header's `encoding` (gzip, x-gzip, deflate with or without zlib's
 * frame, identity or empty) into `out`, at most `max` bytes: what is beyond is cut and *truncated set. Bytes
 * that contradict the header are believed: servers send plain text as "gzip" and gzip without saying so.
 * INFLATE_UNDECODABLE: unknown encoding, or broken data; *detail says which, in a sentence without a full
 * stop. */
enum inflate_outcome inflate_body(struct inflate *inflate, struct slice encoding, struct slice body,
                                  size_t max, struct buffer *out, bool *truncated, const char **detail);

#endif
