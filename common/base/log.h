/* log.h - what a daemon says of itself: one JSON object a line on standard error.
 *
 * Every line has time, level, program and event, then the fields given. Never log the body of an article. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/slice.h"

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
  const char *name;
  enum { LOG_FIELD_TEXT, LOG_FIELD_NUMBER } kind;
  struct slice text;
  int64_t number;
};

#define LOG_TEXT(field, value)  ((struct log_field){(field), LOG_FIELD_TEXT, slice_of(value), 0})
#define LOG_SLICE(field, value) ((struct log_field){(field), LOG_FIELD_TEXT, (value), 0})
#define LOG_INT(field, value)   ((struct log_field){(field), LOG_FIELD_NUMBER, {"", 0}, (int64_t)(value)})

/* log_at - writes one event; the fields (at least one) are LOG_TEXT, LOG_SLICE or LOG_INT. Text is cut at 1,000 bytes and escaped,
 * so a hostile value can't break the line. One write(2) a line: lines of threads and processes do not mix. */
#define log_at(level, event, ...)                                                                                      \
  log_write((level), (event), (const struct log_field[]){__VA_ARGS__, {NULL, LOG_FIELD_TEXT, {"", 0}, 0}})
#define log_info(...)  log_at(LOG_INFO, __VA_ARGS__)
#define log_warn(...)  log_at(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_at(LOG_ERROR, __VA_ARGS__)

void log_write(enum log_level level, const char *event, const struct log_field *fields); /* ends at name NULL */
void log_setup(const char *program, enum log_level least); /* before threads start; program is kept, not copied */
bool log_level_of(struct slice name, enum log_level *level); /* "debug", "info", "warn" or "error" */
void log_out_of_memory(size_t size);                         /* allocates nothing */

#endif
