#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "sink/lines.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* 2026-11-23T00:00:00Z and a day later. */
static const millis MONDAY = INT64_C(1795392000000), TUESDAY = INT64_C(1795478400000);

static char directory[64];

static int begin(void **state)
{
  (void)state;
  strcpy(directory, "/tmp/depeche-lines-XXXXXX");
  return mkdtemp(directory) ? 0 : -1;
}

static int end(void **state)
{
  (void)state;
  char command[100];
  snprintf(command, sizeof command, "rm -r %s", directory);
  return system(command);
}

static struct lines *opened(void)
{
  dp_error error = {0};
  struct lines *lines = lines_open(directory, "desk", &error);
  if (!lines) fail_msg("%s", error.text);
  return lines;
}

#define STORE "0b8ef2a4-6a0c-4f0a-8a57-0d4a8a9b6c11"

static struct lines_article numbered(int64_t sequence, millis when)
{
  return (struct lines_article){slice_of(STORE), sequence, SLICE("e.1"), when};
}

static void put(struct lines *lines, const char *line, int64_t sequence, millis when)
{
  dp_error error = {0};
  struct lines_article article = numbered(sequence, when);
  if (!lines_put(lines, &article, slice_of(line), &error)) fail_msg("%s", error.text);
}

static void assert_last(const struct lines *lines, int64_t sequence)
{
  struct lines_article last = numbered(sequence, MONDAY), next = numbered(sequence + 1, MONDAY);
  if (sequence) assert_true(lines_has(lines, &last));
  assert_false(lines_has(lines, &next));
}

static void commit(struct lines *lines)
{
  dp_error error = {0};
  if (!lines_commit(lines, &error)) fail_msg("%s", error.text);
}

static void assert_file(const char *day, const char *content)
{
  char path[200], text[200] = "";
  snprintf(path, sizeof path, "%s/desk-%s.jsonl", directory, day);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  assert_string_equal(text, content);
}

static void append(const char *day, const char *text)
{
  char path[200];
  snprintf(path, sizeof path, "%s/desk-%s.jsonl", directory, day);
  FILE *file = fopen(path, "a");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void each_day_has_a_file(void **state)
{
  (void)state;
  struct lines *lines = opened();
  put(lines, "1\n", 1, MONDAY);
  put(lines, "2\n", 2, TUESDAY - 1);
  put(lines, "3\n", 3, TUESDAY);
  commit(lines);
  assert_last(lines, 3);
  lines_close(&lines);
  assert_file("2026-11-23", "1\n2\n");
  assert_file("2026-11-24", "3\n");
}

static void what_was_not_committed_comes_again_and_is_there_once(void **state)
{
  (void)state;
  struct lines *lines = opened();
  put(lines, "1\n", 1, MONDAY);
  commit(lines);
  lines_close(&lines);
  append("2026-11-23", "2\n3"); /* as a crash between the file and its position would leave it */
  lines = opened();
  assert_last(lines, 1);
  put(lines, "2\n", 2, MONDAY);
  commit(lines);
  lines_close(&lines);
  assert_file("2026-11-23", "1\n2\n");
}

static void a_crash_at_the_turn_of_the_day_doubles_nothing(void **state)
{
  (void)state;
  struct lines *lines = opened();
  put(lines, "1\n", 1, MONDAY);
  commit(lines);
  put(lines, "2\n", 2, TUESDAY);
  commit(lines);
  lines_close(&lines);
  append("2026-11-24", "3\n");
  lines = opened();
  assert_last(lines, 2);
  put(lines, "3\n", 3, TUESDAY);
  put(lines, "4\n", 4, MONDAY); /* a clock that went back */
  commit(lines);
  lines_close(&lines);
  assert_file("2026-11-24", "2\n3\n");
  assert_file("2026-11-23", "1\n4\n");
}

static void a_rollback_forgets_what_was_put(void **state)
{
  (void)state;
  dp_error error = {0};
  struct lines *lines = opened();
  put(lines, "1\n", 1, MONDAY);
  commit(lines);
  put(lines, "2\n", 2, MONDAY);
  assert_true(lines_rollback(lines, &error));
  assert_last(lines, 1);
  put(lines, "2\n", 2, MONDAY);
  commit(lines);
  lines_close(&lines);
  assert_file("2026-11-23", "1\n2\n");
}

static void the_numbers_of_another_store_say_nothing(void **state)
{
  (void)state;
  struct lines *lines = opened();
  put(lines, "7\n", 7, MONDAY);
  commit(lines);
  lines_close(&lines);
  lines = opened();
  struct lines_article other = {SLICE("52cbd3a2-0a3c-4a1c-9d1f-1d8c1c7f6e22"), 1, SLICE("e.1"), MONDAY};
  assert_last(lines, 7);
  assert_false(lines_has(lines, &other));
  lines_close(&lines);
}

static void a_store_that_was_set_back_gives_its_numbers_to_others(void **state)
{
  (void)state;
  struct lines *lines = opened();
  put(lines, "7\n", 7, MONDAY);
  commit(lines);
  lines_close(&lines);
  lines = opened();
  struct lines_article same = numbered(7, MONDAY), other = same;
  other.id = SLICE("e.2");
  assert_int_equal(lines_last(lines), 7);
  assert_true(lines_is_last(lines, &same));
  assert_false(lines_is_last(lines, &other));
  lines_forget(lines);
  assert_false(lines_has(lines, &other));
  put(lines, "seven\n", 7, MONDAY);
  commit(lines);
  lines_close(&lines);
  assert_file("2026-11-23", "7\nseven\n");
}

static void a_second_writer_is_refused(void **state)
{
  (void)state;
  dp_error error = {0};
  struct lines *lines = opened();
  assert_null(lines_open(directory, "desk", &error));
  assert_int_equal(error.code, 75);
  lines_close(&lines);
}

static void a_full_disk_is_told(void **state)
{
  (void)state;
  char path[200], command[300];
  dp_error error = {0};
  struct lines *lines = opened();
  snprintf(path, sizeof path, "%s/desk-2026-11-23.jsonl", directory);
  snprintf(command, sizeof command, "ln -s /dev/full %s", path);
  assert_int_equal(system(command), 0);
  put(lines, "1\n", 1, MONDAY);
  assert_false(lines_commit(lines, &error));
  assert_last(lines, 0);
  lines_close(&lines);
}

/* limit_files - to so many bytes each: a disk that is full in the middle of a line. */
static void limit_files(rlim_t bytes)
{
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){bytes, RLIM_INFINITY}), 0);
}

static void a_line_that_was_torn_is_written_again_whole(void **state)
{
  (void)state;
  dp_error error = {0};
  struct lines *lines = opened();
  put(lines, "1\n", 1, MONDAY);
  commit(lines);
  put(lines, "a second line\n", 2, MONDAY);
  limit_files(6);
  assert_false(lines_commit(lines, &error));
  limit_files(RLIM_INFINITY);
  commit(lines);
  lines_close(&lines);
  lines = opened();
  assert_last(lines, 2);
  lines_close(&lines);
  assert_file("2026-11-23", "1\na second line\n");
}

static void a_file_that_was_taken_away_begins_anew(void **state)
{
  (void)state;
  char path[200], line[161];
  dp_error error = {0};
  struct lines *lines = opened();
  put(lines, "1\n", 1, MONDAY);
  commit(lines);
  lines_close(&lines);
  snprintf(path, sizeof path, "%s/desk-2026-11-23.jsonl", directory);
  assert_int_equal(unlink(path), 0);
  lines = opened();
  memset(line, '2', sizeof line - 1);
  line[sizeof line - 1] = '\0';
  put(lines, line, 2, MONDAY);
  limit_files(120); /* room for the position, not for the line */
  assert_false(lines_commit(lines, &error));
  limit_files(RLIM_INFINITY);
  lines_close(&lines);
  lines = opened();
  assert_last(lines, 1);
  lines_close(&lines);
  assert_file("2026-11-23", "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(each_day_has_a_file, begin, end),
      cmocka_unit_test_setup_teardown(what_was_not_committed_comes_again_and_is_there_once, begin, end),
      cmocka_unit_test_setup_teardown(a_crash_at_the_turn_of_the_day_doubles_nothing, begin, end),
      cmocka_unit_test_setup_teardown(a_rollback_forgets_what_was_put, begin, end),
      cmocka_unit_test_setup_teardown(the_numbers_of_another_store_say_nothing, begin, end),
      cmocka_unit_test_setup_teardown(a_store_that_was_set_back_gives_its_numbers_to_others, begin, end),
      cmocka_unit_test_setup_teardown(a_second_writer_is_refused, begin, end),
      cmocka_unit_test_setup_teardown(a_full_disk_is_told, begin, end),
      cmocka_unit_test_setup_teardown(a_line_that_was_torn_is_written_again_whole, begin, end),
      cmocka_unit_test_setup_teardown(a_file_that_was_taken_away_begins_anew, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
