/* test_lines.c - lines from a pipe: whole, cut, endless, late. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "cli/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct pipes {
  int in, out;
};

static struct pipes pipes_new(void)
{
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  return (struct pipes){ends[1], ends[0]};
}

static void put(const struct pipes *pipes, const char *text)
{
  assert_int_equal(write(pipes->in, text, strlen(text)), (ssize_t)strlen(text));
}

static void expect_line(struct lines *lines, const char *text)
{
  struct slice line;
  assert_int_equal(lines_next(lines, 1000, &line), LINES_LINE);
  assert_int_equal(line.length, strlen(text));
  assert_memory_equal(line.data, text, line.length);
}

static void lines_end_at_newlines_of_either_kind_and_at_the_end(void **state)
{
  (void)state;
  struct pipes pipes = pipes_new();
  struct lines lines = {.fd = pipes.out};
  struct slice line;
  put(&pipes, "one\ntwo\r\n\nlast");
  close(pipes.in);
  expect_line(&lines, "one");
  expect_line(&lines, "two");
  expect_line(&lines, "");
  expect_line(&lines, "last");
  assert_int_equal(lines_next(&lines, 1000, &line), LINES_END);
  assert_int_equal(lines_next(&lines, 1000, &line), LINES_END);
  lines_free(&lines);
  close(pipes.out);
}

static void a_silent_writer_is_idle_and_half_a_line_is_kept(void **state)
{
  (void)state;
  struct pipes pipes = pipes_new();
  struct lines lines = {.fd = pipes.out};
  struct slice line;
  assert_int_equal(lines_next(&lines, 1, &line), LINES_IDLE);
  put(&pipes, "http://a.exa");
  assert_int_equal(lines_next(&lines, 1, &line), LINES_IDLE);
  put(&pipes, "mple/\nnext");
  expect_line(&lines, "http://a.example/");
  close(pipes.in);
  expect_line(&lines, "next");
  lines_free(&lines);
  close(pipes.out);
}

/* A pipe holds 64 KiB at least; the line is written and read in turns. */
static void an_endless_line_is_told_once_and_passed_over(void **state)
{
  (void)state;
  struct pipes pipes = pipes_new();
  struct lines lines = {.fd = pipes.out};
  struct slice line;
  char piece[32 * 1024];
  int long_ones = 0;
  memset(piece, 'x', sizeof piece);
  for (int i = 0; i < 20; i++) {
    assert_int_equal(write(pipes.in, piece, sizeof piece), sizeof piece);
    while (lines_next(&lines, 0, &line) == LINES_LONG) long_ones++;
    assert_true(lines.buffer.capacity < 1024 * 1024);
  }
  put(&pipes, "\nfine\n");
  close(pipes.in);
  expect_line(&lines, "fine");
  assert_int_equal(long_ones, 1);
  assert_int_equal(lines_next(&lines, 1000, &line), LINES_END);
  lines_free(&lines);
  close(pipes.out);
}

static void a_descriptor_that_cannot_be_read_is_told(void **state)
{
  (void)state;
  struct lines lines = {.fd = open("/", O_RDONLY)};
  struct slice line;
  assert_int_equal(lines_next(&lines, 1000, &line), LINES_FAILED);
  assert_int_equal(errno, EISDIR);
  close(lines.fd);
  lines_free(&lines);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_end_at_newlines_of_either_kind_and_at_the_end),
      cmocka_unit_test(a_silent_writer_is_idle_and_half_a_line_is_kept),
      cmocka_unit_test(an_endless_line_is_told_once_and_passed_over),
      cmocka_unit_test(a_descriptor_that_cannot_be_read_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
