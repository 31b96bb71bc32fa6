/* deflate.h - gzip members made of bytes in memory (RFC 1951, RFC 1952). With inflate it is the room that
 * knows libdeflate.
 *
 * Level 1 of libdeflate takes about 40 % of the CPU of zlib's level 1 on pages, and packs them a tenth
 * smaller. */
#ifndef BASE_DEFLATE_H
#define BASE_DEFLATE_H

#include "base/buffer.h"

struct deflate; /* a compressor, used again for each member; belongs to one thread */
struct deflate *deflate_new(void);
void deflate_free(struct deflate **deflate);

/* deflate_gzip - appends one gzip member that holds all the pieces, deflated fast. */
void deflate_gzip(struct deflate *deflate, const struct slice *pieces, size_t count, struct buffer *out);

/* deflate_gzip_stored - the same in stored blocks: for what is small or compressed already. Costs little more
 * than a copy. */
void deflate_gzip_stored(const struct slice *pieces, size_t count, struct buffer *out);

#endif
