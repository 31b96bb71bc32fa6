/* inflate_stream.c - br through libbrotlidec, zstd through libzstd: decoded piece by piece, so that nothing
 * beyond the cap is ever written. At the cap one more byte of room tells a body that fits from one that is
 * cut. */
#include "base/inflate_internal.h"

#include "base/memory.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <zstd.h>

enum { PIECE = 64 * 1024, WINDOW_LOG = 23 /* RFC 9659, 3 */ };

struct inflate_stream {
  ZSTD_DCtx *zstd;
};

struct inflate_stream *inflate_stream_new(void)
{
  return memory_zero(1, sizeof(struct inflate_stream)); /* the decoder comes with the first zstd body */
}

void inflate_stream_free(struct inflate_stream **stream)
{
  ZSTD_freeDCtx((*stream)->zstd);
  free(*stream);
  *stream = NULL;
}

/* next_room - for one piece of output: in `out`, or one byte aside when the cap is met. */
static unsigned char *next_room(struct buffer *out, size_t max, unsigned char *aside, size_t *room)
{
  size_t left = max - out->length;
  *room = 1;
  if (left == 0) return aside;
  size_t piece = out->length < PIECE ? PIECE : out->length; /* doubling */
  *room = piece < left ? piece : left;
  buffer_reserve(out, *room);
  return (unsigned char *)out->data + out->length;
}

static void keep(struct buffer *out, size_t written)
{
  out->length += written;
  out->data[out->length] = '\0';
}

bool inflate_br(struct slice in, size_t max, struct buffer *out, bool *truncated)
{
  BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
  if (!state) abort();
  const uint8_t *next_in = (const uint8_t *)in.data;
  size_t in_left = in.length, room;
  BrotliDecoderResult result;
  bool cut = false;
  do {
    unsigned char aside[1], *start = next_room(out, max, aside, &room);
    uint8_t *next_out = start;
    size_t out_left = room;
    result = BrotliDecoderDecompressStream(state, &in_left, &next_in, &out_left, &next_out, NULL);
    cut = start == aside && out_left == 0;
    if (start != aside) keep(out, room - out_left);
  } while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && !cut);
  BrotliDecoderDestroyInstance(state);
  if (cut) *truncated = true;
  return cut || result == BROTLI_DECODER_RESULT_SUCCESS;
}

static ZSTD_DCtx *zstd_of(struct inflate_stream *stream)
{
  if (!stream->zstd && !(stream->zstd = ZSTD_createDCtx())) abort();
  ZSTD_DCtx_reset(stream->zstd, ZSTD_reset_session_only);
  ZSTD_DCtx_setParameter(stream->zstd, ZSTD_d_windowLogMax, WINDOW_LOG);
  return stream->zstd;
}

bool inflate_zstd(struct inflate_stream *stream, struct slice in, size_t max, struct buffer *out,
                  bool *truncated)
{
  ZSTD_DCtx *context = zstd_of(stream);
  ZSTD_inBuffer from = {in.data, in.length, 0};
  bool whole = false; /* a frame is; what follows may be rubbish */
  for (;;) {
    unsigned char aside[1];
    size_t room;
    unsigned char *start = next_room(out, max, aside, &room);
    ZSTD_outBuffer to = {start, room, 0};
    size_t result = ZSTD_decompressStream(context, &to, &from);
    if (start != aside) keep(out, to.pos);
    if (ZSTD_isError(result)) return whole;
    if (start == aside && to.pos > 0) return *truncated = true;
    whole = whole || result == 0;
    if (result == 0 && from.pos == from.size) return true;
    if (from.pos == from.size && to.pos < to.size) return false;
  }
}
