/* fuzz_inflate - arbitrary bytes as a compressed body. The first byte chooses the encodings, the second the
 * cap. What comes out is never longer than the cap, and the same every time. */
#include "base/inflate.h"
#include "fuzz.h"

static const char *const encodings[] = {"",     "gzip",     "deflate",  "br",
                                        "zstd", "gzip, br", "br, gzip", "zstd, zstd"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct inflate *inflate;
  static struct buffer first, second;
  if (!inflate) inflate = inflate_new();
  if (size < 2) return 0;
  struct slice body = {(const char *)data + 2, size - 2}, encoding = slice_of(encodings[data[0] & 7]);
  size_t max = (size_t)data[1] * data[1] * 16 + 1;
  bool cut = false, again = false;
  const char *detail;
  buffer_clear(&first);
  buffer_clear(&second);
  enum inflate_outcome outcome = inflate_body(inflate, encoding, body, max, &first, &cut, &detail);
  must(first.length <= max);
  must(outcome != INFLATE_UNDECODABLE || detail);
  must(outcome == inflate_body(inflate, encoding, body, max, &second, &again, &detail) && cut == again);
  must(slice_equal(buffer_view(&first), buffer_view(&second)));
  return 0;
}
