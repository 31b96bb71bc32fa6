/* warc_read.c - one response record back from the archive, checked before it is believed. */
#include "base/digest.h"
#include "base/memory.h"
#include "data/warc.h"
#include "data/warc_gzip.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

enum { HEADER_ALLOWANCE = 1024 * 1024 }; /* WARC header and HTTP head, beside the body */

/* split - what stands before the first empty line goes to `head`, what stands behind it to `rest`. */
static bool split(struct slice text, struct slice *head, struct slice *rest)
{
  const char *end = text.length ? memmem(text.data, text.length, "\r\n\r\n", 4) : NULL;
  if (!end) return false;
  *head = (struct slice){text.data, (size_t)(end - text.data)};
  *rest = slice_from(text, head->length + 4);
  return true;
}

/* field - value of a WARC header line; data NULL when there is none. */
static struct slice field(struct slice header, const char *name)
{
  size_t length = strlen(name);
  while (header.length) {
    const char *newline = memchr(header.data, '\n', header.length);
    struct slice line = {header.data, newline ? (size_t)(newline - header.data) : header.length};
    if (line.length > length && line.data[length] == ':' && strncasecmp(line.data, name, length) == 0)
      return slice_trim(slice_from(line, length + 1));
    header = slice_from(header, line.length + 1);
  }
  return (struct slice){NULL, 0};
}

static bool content_length(struct slice header, size_t *length)
{
  int64_t number;
  if (!slice_number(field(header, "Content-Length"), &number)) return false;
  *length = (size_t)number;
  return true;
}

static bool payload_intact(struct slice header, struct slice payload)
{
  char digest[DIGEST_SHA1_BASE32];
  struct slice told = field(header, "WARC-Payload-Digest");
  return slice_starts(told, "sha1:") && slice_is(slice_from(told, 5), digest_sha1_base32(payload, digest));
}

static bool read_record(struct slice record, struct buffer *head, struct buffer *body, dp_error *error)
{
  struct slice header, block, http, payload;
  size_t length;
  if (!slice_starts(record, "WARC/1.") || !split(record, &header, &block) ||
      !slice_is(field(header, "WARC-Type"), "response") || !content_length(header, &length))
    return error_set(error, EX_DATAERR,
                     "there is no WARC response record in the archive file at that offset");
  if (block.length < length || !slice_is(slice_from(block, length), "\r\n\r\n"))
    return error_set(error, EX_DATAERR, "the record in the archive file is cut");
  block.length = length;
  if (!split(block, &http, &payload))
    return error_set(error, EX_DATAERR, "the record in the archive file holds no HTTP response");
  if (!payload_intact(header, payload))
    return error_set(error, EX_DATAERR,
                     "the record in the archive file is damaged: its payload digest does not match");
  buffer_slice(head, http);
  buffer_slice(body, payload);
  return true;
}

bool warc_read_response(const struct warc_io *io, const char *name, int64_t offset, int64_t max_bytes,
                        struct buffer *head, struct buffer *body, dp_error *error)
{
  errno = 0;
  void *file = io->open(io->context, name, false);
  if (!file && errno == ENOENT) return error_set(error, EX_DATAERR, "the archive file %s is gone", name);
  if (!file) return error_errno(error, "can't open the archive file %s", name);
  struct buffer record = BUFFER_EMPTY;
  bool ok = warc_gunzip_member(io, file, offset, (size_t)max_bytes + HEADER_ALLOWANCE, &record, error) &&
            read_record(buffer_view(&record), head, body, error);
  if (!ok) error_wrap(error, "%s at %lld", name, (long long)offset);
  buffer_free(&record);
  io->close(io->context, file);
  return ok;
}
