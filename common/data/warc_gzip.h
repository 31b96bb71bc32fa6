/* warc_gzip.h - gzip members for the archive (RFC 1952); with warc_gzip.c the only room that knows zlib. */
#ifndef DATA_WARC_GZIP_H
#define DATA_WARC_GZIP_H

#include "data/warc.h"

/* warc_gunzip_member - appends what the member at `offset` of an open file holds. EX_DATAERR: no member
 * there, damaged, cut, or more than max_bytes. */
bool warc_gunzip_member(const struct warc_io *io, void *file, int64_t offset, size_t max_bytes,
                        struct buffer *out, dp_error *error);

#endif
