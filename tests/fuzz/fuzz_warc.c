/* fuzz_warc.c - any bytes as an archive file give a record that fits its digest, or a reason; any response
 * that is archived comes back as it was. */
#include "fuzz.h"

#include "base/buffer.h"
#include "data/warc.h"

#include <errno.h>

enum { MAX_BODY = 1 << 20 };

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

static void read_any(struct slice bytes)
{
  struct file file = {BUFFER_EMPTY};
  struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY;
  const struct warc_io io = io_of(&file);
  dp_error error = {0};
  buffer_slice(&file.bytes, bytes);
  if (warc_read_response(&io, "x", 0, MAX_BODY, &head, &body, &error))
    must(error.code == 0);
  else
    must(error.code == EX_DATAERR && head.length == 0 && body.length == 0);
  buffer_free(&head);
  buffer_free(&body);
  buffer_free(&file.bytes);
}

/* write_any - the first empty line parts the head from the body. */
static void write_any(struct slice bytes)
{
  struct file file = {BUFFER_EMPTY};
  struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY;
  const char *end = bytes.length ? memmem(bytes.data, bytes.length, "\r\n\r\n", 4) : NULL;
  size_t length = end ? (size_t)(end - bytes.data) : 0;
  struct slice payload = end ? slice_from(bytes, length + 4) : bytes;
  const struct warc_response response = {.url = {bytes.data, length},
                                         .head = {bytes.data, length},
                                         .body = payload,
                                         .request = {bytes.data, length}};
  const struct warc_writer_options options = {io_of(&file), "fuzz", "depeche/fuzz", 1 << 20, 0};
  struct warc_place place;
  struct warc_writer *writer = warc_writer_open(&options, "x", 0, 0, NULL);
  must(writer && warc_append(writer, &response, &place, NULL));
  must(warc_read_response(&options.io, place.file, place.offset, MAX_BODY, &head, &body, NULL));
  must(slice_equal(buffer_view(&body), payload));
  warc_writer_close(&writer);
  buffer_free(&head);
  buffer_free(&body);
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
