#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../write_file.h"
#include "base/files.h"
#include "data/database.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const schema[] = {"CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)",
                                     "ALTER TABLE note ADD COLUMN weight INTEGER NOT NULL DEFAULT 7", NULL};
static const char *const first_schema[] = {"CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)", NULL};
static const char *const broken_schema[] = {"CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)",
                                            "CREATE TABLE other (id); CREATE TABLE other (id)", NULL};

static char directory[64], path[96];
static struct database *database;
static dp_error error;

static struct database_options options_of(const char *const *steps)
{
  return (struct database_options){
      .path = path, .what = "frontier", .application_id = 0x64707466, .schema = steps, .exclusive = true};
}

static int begin(void **state)
{
  (void)state;
  strcpy(directory, "/tmp/depeche-database-XXXXXX");
  if (!mkdtemp(directory)) return -1;
  snprintf(path, sizeof path, "%s/test.db", directory);
  error = (dp_error){0};
  return 0;
}

static int end(void **state)
{
  (void)state;
  database_close(&database);
  static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
  for (size_t i = 0; i < 4; i++) {
    char name[128];
    snprintf(name, sizeof name, "%s%s", path, endings[i]);
    unlink(name);
  }
  chmod(directory, 0700);
  return rmdir(directory);
}

static void open_it(const char *const *steps)
{
  struct database_options options = options_of(steps);
  database = database_open(&options, &error);
  if (!database) print_message("got: %s\n", error.text);
  assert_non_null(database);
}

static void assert_not_opened(const struct database_options *options, int code, const char *why)
{
  error = (dp_error){0};
  assert_null(database_open(options, &error));
  if (error.code != code || !strstr(error.text, why)) print_message("got %d: %s\n", error.code, error.text);
  assert_int_equal(error.code, code);
  assert_non_null(strstr(error.text, why));
}

static bool add(const char *text)
{
  struct statement *statement = database_statement(database, "INSERT INTO note (text) VALUES (?1)");
  statement_text(statement, 1, slice_of(text));
  return statement_run(statement, &error);
}

static int64_t count(void)
{
  struct statement *statement = database_statement(database, "SELECT count(*) FROM note");
  assert_int_equal(statement_step(statement, &error), STATEMENT_ROW);
  int64_t number = statement_column(statement, 0);
  statement_done(statement);
  return number;
}

static void what_is_committed_is_there_after_reopening(void **state)
{
  (void)state;
  open_it(schema);
  assert_true(database_begin(database, &error));
  assert_true(add("one"));
  assert_true(add("two"));
  assert_int_equal(database_last_id(database), 2);
  assert_int_equal(database_changes(database), 1);
  assert_true(database_commit(database, &error));
  database_close(&database);
  assert_null(database);
  open_it(schema);
  assert_int_equal(count(), 2);
  assert_true(database_check(database, &error));
}

static void what_is_rolled_back_never_was(void **state)
{
  (void)state;
  open_it(schema);
  assert_true(database_begin(database, &error));
  assert_true(add("one"));
  database_rollback(database);
  database_rollback(database); /* once more does no harm */
  assert_int_equal(count(), 0);
}

static void a_change_outside_of_a_transaction_is_refused_where_that_is_asked_for(void **state)
{
  (void)state;
  struct database_options options = options_of(schema);
  options.transactions = true;
  database = database_open(&options, &error);
  assert_non_null(database);
  struct statement *insert = database_statement(database, "INSERT INTO note(text) VALUES ('x')");
  assert_false(statement_run(insert, &error));
  assert_int_equal(error.code, EX_SOFTWARE);
  assert_true(database_begin(database, &error));
  assert_true(statement_run(insert, &error));
  assert_true(database_commit(database, &error));
  assert_int_equal(database_last_id(database), 1);
}

static void a_rollback_amid_reading_works(void **state)
{
  (void)state;
  open_it(schema);
  assert_true(add("one") && add("two"));
  assert_true(database_begin(database, &error));
  assert_true(add("three"));
  struct statement *reading = database_statement(database, "SELECT text FROM note");
  assert_int_equal(statement_step(reading, &error), STATEMENT_ROW);
  database_rollback(database);
  assert_int_equal(count(), 2);
}

static void values_of_every_kind_come_back(void **state)
{
  (void)state;
  open_it(schema);
  struct statement *statement = database_statement(database, "SELECT ?1, ?2, ?3, ?4, ?5");
  statement_integer(statement, 1, INT64_MIN);
  statement_text(statement, 2, SLICE("dé\0pêche"));
  statement_blob(statement, 3, SLICE("\xFF\0\x01"));
  statement_null(statement, 4);
  statement_text(statement, 5, (struct slice){NULL, 0});
  assert_int_equal(statement_step(statement, &error), STATEMENT_ROW);
  assert_true(statement_column(statement, 0) == INT64_MIN);
  assert_true(slice_equal(statement_column_text(statement, 1), SLICE("dé\0pêche")));
  assert_true(slice_equal(statement_column_text(statement, 2), SLICE("\xFF\0\x01")));
  assert_true(statement_column_null(statement, 3));
  assert_int_equal(statement_column(statement, 3), 0);
  assert_int_equal(statement_column_text(statement, 3).length, 0);
  assert_false(statement_column_null(statement, 4));
  assert_int_equal(statement_column_text(statement, 4).length, 0);
  statement_done(statement);
  assert_int_equal(statement_step(statement, &error), STATEMENT_ROW);
  assert_true(statement_column_null(statement, 0)); /* done unbinds */
  statement_done(statement);
}

static void a_literal_is_prepared_once(void **state)
{
  (void)state;
  static const char sql[] = "SELECT 1";
  open_it(schema);
  assert_ptr_equal(database_statement(database, sql), database_statement(database, sql));
}

static void a_violated_constraint_fails_and_leaves_the_rest_to_the_caller(void **state)
{
  (void)state;
  open_it(schema);
  assert_true(database_begin(database, &error));
  assert_true(add("one"));
  struct statement *statement = database_statement(database, "INSERT INTO note (id) VALUES (1)");
  assert_false(statement_run(statement, &error));
  assert_int_equal(error.code, EX_SOFTWARE);
  database_rollback(database);
  assert_int_equal(count(), 0);
}

static void exclusive_needs_no_shared_memory_and_keeps_others_out(void **state)
{
  (void)state;
  char shm[128];
  open_it(schema);
  assert_true(add("one"));
  snprintf(shm, sizeof shm, "%s-shm", path);
  assert_false(files_exists(shm));
  struct database_options options = options_of(schema);
  assert_not_opened(&options, EX_TEMPFAIL, "another process holds it");
  options.exclusive = false;
  options.read_only = true;
  pid_t child = fork();
  if (child == 0) _exit(database_open(&options, &error) ? 0 : error.code);
  int status;
  waitpid(child, &status, 0);
  assert_int_equal(WEXITSTATUS(status), EX_TEMPFAIL);
}

static void a_reader_of_the_same_process_sees_commits_and_can_not_write(void **state)
{
  (void)state;
  struct database_options options = options_of(schema);
  options.exclusive = false;
  struct database *writer = database_open(&options, &error);
  assert_non_null(writer);
  options.read_only = true;
  database = database_open(&options, &error);
  assert_non_null(database);
  assert_int_equal(count(), 0);
  assert_true(database_run(writer, "INSERT INTO note (text) VALUES ('x')", &error));
  assert_int_equal(count(), 1);
  assert_false(add("y"));
  assert_int_equal(error.code, EX_NOPERM);
  database_close(&database);
  database_close(&writer);
}

static void a_reader_needs_the_file_to_be_there(void **state)
{
  (void)state;
  struct database_options options = options_of(schema);
  options.read_only = true;
  assert_not_opened(&options, EX_CANTCREAT, "can't be opened (No such file or directory)");
}

static void an_older_schema_is_migrated_and_keeps_its_rows(void **state)
{
  (void)state;
  open_it(first_schema);
  assert_true(add("old"));
  database_close(&database);
  open_it(schema);
  struct statement *statement = database_statement(database, "SELECT text, weight FROM note");
  assert_int_equal(statement_step(statement, &error), STATEMENT_ROW);
  assert_true(slice_is(statement_column_text(statement, 0), "old"));
  assert_int_equal(statement_column(statement, 1), 7);
  statement_done(statement);
}

static void a_newer_schema_is_refused(void **state)
{
  (void)state;
  open_it(schema);
  database_close(&database);
  struct database_options options = options_of(first_schema);
  assert_not_opened(&options, EX_CONFIG, "has schema version 2, this program knows 1");
}

static void a_migration_that_fails_leaves_the_version_before(void **state)
{
  (void)state;
  open_it(first_schema);
  database_close(&database);
  struct database_options options = options_of(broken_schema);
  assert_not_opened(&options, EX_SOFTWARE, "can't bring to its current schema the frontier");
  open_it(first_schema); /* still version 1, without a table "other" */
  assert_true(database_run(database, "CREATE TABLE other (id)", &error));
}

static void a_foreign_database_is_refused_and_not_touched(void **state)
{
  (void)state;
  struct database_options options = options_of(schema);
  options.application_id = 1;
  database = database_open(&options, &error);
  assert_non_null(database);
  database_close(&database);
  options = options_of(schema);
  assert_not_opened(&options, EX_DATAERR, "a database of another program");
}

static void a_file_that_is_no_database_is_refused_and_not_touched(void **state)
{
  (void)state;
  char text[20001];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  assert_true(write_file(path, slice_of(text)));
  struct database_options options = options_of(schema);
  assert_not_opened(&options, EX_DATAERR, "is not a database");
  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_size, 20000);
}

static void damage(off_t offset, size_t length)
{
  char noise[4096];
  memset(noise, 0x5A, sizeof noise);
  int fd = open(path, O_WRONLY);
  assert_true(fd >= 0);
  assert_int_equal(pwrite(fd, noise, length, offset), (ssize_t)length);
  close(fd);
}

static void a_damaged_page_is_told_and_ends_nothing(void **state)
{
  (void)state;
  open_it(schema);
  assert_true(database_begin(database, &error));
  for (int i = 0; i < 2000; i++)
    assert_true(add("a text that fills the pages of the table one after the other"));
  assert_true(database_commit(database, &error));
  database_close(&database);
  damage(8192, 4096); /* the root of the table */
  open_it(schema);
  assert_false(database_check(database, &error));
  assert_int_equal(error.code, EX_DATAERR);
  assert_false(add("more"));
  assert_int_equal(error.code, EX_DATAERR);
  assert_non_null(strstr(error.text, "damaged"));
}

static void assert_damage_is_refused(off_t offset, size_t length, const char *why)
{
  struct database_options options = options_of(schema);
  open_it(schema);
  database_close(&database);
  damage(offset, length);
  assert_not_opened(&options, EX_DATAERR, why);
}

static void a_torn_header_is_refused(void **state)
{
  (void)state;
  assert_damage_is_refused(0, 100, "not a database");
}

static void a_damaged_schema_is_refused(void **state)
{
  (void)state;
  assert_damage_is_refused(100, 4000, "damaged");
}

/* A full disk, as far as SQLite can tell: a limit on the number of pages. */
static void a_full_database_fails_rolls_back_and_goes_on_when_there_is_room(void **state)
{
  (void)state;
  open_it(schema);
  assert_true(add("before"));
  struct statement *limit = database_statement(database, "PRAGMA max_page_count=6");
  assert_int_equal(statement_step(limit, &error), STATEMENT_ROW);
  statement_done(limit);
  assert_true(database_begin(database, &error));
  bool ok = true;
  for (int i = 0; ok && i < 10000; i++)
    ok = add("a text that fills the pages of the table one after the other");
  assert_false(ok);
  assert_int_equal(error.code, EX_IOERR);
  assert_non_null(strstr(error.text, "the disk is full"));
  database_rollback(database);
  assert_int_equal(count(), 1);
  limit = database_statement(database, "PRAGMA max_page_count=6000");
  assert_int_equal(statement_step(limit, &error), STATEMENT_ROW);
  statement_done(limit);
  assert_true(add("after"));
  assert_int_equal(count(), 2);
}

/* A disk that takes no byte more, as the operating system tells it: in a child, for the limit is that of a
 * process. */
static int write_until_the_file_is_full(void)
{
  struct database_options options = options_of(schema);
  struct rlimit limit = {256 * 1024, 256 * 1024};
  signal(SIGXFSZ, SIG_IGN);
  database = database_open(&options, &error);
  if (!database || !add("before") || setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
  if (!database_begin(database, &error)) return 2;
  bool ok = true;
  char text[4000];
  memset(text, 'x', sizeof text);
  text[sizeof text - 1] = '\0';
  for (int i = 0; ok && i < 1000; i++) ok = add(text);
  if (ok) ok = database_commit(database, &error);
  if (ok || error.code != EX_IOERR) return 3;
  database_rollback(database);
  return count() == 1 ? 0 : 4;
}

static void a_write_that_the_system_refuses_fails_and_rolls_back(void **state)
{
  (void)state;
  pid_t child = fork();
  if (child == 0) _exit(write_until_the_file_is_full());
  int status;
  waitpid(child, &status, 0);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  open_it(schema);
  assert_int_equal(count(), 1);
}

/* Permissions do not bind root, so the child becomes nobody. */
static int code_as_nobody(void)
{
  struct database_options options = options_of(schema);
  int status;
  pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(1);
    _exit(database_open(&options, &error) ? 0 : error.code);
  }
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

static void a_directory_that_is_read_only_is_told_as_such(void **state)
{
  (void)state;
  chmod(directory, 0555);
  assert_int_equal(code_as_nobody(), EX_NOPERM);
}

static void a_file_that_is_read_only_is_told_as_such(void **state)
{
  (void)state;
  open_it(schema);
  database_close(&database);
  chmod(path, 0444);
  chmod(directory, 0777);
  assert_int_equal(code_as_nobody(), EX_NOPERM);
}

static void a_directory_that_is_absent_is_told_as_such(void **state)
{
  (void)state;
  struct database_options options = options_of(schema);
  options.path = "/nonexistent/directory/test.db";
  assert_not_opened(&options, EX_CANTCREAT, "No such file or directory");
}

static void a_crash_between_creation_and_schema_leaves_a_file_that_opens(void **state)
{
  (void)state;
  static const char *const nothing[] = {NULL};
  struct database_options options = options_of(nothing);
  options.application_id = 0;
  database = database_open(&options, &error);
  assert_non_null(database);
  database_close(&database);
  open_it(schema);
  assert_true(add("one"));
}

static void the_journal_mode_and_the_numbers_are_those_of_the_contract(void **state)
{
  (void)state;
  static const struct {
    const char *sql;
    int64_t value;
  } numbers[] = {
      {"PRAGMA synchronous", 2},  {"PRAGMA page_size", 8192},          {"PRAGMA application_id", 0x64707466},
      {"PRAGMA user_version", 2}, {"PRAGMA wal_autocheckpoint", 4000}, {"PRAGMA cache_size", -65536}};
  open_it(schema);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    struct statement *statement = database_statement(database, numbers[i].sql);
    assert_int_equal(statement_step(statement, &error), STATEMENT_ROW);
    assert_int_equal(statement_column(statement, 0), numbers[i].value);
    statement_done(statement);
  }
  struct statement *mode = database_statement(database, "PRAGMA journal_mode");
  assert_int_equal(statement_step(mode, &error), STATEMENT_ROW);
  assert_true(slice_is(statement_column_text(mode, 0), "wal"));
  statement_done(mode);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(what_is_committed_is_there_after_reopening),
      TEST(what_is_rolled_back_never_was),
      TEST(a_change_outside_of_a_transaction_is_refused_where_that_is_asked_for),
      TEST(a_rollback_amid_reading_works),
      TEST(values_of_every_kind_come_back),
      TEST(a_literal_is_prepared_once),
      TEST(a_violated_constraint_fails_and_leaves_the_rest_to_the_caller),
      TEST(exclusive_needs_no_shared_memory_and_keeps_others_out),
      TEST(a_reader_of_the_same_process_sees_commits_and_can_not_write),
      TEST(a_reader_needs_the_file_to_be_there),
      TEST(an_older_schema_is_migrated_and_keeps_its_rows),
      TEST(a_newer_schema_is_refused),
      TEST(a_migration_that_fails_leaves_the_version_before),
      TEST(a_foreign_database_is_refused_and_not_touched),
      TEST(a_file_that_is_no_database_is_refused_and_not_touched),
      TEST(a_damaged_page_is_told_and_ends_nothing),
      TEST(a_torn_header_is_refused),
      TEST(a_damaged_schema_is_refused),
      TEST(a_full_database_fails_rolls_back_and_goes_on_when_there_is_room),
      TEST(a_write_that_the_system_refuses_fails_and_rolls_back),
      TEST(a_directory_that_is_read_only_is_told_as_such),
      TEST(a_file_that_is_read_only_is_told_as_such),
      TEST(a_directory_that_is_absent_is_told_as_such),
      TEST(a_crash_between_creation_and_schema_leaves_a_file_that_opens),
      TEST(the_journal_mode_and_the_numbers_are_those_of_the_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
