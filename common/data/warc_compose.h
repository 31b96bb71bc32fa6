/* warc_compose.h - the records of one response as bytes: WARC headers, blocks, digests, gzip members. */
#ifndef DATA_WARC_COMPOSE_H
#define DATA_WARC_COMPOSE_H

#include "data/warc.h"

struct warc_composer; /* room for one record, used again for each */
struct warc_composer *warc_composer_new(void);
void warc_composer_free(struct warc_composer **composer);

/* warc_compose_info - appends the warcinfo with which the file `name` begins. */
void warc_compose_info(struct warc_composer *composer, const struct warc_writer_options *options,
                       const char *name, millis at, struct buffer *out);

/* warc_compose_response - appends the records of a response: request, metadata, and last the response or
 * revisit. place: offset from the start of `out`, length, digest; its file is left alone. */
void warc_compose_response(struct warc_composer *composer, const struct warc_response *response,
                           struct buffer *out, struct warc_place *place);

#endif
