/* fuzz_charset - arbitrary bytes as a page in an encoding that the first byte chooses: as declared in the
 * header, as decoded, as detected. What comes out is well-formed, bounded, the same every time, and a view of
 * the page where that is UTF-8 already. */
#include "base/utf8.h"
#include "clean/charset.h"
#include "clean/charset_detect.h"
#include "fuzz.h"

static struct charset *charset;
static struct charset_decoder *decoder;
static struct charset_detector *detector;

static bool is_encoding(const char *name)
{
  size_t count;
  const struct charset_encoding *encodings = charset_encodings(&count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(encodings[i].name, name) == 0) return true;
  return false;
}

static void check_decoded(const char *name, struct slice bytes)
{
  struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY;
  size_t replaced = charset_decode(decoder, name, bytes, &once);
  must(utf8_valid(buffer_view(&once)) && buffer_string(&once)[once.length] == 0);
  must(once.length <= 4 * bytes.length && replaced <= bytes.length);
  must(charset_decode(decoder, name, bytes, &twice) == replaced);
  must(slice_equal(buffer_view(&once), buffer_view(&twice)));
  buffer_free(&once);
  buffer_free(&twice);
}

static void check_page(struct slice bytes, const char *label)
{
  struct buffer type = BUFFER_EMPTY, out = BUFFER_EMPTY;
  const char *name = NULL;
  buffer_format(&type, "text/html; charset=%s", label);
  struct slice text = charset_to_utf8(charset, bytes, buffer_view(&type), &out, &name);
  must(name && is_encoding(name));
  must(utf8_valid(text) && !(text.length && memchr(text.data, 0, text.length)));
  must(text.length <= 4 * bytes.length);
  if (utf8_valid(bytes) && strcmp(name, "UTF-8") == 0 &&
      !(bytes.length && memchr(bytes.data, 0, bytes.length)))
    must(text.length == 0 ||
         (text.data >= bytes.data && text.data + text.length == bytes.data + bytes.length));
  buffer_free(&type);
  buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (!charset) {
    charset = charset_new();
    decoder = charset_decoder_new();
    detector = charset_detector_new();
  }
  if (size == 0) return 0;
  size_t count;
  const struct charset_encoding *encodings = charset_encodings(&count);
  const char *chosen = encodings[data[0] % count].name;
  struct slice bytes = {(const char *)data + 1, size - 1};
  check_decoded(chosen, bytes);
  check_page(bytes, chosen);
  const char *guess = charset_detect(detector, decoder, bytes),
             *confirmed = charset_confirm(detector, decoder, bytes, chosen);
  must((!guess || is_encoding(guess)) && is_encoding(confirmed));
  const char *declared = charset_prescan(bytes);
  must(!declared || is_encoding(declared));
  return 0;
}
