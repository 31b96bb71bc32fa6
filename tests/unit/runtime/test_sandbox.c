/* The sandbox from inside: what a caged process can still do, and what not. Each case is a child. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "runtime/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const readable[] = {"/usr/lib", NULL};
static const struct sandbox_options options = {(size_t)1 << 30, readable};

/* caged - the exit code of `act`, run in a child behind sandbox_enter. */
static int caged(int (*act)(struct sandbox_report report))
{
  pid_t child = fork();
  if (child == 0) _exit(act(sandbox_enter(&options)));
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

enum { FINE, OPENED, NOT_IN_FORCE = 77 };

static int read_a_secret(struct sandbox_report report)
{
  if (!report.landlock) return NOT_IN_FORCE;
  return open("/etc/passwd", O_RDONLY) >= 0 ? OPENED : FINE;
}

static int make_a_file(struct sandbox_report report)
{
  if (!report.landlock) return NOT_IN_FORCE;
  return open("/tmp/caged", O_WRONLY | O_CREAT, 0600) >= 0 ? OPENED : FINE;
}

static int read_what_is_allowed(struct sandbox_report report)
{
  if (!report.landlock) return NOT_IN_FORCE;
  return open("/usr/lib/os-release", O_RDONLY) >= 0 ? FINE : OPENED;
}

static int call_the_network(struct sandbox_report report)
{
  if (!report.seccomp) return NOT_IN_FORCE;
  return socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM ? OPENED : FINE;
}

static int start_a_process(struct sandbox_report report)
{
  if (!report.seccomp) return NOT_IN_FORCE;
  return fork() >= 0 ? OPENED : FINE;
}

static int cut_a_file(struct sandbox_report report)
{
  if (!report.seccomp) return NOT_IN_FORCE;
  return open("/usr/lib/os-release", O_RDONLY | O_TRUNC) >= 0 || errno != EPERM ? OPENED : FINE;
}

static int signal_another(struct sandbox_report report)
{
  if (!report.seccomp) return NOT_IN_FORCE;
  return syscall(SYS_tgkill, getppid(), getppid(), 0) == 0 || errno != EPERM ? OPENED : FINE;
}

static int signal_itself(struct sandbox_report report)
{
  if (!report.seccomp) return NOT_IN_FORCE;
  return syscall(SYS_tgkill, getpid(), getpid(), 0) == 0 ? FINE : OPENED;
}

static int write_to_a_file(struct sandbox_report report)
{
  return report.limits && write(7, "x", 1) < 0 && errno == EFBIG ? FINE : OPENED;
}

static int compute(struct sandbox_report report)
{
  (void)report;
  char *memory = malloc(1 << 20);
  if (!memory) return OPENED;
  memory[12345] = 7;
  bool ok = write(STDOUT_FILENO, "", 0) == 0 && memory[12345] == 7;
  free(memory);
  return ok ? FINE : OPENED;
}

static void expect_fine(int (*act)(struct sandbox_report report))
{
  int code = caged(act);
  if (code == NOT_IN_FORCE) skip();
  assert_int_equal(code, FINE);
}

static void test_no_secret_is_read(void **state)
{
  (void)state;
  expect_fine(read_a_secret);
}

static void test_no_file_is_made(void **state)
{
  (void)state;
  expect_fine(make_a_file);
}

static void test_named_paths_can_be_read(void **state)
{
  (void)state;
  expect_fine(read_what_is_allowed);
}

static void test_no_socket_is_opened(void **state)
{
  (void)state;
  expect_fine(call_the_network);
}

static void test_no_process_is_started(void **state)
{
  (void)state;
  expect_fine(start_a_process);
}

static void test_no_file_is_cut(void **state)
{
  (void)state;
  expect_fine(cut_a_file);
}

static void test_only_the_process_itself_is_signalled(void **state)
{
  (void)state;
  expect_fine(signal_another);
  expect_fine(signal_itself);
}

static void test_an_open_file_takes_nothing_and_nobody_dies_of_it(void **state)
{
  (void)state;
  char name[] = "/tmp/caged-XXXXXX";
  int fd = mkstemp(name);
  assert_true(fd >= 0);
  assert_int_equal(dup2(fd, 7), 7);
  unlink(name);
  expect_fine(write_to_a_file);
  close(7);
  if (fd != 7) close(fd);
}

static void test_computing_goes_on(void **state)
{
  (void)state;
  expect_fine(compute);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_no_secret_is_read),
      cmocka_unit_test(test_no_file_is_made),
      cmocka_unit_test(test_named_paths_can_be_read),
      cmocka_unit_test(test_no_socket_is_opened),
      cmocka_unit_test(test_no_process_is_started),
      cmocka_unit_test(test_computing_goes_on),
      cmocka_unit_test(test_no_file_is_cut),
      cmocka_unit_test(test_only_the_process_itself_is_signalled),
      cmocka_unit_test(test_an_open_file_takes_nothing_and_nobody_dies_of_it),
  };
  return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
