/* warc_read.c - one response record back from the archive, checked before it is believed. */
#include "base/error.h"
#include "data/warc_reader.h"

#include <errno.h>

/* take_response - the record is what the journal says it is. */
static bool take_response(const struct warc_record *record, int64_t offset, int64_t max_bytes,
                          struct buffer *head, struct buffer *body, dp_error *error)
{
  if (record->offset != offset || record->type != WARC_RESPONSE)
    return error_set(error, EX_DATAERR, "there is no WARC response record");
  if (record->body_length > max_bytes)
    return error_set(error, EX_DATAERR, "the record is larger than %lld bytes", (long long)max_bytes);
  if (record->payload_check != WARC_RIGHT)
    return error_set(error, EX_DATAERR, "the record is damaged: its payload digest does not match");
  buffer_slice(head, record->http_head);
  buffer_slice(body, record->body);
  return true;
}

bool warc_read_response(const struct warc_io *io, const char *name, int64_t offset, int64_t max_bytes,
                        struct buffer *head, struct buffer *body, dp_error *error)
{
  const struct warc_reader_options options = {offset, (size_t)max_bytes, true};
  struct warc_record record;
  dp_error problem = {0, ""};
  struct warc_reader *reader = warc_reader_open(io, name, &options, &problem);
  if (!reader && problem.code == EX_NOINPUT)
    return error_set(error, EX_DATAERR, "the archive file %s is gone", name);
  enum warc_outcome outcome = reader ? warc_reader_next(reader, &record, &problem) : WARC_FAILED;
  if (outcome == WARC_END)
    error_set(&problem, EX_DATAERR, "%s at %lld: the file ends", name, (long long)offset);
  bool ok = outcome == WARC_RECORD;
  if (ok && !take_response(&record, offset, max_bytes, head, body, &problem)) {
    error_wrap(&problem, "%s at %lld", name, (long long)offset);
    ok = false;
  }
  if (!ok && error) *error = problem;
  warc_reader_close(&reader);
  return ok;
}
