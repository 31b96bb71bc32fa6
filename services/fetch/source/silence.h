/* silence.h - tells a source that fell silent, or that broke, from one that merely pauses.
 *
 * Pure. The longest quiet spells of a source's last year are remembered, ten of them: nights, weekends,
 * feasts and its own irregularity are all in there, whatever its habits. By extreme value theory the lengths
 * beyond a high threshold fall off exponentially (Gumbel's domain; Pickands 1975: peaks over threshold), so
 * the mean excess of the ten over the least of them tells how long a spell must be that comes by chance once
 * in ten years. A spell that is longer than this, and by a quarter longer than every one before, is an alarm.
 *
 * A spell counts from the last poll that brought something to the last one that was answered and did not:
 * what is certain. While nobody asks or nobody answers no spell grows, so an outage of ours or theirs is no
 * silence. There is no alarm while the past is short: before two weeks, before five spells, and before three
 * times the longest spell were watched. So a source with one entry a month is watched for about half a year
 * first.
 *
 * A spell that did raise the alarm is learnt as twice the alarm's length at most: an outage does not blunt
 * the alarm for a year, and a source that really became slower is believed after a few of them. */
#ifndef FETCH_SOURCE_SILENCE_H
#define FETCH_SOURCE_SILENCE_H

#include "base/buffer.h"
#include "fetch/source/pace.h"

#include <stdbool.h>

enum { SILENCE_SPELLS = 10 };

struct silence_spell {
  millis length, end;
};

/* What is remembered; all zero at first. */
struct silence {
  millis since;         /* the past is known from here on; 0: nothing known */
  millis fresh;         /* the last answered poll (or date) with something new; 0: none */
  millis answered;      /* the last answered poll */
  millis waited;        /* between that poll and the answered one before it */
  struct pace pace;     /* half-life 30 days: for the words */
  millis failing_since; /* the first error in a row; 0: none */
  int64_t errors;       /* in a row */
  int64_t spells;
  struct silence_spell longest[SILENCE_SPELLS]; /* the longest first */
};

/* silence_seed - before the first poll is counted: what the dates of the entries tell of the past. Dates in
 * the future, and older than a year, are left out. `times` is sorted in place. */
void silence_seed(struct silence *silence, millis *times, size_t count, millis now);

void silence_answered(struct silence *silence, millis now, int64_t fresh); /* a poll was answered */
void silence_failed(struct silence *silence, millis now);                  /* ... or was not */

enum silence_state {
  SILENCE_LEARNING, /* its past is too short to tell */
  SILENCE_LIVELY,
  SILENCE_SILENT, /* answers, but nothing new for longer than can be chance */
  SILENCE_BROKEN  /* three errors or more in a row, for an hour or longer */
};

enum { SILENCE_REASON = 240 };
struct silence_verdict {
  enum silence_state state;
  millis alarm;                /* how long a spell must be to be an alarm; 0 while learning */
  char reason[SILENCE_REASON]; /* a sentence without a full stop */
};

/* silence_judge - `last_error` is the sentence of the last failed poll, or empty. */
struct silence_verdict silence_judge(const struct silence *silence, millis now, const char *last_error);

/* silence_write - the state as a line of numbers for the journal; silence_read - reads it back, false: not
 * such a line. */
void silence_write(const struct silence *silence, struct buffer *out);
bool silence_read(const char *line, struct silence *silence);

#endif
