/* sources_state.c - schedule and silence as one line of numbers each; a line that is none gives what a new
 * source has. */
#include "fetch/sources_state.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void write_schedule(const struct schedule *schedule, struct buffer *out)
{
  buffer_format(out, "1 %.17g %.17g %.17g %.17g %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
                schedule->week.events, schedule->week.time, schedule->hours.events, schedule->hours.time,
                schedule->polled, schedule->polls, schedule->errors, schedule->window);
}

static bool read_schedule(const char *line, struct schedule *schedule)
{
  struct schedule read = {0};
  int end = 0;
  int fields = sscanf(line, "1 %lf %lf %lf %lf %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 "%n",
                      &read.week.events, &read.week.time, &read.hours.events, &read.hours.time, &read.polled,
                      &read.polls, &read.errors, &read.window, &end);
  if (fields != 8 || line[end]) return false;
  if (!isfinite(read.week.events + read.week.time + read.hours.events + read.hours.time)) return false;
  *schedule = read;
  return true;
}

void sources_state_write(struct sources_state *state, const struct schedule *schedule,
                         const struct silence *silence)
{
  static const struct schedule no_schedule;
  static const struct silence no_silence;
  write_schedule(schedule ? schedule : &no_schedule, &state->schedule);
  silence_write(silence ? silence : &no_silence, &state->silence);
}

void sources_state_free(struct sources_state *state)
{
  buffer_free(&state->schedule);
  buffer_free(&state->silence);
}

/* as_string - the two readers want an end; no line is longer than this. */
static const char *as_string(struct slice line, char text[1024])
{
  size_t length = line.length < 1023 ? line.length : 1023;
  if (length) memcpy(text, line.data, length);
  text[length] = '\0';
  return text;
}

void sources_state_read(struct slice schedule_line, struct slice silence_line, struct schedule *schedule,
                        struct silence *silence)
{
  char text[1024];
  memset(schedule, 0, sizeof *schedule);
  memset(silence, 0, sizeof *silence);
  read_schedule(as_string(schedule_line, text), schedule);
  if (!silence_read(as_string(silence_line, text), silence)) memset(silence, 0, sizeof *silence);
}
