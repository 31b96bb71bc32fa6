/* warc.h - writing the archive: WARC 1.1 (ISO 28500:2017) files of one gzip member per record, append-only.
 *
 * The writer gathers records and makes them durable together (warc_sync, group commit). It goes through a
 * small table of file functions, so that a simulation can crash between any two. Reading any archive, also
 * those of other programs, is warc_reader.h. */
#ifndef DATA_WARC_H
#define DATA_WARC_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/digest.h"
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

/* An earlier response of this archive (or another) that had the same payload. Its digest is that payload's,
 * so URL and time are enough to name its record. */
struct warc_original {
  struct slice url; /* the `url` it was appended with */
  millis at;        /* the `at` it was appended with */
};

/* What a server answered, and what we know of how we got it. Everything but url, head and at may be left
 * zero. */
struct warc_response {
  /* WARC-Target-URI: of this very response, each hop of a redirect has its own. */
  struct slice url;
  /* Status line and headers as received, without the empty line. Stored so that readers of HTTP/1.1
   * understand it, see warc_http_archived. */
  struct slice head;
  struct slice body;    /* bytes as received (transfer encoding undone, content encoding kept) */
  struct slice request; /* head of the request as sent; empty: no request record */
  /* WARC-Date: when the transfer began. With url and payload it names the record, so no two responses (but
   * redirects) may have all three in common. */
  millis at;
  struct slice address; /* WARC-IP-Address: numeric, without brackets or port; empty: not known */

  /* metadata - lines made by warc_add_field; empty: no metadata record. The standard names via, hopsFromSeed
   * and fetchTimeMs; others are ours to name. */
  struct slice metadata;

  /* digest - SHA-1 of body as digest_sha1_base32 prints it, when the caller knows it already (to look for an
   * earlier response with the same); NULL: taken here. */
  const char *digest;

  /* same_as - not NULL: a revisit record is written instead of the response, with the head and without the
   * body (profile identical-payload-digest). Its place can't be read by warc_read_response: keep that of the
   * original. */
  const struct warc_original *same_as;
  /* not_modified - with same_as: the server answered 304 (profile server-not-modified). `digest` is then the
   * original's, or NULL when it is not known. */
  bool not_modified;
};

enum { WARC_NAME = 80 };
struct warc_place {
  char file[WARC_NAME];            /* name in the directory: "depeche-ORIGIN-20240412083000-00001.warc.gz" */
  int64_t offset, length;          /* of the gzip member of the response or revisit record */
  char digest[DIGEST_SHA1_BASE32]; /* WARC-Payload-Digest without "sha1:"; empty: none was written */
};

/* warc_add_field - appends "name: value" as a line of a metadata record; line ends in the value become
 * spaces. */
void warc_add_field(struct buffer *metadata, const char *name, struct slice value);

struct warc_writer; /* of one file */
struct warc_writer_options {
  struct warc_io io;
  const char *origin;   /* in file names */
  const char *software; /* in warcinfo */
  int64_t rotate_bytes; /* a new file past this size */
  millis rotate_after;  /* and past this age; 0: whatever its age */
};
/* warc_new_name - name for the file that follows `last_file` (NULL or empty: the first one). The caller
 * journals it before it opens a writer for it, so that a crash leaves no torn file that nobody knows of. */
void warc_new_name(const char *origin, const char *last_file, millis now, char name[WARC_NAME]);
/* warc_writer_open - goes on with `file`, created when absent, cutting what lies behind `committed_end`.
 * EX_DATAERR: the file is shorter than that (it lost records, and is left alone). */
struct warc_writer *warc_writer_open(const struct warc_writer_options *options, const char *file,
                                     int64_t committed_end, millis now, dp_error *error);
const char *warc_writer_file(const struct warc_writer *writer);
/* warc_writer_full - past rotate_bytes or rotate_after (by the time in its name, so also after a restart):
 * time for a new file, after a sync. A file without records is never full. */
bool warc_writer_full(const struct warc_writer *writer, millis now);
/* warc_append - writes the records of one response, the response (or revisit) last, each a gzip member; not
 * durable until warc_sync. After a false the file is cut back to the last record; nothing half-written stays.
 */
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
