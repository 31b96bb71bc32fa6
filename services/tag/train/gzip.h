/* gzip.h - a whole file, gzipped or plain. */
#ifndef TAG_TRAIN_GZIP_H
#define TAG_TRAIN_GZIP_H

#include "base/buffer.h"
#include "base/error.h"

/* gzip_read - appends the content of the file. */
bool gzip_read(const char *path, struct buffer *out, dp_error *error);

#endif
