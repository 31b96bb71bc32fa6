/* charset_decode.h - bytes of a legacy encoding as text, the way the decoders of the WHATWG Encoding Standard
 * read them: the same letters, and U+FFFD in the same number and at the same places. */
#ifndef CLEAN_CHARSET_DECODE_H
#define CLEAN_CHARSET_DECODE_H

#include "base/buffer.h"

struct charset_decoder; /* converters, opened once: a caged process can't load them later */
struct charset_decoder *charset_decoder_new(void);
void charset_decoder_free(struct charset_decoder **decoder);

/* charset_decode - appends the text of `bytes` to `out`: well-formed UTF-8, a byte order mark and NUL kept.
 * `name` is that of an encoding in charset_encodings() (any other is read as UTF-8). The number of
 * replacements. */
size_t charset_decode(struct charset_decoder *decoder, const char *name, struct slice bytes,
                      struct buffer *out);

/* charset_letters - the code points of the bytes 80 to FF in a single-byte encoding, 0 where there is none;
 * NULL for any other encoding. Valid as long as the decoder. */
const uint32_t *charset_letters(struct charset_decoder *decoder, const char *name);

#endif
