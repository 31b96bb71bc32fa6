#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "catalog_place.h"
#include "store/cursors.h"
#include "store/upkeep.h"

#include <sched.h>
#include <sys/stat.h>

struct keeping {
  struct place *place;
  struct upkeep *upkeep;
  char cursors[300], backup[300];
};

static int begin_keeping(void **state)
{
  struct keeping *keeping = memory_zero(1, sizeof *keeping);
  if (setup((void **)&keeping->place) != 0) return -1;
  snprintf(keeping->cursors, sizeof keeping->cursors, "%.250s/cursors.db", keeping->place->directory);
  snprintf(keeping->backup, sizeof keeping->backup, "%.250s/backup", keeping->place->directory);
  struct cursors_options options = {.path = keeping->cursors};
  struct cursors *cursors = cursors_open(&options, NULL);
  cursors_close(&cursors);
  keeping->upkeep = upkeep_new(keeping->place->path, keeping->cursors);
  *state = keeping;
  return 0;
}

static int end_keeping(void **state)
{
  struct keeping *keeping = *state;
  char command[2 * PATH_MAX];
  snprintf(command, sizeof command, "rm -rf '%s' '%s'*", keeping->backup, keeping->cursors);
  upkeep_free(&keeping->upkeep);
  if (system(command) != 0) return -1;
  void *place = keeping->place;
  int code = teardown(&place);
  free(keeping);
  return code;
}

/* outcome - waits for the end of the work. */
static struct upkeep_figures outcome(struct keeping *keeping)
{
  struct upkeep_figures figures;
  do {
    sched_yield();
    upkeep_tell(keeping->upkeep, &figures);
  } while (figures.running);
  return figures;
}

static struct upkeep_figures check(struct keeping *keeping)
{
  dp_error error = {0, ""};
  if (!upkeep_check(keeping->upkeep, &error)) fail_msg("%s", error.text);
  return outcome(keeping);
}

static struct upkeep_figures back_up(struct keeping *keeping)
{
  dp_error error = {0, ""};
  if (!upkeep_backup(keeping->upkeep, keeping->backup, &error)) fail_msg("%s", error.text);
  return outcome(keeping);
}

static void a_sound_catalog_passes_whatever_happened_to_it(void **state)
{
  struct keeping *keeping = *state;
  struct place *place = keeping->place;
  struct sample rejected = sample_of(20, "http://a/20", "");
  struct keep_rules rules = {.keep = 5};
  bool more;
  rejected.reason = "no-article";
  store_ten(place);
  begin(place);
  decide(place, rejected);
  decide(place, sample_of(21, "http://b/3", "text 3"));
  decide(place, sample_of(22, "http://a/4", "text 4, changed"));
  assert_true(catalog_expire(place->catalog, &rules, 1011, 100, &more, NULL));
  commit(place);
  struct upkeep_figures figures = check(keeping);
  if (figures.failure.code) fail_msg("%s", figures.failure.text);
  assert_int_equal(figures.task, UPKEEP_CHECK);
  assert_int_equal(figures.last_sequence, 11);
}

static void what_contradicts_itself_is_found(void **state)
{
  static const char *const damages[] = {
      "DELETE FROM article WHERE sequence = 4",
      "DELETE FROM card WHERE sequence = 10",
      "UPDATE catalog SET rejected = 1; INSERT INTO item VALUES (1, 77, 1, 3, 0, 1, 'x', NULL, NULL)",
      "UPDATE item SET sequence = 3 WHERE item = 4",
      "UPDATE article SET event = x'' WHERE sequence = 5",
      "UPDATE card SET expired = 1 WHERE sequence = 6",
      "UPDATE card SET story = 9 WHERE sequence = 8",
      "UPDATE catalog SET stored = 11"};
  struct keeping *keeping = *state;
  struct place *place = keeping->place;
  store_ten(place);
  for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
    assert_true(database_run(place->catalog->database, "SAVEPOINT whole", NULL));
    assert_true(database_run(place->catalog->database, damages[i], NULL));
    dp_error error = {0, ""};
    bool ok = true;
    assert_true(database_run(place->catalog->database, "RELEASE whole", NULL));
    ok = catalog_check(place->catalog, NULL, &error);
    if (ok) fail_msg("not found: %s", damages[i]);
    assert_int_equal(error.code, EX_DATAERR);
    teardown((void **)&place);
    if (setup((void **)&place) != 0) fail();
    keeping->place = place;
    store_ten(place);
  }
}

static void a_backup_holds_what_was_committed_and_is_never_replaced(void **state)
{
  struct keeping *keeping = *state;
  struct place *place = keeping->place;
  struct place copy = {.arena = place->arena};
  store_ten(place);
  begin(place);
  decide(place, sample_of(11, "http://a/11", "text 11"));
  struct upkeep_figures figures = back_up(keeping);
  if (figures.failure.code) fail_msg("%s", figures.failure.text);
  commit(place);
  assert_int_equal(figures.last_sequence, 10);
  snprintf(copy.path, sizeof copy.path, "%.250s/catalog.db", keeping->backup);
  open_catalog(&copy);
  struct seen seen = replay(&copy, 0, 100, 16);
  assert_int_equal(seen.count, 10);
  assert_true(seen.whole);
  assert_string_equal(catalog_store_id(copy.catalog), catalog_store_id(place->catalog));
  assert_decision(decide_alone(&copy, sample_of(3, "http://a/3", "text 3")), VERDICT_STORED, 3, false);
  catalog_close(&copy.catalog);
  figures = back_up(keeping);
  assert_int_equal(figures.failure.code, EX_CANTCREAT);
}

static void a_backup_goes_to_an_absolute_path_only_and_one_at_a_time(void **state)
{
  struct keeping *keeping = *state;
  dp_error error = {0, ""};
  assert_false(upkeep_backup(keeping->upkeep, "backup", &error));
  assert_int_equal(error.code, EX_USAGE);
  assert_true(upkeep_backup(keeping->upkeep, keeping->backup, NULL));
  struct upkeep_figures figures;
  bool second = upkeep_check(keeping->upkeep, &error);
  upkeep_tell(keeping->upkeep, &figures);
  assert_true(second || error.code == EX_TEMPFAIL);
  outcome(keeping);
}

/* Writes go on in between the pieces of a large copy, which holds still what it had begun with. */
static bool store_more(void *context, int64_t done, int64_t total)
{
  struct place *place = context;
  int64_t next = count(place).stored + 1;
  (void)total;
  if (done && next < 1100)
    decide_alone(place, sample_of(next, arena_format(place->arena, "http://c/%lld", (long long)next),
                                  arena_format(place->arena, "more %lld", (long long)next)));
  return true;
}

static void a_copy_is_of_one_moment_though_others_write(void **state)
{
  struct keeping *keeping = *state;
  struct place *place = keeping->place;
  char *padding = memory_alloc(20001);
  memset(padding, 'x', 20000);
  padding[20000] = '\0';
  begin(place);
  for (int64_t i = 1; i <= 1000; i++)
    decide(place, sample_of(i, arena_format(place->arena, "http://a/%lld", (long long)i),
                            arena_format(place->arena, "%lld %s", (long long)i, padding)));
  commit(place);
  const struct database_watch watch = {store_more, place};
  dp_error error = {0, ""};
  if (!database_copy(place->path, "catalog", keeping->backup, &watch, &error)) fail_msg("%s", error.text);
  assert_true(count(place).stored > 1000);
  struct catalog *copy = catalog_open_reader(keeping->backup, &error);
  assert_non_null(copy);
  assert_int_equal(catalog_last_sequence(copy), 1000);
  assert_true(catalog_check(copy, NULL, &error));
  catalog_close(&copy);
  free(padding);
}

static bool give_up(void *context, int64_t done, int64_t total)
{
  (void)context, (void)done, (void)total;
  return false;
}

static void what_is_given_up_leaves_nothing_behind(void **state)
{
  struct keeping *keeping = *state;
  const struct database_watch watch = {give_up, NULL};
  char partial[PATH_MAX + 16];
  dp_error error = {0, ""};
  store_ten(keeping->place);
  assert_false(database_copy(keeping->place->path, "catalog", keeping->backup, &watch, &error));
  assert_int_equal(error.code, EX_TEMPFAIL);
  snprintf(partial, sizeof partial, "%s.partial", keeping->backup);
  assert_int_not_equal(access(keeping->backup, F_OK), 0);
  assert_int_not_equal(access(partial, F_OK), 0);
}

#define in_keeping(test) cmocka_unit_test_setup_teardown(test, begin_keeping, end_keeping)

int main(void)
{
  const struct CMUnitTest tests[] = {
      in_keeping(a_sound_catalog_passes_whatever_happened_to_it),
      in_keeping(what_contradicts_itself_is_found),
      in_keeping(a_backup_holds_what_was_committed_and_is_never_replaced),
      in_keeping(a_backup_goes_to_an_absolute_path_only_and_one_at_a_time),
      in_keeping(a_copy_is_of_one_moment_though_others_write),
      in_keeping(what_is_given_up_leaves_nothing_behind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
