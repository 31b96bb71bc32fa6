/* robots_internal.h - the form of a robots.txt file, shared by its reader and its queries.
 *
 * "RB1", a byte of flags, then records in the order of the file: a byte of kind, the line's number (32 bits),
 * the length (16 bits), so many bytes; numbers with the low byte first. Rules before the first agent are left
 * out. */
#ifndef FETCH_ROBOTS_INTERNAL_H
#define FETCH_ROBOTS_INTERNAL_H

#include "fetch/robots.h"

#include "base/buffer.h"

enum {
  ROBOTS_HEAD = 4,
  ROBOTS_RECORD = 7,
  ROBOTS_FLAG_ESCAPES = 2, /* some pattern reads differently by the RFC's text and bytewise */
};

enum {
  ROBOTS_AGENT = 'U',    /* the product token, or "*" */
  ROBOTS_ALLOW = 'A',    /* a pattern, made printable by robots_escape */
  ROBOTS_DISALLOW = 'D', /* the same */
  ROBOTS_DELAY = 'C',    /* milliseconds, decimal */
  ROBOTS_SITEMAP = 'S',  /* an absolute URL */
};

struct robots {
  struct buffer form;
};

struct robots_record {
  char kind;
  int64_t line;
  struct slice value;
};
/* robots_next - the record at *at, moving it on; *at 0 is the first. False at the end, or where the form is
 * broken. */
bool robots_next(struct slice form, size_t *at, struct robots_record *record);

/* robots_escape - appends a pattern as the authors' matcher compares it: bytes beyond ASCII percent-encoded,
 * hex digits of escapes in upper case. */
void robots_escape(struct slice pattern, struct buffer *out);
/* robots_normal - appends a path, or the pattern of a rule, as the RFC's text compares them: escapes of
 * unreserved characters undone, all else that a URL can't hold escaped; "*" and "$" are escaped where they
 * stand for themselves. False: it was normal already. */
bool robots_normal(struct slice text, bool is_pattern, struct buffer *out);
/* robots_match - does the pattern match the beginning of the path? "*" is any run of bytes, "$" at the end is
 * the end. Linear but for the searches between stars, each over what the one before left. */
bool robots_match(struct slice pattern, struct slice path);

#endif
