/* buffer.h - bytes that grow. The content is always followed by a NUL that does not count. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/slice.h"

struct buffer {
  char *data; /* owned; NULL until something was appended */
  size_t length, capacity;
};

#define BUFFER_EMPTY ((struct buffer){NULL, 0, 0})

void buffer_reserve(struct buffer *buffer, size_t more); /* room for `more` bytes beyond length */
void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_slice(struct buffer *buffer, struct slice slice);
void buffer_byte(struct buffer *buffer, char byte);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_clear(struct buffer *buffer); /* length 0, memory kept */
void buffer_free(struct buffer *buffer);  /* memory gone, ready for use again */
char *buffer_take(struct buffer *buffer); /* the content as a NUL-terminated string the caller frees; empties buffer */
const char *buffer_string(const struct buffer *buffer); /* never NULL; valid until the next change */

static inline struct slice buffer_view(const struct buffer *buffer)
{
  return (struct slice){buffer->data ? buffer->data : "", buffer->length};
}

#endif
