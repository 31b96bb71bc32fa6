/* The life of a daemon: options, configuration, lock, signals, exit codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/log.h"
#include "base/memory.h"
#include "runtime/daemon.h"

#include "child.h"

#include <sys/stat.h>

#define EVENT(name) "\"event\":\"" name "\""

struct fixture {
  char directory[64], run_dir[96], state_dir[96], config_path[96];
  struct child first, second;
};

/* The daemon under test; a child inherits what is set here. */
enum drain_kind { DRAIN_ENDS, DRAIN_NEVER_ENDS };
struct subject {
  char *argv[6];
  enum drain_kind drain;
  bool start_fails, refuses_reload, fatal, stateless;
};

static struct subject subject;
static struct daemon *subject_daemon;

static const char *subject_name(const struct config *config)
{
  (void)config;
  return "main";
}

static void *subject_start(struct daemon *daemon, dp_error *error)
{
  subject_daemon = daemon;
  if (subject.start_fails) {
    error_set(error, EX_UNAVAILABLE, "the subject does not want to");
    return NULL;
  }
  dp_error broken = {EX_IOERR, "the journal can't be written"};
  if (subject.fatal) daemon_fatal(daemon, &broken);
  return &subject;
}

static void subject_drain(void *state)
{
  assert_ptr_equal(state, &subject);
  if (subject.drain == DRAIN_ENDS) loop_stop(subject_daemon->loop);
}

static bool subject_reload(void *state, const struct config *next, dp_error *error)
{
  (void)state, (void)next;
  if (subject.refuses_reload) return error_set(error, EX_CONFIG, "the subject keeps what it has");
  return true;
}

static void subject_stop(void *state)
{
  (void)state;
  log_info("subject_stop", LOG_TEXT("source", subject_daemon->source));
}

static int run_subject(void *context)
{
  (void)context;
  const struct daemon_spec spec = {.service = "subject",
                                   .purpose = "is tested",
                                   .help = "Example: depeche-subject --config depeche.yaml",
                                   .stateless = subject.stateless,
                                   .name = subject_name,
                                   .start = subject_start,
                                   .drain = subject_drain,
                                   .reload = subject_reload,
                                   .stop = subject_stop};
  int argc = 0;
  while (subject.argv[argc]) argc++;
  return daemon_main(argc, subject.argv, &spec);
}

static int set_up(void **state)
{
  struct fixture *f = memory_zero(1, sizeof *f);
  strcpy(f->directory, "/tmp/depeche-daemon-XXXXXX");
  assert_non_null(mkdtemp(f->directory));
  snprintf(f->run_dir, sizeof f->run_dir, "%s/run", f->directory);
  snprintf(f->state_dir, sizeof f->state_dir, "%s/state", f->directory);
  snprintf(f->config_path, sizeof f->config_path, "%s/depeche.yaml", f->directory);
  setenv("DEPECHE_RUN_DIR", f->run_dir, 1);
  setenv("DEPECHE_STATE_DIR", f->state_dir, 1);
  unsetenv("DEPECHE_CONFIG");
  subject = (struct subject){.argv = {"depeche-subject"}};
  *state = f;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *f = *state;
  char path[128];
  child_free(&f->first);
  child_free(&f->second);
  snprintf(path, sizeof path, "%s/subject-main.lock", f->run_dir);
  unlink(path);
  unlink(f->config_path);
  rmdir(f->run_dir);
  rmdir(f->state_dir);
  rmdir(f->directory);
  free(f);
  return 0;
}

static void write_config(struct fixture *f, const char *text)
{
  FILE *file = fopen(f->config_path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
  subject.argv[1] = "--config";
  subject.argv[2] = f->config_path;
}

static void start(struct child *child)
{
  *child = child_start(run_subject, NULL);
}

static int end_with(struct fixture *f, char *argument)
{
  subject.argv[1] = argument;
  start(&f->first);
  return child_end(&f->first);
}

static void help_names_the_purpose_the_options_and_an_example(void **state)
{
  struct fixture *f = *state;
  assert_int_equal(end_with(f, "--help"), EX_OK);
  static const char *const words[] = {"is tested", "--config", "--check", "--version", "Example:"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) assert_true(child_said(&f->first, words[i]));
}

static void version_is_printed(void **state)
{
  struct fixture *f = *state;
  assert_int_equal(end_with(f, "--version"), EX_OK);
  assert_true(child_said(&f->first, "depeche-subject " DEPECHE_VERSION));
}

static void an_unknown_option_and_a_stray_argument_are_usage_errors(void **state)
{
  struct fixture *f = *state;
  assert_int_equal(end_with(f, "--frobnicate"), EX_USAGE);
  assert_true(child_said(&f->first, "usage: depeche-subject"));
  child_free(&f->first);
  assert_int_equal(end_with(f, "stray"), EX_USAGE);
  assert_true(child_said(&f->first, "stray"));
}

static void a_wrong_configuration_does_not_start(void **state)
{
  struct fixture *f = *state;
  write_config(f, "no_such_key: 1\n");
  start(&f->first);
  assert_int_equal(child_end(&f->first), EX_CONFIG);
  assert_true(child_said(&f->first, EVENT("config_refused")));
  assert_true(child_said(&f->first, "no_such_key"));
}

static void check_names_every_problem_on_a_line_of_its_own(void **state)
{
  struct fixture *f = *state;
  write_config(f, "no_such_key: 1\nnor_this_one: 2\n");
  subject.argv[3] = "--check";
  start(&f->first);
  assert_int_equal(child_end(&f->first), EX_CONFIG);
  assert_true(child_said(&f->first, "depeche.yaml:1: "));
  assert_true(child_said(&f->first, "depeche.yaml:2: "));
}

static void check_of_a_right_configuration_says_nothing_and_starts_nothing(void **state)
{
  struct fixture *f = *state;
  struct stat info;
  assert_int_equal(end_with(f, "--check"), EX_OK);
  assert_int_equal(f->first.said.length, 0);
  assert_int_not_equal(stat(f->run_dir, &info), 0);
}

static void a_daemon_starts_drains_and_stops(void **state)
{
  struct fixture *f = *state;
  start(&f->first);
  child_wait_for(&f->first, EVENT("starting"));
  child_wait_for(&f->first, EVENT("ready"));
  kill(f->first.pid, SIGTERM);
  assert_int_equal(child_end(&f->first), EX_OK);
  child_wait_for(&f->first, EVENT("draining"));
  child_wait_for(&f->first, EVENT("subject_stop"));
  child_wait_for(&f->first, EVENT("stopped"));
  assert_true(child_said(&f->first, "/depeche/subject/main"));
  assert_true(child_said(&f->first, "\"program\":\"subject-main\""));
}

static void interrupt_drains_too(void **state)
{
  struct fixture *f = *state;
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  kill(f->first.pid, SIGINT);
  assert_int_equal(child_end(&f->first), EX_OK);
  assert_true(child_said(&f->first, EVENT("draining")));
}

static void directories_are_made_for_the_owner_and_the_group(void **state)
{
  struct fixture *f = *state;
  struct stat info;
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  assert_int_equal(stat(f->run_dir, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0750);
  assert_int_equal(stat(f->state_dir, &info), 0);
}

static void a_stateless_daemon_makes_no_state_directory(void **state)
{
  struct fixture *f = *state;
  struct stat info;
  subject.stateless = true;
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  assert_int_not_equal(stat(f->state_dir, &info), 0);
}

static void assert_not_trusted(struct fixture *f, const char *why)
{
  start(&f->first);
  assert_int_equal(child_end(&f->first), EX_NOPERM);
  assert_true(child_said(&f->first, EVENT("not_started")));
  assert_true(child_said(&f->first, why));
  child_free(&f->first);
}

static void a_run_directory_that_is_open_to_others_is_not_trusted(void **state)
{
  struct fixture *f = *state;
  static const mode_t open_modes[] = {0755, 0757, 0701, 01777};
  assert_int_equal(mkdir(f->run_dir, 0750), 0);
  for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
    assert_int_equal(chmod(f->run_dir, open_modes[i]), 0);
    assert_not_trusted(f, "opens it to others");
  }
}

static void a_run_directory_that_is_a_link_is_not_trusted(void **state)
{
  struct fixture *f = *state;
  char target[96];
  snprintf(target, sizeof target, "%s/target", f->directory);
  assert_int_equal(mkdir(target, 0700), 0);
  assert_int_equal(symlink(target, f->run_dir), 0);
  assert_not_trusted(f, "symbolic link");
  unlink(f->run_dir);
  assert_int_equal(rmdir(target), 0); /* it holds nothing */
}

static void a_run_directory_of_another_user_is_not_trusted(void **state)
{
  struct fixture *f = *state;
  if (geteuid() != 0) skip();
  assert_int_equal(mkdir(f->run_dir, 0700), 0);
  assert_int_equal(chown(f->run_dir, 12345, 12345), 0);
  assert_not_trusted(f, "belongs to user 12345");
}

/* In /tmp itself, where the default of a user without home and runtime directory lies, too. */
static void a_state_directory_prepared_by_another_in_a_shared_place_is_not_trusted(void **state)
{
  struct fixture *f = *state;
  assert_int_equal(chmod(f->directory, 01777), 0);
  assert_int_equal(mkdir(f->state_dir, 0750), 0);
  assert_int_equal(chmod(f->state_dir, 0777), 0);
  assert_not_trusted(f, "opens it to others");
  assert_int_equal(rmdir(f->state_dir), 0);
  assert_int_equal(symlink("/var/tmp", f->state_dir), 0);
  assert_not_trusted(f, "symbolic link");
  assert_int_equal(unlink(f->state_dir), 0);
}

static void a_state_directory_may_be_a_link_where_only_we_create_names(void **state)
{
  struct fixture *f = *state;
  char target[96];
  snprintf(target, sizeof target, "%s/disk", f->directory);
  assert_int_equal(mkdir(target, 0755), 0);
  assert_int_equal(symlink(target, f->state_dir), 0);
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  child_free(&f->first);
  unlink(f->state_dir);
  rmdir(target);
}

static void a_second_instance_is_refused_while_the_first_lives(void **state)
{
  struct fixture *f = *state;
  char pid[32];
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  start(&f->second);
  assert_int_equal(child_end(&f->second), EX_TEMPFAIL);
  snprintf(pid, sizeof pid, "pid %d", (int)f->first.pid);
  assert_true(child_said(&f->second, "already running"));
  assert_true(child_said(&f->second, pid));
  assert_false(child_said(&f->second, EVENT("ready")));
}

static void after_a_kill_the_next_instance_starts(void **state)
{
  struct fixture *f = *state;
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  kill(f->first.pid, SIGKILL);
  assert_int_equal(child_end(&f->first), -SIGKILL);
  start(&f->second);
  child_wait_for(&f->second, EVENT("ready"));
}

static void a_second_sigterm_stops_at_once(void **state)
{
  struct fixture *f = *state;
  subject.drain = DRAIN_NEVER_ENDS;
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  kill(f->first.pid, SIGTERM);
  child_wait_for(&f->first, EVENT("draining"));
  kill(f->first.pid, SIGTERM);
  assert_int_equal(child_end(&f->first), EX_OK);
  assert_true(child_said(&f->first, EVENT("subject_stop")));
  assert_true(child_said(&f->first, "stopped at once"));
}

static void a_failed_start_gives_its_code(void **state)
{
  struct fixture *f = *state;
  subject.start_fails = true;
  start(&f->first);
  assert_int_equal(child_end(&f->first), EX_UNAVAILABLE);
  assert_true(child_said(&f->first, "does not want to"));
  assert_false(child_said(&f->first, EVENT("ready")));
}

static void a_broken_promise_ends_the_daemon_with_its_code(void **state)
{
  struct fixture *f = *state;
  subject.fatal = true;
  start(&f->first);
  assert_int_equal(child_end(&f->first), EX_IOERR);
  assert_true(child_said(&f->first, "the journal can't be written"));
  assert_true(child_said(&f->first, EVENT("subject_stop")));
}

static void hangup_reads_the_configuration_again(void **state)
{
  struct fixture *f = *state;
  write_config(f, "log_level: info\n");
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  write_config(f, "log_level: debug\n");
  kill(f->first.pid, SIGHUP);
  child_wait_for(&f->first, EVENT("reload"));
  kill(f->first.pid, SIGHUP);
  child_wait_for(&f->first, EVENT("reload"));
  kill(f->first.pid, SIGTERM);
  assert_int_equal(child_end(&f->first), EX_OK);
}

static void hangup_changes_the_level_of_the_log(void **state)
{
  struct fixture *f = *state;
  write_config(f, "log_level: info\n");
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  write_config(f, "log_level: error\n");
  kill(f->first.pid, SIGHUP);
  child_wait_for(&f->first, EVENT("reload"));
  kill(f->first.pid, SIGTERM);
  assert_int_equal(child_end(&f->first), EX_OK);
  assert_false(child_said(&f->first, EVENT("draining")));
}

static void a_broken_configuration_is_refused_and_the_old_one_stays(void **state)
{
  struct fixture *f = *state;
  write_config(f, "log_level: info\n");
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  write_config(f, "log_level: [\n");
  kill(f->first.pid, SIGHUP);
  child_wait_for(&f->first, EVENT("reload_refused"));
  kill(f->first.pid, SIGTERM);
  assert_int_equal(child_end(&f->first), EX_OK);
  assert_false(child_said(&f->first, EVENT("reload")));
}

static void a_daemon_may_refuse_a_reload(void **state)
{
  struct fixture *f = *state;
  subject.refuses_reload = true;
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  kill(f->first.pid, SIGHUP);
  child_wait_for(&f->first, EVENT("reload_refused"));
  child_wait_for(&f->first, "keeps what it has");
  kill(f->first.pid, SIGTERM);
  assert_int_equal(child_end(&f->first), EX_OK);
}

static void a_broken_pipe_is_no_reason_to_end(void **state)
{
  struct fixture *f = *state;
  start(&f->first);
  child_wait_for(&f->first, EVENT("ready"));
  kill(f->first.pid, SIGPIPE);
  kill(f->first.pid, SIGTERM);
  assert_int_equal(child_end(&f->first), EX_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(help_names_the_purpose_the_options_and_an_example),
      TEST(version_is_printed),
      TEST(an_unknown_option_and_a_stray_argument_are_usage_errors),
      TEST(a_wrong_configuration_does_not_start),
      TEST(check_names_every_problem_on_a_line_of_its_own),
      TEST(check_of_a_right_configuration_says_nothing_and_starts_nothing),
      TEST(a_daemon_starts_drains_and_stops),
      TEST(interrupt_drains_too),
      TEST(directories_are_made_for_the_owner_and_the_group),
      TEST(a_stateless_daemon_makes_no_state_directory),
      TEST(a_run_directory_that_is_open_to_others_is_not_trusted),
      TEST(a_run_directory_that_is_a_link_is_not_trusted),
      TEST(a_run_directory_of_another_user_is_not_trusted),
      TEST(a_state_directory_prepared_by_another_in_a_shared_place_is_not_trusted),
      TEST(a_state_directory_may_be_a_link_where_only_we_create_names),
      TEST(a_second_instance_is_refused_while_the_first_lives),
      TEST(after_a_kill_the_next_instance_starts),
      TEST(a_second_sigterm_stops_at_once),
      TEST(a_failed_start_gives_its_code),
      TEST(a_broken_promise_ends_the_daemon_with_its_code),
      TEST(hangup_reads_the_configuration_again),
      TEST(hangup_changes_the_level_of_the_log),
      TEST(a_broken_configuration_is_refused_and_the_old_one_stays),
      TEST(a_daemon_may_refuse_a_reload),
      TEST(a_broken_pipe_is_no_reason_to_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
