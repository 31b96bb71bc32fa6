/* export_warc.h - the archived response behind an article, as the record that it is. */
#ifndef CLI_EXPORT_WARC_H
#define CLI_EXPORT_WARC_H

#include "base/buffer.h"
#include "base/clock.h"
#include "data/json.h"

/* export_warc_begin - appends the warcinfo with which a file of that name begins. */
void export_warc_begin(const char *name, millis now, struct buffer *out);

/* export_warc_put - appends the record, byte for byte as it lies in the archive `directory`. False
 * (EX_DATAERR, EX_NOINPUT) when the article names none, or it is not there. */
bool export_warc_put(const char *directory, const struct json *article, struct buffer *out, dp_error *error);

#endif
