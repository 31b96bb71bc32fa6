/* json_print.c - a tree as text, written straight into the buffer: several times faster than through cJSON,
 * which formats every number with sprintf and sscanf and copies the whole text once more. */
#include "data/json_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct printer {
  struct buffer *out;
  bool pretty;
  int depth;
};

/* put - buffer_append with the common case, enough room, in line; the NUL behind the content is written at
 * the end. */
static inline void put(struct buffer *out, const char *bytes, size_t length)
{
  if (out->capacity - out->length <= length) buffer_reserve(out, length);
  memcpy(out->data + out->length, bytes, length);
  out->length += length;
}

static void put_escape(struct buffer *out, unsigned char byte)
{
  static const char special[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
  const char *found = memchr(special, byte, sizeof special - 1);
  if (found)
    put(out, (char[]){'\\', names[found - special]}, 2);
  else
    buffer_format(out, "\\u%04x", byte);
}

static void put_string(struct buffer *out, const char *text)
{
  size_t length = strlen(text);
  buffer_reserve(out, length + 2);
  put(out, "\"", 1);
  for (size_t at = 0; at < length;) {
    size_t plain = json_plain_run(text + at, length - at, false);
    put(out, text + at, plain);
    at += plain;
    if (at < length) put_escape(out, (unsigned char)text[at++]);
  }
  put(out, "\"", 1);
}

static void put_integer(struct buffer *out, int64_t number)
{
  char digits[24];
  size_t at = sizeof digits;
  uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  do digits[--at] = (char)('0' + rest % 10);
  while (rest /= 10);
  if (number < 0) digits[--at] = '-';
  put(out, digits + at, sizeof digits - at);
}

/* put_real - the shortest of three precisions that reads back as the same number. What has neither point nor
 * exponent would be taken for an integer beyond 2^53 and gets a fraction. */
static void put_real(struct buffer *out, double number)
{
  char text[40];
  for (int precision = 15; precision <= 17; precision++) {
    snprintf(text, sizeof text, "%.*g", precision, number);
    if (strtod(text, NULL) == number) break;
  }
  buffer_text(out, text);
  if (!strpbrk(text, ".e")) buffer_text(out, ".0");
}

static void put_number(struct buffer *out, double number)
{
  if (!isfinite(number))
    buffer_text(out, "null");
  else if (fabs(number) <= (double)JSON_MAX_INTEGER && number == trunc(number))
    put_integer(out, (int64_t)number);
  else
    put_real(out, number);
}

static void put_line(const struct printer *printer)
{
  if (!printer->pretty) return;
  put(printer->out, "\n", 1);
  for (int i = 0; i < printer->depth; i++) put(printer->out, "  ", 2);
}

static void put_value(struct printer *printer, const cJSON *node);

static void put_members(struct printer *printer, const cJSON *container, bool object)
{
  printer->depth++;
  for (const cJSON *member = container->child; member; member = member->next) {
    if (member != container->child) put(printer->out, ",", 1);
    put_line(printer);
    if (object) {
      put_string(printer->out, member->string);
      put(printer->out, ": ", printer->pretty ? 2 : 1);
    }
    put_value(printer, member);
  }
  printer->depth--;
  if (container->child) put_line(printer);
}

static void put_value(struct printer *printer, const cJSON *node)
{
  struct buffer *out = printer->out;
  switch (node->type & 0xFF) {
  case cJSON_False:
    put(out, "false", 5);
    break;
  case cJSON_True:
    put(out, "true", 4);
    break;
  case cJSON_Number:
    put_number(out, node->valuedouble);
    break;
  case cJSON_String:
    put_string(out, node->valuestring);
    break;
  case cJSON_Array:
    put(out, "[", 1);
    put_members(printer, node, false);
    put(out, "]", 1);
    break;
  case cJSON_Object:
    put(out, "{", 1);
    put_members(printer, node, true);
    put(out, "}", 1);
    break;
  default:
    put(out, "null", 4);
  }
}

static void print(const struct json *node, struct buffer *out, bool pretty)
{
  static const cJSON null = {.type = cJSON_NULL};
  put_value(&(struct printer){out, pretty, 0}, node ? json_node(node) : &null);
  out->data[out->length] = '\0';
}

void json_print(const struct json *node, struct buffer *out)
{
  print(node, out, false);
}

void json_print_pretty(const struct json *node, struct buffer *out)
{
  print(node, out, true);
}
