/* inflate.c - which encodings to take off, and gzip, zlib and raw deflate through libdeflate, which decodes
 * in one call into a buffer of known size.
 *
 * The size is not known, so the buffer grows until the data fit or the cap is met. At the cap libdeflate says
 * only that room was short; then the room is zeroed and the data are decoded once more, so that the end of
 * the text is the last byte that is not NUL. A bomb therefore costs a few passes over at most `max` bytes. */
#include "base/inflate_internal.h"

#include "base/memory.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <strings.h>

enum { FIRST_GUESS = 256 * 1024, MAX_LAYERS = 2 };

struct inflate {
  struct libdeflate_decompressor *decompressor;
  struct inflate_stream *stream;
  struct buffer between; /* two layers */
};

typedef enum libdeflate_result decode_fn(struct libdeflate_decompressor *d, const void *in, size_t in_size,
                                         void *out, size_t out_size, size_t *in_used, size_t *out_used);

struct inflate *inflate_new(void)
{
  struct inflate *inflate = memory_zero(1, sizeof *inflate);
  inflate->decompressor = libdeflate_alloc_decompressor();
  if (!inflate->decompressor) abort();
  inflate->stream = inflate_stream_new();
  return inflate;
}

void inflate_free(struct inflate **inflate)
{
  if (!*inflate) return;
  libdeflate_free_decompressor((*inflate)->decompressor);
  inflate_stream_free(&(*inflate)->stream);
  buffer_free(&(*inflate)->between);
  free(*inflate);
  *inflate = NULL;
}

static bool encoding_is(struct slice encoding, const char *name)
{
  return encoding.length == strlen(name) && strncasecmp(encoding.data, name, encoding.length) == 0;
}

static bool wears_gzip(struct slice body)
{
  return body.length >= 18 && memcmp(body.data, "\x1f\x8b\x08", 3) == 0;
}

static bool wears_zstd(struct slice body)
{
  return body.length >= 9 && memcmp(body.data, "\x28\xB5\x2F\xFD", 4) == 0;
}

/* A body that begins like a document was never compressed, whatever the header says. */
static bool looks_plain(struct slice body)
{
  struct slice text = slice_trim((struct slice){body.data, body.length < 256 ? body.length : 256});
  if (text.length >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) text = slice_from(text, 3);
  return text.length > 0 && text.data[0] == '<';
}

/* keep_written - takes over what was written into zeroed room. */
static void keep_written(struct buffer *out, size_t room)
{
  while (room > 0 && out->data[out->length + room - 1] == 0) room--;
  out->length += room;
  if (out->data) out->data[out->length] = 0;
}

/* decode_member - one gzip member, zlib stream or deflate stream; *used is how much of `in` it was. `guess`
 * is how long the text may be. Its cost follows the text and what is read of `in`, so many members cost no
 * more than one. */
static enum libdeflate_result decode_member(struct inflate *inflate, decode_fn *decode, struct slice in,
                                            size_t guess, size_t max, struct buffer *out, size_t *used)
{
  size_t room = guess < FIRST_GUESS ? FIRST_GUESS : guess, left = max - out->length;
  bool zeroed = false;
  for (;; room *= 4) {
    size_t written = 0;
    if (room > left) room = left;
    buffer_reserve(out, room);
    if (zeroed) memset(out->data + out->length, 0, room);
    enum libdeflate_result result =
        decode(inflate->decompressor, in.data, in.length, out->data + out->length, room, used, &written);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE && !zeroed) {
      zeroed = room == left;
      continue;
    }
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) keep_written(out, room);
    if (result == LIBDEFLATE_SUCCESS) out->length += written;
    if (out->data) out->data[out->length] = 0;
    return result;
  }
}

/* begins_member - so that what is no member behind the last one, such as padding, is nobody's loss. */
static bool begins_member(struct slice rest)
{
  return rest.length > 0 && rest.data[0] == '\x1f' && (rest.length == 1 || rest.data[1] == '\x8b');
}

static enum inflate_outcome decode_gzip(struct inflate *inflate, struct slice in, size_t max,
                                        struct buffer *out, bool *truncated)
{
  bool first = true;
  for (size_t guess = 8 * in.length; wears_gzip(in); first = false) {
    size_t used = 0, before = out->length;
    enum libdeflate_result result =
        decode_member(inflate, libdeflate_gzip_decompress_ex, in, guess, max, out, &used);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) break;
    if (result != LIBDEFLATE_SUCCESS && first) return INFLATE_UNDECODABLE;
    if (result != LIBDEFLATE_SUCCESS) break;
    guess = out->length - before;
    in = slice_from(in, used);
  }
  if (begins_member(in)) *truncated = true;
  return INFLATE_DONE;
}

static enum inflate_outcome decode_deflate(struct inflate *inflate, struct slice in, size_t max,
                                           struct buffer *out, bool *truncated)
{
  decode_fn *const frames[] = {libdeflate_zlib_decompress_ex, libdeflate_deflate_decompress_ex};
  for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
    size_t used = 0;
    buffer_clear(out);
    enum libdeflate_result result = decode_member(inflate, frames[i], in, 8 * in.length, max, out, &used);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) *truncated = true;
    if (result == LIBDEFLATE_SUCCESS || result == LIBDEFLATE_INSUFFICIENT_SPACE) return INFLATE_DONE;
  }
  return INFLATE_UNDECODABLE;
}

/* decode_br - brotli has no mark of its own, so it is tried before the text is believed to be none. */
static enum inflate_outcome decode_br(struct slice in, size_t max, struct buffer *out, bool *truncated)
{
  if (inflate_br(in, max, out, truncated)) return INFLATE_DONE;
  buffer_clear(out);
  return looks_plain(in) ? INFLATE_PLAIN : INFLATE_UNDECODABLE;
}

static enum inflate_outcome decode_zstd(struct inflate *inflate, struct slice in, size_t max,
                                        struct buffer *out, bool *truncated)
{
  return inflate_zstd(inflate->stream, in, max, out, truncated) ? INFLATE_DONE : INFLATE_UNDECODABLE;
}

static enum inflate_outcome decode_layer(struct inflate *inflate, struct slice encoding, struct slice body,
                                         size_t max, struct buffer *out, bool *truncated, const char **detail)
{
  bool gzip = encoding_is(encoding, "gzip") || encoding_is(encoding, "x-gzip");
  bool deflate = encoding_is(encoding, "deflate"), br = encoding_is(encoding, "br");
  bool zstd = encoding_is(encoding, "zstd"), plain = encoding.length == 0;
  *detail = "the content encoding is not one of gzip, deflate, br, zstd and identity";
  if (!gzip && !deflate && !br && !zstd && !plain && !looks_plain(body)) return INFLATE_UNDECODABLE;
  if (body.length == 0 || max == 0) return INFLATE_PLAIN;
  *detail = "the compressed data are broken or cut short";
  if (wears_gzip(body)) return decode_gzip(inflate, body, max, out, truncated);
  if (wears_zstd(body)) return decode_zstd(inflate, body, max, out, truncated);
  if (br) return decode_br(body, max, out, truncated);
  if (plain || looks_plain(body)) return INFLATE_PLAIN;
  return deflate ? decode_deflate(inflate, body, max, out, truncated) : INFLATE_UNDECODABLE;
}

/* split_layers - the encodings in the order in which they were put on; the number of them, counted one beyond
 * what fits. */
static size_t split_layers(struct slice encoding, struct slice layers[MAX_LAYERS])
{
  size_t count = 0;
  while (encoding.length && count <= MAX_LAYERS) {
    const char *comma = memchr(encoding.data, ',', encoding.length);
    size_t length = comma ? (size_t)(comma - encoding.data) : encoding.length;
    struct slice layer = slice_trim((struct slice){encoding.data, length});
    encoding = slice_from(encoding, length + 1);
    if (layer.length == 0 || encoding_is(layer, "identity")) continue;
    if (count < MAX_LAYERS) layers[count] = layer;
    count++;
  }
  return count;
}

/* decode_two - the outer layer into the buffer in between, the inner one from there. */
static enum inflate_outcome decode_two(struct inflate *inflate, const struct slice layers[2],
                                       struct slice body, size_t max, struct buffer *out, bool *truncated,
                                       const char **detail)
{
  struct buffer *between = &inflate->between;
  buffer_clear(between);
  enum inflate_outcome outer = decode_layer(inflate, layers[1], body, max, between, truncated, detail);
  if (outer == INFLATE_UNDECODABLE) return outer;
  struct slice rest = outer == INFLATE_PLAIN ? body : buffer_view(between);
  enum inflate_outcome inner = decode_layer(inflate, layers[0], rest, max, out, truncated, detail);
  if (inner == INFLATE_PLAIN && outer == INFLATE_DONE) buffer_slice(out, buffer_view(between));
  buffer_free(between);
  return inner == INFLATE_PLAIN ? outer : inner;
}

enum inflate_outcome inflate_body(struct inflate *inflate, struct slice encoding, struct slice body,
                                  size_t max, struct buffer *out, bool *truncated, const char **detail)
{
  struct slice layers[MAX_LAYERS] = {SLICE("")};
  size_t count = split_layers(encoding, layers);
  *detail = "there are more than two content encodings, one on top of the other";
  if (count > MAX_LAYERS) return INFLATE_UNDECODABLE;
  return count < 2 ? decode_layer(inflate, layers[0], body, max, out, truncated, detail)
                   : decode_two(inflate, layers, body, max, out, truncated, detail);
}
