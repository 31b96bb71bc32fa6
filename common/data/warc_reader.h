/* warc_reader.h - any WARC file, record by record, in bounded memory.
 *
 * Reads WARC 1.0 and 1.1 (ISO 28500:2017), one gzip member a record, one for the whole file, or none; lenient
 * where archives in the wild are: LF alone, other digests or none, URLs in angle brackets. What is damaged is
 * reported with its place, and reading goes on with the next gzip member that begins a record. Zstandard is
 * refused. */
#ifndef DATA_WARC_READER_H
#define DATA_WARC_READER_H

#include "data/warc.h"

enum warc_type {
  WARC_WARCINFO,
  WARC_RESPONSE,
  WARC_RESOURCE,
  WARC_REQUEST,
  WARC_METADATA,
  WARC_REVISIT,
  WARC_CONVERSION,
  WARC_CONTINUATION,
  WARC_OTHER
};
const char *warc_type_name(enum warc_type type); /* "response"; "other" */
bool warc_type_of(struct slice name, enum warc_type *type);

enum warc_check {
  WARC_UNCHECKED, /* no digest is told, or it is of a kind that we don't know, or nobody asked */
  WARC_RIGHT,
  WARC_WRONG
};

/* One record. Slices are valid until the next call; a field that is absent is empty. */
struct warc_record {
  int64_t offset; /* in the file: of its gzip member, or of the record itself where nothing is compressed */
  int64_t inside; /* in what the member holds: 0 unless several records share it */
  int64_t length; /* in the file, from offset; 0: it shares its member with others */
  enum warc_type type;
  struct slice version, type_name; /* "WARC/1.1", as written */
  struct slice url, date, id, concurrent_to, refers_to, refers_to_url, refers_to_date, profile, address,
      payload_digest, block_digest, media_type, filename, truncated; /* <> round URLs taken off */
  millis at;                                                         /* `date`; 0 when it can't be read */
  struct slice header;                                               /* all of the WARC header */
  struct slice http_head; /* of a message of HTTP, without the empty line; empty: the block is none */
  int status;             /* of a response or revisit; 0: there is none */
  struct slice body;      /* what follows the head, or all of the block; at most max_body bytes */
  int64_t block_length;   /* Content-Length of the record */
  int64_t body_length;    /* all of it; body.length when it was not cut */
  enum warc_check block_check, payload_check; /* when `digests` was asked for */
  const char *remark; /* not as the standard wants it, and readable all the same: what; NULL: fine */
};

struct warc_reader_options {
  int64_t offset;  /* where a record (or its gzip member) begins; 0: the first one */
  size_t max_body; /* bytes of a body that are kept */
  bool digests;    /* check them */
};

struct warc_reader;

/* warc_reader_open - NULL (EX_NOINPUT, EX_NOPERM, …) when there is no such file; EX_DATAERR when it is no
 * WARC file, or compressed with Zstandard. `io` is not copied. */
struct warc_reader *warc_reader_open(const struct warc_io *io, const char *name,
                                     const struct warc_reader_options *options, dp_error *error);
void warc_reader_close(struct warc_reader **reader);

enum warc_outcome {
  WARC_RECORD,
  WARC_END,
  WARC_TORN,    /* the file ends inside a record: EX_DATAERR; next is the end */
  WARC_DAMAGED, /* a record (or bytes where one should be) can't be read: EX_DATAERR; the next call goes on */
  WARC_FAILED   /* the file can't be read: the next call fails again */
};
/* warc_reader_next - the next record. Errors say file and offset; behind WARC_TORN and WARC_DAMAGED
 * record->offset is that offset, and nothing else of it is set. A response whose digest is wrong is a record.
 */
enum warc_outcome warc_reader_next(struct warc_reader *reader, struct warc_record *record, dp_error *error);

/* warc_reader_offset - how far it has come in the file, for progress. */
int64_t warc_reader_offset(const struct warc_reader *reader);
int64_t warc_reader_size(const struct warc_reader *reader); /* of the file */

/* warc_io_paths - a port that only reads, where a name is any path. Nothing to be freed. */
struct warc_io warc_io_paths(void);

#endif
