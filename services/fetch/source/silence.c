/* silence.c - keep the longest spells, and judge the present one by them. */
#include "fetch/source/silence.h"

#include "fetch/source/span.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define HALF_LIFE   (30 * SPAN_DAY)
#define MEMORY      (365 * SPAN_DAY)        /* so that a yearly feast is known in the next year */
#define ENOUGH_PAST (14 * SPAN_DAY)         /* two weekends */
#define PATIENCE    (10.0 * 365 * SPAN_DAY) /* one false alarm of a source in so long */
#define BROKEN_FOR  SPAN_HOUR
enum { ENOUGH_SPELLS = 5, BROKEN_ERRORS = 3, PAST_TO_LONGEST = 3, VERSION = 1 };
static const double MARGIN = 1.25;
static const double VAIN_POLLS = 2; /* at least, where polls hardly ever come in vain */

/* alarm_at - the length of a spell that can't be chance; 0 while the past is too short. */
static millis alarm_at(const struct silence *silence)
{
  int64_t count = silence->spells;
  double watched = (double)(silence->answered - silence->since);
  if (count < ENOUGH_SPELLS || watched < (double)ENOUGH_PAST) return 0;
  double longest = (double)silence->longest[0].length, least = (double)silence->longest[count - 1].length;
  if (watched < PAST_TO_LONGEST * longest) return 0;
  double excess = 0;
  for (int64_t i = 0; i + 1 < count; i++) excess += (double)silence->longest[i].length - least;
  excess /= (double)(count - 1);
  if (watched > (double)MEMORY) watched = (double)MEMORY;
  /* The tail that is to be expected from so few excesses is fatter than the exponential they are drawn from:
     (1 + x / (k mean))^-k, which is solved here for one spell in the time of patience. */
  double k = (double)(count - 1), rare = (double)count * PATIENCE / watched;
  double chance = least + excess * k * (pow(rare, 1 / k) - 1);
  double alarm = fmax(fmax(chance, longest * MARGIN), VAIN_POLLS * (double)silence->waited);
  return (millis)alarm + silence->waited; /* a spell is only seen to the length of a wait between polls */
}

static void forget_old(struct silence *silence, millis now)
{
  int64_t kept = 0;
  for (int64_t i = 0; i < silence->spells; i++)
    if (now - silence->longest[i].end <= MEMORY) silence->longest[kept++] = silence->longest[i];
  silence->spells = kept;
}

/* remember - puts a spell into its place among the longest; the least falls out. */
static void remember(struct silence *silence, millis length, millis end)
{
  int64_t at = silence->spells < SILENCE_SPELLS ? silence->spells++ : SILENCE_SPELLS - 1;
  if (at == SILENCE_SPELLS - 1 && silence->longest[at].length > length) return;
  while (at > 0 && silence->longest[at - 1].length < length) {
    silence->longest[at] = silence->longest[at - 1];
    at--;
  }
  silence->longest[at] = (struct silence_spell){length, end};
}

static int by_time(const void *a, const void *b)
{
  millis left = *(const millis *)a, right = *(const millis *)b;
  return (left > right) - (left < right);
}

void silence_seed(struct silence *silence, millis *times, size_t count, millis now)
{
  if (silence->since || !count) return;
  qsort(times, count, sizeof *times, by_time);
  for (size_t i = 0; i < count && times[i] <= now; i++) {
    if (times[i] < now - MEMORY) continue;
    if (silence->fresh && times[i] > silence->fresh) remember(silence, times[i] - silence->fresh, times[i]);
    if (!silence->since) silence->since = times[i];
    silence->fresh = silence->answered = times[i];
  }
  if (silence->since) pace_seed(&silence->pace, HALF_LIFE, times, count, silence->since, now);
  silence->answered = silence->since ? now : 0;
}

void silence_answered(struct silence *silence, millis now, int64_t fresh)
{
  silence->failing_since = 0;
  silence->errors = 0;
  if (!silence->since) silence->since = silence->answered = now;
  if (!silence->fresh) silence->fresh = now;
  if (now < silence->answered) return; /* the clock jumped back: wait until it has caught up */
  pace_add(&silence->pace, HALF_LIFE, now - silence->answered, fresh);
  if (fresh > 0) {
    /* What is certain is the quiet up to the last poll without news. */
    millis quiet = silence->answered - silence->fresh, alarm = alarm_at(silence);
    forget_old(silence, now);
    remember(silence, alarm && quiet > 2 * alarm ? 2 * alarm : quiet, now);
    silence->fresh = now;
  }
  silence->waited = now - silence->answered;
  silence->answered = now;
}

void silence_failed(struct silence *silence, millis now)
{
  if (!silence->errors) silence->failing_since = now;
  silence->errors++;
}

static void say_broken(const struct silence *silence, millis now, const char *last_error,
                       struct silence_verdict *verdict)
{
  char span[SPAN_TEXT];
  verdict->state = SILENCE_BROKEN;
  snprintf(verdict->reason, SILENCE_REASON, "errors since %s, %" PRId64 " in a row%s%.120s",
           span_words(now - silence->failing_since, span), silence->errors, *last_error ? "; the last: " : "",
           last_error);
}

static void say_quiet(const struct silence *silence, struct silence_verdict *verdict)
{
  char quiet[SPAN_TEXT], usual[SPAN_TEXT], longest[SPAN_TEXT];
  double rate = pace_rate(&silence->pace, 0, 0);
  span_words(silence->answered - silence->fresh, quiet);
  span_words(rate > 1 / (double)MEMORY ? (millis)(1 / rate) : MEMORY, usual);
  span_words(silence->longest[0].length, longest);
  snprintf(verdict->reason, SILENCE_REASON, "no new entry for %s; usually one every %s, longest gap %s",
           quiet, usual, longest);
}

struct silence_verdict silence_judge(const struct silence *silence, millis now, const char *last_error)
{
  struct silence_verdict verdict = {.alarm = alarm_at(silence)};
  millis quiet = silence->answered - silence->fresh;
  if (silence->errors >= BROKEN_ERRORS && now - silence->failing_since >= BROKEN_FOR) {
    say_broken(silence, now, last_error, &verdict);
  } else if (!verdict.alarm) {
    char span[SPAN_TEXT];
    verdict.state = SILENCE_LEARNING;
    snprintf(verdict.reason, SILENCE_REASON, "still learning its habits, watched for %s",
             span_words(silence->answered - silence->since, span));
  } else {
    verdict.state = quiet > verdict.alarm ? SILENCE_SILENT : SILENCE_LIVELY;
    say_quiet(silence, &verdict);
  }
  return verdict;
}

void silence_write(const struct silence *silence, struct buffer *out)
{
  buffer_format(out, "%d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %a %a %" PRId64 " %" PRId64, VERSION,
                silence->since, silence->fresh, silence->answered, silence->waited, silence->pace.events,
                silence->pace.time, silence->failing_since, silence->errors);
  for (int64_t i = 0; i < silence->spells; i++)
    buffer_format(out, " %" PRId64 " %" PRId64, silence->longest[i].length, silence->longest[i].end);
}

static bool take_integer(const char **line, int64_t *number)
{
  char *end;
  *number = strtoll(*line, &end, 10);
  bool taken = end != *line;
  *line = end;
  return taken;
}

static bool take_double(const char **line, double *number)
{
  char *end;
  *number = strtod(*line, &end);
  bool taken = end != *line && isfinite(*number);
  *line = end;
  return taken;
}

bool silence_read(const char *line, struct silence *silence)
{
  struct silence read = {0};
  int64_t version, length, until;
  if (!take_integer(&line, &version) || version != VERSION || !take_integer(&line, &read.since) ||
      !take_integer(&line, &read.fresh) || !take_integer(&line, &read.answered) ||
      !take_integer(&line, &read.waited) || !take_double(&line, &read.pace.events) ||
      !take_double(&line, &read.pace.time) || !take_integer(&line, &read.failing_since) ||
      !take_integer(&line, &read.errors))
    return false;
  while (read.spells < SILENCE_SPELLS && take_integer(&line, &length)) {
    if (!take_integer(&line, &until)) return false;
    read.longest[read.spells++] = (struct silence_spell){length, until};
  }
  if (*line) return false;
  *silence = read;
  return true;
}
