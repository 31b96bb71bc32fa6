/* gzip.c - see gzip.h. */
#include "tag/train/gzip.h"

#include "base/files.h"
#include "base/inflate.h"

enum { FILE_MAX = 512 << 20 };

bool gzip_read(const char *path, struct buffer *out, dp_error *error)
{
  struct buffer body = BUFFER_EMPTY;
  if (!files_read(path, FILE_MAX, &body, error)) return buffer_free(&body), false;
  bool gzipped = body.length > 2 && body.data[0] == '\x1F' && body.data[1] == '\x8B';
  struct inflate *inflate = inflate_new();
  bool truncated = false;
  const char *detail = "it is too large";
  enum inflate_outcome outcome = inflate_body(inflate, gzipped ? SLICE("gzip") : SLICE("identity"),
                                              buffer_view(&body), FILE_MAX, out, &truncated, &detail);
  if (outcome == INFLATE_PLAIN) buffer_slice(out, buffer_view(&body));
  bool well = outcome != INFLATE_UNDECODABLE && !truncated;
  if (!well) error_set(error, EX_DATAERR, "%s can't be unpacked: %s", path, detail);
  inflate_free(&inflate);
  buffer_free(&body);
  return well;
}
