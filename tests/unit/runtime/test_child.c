/* test_child.c - frames between a program and its child, whole, in pieces and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "runtime/child.h"

#include <signal.h>
#include <sys/wait.h>

static void a_frame_is_read_as_it_was_written_however_it_comes(void **state)
{
  (void)state;
  struct buffer out = BUFFER_EMPTY;
  struct slice text, matter;
  child_frame(&out, SLICE("{\"a\":1}"), SLICE("<p>page</p>"));
  const struct slice whole = buffer_view(&out);
  for (size_t come = 0; come < whole.length; come++)
    assert_int_equal(child_frame_read((struct slice){whole.data, come}, &text, &matter), CHILD_FRAME_PARTIAL);
  assert_int_equal(child_frame_read(whole, &text, &matter), CHILD_FRAME_WHOLE);
  assert_true(slice_is(text, "{\"a\":1}"));
  assert_true(slice_is(matter, "<p>page</p>"));
  buffer_free(&out);
}

static void a_frame_that_claims_too_much_is_broken_at_once(void **state)
{
  (void)state;
  struct slice text, matter;
  const uint32_t claims[][2] = {{CHILD_MAX_TEXT + 1, 0}, {0, CHILD_MAX_MATTER + 1}, {UINT32_MAX, UINT32_MAX}};
  for (size_t i = 0; i < sizeof claims / sizeof *claims; i++)
    assert_int_equal(
        child_frame_read((struct slice){(const char *)claims[i], sizeof claims[i]}, &text, &matter),
        CHILD_FRAME_BROKEN);
}

#define OPTIONS(option) ((const char *const[]){option, NULL})

static void a_program_that_is_not_there_is_told(void **state)
{
  (void)state;
  struct child child;
  dp_error error = {0, ""};
  char how[CHILD_HOW];
  assert_false(child_start(&child, "/nowhere/at/all", OPTIONS("--option"), &error));
  assert_non_null(strstr(error.text, "/nowhere/at/all"));
  assert_int_equal(child.pid, 0);
  child_end(&child, how);
}

static void the_end_of_a_child_is_told_in_words(void **state)
{
  (void)state;
  struct child child;
  siginfo_t info;
  char how[CHILD_HOW];
  assert_true(child_start(&child, "/bin/false", OPTIONS(""), NULL));
  assert_int_equal(waitid(P_PID, (id_t)child.pid, &info, WEXITED | WNOWAIT), 0);
  child_end(&child, how);
  assert_string_equal(how, "it ended with exit code 1");
  assert_int_equal(child.pid, 0);
  assert_true(child_start(&child, "/bin/cat", OPTIONS("-"), NULL));
  kill(child.pid, SIGTERM);
  assert_int_equal(waitid(P_PID, (id_t)child.pid, &info, WEXITED | WNOWAIT), 0);
  child_end(&child, how);
  assert_string_equal(how, "a signal ended it (Terminated)");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_frame_is_read_as_it_was_written_however_it_comes),
      cmocka_unit_test(a_frame_that_claims_too_much_is_broken_at_once),
      cmocka_unit_test(a_program_that_is_not_there_is_told),
      cmocka_unit_test(the_end_of_a_child_is_told_in_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
