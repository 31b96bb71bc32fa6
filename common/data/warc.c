/* warc.c - the writer: composes records, appends them, makes them durable together, takes them back.
 *
 * Three positions in the file, in this order: `committed` (the journal refers to nothing behind it after a
 * rollback), what is synced, and `end`. All writes go to explicit offsets, so bytes that a failed write left
 * behind `end` are overwritten or cut; `dirty` remembers that a cut itself failed and must be tried again. */
#include "data/warc.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/random.h"
#include "data/warc_gzip.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { WORTH_DEFLATING = 2048 }; /* bytes of a block */

struct warc_writer {
  struct warc_io io;
  char *origin, *software;
  int64_t rotate_bytes;
  char name[WARC_NAME];
  void *file;
  int64_t committed, end;
  bool dirty;
  millis opened;
  struct warc_gzip *gzip;
  struct buffer block, record, out;
};

/* The number at the end of a file name, 0 when there is none. */
static unsigned long serial_of(const char *name)
{
  const char *dash = name ? strrchr(name, '-') : NULL;
  return dash ? strtoul(dash + 1, NULL, 10) : 0;
}

void warc_new_name(const char *origin, const char *last_file, millis now, char name[WARC_NAME])
{
  char time[CLOCK_TEXT], digits[sizeof "20240412083000"];
  size_t count = 0;
  clock_format(now, time);
  for (const char *at = time; *at && count < sizeof digits - 1; at++)
    if (*at >= '0' && *at <= '9') digits[count++] = *at;
  digits[count] = '\0';
  snprintf(name, WARC_NAME, "depeche-%.32s-%s-%05lu.warc.gz", origin, digits,
           (serial_of(last_file) + 1) % 100000);
}

/* Cutting, opening, closing. */

static bool cut(struct warc_writer *writer, int64_t at, dp_error *error)
{
  writer->end = at;
  writer->dirty = !writer->io.truncate(writer->io.context, writer->file, at);
  return !writer->dirty || error_errno(error, "can't cut the archive file %s", writer->name);
}

static bool open_at(struct warc_writer *writer, int64_t committed_end, dp_error *error)
{
  int64_t size;
  writer->file = writer->io.open(writer->io.context, writer->name, true);
  if (!writer->file) return error_errno(error, "can't open the archive file %s", writer->name);
  if (!writer->io.size(writer->io.context, writer->file, &size))
    return error_errno(error, "can't measure the archive file %s", writer->name);
  if (size < committed_end)
    return error_set(
        error, EX_DATAERR,
        "the archive file %s has %lld bytes where the frontier counts on %lld: records were lost",
        writer->name, (long long)size, (long long)committed_end);
  writer->committed = writer->end = committed_end;
  return size == committed_end || cut(writer, committed_end, error);
}

struct warc_writer *warc_writer_open(const struct warc_writer_options *options, const char *file,
                                     int64_t committed_end, millis now, dp_error *error)
{
  struct warc_writer *writer = memory_zero(1, sizeof *writer);
  writer->io = options->io;
  writer->origin = memory_string(options->origin);
  writer->software = memory_string(options->software);
  writer->rotate_bytes = options->rotate_bytes;
  writer->opened = now;
  writer->gzip = warc_gzip_new();
  snprintf(writer->name, sizeof writer->name, "%s", file);
  if (!open_at(writer, committed_end, error)) warc_writer_close(&writer);
  return writer;
}

void warc_writer_close(struct warc_writer **writer)
{
  struct warc_writer *old = *writer;
  if (!old) return;
  if (old->file) old->io.close(old->io.context, old->file);
  warc_gzip_free(&old->gzip);
  buffer_free(&old->block);
  buffer_free(&old->record);
  buffer_free(&old->out);
  free(old->origin);
  free(old->software);
  free(old);
  *writer = NULL;
}

const char *warc_writer_file(const struct warc_writer *writer)
{
  return writer->name;
}

bool warc_writer_full(const struct warc_writer *writer)
{
  return writer->end >= writer->rotate_bytes;
}

/* Composing. A record is composed in `record` (WARC header) and `block`, then deflated into `out`. */

struct record {
  const char *type, *media_type;
  const char *id, *concurrent_to; /* UUIDs; concurrent_to may be NULL */
  struct slice target;            /* may be empty */
  const char *filename;           /* of a warcinfo; may be NULL */
  struct slice payload; /* the part of the block that is the payload; data NULL: no payload digest */
  millis at;
};

/* add_target - a URL may come from a redirect: no byte of it may end the header line. */
static void add_target(struct buffer *out, struct slice url)
{
  buffer_text(out, "WARC-Target-URI: ");
  for (size_t i = 0; i < url.length; i++)
    if ((unsigned char)url.data[i] > ' ') buffer_byte(out, url.data[i]);
  buffer_text(out, "\r\n");
}

static void compose_header(struct warc_writer *writer, const struct record *record)
{
  struct buffer *out = &writer->record;
  char time[CLOCK_TEXT], digest[DIGEST_SHA1_BASE32];
  buffer_clear(out);
  buffer_format(out, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%s>\r\nWARC-Date: %s\r\n",
                record->type, record->id, clock_format(record->at, time));
  if (record->target.length) add_target(out, record->target);
  if (record->filename) buffer_format(out, "WARC-Filename: %s\r\n", record->filename);
  if (record->concurrent_to)
    buffer_format(out, "WARC-Concurrent-To: <urn:uuid:%s>\r\n", record->concurrent_to);
  if (record->payload.data)
    buffer_format(out, "WARC-Payload-Digest: sha1:%s\r\n", digest_sha1_base32(record->payload, digest));
  buffer_format(out, "WARC-Block-Digest: sha1:%s\r\n",
                digest_sha1_base32(buffer_view(&writer->block), digest));
  buffer_format(out, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", record->media_type,
                writer->block.length);
}

/* add_record - what was composed becomes one gzip member. Deflating a few hundred bytes of header costs more
 * CPU than all the rest of a record and saves little beside a page, so only a block that is long and not
 * compressed is deflated. */
static void add_record(struct warc_writer *writer, const struct record *record)
{
  bool compressed = slice_starts(record->payload, "\x1F\x8B"); /* gzip, RFC 1952, 2.3.1 */
  bool store = compressed || writer->block.length < WORTH_DEFLATING;
  compose_header(writer, record);
  buffer_text(&writer->block,
              "\r\n\r\n"); /* the end of the record, behind the block that was counted and digested */
  warc_gzip_member(writer->gzip, buffer_view(&writer->record), buffer_view(&writer->block), store,
                   &writer->out);
}

static void add_warcinfo(struct warc_writer *writer)
{
  char id[UUID_TEXT];
  buffer_clear(&writer->block);
  buffer_format(
      &writer->block,
      "software: %s\r\nformat: WARC File Format 1.1\r\n"
      "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
      "isPartOf: depeche-%s\r\n",
      writer->software, writer->origin);
  const struct record record = {.type = "warcinfo",
                                .media_type = "application/warc-fields",
                                .id = random_uuid(id),
                                .filename = writer->name,
                                .at = writer->opened};
  add_record(writer, &record);
}

static void add_request(struct warc_writer *writer, const struct warc_response *response, const char *id,
                        const char *response_id)
{
  buffer_clear(&writer->block);
  buffer_slice(&writer->block, slice_trim(response->request));
  buffer_text(&writer->block, "\r\n\r\n");
  const struct record record = {.type = "request",
                                .media_type = "application/http; msgtype=request",
                                .id = id,
                                .concurrent_to = response_id,
                                .target = response->url,
                                .payload = SLICE(""),
                                .at = response->at};
  add_record(writer, &record);
}

/* add_head - the head as received, but for the name of a Transfer-Encoding header: the body is stored without
 * that encoding, and a reader that believed the header would try to undo it again. */
static void add_head(struct buffer *out, struct slice head)
{
  static const char name[] = "transfer-encoding:";
  while (head.length) {
    const char *newline = memchr(head.data, '\n', head.length);
    size_t length = newline ? (size_t)(newline - head.data) + 1 : head.length;
    if (length > sizeof name - 1 && strncasecmp(head.data, name, sizeof name - 1) == 0)
      buffer_text(out, "X-Depeche-");
    buffer_append(out, head.data, length);
    head = slice_from(head, length);
  }
  buffer_text(out, "\r\n\r\n");
}

static void add_response(struct warc_writer *writer, const struct warc_response *response, const char *id,
                         const char *request_id)
{
  buffer_clear(&writer->block);
  add_head(&writer->block, slice_trim(response->head));
  size_t head = writer->block.length;
  buffer_slice(&writer->block, response->body);
  struct slice payload = slice_from(buffer_view(&writer->block), head);
  const struct record record = {.type = "response",
                                .media_type = "application/http; msgtype=response",
                                .id = id,
                                .concurrent_to = request_id,
                                .target = response->url,
                                .payload = payload,
                                .at = response->at};
  add_record(writer, &record);
}

/* Appending. */

bool warc_append(struct warc_writer *writer, const struct warc_response *response, struct warc_place *place,
                 dp_error *error)
{
  char request_id[UUID_TEXT], response_id[UUID_TEXT];
  if (writer->dirty && !cut(writer, writer->end, error)) return false;
  buffer_clear(&writer->out);
  if (writer->end == 0) add_warcinfo(writer);
  random_uuid(request_id);
  random_uuid(response_id);
  bool request = response->request.length > 0;
  if (request) add_request(writer, response, request_id, response_id);
  int64_t before = (int64_t)writer->out.length;
  add_response(writer, response, response_id, request ? request_id : NULL);
  if (!writer->io.write(writer->io.context, writer->file, writer->end, buffer_view(&writer->out))) {
    error_errno(error, "can't write the archive file %s", writer->name);
    cut(writer, writer->end, NULL);
    return false;
  }
  snprintf(place->file, sizeof place->file, "%s", writer->name);
  place->offset = writer->end + before;
  place->length = (int64_t)writer->out.length - before;
  writer->end += (int64_t)writer->out.length;
  return true;
}

bool warc_sync(struct warc_writer *writer, dp_error *error)
{
  if (writer->dirty && !cut(writer, writer->end, error)) return false;
  return writer->io.sync(writer->io.context, writer->file) ||
         error_errno(error, "can't make the archive file %s durable", writer->name);
}

bool warc_writer_rewind(struct warc_writer *writer, dp_error *error)
{
  return (writer->end == writer->committed && !writer->dirty) || cut(writer, writer->committed, error);
}

void warc_writer_mark(struct warc_writer *writer)
{
  writer->committed = writer->end;
}
