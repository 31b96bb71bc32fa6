/* warc_stream.h - the bytes of an archive file, gzip taken off (RFC 1952), with the ends of its members. With
 * warc_stream.c it is the only room that knows zlib, which inflates what does not fit in memory.
 *
 * Whatever the file holds, no more of it is kept than what is asked for at once, and 128 KiB. */
#ifndef DATA_WARC_STREAM_H
#define DATA_WARC_STREAM_H

#include "data/warc.h"

struct warc_stream;

/* Why fewer bytes came than were asked for. */
enum warc_stream_end {
  STREAM_GOES_ON,    /* there are as many */
  STREAM_MEMBER_END, /* a gzip member ends here, and its checksum is right: warc_stream_member */
  STREAM_FILE_END,   /* the file ends here, not inside a member */
  STREAM_TORN,       /* the file ends inside a member */
  STREAM_DAMAGED,    /* this is no gzip, or broken: warc_stream_resync */
  STREAM_FAILED      /* reading failed: errno */
};

/* warc_stream_new - from an offset on, of an open file that stays the caller's. Whether it is gzip is told by
 * the bytes there. */
struct warc_stream *warc_stream_new(const struct warc_io *io, void *file, int64_t offset);
void warc_stream_free(struct warc_stream **stream);

/* warc_stream_peek - the next bytes, at least `want` of them or as many as come before an end (then
 * warc_stream_end tells which). Valid until the next call. */
struct slice warc_stream_peek(struct warc_stream *stream, size_t want);
void warc_stream_take(struct warc_stream *stream, size_t bytes); /* of those that were peeked at */
enum warc_stream_end warc_stream_end(const struct warc_stream *stream);
const char *warc_stream_problem(const struct warc_stream *stream); /* behind STREAM_DAMAGED: what is wrong */

/* warc_stream_member - behind STREAM_MEMBER_END: goes on with what follows. False at the end of the file
 * (zero bytes behind the last member are padding). */
bool warc_stream_member(struct warc_stream *stream);

/* warc_stream_resync - looks for the next member that begins a WARC record, behind the beginning of this one.
 * False when there is none, or when going back has had the file read ten times over already: then it was made
 * to do that. */
bool warc_stream_resync(struct warc_stream *stream);

bool warc_stream_is_gzip(const struct warc_stream *stream);
/* warc_stream_offset - in the file: where the member begins (gzip), or of the next byte (not compressed). */
int64_t warc_stream_offset(const struct warc_stream *stream);
/* warc_stream_behind - in the file: behind STREAM_MEMBER_END the end of that member. */
int64_t warc_stream_behind(const struct warc_stream *stream);

#endif
