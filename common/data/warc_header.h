/* warc_header.h - the header of an archive record: its fields, read leniently. */
#ifndef DATA_WARC_HEADER_H
#define DATA_WARC_HEADER_H

#include "data/warc_reader.h"

/* warc_header_read - fills the fields of `record` from `header` (without the empty line), to which they
 * point. False when it is none, or has no Content-Length; *problem says so. */
bool warc_header_read(struct slice header, struct warc_record *record, const char **problem);

/* warc_header_is_http - does the block hold a message of HTTP? Many archives tell no media type. */
bool warc_header_is_http(const struct warc_record *record, struct slice block_begins);

#endif
