/* warc_gzip.c - zlib for one gzip member at a time, written from memory and read from a file in chunks. */
#include "data/warc_gzip.h"

#include "base/memory.h"

#include <stdlib.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 /* 32 KiB, gzip wrapper: zlib.h, inflateInit2 */, CHUNK = 64 * 1024 };

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

static void give(z_stream *stream, struct slice bytes)
{
  stream->next_in = (Bytef *)(uintptr_t)bytes.data; /* zlib reads only; its type is older than const */
  stream->avail_in = (uInt)bytes.length;
}

static void make_room(z_stream *stream, struct buffer *out, size_t more)
{
  buffer_reserve(out, more);
  stream->next_out = (Bytef *)out->data + out->length;
  stream->avail_out = (uInt)more;
}

static void took(z_stream *stream, struct buffer *out)
{
  out->length = (size_t)((char *)stream->next_out - out->data);
  out->data[out->length] = '\0';
}

struct source {
  const struct warc_io *io;
  void *file;
  int64_t offset;
  unsigned char *chunk;
};

static bool fill(struct source *source, z_stream *stream, dp_error *error)
{
  size_t got;
  if (!source->io->read(source->io->context, source->file, source->offset, source->chunk, CHUNK, &got))
    return error_errno(error, "can't read the archive file");
  if (!got) return error_set(error, EX_DATAERR, "the archive file ends inside a record");
  source->offset += (int64_t)got;
  give(stream, (struct slice){(char *)source->chunk, got});
  return true;
}

static bool inflate_member(struct source *source, z_stream *stream, size_t max_bytes, struct buffer *out,
                           dp_error *error)
{
  size_t start = out->length;
  for (int result = Z_OK; result != Z_STREAM_END;) {
    if (!stream->avail_in && !fill(source, stream, error)) return false;
    make_room(stream, out, CHUNK);
    result = inflate(stream, Z_NO_FLUSH);
    took(stream, out);
    if (result != Z_OK && result != Z_STREAM_END)
      return error_set(error, EX_DATAERR, "there is no sound gzip member in the archive file at that offset");
    if (out->length - start > max_bytes)
      return error_set(error, EX_DATAERR, "the record in the archive file is larger than %zu bytes",
                       max_bytes);
  }
  return true;
}

bool warc_gunzip_member(const struct warc_io *io, void *file, int64_t offset, size_t max_bytes,
                        struct buffer *out, dp_error *error)
{
  z_stream stream = {.zalloc = allocate, .zfree = release};
  struct source source = {io, file, offset, memory_alloc(CHUNK)};
  require(inflateInit2(&stream, GZIP_WINDOW) == Z_OK);
  bool ok = inflate_member(&source, &stream, max_bytes, out, error);
  inflateEnd(&stream);
  free(source.chunk);
  return ok;
}
