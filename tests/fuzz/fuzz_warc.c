/* fuzz_warc.c - any bytes as an archive file are read to their end, in records and reasons; a record that is
 * read back fits its digest; any response that is archived comes back as it was, and our own reader finds
 * nothing to remark on it. */
#include "fuzz.h"

#include "data/warc_http.h"
#include "data/warc_reader.h"

#include <errno.h>

enum { MAX_BODY = 1 << 20, KEPT = 4096, HEADER_PART = 8192 };

struct file {
  struct buffer bytes;
};

static void *open_file(void *context, const char *name, bool create)
{
  (void)name, (void)create;
  return context;
}

static void close_file(void *context, void *file)
{
  (void)context, (void)file;
}

static bool size_file(void *context, void *file, int64_t *bytes)
{
  (void)context;
  *bytes = (int64_t)((struct file *)file)->bytes.length;
  return true;
}

static bool truncate_file(void *context, void *file, int64_t bytes)
{
  (void)context;
  ((struct file *)file)->bytes.length = (size_t)bytes;
  return true;
}

static bool write_file(void *context, void *file, int64_t offset, struct slice bytes)
{
  must((size_t)offset == ((struct file *)file)->bytes.length);
  (void)context;
  buffer_slice(&((struct file *)file)->bytes, bytes);
  return true;
}

static bool sync_file(void *context, void *file)
{
  (void)context, (void)file;
  return true;
}

static bool read_file(void *context, void *file, int64_t offset, void *bytes, size_t length, size_t *got)
{
  (void)context;
  struct slice rest = slice_from(buffer_view(&((struct file *)file)->bytes), (size_t)offset);
  *got = rest.length < length ? rest.length : length;
  if (*got) memcpy(bytes, rest.data, *got);
  return true;
}

static struct warc_io io_of(struct file *file)
{
  return (struct warc_io){file,          open_file,  close_file, size_file,
                          truncate_file, write_file, sync_file,  read_file};
}

static void check_record(const struct warc_record *record, int64_t size)
{
  struct buffer plain = BUFFER_EMPTY;
  must(record->offset >= 0 && record->offset + record->length <= size && record->inside >= 0);
  must(record->body.length <= KEPT && (int64_t)record->body.length <= record->body_length);
  must(record->body_length <= record->block_length);
  must(record->status == 0 || (record->status >= 100 && record->status <= 999));
  if (warc_http_dechunk(record->body, &plain))
    must(plain.length <= record->body.length);
  else
    must(plain.length == 0);
  buffer_free(&plain);
}

/* read_all - ends after at most as many steps as there are bytes, and always says why. */
static void read_all(const struct warc_io *io, int64_t size)
{
  const struct warc_reader_options options = {0, KEPT, true};
  dp_error error = {0};
  struct warc_reader *reader = warc_reader_open(io, "x", &options, &error);
  must(reader || error.code == EX_DATAERR);
  struct warc_record record;
  enum warc_outcome outcome = WARC_END;
  int64_t steps = 0;
  while (reader && (outcome = warc_reader_next(reader, &record, &error)) != WARC_END) {
    must(++steps <= 2 * MAX_BODY + 2);
    must(outcome == WARC_RECORD || error.code == EX_DATAERR);
    if (outcome == WARC_RECORD) check_record(&record, size);
    error = (dp_error){0};
  }
  warc_reader_close(&reader);
}

static void read_any(struct slice bytes)
{
  struct file file = {BUFFER_EMPTY};
  struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY;
  const struct warc_io io = io_of(&file);
  dp_error error = {0};
  buffer_slice(&file.bytes, bytes);
  read_all(&io, (int64_t)bytes.length);
  if (warc_read_response(&io, "x", 0, MAX_BODY, &head, &body, &error))
    must(error.code == 0);
  else
    must(error.code == EX_DATAERR && head.length == 0 && body.length == 0);
  buffer_free(&head);
  buffer_free(&body);
  buffer_free(&file.bytes);
}

static void read_own(const struct warc_io *io)
{
  const struct warc_reader_options options = {0, MAX_BODY, true};
  struct warc_record record;
  int count = 0;
  struct warc_reader *reader = warc_reader_open(io, "x", &options, NULL);
  must(reader);
  for (; warc_reader_next(reader, &record, NULL) == WARC_RECORD; count++) {
    must(record.length > 0 && !record.remark);
    must(record.block_check != WARC_WRONG && record.payload_check != WARC_WRONG);
    must(record.block_check == WARC_RIGHT || record.payload_check == WARC_RIGHT);
  }
  must(count >= 2 && warc_reader_offset(reader) == warc_reader_size(reader));
  warc_reader_close(&reader);
}

/* write_any - the first empty line parts the head from the body. */
static void write_any(struct slice bytes)
{
  struct file file = {BUFFER_EMPTY};
  struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY, metadata = BUFFER_EMPTY;
  const char *end = bytes.length ? memmem(bytes.data, bytes.length, "\r\n\r\n", 4) : NULL;
  size_t length = end ? (size_t)(end - bytes.data) : 0;
  struct slice payload = end ? slice_from(bytes, length + 4) : bytes, first = {bytes.data, length};
  if (first.length > HEADER_PART) first.length = HEADER_PART; /* the fetcher takes no longer URLs either */
  warc_add_field(&metadata, "via", first);
  const struct warc_original original = {first, 1};
  const struct warc_writer_options options = {io_of(&file), "fuzz", "depeche/fuzz", 1 << 20, 0};
  struct warc_response response = {.url = first,
                                   .head = first,
                                   .body = payload,
                                   .request = first,
                                   .address = first,
                                   .metadata = buffer_view(&metadata)};
  struct warc_place place;
  struct warc_writer *writer = warc_writer_open(&options, "x", 0, 0, NULL);
  must(writer && warc_append(writer, &response, &place, NULL));
  must(warc_read_response(&options.io, place.file, place.offset, MAX_BODY, &head, &body, NULL));
  must(slice_equal(buffer_view(&body), payload));
  response.same_as = &original;
  must(warc_append(writer, &response, &place, NULL));
  read_own(&options.io);
  warc_writer_close(&writer);
  buffer_free(&head);
  buffer_free(&body);
  buffer_free(&metadata);
  buffer_free(&file.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct slice bytes = {(const char *)data, size};
  if (size > MAX_BODY) return 0;
  read_any(bytes);
  write_any(bytes);
  return 0;
}
