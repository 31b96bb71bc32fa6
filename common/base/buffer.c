#include "base/buffer.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buffer_reserve(struct buffer *buffer, size_t more)
{
  size_t need = buffer->length + more + 1;
  if (need <= buffer->capacity) return;
  size_t capacity = buffer->capacity ? buffer->capacity : 256;
  while (capacity < need) capacity *= 2;
  buffer->data = memory_resize(buffer->data, capacity);
  buffer->capacity = capacity;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
  buffer_reserve(buffer, length);
  if (length) memcpy(buffer->data + buffer->length, bytes, length);
  buffer->length += length;
  buffer->data[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
  buffer_append(buffer, text, strlen(text));
}

void buffer_slice(struct buffer *buffer, struct slice slice)
{
  buffer_append(buffer, slice.data, slice.length);
}

void buffer_byte(struct buffer *buffer, char byte)
{
  buffer_append(buffer, &byte, 1);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (length > 0) {
    buffer_reserve(buffer, (size_t)length);
    vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
    buffer->length += (size_t)length;
  }
  va_end(again);
}

void buffer_clear(struct buffer *buffer)
{
  buffer->length = 0;
  if (buffer->data) buffer->data[0] = '\0';
}

void buffer_free(struct buffer *buffer)
{
  free(buffer->data);
  *buffer = BUFFER_EMPTY;
}

char *buffer_take(struct buffer *buffer)
{
  char *data = buffer->data ? buffer->data : memory_string("");
  *buffer = BUFFER_EMPTY;
  return data;
}

const char *buffer_string(const struct buffer *buffer)
{
  return buffer->data ? buffer->data : "";
}
