/* warc_http.h - the HTTP messages inside archive records: making a head that old readers understand, and
 * reading heads and bodies that other programs left. */
#ifndef DATA_WARC_HTTP_H
#define DATA_WARC_HTTP_H

#include "base/buffer.h"

/* warc_http_archived - appends a response's head, with its empty line, in the form in which it is archived.
 * It must be true of the body as stored (`body_length` bytes, transfer encoding undone) and readable as
 * HTTP/1.1:
 *   - a status line of HTTP/2 or HTTP/3 becomes one of HTTP/1.1 with its phrase of RFC 9110; *protocol says
 * which it was ("h2", "h3"), else NULL;
 *   - Transfer-Encoding, and a Content-Length that is not that of the body, get the prefix X-Archive-Orig-,
 * and the true Content-Length is added in their stead;
 *   - lines end with CRLF, and no empty line stands among them.
 * All else stays as received. */
void warc_http_archived(struct slice head, size_t body_length, struct buffer *out, const char **protocol);

/* warc_http_split - the head before the first empty line (CRLF or LF alone), without it, and what is behind.
 * False when there is no empty line; then all of it is head. */
bool warc_http_split(struct slice message, struct slice *head, struct slice *rest);

/* warc_http_status - of a status line, 100 to 999; 0 when there is none. */
int warc_http_status(struct slice head);

/* warc_http_header - the value of the first header of that name, trimmed; data NULL when there is none. */
struct slice warc_http_header(struct slice head, const char *name);

/* warc_http_dechunk - appends the body without its chunks (RFC 9112, 7.1). False when it is not chunked from
 * its first byte on: then nothing is appended, and the body is what it is (many archivers store it so without
 * changing the head). What is cut in a chunk is taken as far as it goes. */
bool warc_http_dechunk(struct slice body, struct buffer *out);

#endif
