/* warc.h - the archive: WARC 1.1 (ISO 28500:2017) files of one gzip member per record, append-only.
 *
 * The writer gathers records and makes them durable together (warc_sync, group commit). It goes through a
 * small table of file functions, so that a simulation can crash between any two. */
#ifndef DATA_WARC_H
#define DATA_WARC_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"

/* The port. Each returns false with errno set. `file` is what open gave. */
struct warc_io {
  void *context;
  /* open - NULL on failure (ENOENT: no such file). create: makes it when it is not there, its name durable on
   * return. */
  void *(*open)(void *context, const char *name, bool create);
  void (*close)(void *context, void *file);
  bool (*size)(void *context, void *file, int64_t *bytes);
  bool (*truncate)(void *context, void *file, int64_t bytes);
  bool (*write)(void *context, void *file, int64_t offset, struct slice bytes);
  bool (*sync)(void *context, void *file);
  bool (*read)(void *context, void *file, int64_t offset, void *bytes, size_t length, size_t *got);
};
struct warc_io
warc_io_directory(const char *path); /* the real one: files in a directory; context freed by warc_io_free */
void warc_io_free(struct warc_io *io);

struct warc_response {
  struct slice url;     /* WARC-Target-URI */
  struct slice head;    /* status line and headers as received, CRLF, without the empty line */
  struct slice body;    /* bytes as received (transfer encoding undone, content encoding kept) */
  struct slice request; /* head of the request as sent; may be empty: then no request record */
  millis at;
};
enum { WARC_NAME = 80 };
struct warc_place {
  char file[WARC_NAME];   /* name in the directory: "depeche-ORIGIN-20240412083000-00001.warc.gz" */
  int64_t offset, length; /* of the response record's gzip member */
};

struct warc_writer; /* of one file */
struct warc_writer_options {
  struct warc_io io;
  const char *origin;   /* in file names */
  const char *software; /* in warcinfo */
  int64_t rotate_bytes;
};
/* warc_new_name - name for the file that follows `last_file` (NULL or empty: the first one). The caller
 * journals it before it opens a writer for it, so that a crash leaves no torn file that nobody knows of. */
void warc_new_name(const char *origin, const char *last_file, millis now, char name[WARC_NAME]);
/* warc_writer_open - goes on with `file`, created when absent, cutting what lies behind `committed_end`.
 * EX_DATAERR: the file is shorter than that (it lost records, and is left alone). */
struct warc_writer *warc_writer_open(const struct warc_writer_options *options, const char *file,
                                     int64_t committed_end, millis now, dp_error *error);
const char *warc_writer_file(const struct warc_writer *writer);
bool warc_writer_full(
    const struct warc_writer *writer); /* past rotate_bytes: time for a new file, after a sync */
/* warc_append - writes the record(s), the response last; not durable until warc_sync. After a false the file
 * is cut back to the last record; nothing half-written stays. */
bool warc_append(struct warc_writer *writer, const struct warc_response *response, struct warc_place *place,
                 dp_error *error);
bool warc_sync(struct warc_writer *writer, dp_error *error);
/* warc_writer_rewind - forgets what was appended since the last mark (a transaction was rolled back). */
bool warc_writer_rewind(struct warc_writer *writer, dp_error *error);
/* warc_writer_mark - what was synced is committed as well: rewind will not go back behind here. */
void warc_writer_mark(struct warc_writer *writer);
void warc_writer_close(struct warc_writer **writer);

/* warc_read_response - the response record at a place: head and body appended to the buffers. EX_DATAERR when
 * it is not there or damaged (the payload digest is checked). */
bool warc_read_response(const struct warc_io *io, const char *file, int64_t offset, int64_t max_bytes,
                        struct buffer *head, struct buffer *body, dp_error *error);

#endif
