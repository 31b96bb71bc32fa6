/* inflate_internal.h - the encodings that are decoded as a stream: br and zstd. */
#ifndef BASE_INFLATE_INTERNAL_H
#define BASE_INFLATE_INTERNAL_H

#include "base/inflate.h"

struct inflate_stream; /* what is used again between bodies */
struct inflate_stream *inflate_stream_new(void);
void inflate_stream_free(struct inflate_stream **stream);

/* Both append to `out` until it has `max` bytes; what would follow is cut and *truncated set. False when the
 * data are broken, end too early, or want too large a window; `out` then holds what came before. */
bool inflate_br(struct slice in, size_t max, struct buffer *out, bool *truncated);
bool inflate_zstd(struct inflate_stream *stream, struct slice in, size_t max, struct buffer *out,
                  bool *truncated);

#endif
