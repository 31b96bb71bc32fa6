#include "base/log.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdio.h>
#include <unistd.h>

static const char *const level_names[] = {"debug", "info", "warn", "error"};
static const char *program_name = "depeche";
static _Atomic enum log_level least_level = LOG_INFO; /* a reload changes it while workers log */

enum { LINE_BYTES = 8192, TEXT_BYTES = 1000 };

struct line {
  char bytes[LINE_BYTES];
  size_t length;
};

void log_setup(const char *program, enum log_level least)
{
  program_name = program;
  least_level = least;
}

bool log_level_of(struct slice name, enum log_level *level)
{
  for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
    if (!slice_is(name, level_names[i])) continue;
    *level = (enum log_level)i;
    return true;
  }
  return false;
}

static void put(struct line *line, const char *bytes, size_t length)
{
  if (length > sizeof line->bytes - 2 - line->length) return; /* room for "}\n" is kept */
  memcpy(line->bytes + line->length, bytes, length);
  line->length += length;
}

/* put_quoted - a JSON string; a byte that is no UTF-8 becomes U+FFFD, so that the line is JSON whatever was given. */
static void put_quoted(struct line *line, struct slice text)
{
  put(line, "\"", 1);
  size_t end = text.length < TEXT_BYTES ? text.length : TEXT_BYTES;
  for (size_t at = 0; at < end;) {
    unsigned char byte = (unsigned char)text.data[at];
    size_t step = utf8_step(text, at);
    char escape[8];
    if (step == 0) {
      put(line, "\xEF\xBF\xBD", 3);
      step = 1;
    } else if (byte == '"' || byte == '\\') {
      put(line, (char[]){'\\', (char)byte}, 2);
    } else if (byte < 0x20 || byte == 0x7f) {
      put(line, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", byte));
    } else {
      put(line, text.data + at, step);
    }
    at += step;
  }
  put(line, "\"", 1);
}

static void put_name(struct line *line, const char *name)
{
  put(line, ",", line->length > 1 ? 1 : 0);
  put_quoted(line, slice_of(name));
  put(line, ":", 1);
}

static void put_field(struct line *line, const struct log_field *field)
{
  char number[24];
  if (line->length + 6 * TEXT_BYTES / 4 > sizeof line->bytes - 64 && field->kind == LOG_FIELD_TEXT) return;
  put_name(line, field->name);
  if (field->kind == LOG_FIELD_TEXT)
    put_quoted(line, field->text);
  else
    put(line, number, (size_t)snprintf(number, sizeof number, "%lld", (long long)field->number));
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
  if (level < least_level) return;
  struct line line = {.length = 0};
  char when[CLOCK_TEXT];
  put(&line, "{", 1);
  put_field(&line, &LOG_TEXT("time", clock_format(clock_now(), when)));
  put_field(&line, &LOG_TEXT("level", level_names[level]));
  put_field(&line, &LOG_TEXT("program", program_name));
  put_field(&line, &LOG_INT("pid", getpid()));
  put_field(&line, &LOG_TEXT("event", event));
  for (; fields->name; fields++) put_field(&line, fields);
  memcpy(line.bytes + line.length, "}\n", 2);
  if (write(STDERR_FILENO, line.bytes, line.length + 2) < 0) return; /* nowhere left to say it */
}

void log_out_of_memory(size_t size)
{
  log_error("out_of_memory", LOG_INT("bytes", size), LOG_TEXT("effect", "process ends; acknowledged work is on disk"));
}
