/* The alarm by examples, and its properties with simulated sources of many habits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>
#include <math.h>
#include <stdio.h>

#include "fetch/source/schedule.h"
#include "fetch/source/silence.h"
#include "fetch/source/span.h"

static const millis start = INT64_C(1704067200000); /* Monday 2024-01-01T00:00:00Z */

static double uniform(struct random *dice)
{
  return (double)(random_next(dice) >> 11) * 0x1p-53;
}

static millis exponential(struct random *dice, millis mean)
{
  return 1 + (millis)(-log(1 - uniform(dice)) * (double)mean);
}

/* A habit gives the time of the next entry after the one at `at`. */
typedef millis habit_fn(struct random *dice, millis at, int *left);

static millis regular(struct random *dice, millis at, int *left)
{
  (void)left;
  return at + SPAN_HOUR * 9 / 10 + (millis)random_below(dice, SPAN_HOUR / 5);
}

static millis irregular(struct random *dice, millis at, int *left)
{
  (void)left;
  return at + exponential(dice, 35 * SPAN_MINUTE);
}

static millis bursty(struct random *dice, millis at, int *left)
{
  if (*left > 0) return --*left, at + exponential(dice, 3 * SPAN_MINUTE);
  *left = 5 + (int)random_below(dice, 20);
  return at + exponential(dice, SPAN_DAY);
}

static millis by_day(struct random *dice, millis at, int *left)
{
  (void)left;
  at += exponential(dice, 30 * SPAN_MINUTE);
  while (at / SPAN_HOUR % 24 < 7 || at / SPAN_HOUR % 24 > 21) at += SPAN_HOUR;
  return at;
}

static millis on_weekdays(struct random *dice, millis at, int *left)
{
  at = by_day(dice, at + exponential(dice, 30 * SPAN_MINUTE), left);
  while ((at / SPAN_DAY + 4) % 7 % 6 == 0) at += SPAN_DAY;
  return at;
}

static millis weekly(struct random *dice, millis at, int *left)
{
  (void)left;
  return at + 6 * SPAN_DAY + (millis)random_below(dice, 2 * SPAN_DAY);
}

static millis monthly(struct random *dice, millis at, int *left)
{
  (void)left;
  return at + 28 * SPAN_DAY + (millis)random_below(dice, 5 * SPAN_DAY);
}

static const struct {
  const char *name;
  habit_fn *next;
  millis latest; /* the alarm must come within this on average */
} habits[] = {
    {"every hour", regular, 12 * SPAN_HOUR},        {"one in 35 min", irregular, SPAN_DAY},
    {"bursts, daily", bursty, 20 * SPAN_DAY},       {"not at night", by_day, 2 * SPAN_DAY},
    {"not at weekends", on_weekdays, 6 * SPAN_DAY}, {"every week", weekly, 20 * SPAN_DAY},
    {"every month", monthly, 60 * SPAN_DAY},
};
enum { HABITS = sizeof habits / sizeof *habits, SOURCES = 16, YEARS = 3 };

/* A source that is polled as schedule.h says, and judged behind every poll. */
struct simulated {
  struct random dice;
  struct silence silence;
  struct schedule schedule;
  habit_fn *next;
  int left;
  millis entry, now; /* the next entry; the next poll */
  enum silence_state state;
};

static void poll_once(struct simulated *source, millis dead)
{
  struct schedule_limits limits = schedule_defaults();
  struct schedule_hints hints = {0};
  struct schedule_poll poll = {.now = source->now, .status = 200};
  while (source->entry <= source->now && source->entry < dead) {
    poll.fresh++;
    source->entry = source->next(&source->dice, source->entry, &source->left);
  }
  silence_answered(&source->silence, source->now, poll.fresh);
  source->state = silence_judge(&source->silence, source->now, "").state;
  source->now = schedule_next(&source->schedule, &limits, &poll, &hints, &source->dice).next;
}

/* live - polls until `end`; how often the alarm was raised. */
static int live(struct simulated *source, millis end)
{
  int alarms = 0;
  while (source->now < end) {
    enum silence_state before = source->state;
    poll_once(source, INT64_MAX);
    alarms += source->state == SILENCE_SILENT && before != SILENCE_SILENT;
  }
  return alarms;
}

/* die - ends the source now; after how long the alarm is raised. */
static millis die(struct simulated *source)
{
  millis dead = source->now;
  while (source->state != SILENCE_SILENT && source->now < dead + 1000 * SPAN_DAY) poll_once(source, dead);
  return source->silence.answered - dead;
}

static void simulated_sources_raise_the_alarm_when_they_die_and_hardly_before(void **state)
{
  (void)state;
  print_message("%-16s %12s %14s %20s\n", "habit", "source years", "false alarms", "alarm behind the end");
  for (size_t habit = 0; habit < HABITS; habit++) {
    int alarms = 0;
    double delay = 0;
    char words[SPAN_TEXT];
    for (uint64_t seed = 0; seed < SOURCES; seed++) {
      struct simulated source = {.dice = {seed * 97 + habit}, .next = habits[habit].next, .now = start};
      source.entry = start + (millis)random_below(&source.dice, SPAN_DAY);
      alarms +=
          live(&source, start + YEARS * 365 * SPAN_DAY + (millis)random_below(&source.dice, 7 * SPAN_DAY));
      delay += (double)die(&source) / SOURCES;
    }
    print_message("%-16s %12d %14d %20s\n", habits[habit].name, SOURCES * YEARS, alarms,
                  span_words((millis)delay, words));
    assert_true(alarms <= SOURCES * YEARS / 5); /* one in five years of a source */
    assert_true(delay <= (double)habits[habit].latest);
  }
}

/* watch - a source polled every half hour that brings one entry every `every` ms, for `span`. */
static struct silence watch(millis every, millis span)
{
  struct silence silence = {0};
  for (millis at = 0; at <= span; at += 30 * SPAN_MINUTE)
    silence_answered(&silence, start + at, at % every == 0);
  return silence;
}

static enum silence_state quiet_for(struct silence *silence, millis span, char reason[SILENCE_REASON])
{
  millis from = silence->answered;
  for (millis at = 30 * SPAN_MINUTE; at <= span; at += 30 * SPAN_MINUTE)
    silence_answered(silence, from + at, 0);
  struct silence_verdict verdict = silence_judge(silence, from + span, "");
  strcpy(reason, verdict.reason);
  return verdict.state;
}

static void a_silent_source_is_told_with_what_is_usual(void **state)
{
  (void)state;
  char reason[SILENCE_REASON];
  struct silence silence = watch(2 * SPAN_HOUR, 30 * SPAN_DAY);
  assert_int_equal(quiet_for(&silence, 2 * SPAN_HOUR, reason), SILENCE_LIVELY);
  assert_int_equal(quiet_for(&silence, 26 * SPAN_HOUR, reason), SILENCE_SILENT);
  assert_non_null(strstr(reason, "no new entry for 1 d 4 h; usually one every 2 h"));
  assert_non_null(strstr(reason, "longest gap 1 h 30 min"));
}

static void there_is_no_alarm_while_the_past_is_short(void **state)
{
  (void)state;
  char reason[SILENCE_REASON];
  struct silence silence = watch(2 * SPAN_HOUR, 3 * SPAN_DAY);
  assert_int_equal(quiet_for(&silence, 10 * SPAN_DAY, reason), SILENCE_LEARNING);
  assert_non_null(strstr(reason, "still learning its habits, watched for 13 d"));
}

static void a_past_of_one_long_gap_is_short(void **state)
{
  (void)state;
  char reason[SILENCE_REASON];
  struct silence silence = watch(2 * SPAN_HOUR, SPAN_DAY);
  quiet_for(&silence, 9 * SPAN_DAY, reason);
  for (int i = 1; i <= 12; i++) silence_answered(&silence, silence.answered + 30 * SPAN_MINUTE, i % 3 == 0);
  assert_int_equal(quiet_for(&silence, 12 * SPAN_DAY, reason), SILENCE_LEARNING);
}

static void dates_in_the_feed_are_a_past(void **state)
{
  (void)state;
  millis dates[60];
  struct silence silence = {0};
  for (int i = 0; i < 60; i++) dates[i] = start - (millis)(59 - i) * 12 * SPAN_HOUR;
  dates[7] = start + SPAN_DAY; /* a date in the future says nothing */
  silence_seed(&silence, dates, 60, start);
  silence_answered(&silence, start, 60);
  assert_true(silence.since < start - 28 * SPAN_DAY);
  assert_int_equal(silence.longest[0].length, SPAN_DAY);
  char reason[SILENCE_REASON];
  assert_int_equal(quiet_for(&silence, SPAN_DAY, reason), SILENCE_LIVELY);
  assert_int_equal(quiet_for(&silence, 3 * SPAN_DAY, reason), SILENCE_SILENT);
}

static void a_source_that_can_not_be_asked_is_broken_and_not_silent(void **state)
{
  (void)state;
  struct silence silence = watch(2 * SPAN_HOUR, 30 * SPAN_DAY);
  millis now = silence.answered;
  silence_failed(&silence, now + SPAN_MINUTE);
  silence_failed(&silence, now + 2 * SPAN_MINUTE);
  silence_failed(&silence, now + 3 * SPAN_MINUTE);
  assert_int_equal(silence_judge(&silence, now + 3 * SPAN_MINUTE, "").state, SILENCE_LIVELY);
  struct silence_verdict verdict = silence_judge(&silence, now + 3 * SPAN_DAY, "HTTP status 503");
  assert_int_equal(verdict.state, SILENCE_BROKEN);
  assert_string_equal(verdict.reason, "errors since 2 d 23 h, 3 in a row; the last: HTTP status 503");
  silence_answered(&silence, now + 3 * SPAN_DAY, 0);
  silence_answered(&silence, now + 3 * SPAN_DAY + SPAN_HOUR, 0);
  assert_int_equal(silence_judge(&silence, now + 3 * SPAN_DAY, "").state, SILENCE_SILENT);
}

static void time_in_which_nobody_asked_is_no_silence(void **state)
{
  (void)state;
  struct silence silence = watch(2 * SPAN_HOUR, 30 * SPAN_DAY);
  millis before = silence.longest[0].length, now = silence.answered + 20 * SPAN_DAY;
  assert_int_equal(silence_judge(&silence, now, "").state, SILENCE_LIVELY);
  silence_answered(&silence, now, 100);
  assert_int_equal(silence.longest[0].length, before);
}

static void an_outage_does_not_blunt_the_alarm(void **state)
{
  (void)state;
  char reason[SILENCE_REASON];
  struct silence silence = watch(2 * SPAN_HOUR, 60 * SPAN_DAY);
  quiet_for(&silence, 40 * SPAN_DAY, reason);
  silence_answered(&silence, silence.answered + SPAN_HOUR, 1);
  assert_true(silence.longest[0].length < 2 * SPAN_DAY);
}

static void a_clock_that_jumps_back_is_waited_for(void **state)
{
  (void)state;
  struct silence silence = watch(2 * SPAN_HOUR, 30 * SPAN_DAY);
  millis answered = silence.answered;
  silence_answered(&silence, answered - SPAN_DAY, 3);
  assert_int_equal(silence.answered, answered);
}

static void the_state_survives_the_journal(void **state)
{
  (void)state;
  struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY;
  struct silence silence = watch(3 * SPAN_HOUR, 30 * SPAN_DAY), read;
  silence_failed(&silence, silence.answered + 1);
  silence_write(&silence, &once);
  assert_true(silence_read(buffer_string(&once), &read));
  silence_write(&read, &twice);
  assert_string_equal(buffer_string(&once), buffer_string(&twice));
  assert_int_equal(read.spells, SILENCE_SPELLS);
  assert_false(silence_read("", &read));
  assert_false(silence_read("1 2 3", &read));
  assert_false(silence_read("9 0 0 0 0 0 0 0 0", &read));
  assert_false(silence_read("1 0 0 0 0 0 0 0 0 5", &read));
  assert_false(silence_read("1 0 0 0 0 nan 0 0 0", &read));
  assert_false(silence_read("1 0 0 0 0 0 0 0 0 x", &read));
  buffer_free(&once);
  buffer_free(&twice);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(simulated_sources_raise_the_alarm_when_they_die_and_hardly_before),
      cmocka_unit_test(a_silent_source_is_told_with_what_is_usual),
      cmocka_unit_test(there_is_no_alarm_while_the_past_is_short),
      cmocka_unit_test(a_past_of_one_long_gap_is_short),
      cmocka_unit_test(dates_in_the_feed_are_a_past),
      cmocka_unit_test(a_source_that_can_not_be_asked_is_broken_and_not_silent),
      cmocka_unit_test(time_in_which_nobody_asked_is_no_silence),
      cmocka_unit_test(an_outage_does_not_blunt_the_alarm),
      cmocka_unit_test(a_clock_that_jumps_back_is_waited_for),
      cmocka_unit_test(the_state_survives_the_journal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
