/* warc_reader.c - see warc_reader.h. Each step takes what it needs from the stream; a step that can't says
 * why, and where the next call is to go on. */
#include "data/warc_reader.h"

#include "base/memory.h"
#include "data/warc_check.h"
#include "data/warc_header.h"
#include "data/warc_http.h"
#include "data/warc_stream.h"

#include <errno.h>
#include <stdlib.h>

enum { HEADER_FIRST = 1024, HEADER_MOST = 64 * 1024, HTTP_HEAD_MOST = 1024 * 1024 };

enum step {
  STEP_RECORD, /* a record follows, or the end of the member */
  STEP_SKIP,   /* what is left of this member makes no sense */
  STEP_RESYNC, /* the member is broken: look for the next */
  STEP_OVER
};

struct warc_reader {
  const struct warc_io *io;
  char *name;
  void *file;
  int64_t size;
  struct warc_reader_options options;
  struct warc_stream *stream;
  enum step step;
  int64_t inside; /* bytes taken from the member */
  int64_t trouble_at;
  struct buffer header, head, body;
  struct warc_checker *block, *payload;
};

/* Opening. */

static bool check_start(struct warc_reader *reader, dp_error *error)
{
  struct slice start = warc_stream_peek(reader->stream, 5);
  if (start.length > 5) start.length = 5;
  if (warc_stream_end(reader->stream) == STREAM_FAILED)
    return error_errno(error, "can't read %s", reader->name);
  bool skippable = start.length >= 4 && memcmp(start.data + 1, "\x2A\x4D\x18", 3) == 0;
  if (slice_starts(start, "\x28\xB5\x2F\xFD") || skippable)
    return error_set(error, EX_DATAERR,
                     "%s is compressed with Zstandard, which is not read here; unpack it first, with zstd -d",
                     reader->name);
  if (!warc_stream_is_gzip(reader->stream) && slice_trim(start).length == 5 && !slice_is(start, "WARC/"))
    return error_set(error, EX_DATAERR, "%s at %lld: there is no WARC record", reader->name,
                     (long long)reader->options.offset);
  return true;
}

struct warc_reader *warc_reader_open(const struct warc_io *io, const char *name,
                                     const struct warc_reader_options *options, dp_error *error)
{
  errno = 0;
  void *file = io->open(io->context, name, false);
  if (!file) {
    error_errno(error, "can't open %s", name);
    return NULL;
  }
  struct warc_reader *reader = memory_zero(1, sizeof *reader);
  reader->io = io;
  reader->name = memory_string(name);
  reader->file = file;
  reader->options = *options;
  reader->stream = warc_stream_new(io, file, options->offset);
  reader->block = warc_checker_new();
  reader->payload = warc_checker_new();
  bool ok = io->size(io->context, file, &reader->size) || error_errno(error, "can't measure %s", name);
  if (!ok || !check_start(reader, error)) warc_reader_close(&reader);
  return reader;
}

void warc_reader_close(struct warc_reader **reader)
{
  struct warc_reader *old = *reader;
  if (!old) return;
  warc_stream_free(&old->stream);
  warc_checker_free(&old->block);
  warc_checker_free(&old->payload);
  buffer_free(&old->header);
  buffer_free(&old->head);
  buffer_free(&old->body);
  old->io->close(old->io->context, old->file);
  free(old->name);
  free(old);
  *reader = NULL;
}

int64_t warc_reader_offset(const struct warc_reader *reader)
{
  return warc_stream_is_gzip(reader->stream) ? warc_stream_behind(reader->stream)
                                             : warc_stream_offset(reader->stream);
}

int64_t warc_reader_size(const struct warc_reader *reader)
{
  return reader->size;
}

/* Trouble. */

static void take(struct warc_reader *reader, size_t bytes)
{
  warc_stream_take(reader->stream, bytes);
  reader->inside += (int64_t)bytes;
}

/* trouble - a step could not be done: because the stream came to an end, or, with a sentence, because of what
 * it holds. */
static enum warc_outcome trouble(struct warc_reader *reader, int64_t offset, const char *sentence,
                                 dp_error *error)
{
  enum warc_stream_end end = warc_stream_end(reader->stream);
  bool gzip = warc_stream_is_gzip(reader->stream);
  reader->trouble_at = offset;
  if (end == STREAM_FAILED) {
    reader->step = STEP_RECORD;
    error_errno(error, "can't read %s", reader->name);
    return WARC_FAILED;
  }
  bool torn = !sentence && (end == STREAM_TORN || end == STREAM_FILE_END);
  if (torn && gzip && warc_stream_resync(reader->stream)) {
    reader->inside = 0;
    reader->step = STEP_RECORD;
    error_set(error, EX_DATAERR, "%s at %lld: the gzip member there is broken", reader->name,
              (long long)offset);
    return WARC_DAMAGED;
  }
  reader->step = torn || !gzip ? STEP_OVER : end == STREAM_DAMAGED ? STEP_RESYNC : STEP_SKIP;
  if (torn)
    sentence = "the file ends inside this record: a torn tail";
  else if (!sentence)
    sentence = end == STREAM_DAMAGED ? warc_stream_problem(reader->stream)
                                     : "the record is longer than the gzip member that holds it";
  error_set(error, EX_DATAERR, "%s at %lld: %s%s", reader->name, (long long)offset, sentence,
            gzip || torn ? "" : "; what follows can't be read either");
  return torn ? WARC_TORN : WARC_DAMAGED;
}

/* Finding the next record. */

static bool next_member(struct warc_reader *reader)
{
  reader->inside = 0;
  return warc_stream_member(reader->stream);
}

/* skip_member - takes what is left of a member. True: its end was reached. */
static bool skip_member(struct warc_reader *reader)
{
  struct slice bytes;
  while ((bytes = warc_stream_peek(reader->stream, 1)).length) take(reader, bytes.length);
  return warc_stream_end(reader->stream) == STREAM_MEMBER_END;
}

/* go_on - brings the stream to where a record may begin. False: there is nothing more. */
static bool go_on(struct warc_reader *reader)
{
  enum step step = reader->step;
  reader->step = STEP_RECORD;
  if (step == STEP_OVER) {
    reader->step = STEP_OVER;
    return false;
  }
  bool broken =
      step == STEP_SKIP && !skip_member(reader) && warc_stream_end(reader->stream) == STREAM_DAMAGED;
  if (step != STEP_RESYNC && !broken) return true;
  reader->inside = 0;
  return warc_stream_resync(reader->stream);
}

static enum warc_outcome find_record(struct warc_reader *reader, dp_error *error)
{
  bool more = go_on(reader);
  while (more) {
    struct slice bytes = warc_stream_peek(reader->stream, 1);
    size_t blank = 0;
    while (blank < bytes.length && (bytes.data[blank] == '\r' || bytes.data[blank] == '\n')) blank++;
    take(reader, blank);
    if (blank < bytes.length) return WARC_RECORD;
    if (blank) continue;
    if (warc_stream_end(reader->stream) == STREAM_FILE_END) break;
    if (warc_stream_end(reader->stream) != STREAM_MEMBER_END)
      return trouble(reader, warc_stream_offset(reader->stream), NULL, error);
    more = next_member(reader);
  }
  if (warc_stream_end(reader->stream) == STREAM_FAILED)
    return trouble(reader, warc_stream_offset(reader->stream), NULL, error);
  reader->step = STEP_OVER;
  return WARC_END;
}

/* Its parts. */

/* take_head - copies what stands before the first empty line, within `most` bytes, and takes it with that
 * line. *whole is what was there when there is none. */
static bool take_head(struct warc_reader *reader, size_t most, struct buffer *head, struct slice *whole)
{
  struct slice text, rest;
  for (size_t want = HEADER_FIRST;; want *= 2) {
    struct slice bytes = warc_stream_peek(reader->stream, want < most ? want : most);
    if (bytes.length > most) bytes.length = most;
    *whole = bytes;
    if (warc_http_split(bytes, &text, &rest)) {
      buffer_clear(head);
      buffer_slice(head, text);
      whole->length = bytes.length - rest.length;
      return true;
    }
    if (bytes.length < want || want >= most) return false;
  }
}

static enum warc_outcome read_header(struct warc_reader *reader, struct warc_record *record, dp_error *error)
{
  struct slice whole;
  const char *problem;
  bool found = take_head(reader, HEADER_MOST, &reader->header, &whole);
  if (whole.length >= 5 && !slice_starts(whole, "WARC/"))
    return trouble(reader, record->offset, "there is no WARC record", error);
  if (!found)
    return trouble(reader, record->offset,
                   whole.length == HEADER_MOST ? "the header of the record is longer than 64 KiB" : NULL,
                   error);
  take(reader, whole.length);
  if (!warc_header_read(buffer_view(&reader->header), record, &problem))
    return trouble(reader, record->offset, problem, error);
  return WARC_RECORD;
}

/* read_http_head - when the block begins with one; the number of its bytes, 0 when there is none. */
static size_t read_http_head(struct warc_reader *reader, struct warc_record *record)
{
  struct slice whole;
  size_t most = record->block_length < HTTP_HEAD_MOST ? (size_t)record->block_length : HTTP_HEAD_MOST;
  buffer_clear(&reader->head);
  if (!most || !warc_header_is_http(record, warc_stream_peek(reader->stream, 5))) return 0;
  if (!take_head(reader, most, &reader->head, &whole)) {
    bool all = whole.length == (size_t)record->block_length && slice_starts(whole, "HTTP/");
    if (!all) return 0;
    buffer_slice(&reader->head, slice_trim(whole));
  }
  warc_checker_add(reader->block, whole);
  take(reader, whole.length);
  return whole.length;
}

/* read_body - the rest of the block: all of it is counted and digested, some of it is kept. */
static bool read_body(struct warc_reader *reader, int64_t left)
{
  buffer_clear(&reader->body);
  while (left) {
    struct slice bytes = warc_stream_peek(reader->stream, 1);
    if (!bytes.length) return false;
    if ((int64_t)bytes.length > left) bytes.length = (size_t)left;
    size_t room = reader->options.max_body - reader->body.length;
    warc_checker_add(reader->block, bytes);
    warc_checker_add(reader->payload, bytes);
    buffer_append(&reader->body, bytes.data, bytes.length < room ? bytes.length : room);
    take(reader, bytes.length);
    left -= (int64_t)bytes.length;
  }
  return true;
}

/* check_dechunked - some digest the payload as it came over the wire, some without its chunks. */
static enum warc_check check_dechunked(struct warc_reader *reader, const struct warc_record *record)
{
  struct buffer plain = BUFFER_EMPTY;
  enum warc_check check = WARC_WRONG;
  if (record->body_length > (int64_t)record->body.length) return WARC_UNCHECKED;
  if (warc_http_dechunk(record->body, &plain)) {
    warc_checker_begin(reader->payload, record->payload_digest);
    warc_checker_add(reader->payload, buffer_view(&plain));
    check = warc_checker_end(reader->payload);
  }
  buffer_free(&plain);
  return check;
}

static enum warc_outcome read_block(struct warc_reader *reader, struct warc_record *record, dp_error *error)
{
  bool digests = reader->options.digests, revisit = record->type == WARC_REVISIT;
  warc_checker_begin(reader->block, digests ? record->block_digest : SLICE(""));
  warc_checker_begin(reader->payload, digests && !revisit ? record->payload_digest : SLICE(""));
  record->body_length = record->block_length - (int64_t)read_http_head(reader, record);
  if (!read_body(reader, record->body_length)) return trouble(reader, record->offset, NULL, error);
  record->http_head = buffer_view(&reader->head);
  record->body = buffer_view(&reader->body);
  bool answered = record->type == WARC_RESPONSE || revisit;
  record->status = answered ? warc_http_status(record->http_head) : 0;
  record->block_check = warc_checker_end(reader->block);
  record->payload_check = warc_checker_end(reader->payload);
  bool chunked = warc_http_header(record->http_head, "Transfer-Encoding").length > 0;
  if (record->payload_check == WARC_WRONG && chunked) record->payload_check = check_dechunked(reader, record);
  return WARC_RECORD;
}

/* read_end - the two line ends behind the block, and the end of its gzip member, where the checksum is. */
static enum warc_outcome read_end(struct warc_reader *reader, struct warc_record *record, dp_error *error)
{
  struct slice end = warc_stream_peek(reader->stream, 4);
  if (!slice_starts(end, "\r\n\r\n")) record->remark = "the record does not end with two line ends (CRLF)";
  for (;;) {
    size_t blank = 0;
    while (blank < end.length && (end.data[blank] == '\r' || end.data[blank] == '\n')) blank++;
    take(reader, blank);
    end = slice_from(end, blank);
    if (end.length || !warc_stream_is_gzip(reader->stream)) break;
    end = warc_stream_peek(reader->stream, 1);
    if (!end.length) break;
  }
  if (!warc_stream_is_gzip(reader->stream)) {
    record->length = warc_stream_offset(reader->stream) - record->offset;
    return WARC_RECORD;
  }
  if (end.length && !slice_starts(warc_stream_peek(reader->stream, 5), "WARC/"))
    return trouble(reader, record->offset, "behind the record stands something that is none", error);
  if (end.length) return WARC_RECORD; /* another record shares the member */
  if (warc_stream_end(reader->stream) != STREAM_MEMBER_END)
    return trouble(reader, record->offset, NULL, error);
  if (!record->inside) record->length = warc_stream_behind(reader->stream) - record->offset;
  return WARC_RECORD;
}

enum warc_outcome warc_reader_next(struct warc_reader *reader, struct warc_record *record, dp_error *error)
{
  enum warc_outcome outcome = find_record(reader, error);
  *record = (struct warc_record){.offset = warc_stream_offset(reader->stream),
                                 .inside = warc_stream_is_gzip(reader->stream) ? reader->inside : 0};
  if (outcome == WARC_RECORD) outcome = read_header(reader, record, error);
  if (outcome == WARC_RECORD) outcome = read_block(reader, record, error);
  if (outcome == WARC_RECORD) outcome = read_end(reader, record, error);
  if (outcome == WARC_TORN || outcome == WARC_DAMAGED) record->offset = reader->trouble_at;
  return outcome;
}
