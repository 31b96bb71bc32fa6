/* warc_stream.c - see warc_stream.h. */
#include "data/warc_stream.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

enum {
  GZIP_WINDOW = 15 + 16, /* 32 KiB, gzip wrapper: zlib.h, inflateInit2 */
  CHUNK = 64 * 1024,
  REREAD = 10,  /* so many times a file is read at most, however its damage makes us go back */
  TRIAL = 1024, /* bytes of a supposed member that are inflated to see whether it is one */
  GZIP_HEADER = 10
};

static const char record_start[] = "WARC/";

struct warc_stream {
  const struct warc_io *io;
  void *file;
  z_stream inflater;
  bool gzip;
  enum warc_stream_end end; /* met by what was produced so far; the window may still hold bytes before it */
  const char *problem;
  int64_t member;      /* offset of the member */
  int64_t read_offset; /* of the byte behind the chunk */
  unsigned char *chunk;
  struct buffer window;
  size_t at;            /* in the window: taken so far */
  int64_t plain_offset; /* not compressed: of the window's first byte */
  int64_t left;         /* bytes that may still be read */
};

static voidpf allocate(voidpf opaque, uInt count, uInt size)
{
  (void)opaque;
  return memory_zero(count, size);
}

static void release(voidpf opaque, voidpf block)
{
  (void)opaque;
  free(block);
}

/* What is left to fail when memory never runs out is a wrong call of ours. */
static void require(bool right)
{
  if (!right) abort();
}

/* Input. */

static void give(z_stream *inflater, const unsigned char *bytes, size_t length)
{
  inflater->next_in = (Bytef *)(uintptr_t)bytes; /* zlib reads only; its type is older than const */
  inflater->avail_in = (uInt)length;
}

static bool read_chunk(struct warc_stream *stream, int64_t offset, size_t *got)
{
  *got = 0;
  if (stream->io->read(stream->io->context, stream->file, offset, stream->chunk, CHUNK, got)) {
    stream->left -= (int64_t)*got;
    return true;
  }
  stream->end = STREAM_FAILED;
  return false;
}

/* fill - the next chunk of the file, when the last one is used up. False: it ended, or failed. */
static bool fill(struct warc_stream *stream)
{
  size_t got;
  if (stream->inflater.avail_in) return true;
  if (!read_chunk(stream, stream->read_offset, &got)) return false;
  stream->read_offset += (int64_t)got;
  give(&stream->inflater, stream->chunk, got);
  return got > 0;
}

/* input_offset - of the next byte that was not used yet. */
static int64_t input_offset(const struct warc_stream *stream)
{
  return stream->read_offset - stream->inflater.avail_in;
}

static void seek(struct warc_stream *stream, int64_t offset)
{
  stream->read_offset = offset;
  give(&stream->inflater, stream->chunk, 0);
}

/* begin_member - what follows in the input is a new member. */
static void begin_member(struct warc_stream *stream)
{
  require(inflateReset(&stream->inflater) == Z_OK);
  stream->member = input_offset(stream);
  stream->end = STREAM_GOES_ON;
  stream->problem = NULL;
  buffer_clear(&stream->window);
  stream->at = 0;
}

struct warc_stream *warc_stream_new(const struct warc_io *io, void *file, int64_t offset)
{
  struct warc_stream *stream = memory_zero(1, sizeof *stream);
  int64_t size;
  stream->io = io;
  stream->file = file;
  stream->chunk = memory_alloc(CHUNK);
  stream->inflater.zalloc = allocate;
  stream->inflater.zfree = release;
  require(inflateInit2(&stream->inflater, GZIP_WINDOW) == Z_OK);
  seek(stream, offset);
  begin_member(stream);
  stream->plain_offset = offset;
  stream->left = !io->size(io->context, file, &size) ? 0 : REREAD * (size > CHUNK ? size : CHUNK);
  if (fill(stream))
    stream->gzip = stream->chunk[0] == 0x1F && (stream->inflater.avail_in < 2 || stream->chunk[1] == 0x8B);
  else if (stream->end == STREAM_GOES_ON)
    stream->end = STREAM_FILE_END;
  return stream;
}

void warc_stream_free(struct warc_stream **stream)
{
  struct warc_stream *old = *stream;
  if (!old) return;
  inflateEnd(&old->inflater);
  buffer_free(&old->window);
  free(old->chunk);
  free(old);
  *stream = NULL;
}

/* Output. */

static void drop_taken(struct warc_stream *stream)
{
  struct buffer *window = &stream->window;
  if (!stream->at) return;
  window->length -= stream->at;
  memmove(window->data, window->data + stream->at, window->length);
  stream->plain_offset += (int64_t)stream->at;
  stream->at = 0;
}

static void damaged(struct warc_stream *stream)
{
  const char *said = stream->inflater.msg;
  stream->end = STREAM_DAMAGED;
  if (said && (strstr(said, "header") || strstr(said, "method")))
    stream->problem = "there is no gzip member there";
  else if (said && strstr(said, "check"))
    stream->problem = "the gzip member there does not match its checksum";
  else
    stream->problem = "the gzip member there is broken";
}

static void produce_inflated(struct warc_stream *stream)
{
  struct buffer *window = &stream->window;
  z_stream *inflater = &stream->inflater;
  buffer_reserve(window, CHUNK);
  inflater->next_out = (Bytef *)window->data + window->length;
  inflater->avail_out = CHUNK;
  int result = inflate(inflater, Z_NO_FLUSH);
  window->length += CHUNK - inflater->avail_out;
  if (result == Z_STREAM_END)
    stream->end = STREAM_MEMBER_END;
  else if (result != Z_OK)
    damaged(stream);
}

static void produce(struct warc_stream *stream)
{
  drop_taken(stream);
  if (!fill(stream)) {
    if (stream->end == STREAM_GOES_ON) stream->end = stream->gzip ? STREAM_TORN : STREAM_FILE_END;
    return;
  }
  if (stream->gzip) {
    produce_inflated(stream);
    return;
  }
  buffer_append(&stream->window, stream->inflater.next_in, stream->inflater.avail_in);
  give(&stream->inflater, stream->chunk, 0);
}

struct slice warc_stream_peek(struct warc_stream *stream, size_t want)
{
  while (stream->window.length - stream->at < want && stream->end == STREAM_GOES_ON) produce(stream);
  return slice_from(buffer_view(&stream->window), stream->at);
}

void warc_stream_take(struct warc_stream *stream, size_t bytes)
{
  stream->at += bytes;
}

enum warc_stream_end warc_stream_end(const struct warc_stream *stream)
{
  return stream->end;
}

const char *warc_stream_problem(const struct warc_stream *stream)
{
  return stream->problem;
}

bool warc_stream_is_gzip(const struct warc_stream *stream)
{
  return stream->gzip;
}

int64_t warc_stream_offset(const struct warc_stream *stream)
{
  return stream->gzip ? stream->member : stream->plain_offset + (int64_t)stream->at;
}

int64_t warc_stream_behind(const struct warc_stream *stream)
{
  return input_offset(stream);
}

/* Members. */

bool warc_stream_member(struct warc_stream *stream)
{
  if (!stream->gzip) return false;
  begin_member(stream);
  while (fill(stream)) {
    if (*stream->inflater.next_in) {
      stream->member = input_offset(stream);
      return true;
    }
    stream->inflater.next_in++, stream->inflater.avail_in--;
  }
  if (stream->end == STREAM_GOES_ON) stream->end = STREAM_FILE_END;
  return false;
}

/* begins_record - do these bytes look like a member that holds a WARC record? */
static bool begins_record(struct warc_stream *stream, const unsigned char *bytes, size_t length)
{
  char start[sizeof record_start - 1];
  if (length < GZIP_HEADER || bytes[0] != 0x1F || bytes[1] != 0x8B || bytes[2] != 8 || bytes[3] & 0xE0)
    return false;
  require(inflateReset(&stream->inflater) == Z_OK);
  give(&stream->inflater, bytes, length < TRIAL ? length : TRIAL);
  stream->inflater.next_out = (Bytef *)start;
  stream->inflater.avail_out = sizeof start;
  inflate(&stream->inflater, Z_NO_FLUSH);
  return !stream->inflater.avail_out && memcmp(start, record_start, sizeof start) == 0;
}

/* Reads chunks that overlap by one trial, so that no candidate is judged by less. */
bool warc_stream_resync(struct warc_stream *stream)
{
  int64_t offset = stream->member + 1;
  if (!stream->gzip || stream->left < 0) {
    stream->end = STREAM_FILE_END;
    return false;
  }
  for (size_t got = CHUNK; got == CHUNK; offset += CHUNK - TRIAL) {
    if (!read_chunk(stream, offset, &got)) return false;
    size_t judged = got == CHUNK ? CHUNK - TRIAL : got;
    for (size_t i = 0; i < judged; i++) {
      if (stream->chunk[i] != 0x1F || !begins_record(stream, stream->chunk + i, got - i)) continue;
      seek(stream, offset + (int64_t)i);
      begin_member(stream);
      return true;
    }
  }
  stream->end = STREAM_FILE_END;
  return false;
}
