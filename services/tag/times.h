/* times.h - clock times of French and English: "14h30", "6 heures locales", "midi", "3:30 pm", "half past
 * three", "14:05 GMT". The zone belongs to the expression. */
#ifndef TAG_TIMES_H
#define TAG_TIMES_H

#include "tag/dates_reader.h"

struct clock_time {
  int hour, minute, second; /* second -1 when it is not said */
  bool halved;              /* counted to twelve, and nothing says which half of the day */
  char zone[12];            /* "Z", "+02:00"; empty when it is not said, or has only a name */
};

enum { TIMES_TEXT = 24 };

/* times_read - the clock time that begins at token i: tokens taken, 0 when there is none. */
size_t times_read(const struct dates_reader *reader, size_t i, struct clock_time *time);

/* times_format - "T14:30", "T14:05Z". Returns `text`. */
char *times_format(const struct clock_time *time, char text[TIMES_TEXT]);

#endif
