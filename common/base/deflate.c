/* deflate.c - see deflate.h. */
#include "base/deflate.h"

#include "base/memory.h"

#include <libdeflate.h>
#include <stdlib.h>

enum { FASTEST = 1, STORED_MOST = 65535 /* of one stored block: RFC 1951, 3.2.4 */, STORED_HEAD = 5 };

struct deflate {
  struct libdeflate_compressor *compressor;
  struct buffer joined;
};

struct deflate *deflate_new(void)
{
  struct deflate *deflate = memory_zero(1, sizeof *deflate);
  deflate->compressor = libdeflate_alloc_compressor(FASTEST);
  if (!deflate->compressor) abort();
  return deflate;
}

void deflate_free(struct deflate **deflate)
{
  if (!*deflate) return;
  libdeflate_free_compressor((*deflate)->compressor);
  buffer_free(&(*deflate)->joined);
  free(*deflate);
  *deflate = NULL;
}

void deflate_gzip(struct deflate *deflate, const struct slice *pieces, size_t count, struct buffer *out)
{
  struct buffer *joined = &deflate->joined;
  buffer_clear(joined);
  for (size_t i = 0; i < count; i++) buffer_slice(joined, pieces[i]);
  size_t room = libdeflate_gzip_compress_bound(deflate->compressor, joined->length);
  buffer_reserve(out, room);
  size_t made = libdeflate_gzip_compress(deflate->compressor, buffer_view(joined).data, joined->length,
                                         out->data + out->length, room);
  if (!made) abort(); /* the bound is one */
  out->length += made;
  out->data[out->length] = '\0';
}

/* Stored. */

static void add_little(struct buffer *out, uint32_t number, int bytes)
{
  for (int i = 0; i < bytes; i++) buffer_byte(out, (char)(number >> 8 * i & 0xFF));
}

static void begin_block(struct buffer *out, size_t left)
{
  uint32_t length = (uint32_t)(left < STORED_MOST ? left : STORED_MOST);
  buffer_byte(out, left <= STORED_MOST); /* BFINAL, and BTYPE 00 */
  add_little(out, length, 2);
  add_little(out, ~length & 0xFFFF, 2);
}

void deflate_gzip_stored(const struct slice *pieces, size_t count, struct buffer *out)
{
  static const char header[] = {'\x1F', '\x8B', 8, 0, 0, 0, 0, 0, 4 /* fastest */, '\xFF' /* any system */};
  size_t total = 0, left, room = 0;
  uint32_t crc = 0;
  for (size_t i = 0; i < count; i++) total += pieces[i].length;
  buffer_reserve(out, sizeof header + total + (total / STORED_MOST + 1) * STORED_HEAD + 8);
  buffer_append(out, header, sizeof header);
  left = total;
  if (!total) begin_block(out, 0);
  for (size_t i = 0; i < count; i++) {
    struct slice piece = pieces[i];
    if (piece.length)
      crc = libdeflate_crc32(crc, piece.data, piece.length); /* of NULL it is 0, whatever was before */
    while (piece.length) {
      if (!room) begin_block(out, left), room = left < STORED_MOST ? left : STORED_MOST;
      size_t part = piece.length < room ? piece.length : room;
      buffer_append(out, piece.data, part);
      piece = slice_from(piece, part);
      left -= part, room -= part;
    }
  }
  add_little(out, crc, 4);
  add_little(out, (uint32_t)total, 4);
}
