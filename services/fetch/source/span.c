/* span.c - the second unit is left out where it is zero. */
#include "fetch/source/span.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
  millis length;
  const char *name;
} units[] = {{SPAN_DAY, "d"}, {SPAN_HOUR, "h"}, {SPAN_MINUTE, "min"}, {SPAN_SECOND, "s"}};
enum { UNITS = sizeof units / sizeof *units };

char *span_words(millis span, char text[SPAN_TEXT])
{
  size_t at = 0;
  if (span < 0) span = 0;
  while (at + 1 < UNITS && span < units[at].length) at++;
  int64_t first = span / units[at].length;
  int64_t rest = at + 1 < UNITS ? span % units[at].length / units[at + 1].length : 0;
  if (rest)
    snprintf(text, SPAN_TEXT, "%" PRId64 " %s %" PRId64 " %s", first, units[at].name, rest,
             units[at + 1].name);
  else
    snprintf(text, SPAN_TEXT, "%" PRId64 " %s", first, units[at].name);
  return text;
}
