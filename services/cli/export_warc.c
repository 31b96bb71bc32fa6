/* export_warc.c - see export_warc.h. */
#include "cli/export_warc.h"

#include "data/article.h"
#include "data/warc_compose.h"
#include "data/warc_reader.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

enum { RECORD_MOST = 128 * 1024 * 1024 };

/* length_of - of the record's gzip member, told by reading it. */
static bool length_of(const char *path, int64_t offset, int64_t *length, dp_error *error)
{
  const struct warc_io io = warc_io_paths();
  const struct warc_reader_options options = {.offset = offset};
  struct warc_record record;
  struct warc_reader *reader = warc_reader_open(&io, path, &options, error);
  if (!reader) return false;
  enum warc_outcome outcome = warc_reader_next(reader, &record, error);
  bool good = outcome == WARC_RECORD && record.offset == offset && record.length > 0;
  if (good)
    *length = record.length;
  else if (outcome == WARC_RECORD || outcome == WARC_END)
    error_set(error, EX_DATAERR, "%s at %lld: there is no record", path, (long long)offset);
  warc_reader_close(&reader);
  return good;
}

static bool copy(const char *path, int64_t offset, int64_t length, struct buffer *out, dp_error *error)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return error_errno(error, "can't open %s", path);
  buffer_reserve(out, (size_t)length);
  bool good = pread(fd, out->data + out->length, (size_t)length, (off_t)offset) == (ssize_t)length;
  if (good) out->length += (size_t)length;
  close(fd);
  return good || error_set(error, EX_IOERR, "%s at %lld: it can't be read", path, (long long)offset);
}

void export_warc_begin(const char *name, millis now, struct buffer *out)
{
  const struct warc_writer_options options = {.origin = "export", .software = "depeche/" DEPECHE_VERSION};
  struct warc_composer *composer = warc_composer_new();
  warc_compose_info(composer, &options, name, now, out);
  warc_composer_free(&composer);
}

bool export_warc_put(const char *directory, const struct json *article, struct buffer *out, dp_error *error)
{
  struct article_fetch fetch;
  char path[PATH_MAX];
  int64_t length = 0;
  if (!article_read_fetch(article, &fetch, error)) return false;
  if (!fetch.warc_file.length || memchr(fetch.warc_file.data, '/', fetch.warc_file.length))
    return error_set(error, EX_DATAERR, "the article does not name its record in the archive");
  snprintf(path, sizeof path, "%s/%.*s", directory, (int)fetch.warc_file.length, fetch.warc_file.data);
  if (!length_of(path, fetch.warc_offset, &length, error)) return false;
  if (length > RECORD_MOST) return error_set(error, EX_DATAERR, "%s: the record is too large", path);
  return copy(path, fetch.warc_offset, length, out, error);
}
