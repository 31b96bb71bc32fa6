/* test_cursors - the file of the durable subscriptions: what it lets be made and moved, and what stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "store/cursors.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OURS   SLICE("0e8b6a2c-0000-4000-8000-000000000001")
#define OTHERS SLICE("0e8b6a2c-0000-4000-8000-000000000002")

struct place {
  char directory[PATH_MAX], path[PATH_MAX + 16];
  struct cursors *cursors;
  struct arena *arena;
  dp_error error;
};

static void open_file(struct place *place)
{
  struct cursors_options options = {.path = place->path};
  place->cursors = cursors_open(&options, &place->error);
  if (!place->cursors) fail_msg("%s", place->error.text);
}

static int setup(void **state)
{
  struct place *place = memory_zero(1, sizeof *place);
  const char *base = getenv("TMPDIR");
  snprintf(place->directory, sizeof place->directory, "%s/cursors-XXXXXX", base ? base : "/tmp");
  if (!mkdtemp(place->directory)) return -1;
  snprintf(place->path, sizeof place->path, "%s/cursors.db", place->directory);
  place->arena = arena_new();
  open_file(place);
  *state = place;
  return 0;
}

static int teardown(void **state)
{
  struct place *place = *state;
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  char path[PATH_MAX + 32];
  cursors_close(&place->cursors);
  for (size_t i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "%s%s", place->path, suffixes[i]);
    unlink(path);
  }
  rmdir(place->directory);
  arena_free(&place->arena);
  free(place);
  return 0;
}

static void begin(struct place *place)
{
  if (!cursors_begin(place->cursors, &place->error)) fail_msg("%s", place->error.text);
}

static void commit(struct place *place)
{
  if (!cursors_commit(place->cursors, &place->error)) fail_msg("%s", place->error.text);
}

static bool try_make(struct place *place, const char *name, const char *filter, bool replace, bool *made)
{
  struct cursor cursor = {slice_of(name), slice_of(filter), OURS, 10, 1000, 0};
  begin(place);
  bool ok = cursors_make(place->cursors, &cursor, replace, made, &place->error);
  if (ok)
    commit(place);
  else
    cursors_rollback(place->cursors);
  return ok;
}

static void make(struct place *place, const char *name, const char *filter)
{
  bool made;
  if (!try_make(place, name, filter, false, &made)) fail_msg("%s", place->error.text);
  assert_true(made);
}

static void acknowledge(struct place *place, const char *name, int64_t to, millis now)
{
  begin(place);
  if (!cursors_acknowledge(place->cursors, slice_of(name), to, now, &place->error))
    fail_msg("%s", place->error.text);
  commit(place);
}

static struct cursor find(struct place *place, const char *name)
{
  struct cursor cursor;
  if (!cursors_find(place->cursors, place->arena, slice_of(name), &cursor, &place->error))
    fail_msg("%s", place->error.text);
  return cursor;
}

static void a_cursor_is_found_as_it_was_made_also_after_a_restart(void **state)
{
  struct place *place = *state;
  make(place, "desk1", "place:NE");
  cursors_close(&place->cursors);
  open_file(place);
  struct cursor cursor = find(place, "desk1");
  assert_true(slice_is(cursor.filter, "place:NE"));
  assert_true(slice_equal(cursor.store, OURS));
  assert_int_equal(cursor.position, 10);
  assert_int_equal(cursor.made_at, 1000);
  assert_int_equal(cursor.acked_at, 0);
}

static void making_one_that_exists_changes_nothing(void **state)
{
  struct place *place = *state;
  bool made = true;
  make(place, "desk1", "place:NE");
  acknowledge(place, "desk1", 17, 2000);
  assert_true(try_make(place, "desk1", "place:NE", false, &made));
  assert_false(made);
  assert_int_equal(find(place, "desk1").position, 17);
}

static void another_filter_is_refused_unless_it_is_to_be_replaced(void **state)
{
  struct place *place = *state;
  bool made = true;
  make(place, "desk1", "place:NE");
  acknowledge(place, "desk1", 17, 2000);
  assert_false(try_make(place, "desk1", "place:ML", false, &made));
  assert_int_equal(place->error.code, EX_USAGE);
  assert_true(slice_is(find(place, "desk1").filter, "place:NE"));
  assert_true(try_make(place, "desk1", "place:ML", true, &made));
  assert_false(made);
  assert_true(slice_is(find(place, "desk1").filter, "place:ML"));
  assert_int_equal(find(place, "desk1").position, 17);
}

static void a_name_that_cant_be_one_is_refused(void **state)
{
  struct place *place = *state;
  char longest[CURSOR_NAME + 2];
  memset(longest, 'a', sizeof longest);
  longest[CURSOR_NAME + 1] = '\0';
  const char *const bad[] = {"", "a b", "é", "a/b", "-x", ".", "a'--", longest};
  bool made;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_false(try_make(place, bad[i], "", false, &made));
    assert_int_equal(place->error.code, EX_USAGE);
  }
  make(place, longest + 1, "");
  make(place, "_Desk-1.fr", "");
}

static void a_filter_beyond_its_bound_is_refused(void **state)
{
  struct place *place = *state;
  static char filter[CURSOR_FILTER + 2];
  bool made;
  memset(filter, 'a', CURSOR_FILTER + 1);
  assert_false(try_make(place, "desk1", filter, false, &made));
  assert_int_equal(place->error.code, EX_USAGE);
  make(place, "desk1", filter + 1);
}

static void an_acknowledgement_never_goes_back(void **state)
{
  struct place *place = *state;
  make(place, "desk1", "");
  acknowledge(place, "desk1", 20, 2000);
  acknowledge(place, "desk1", 15, 3000);
  assert_int_equal(find(place, "desk1").position, 20);
  assert_int_equal(find(place, "desk1").acked_at, 3000);
}

static void a_seek_goes_both_ways_and_into_another_catalog(void **state)
{
  struct place *place = *state;
  make(place, "desk1", "");
  begin(place);
  assert_true(cursors_seek(place->cursors, SLICE("desk1"), OTHERS, 3, NULL));
  commit(place);
  assert_int_equal(find(place, "desk1").position, 3);
  assert_true(slice_equal(find(place, "desk1").store, OTHERS));
}

static void one_that_does_not_exist_is_told_so(void **state)
{
  struct place *place = *state;
  struct cursor cursor;
  bool removed = true;
  begin(place);
  assert_false(cursors_acknowledge(place->cursors, SLICE("nobody"), 1, 1, &place->error));
  assert_int_equal(place->error.code, EX_NOINPUT);
  assert_false(cursors_seek(place->cursors, SLICE("nobody"), OURS, 1, &place->error));
  assert_int_equal(place->error.code, EX_NOINPUT);
  assert_true(cursors_remove(place->cursors, SLICE("nobody"), &removed, &place->error));
  assert_false(removed);
  cursors_rollback(place->cursors);
  assert_false(cursors_find(place->cursors, place->arena, SLICE("nobody"), &cursor, &place->error));
  assert_int_equal(place->error.code, EX_NOINPUT);
}

static void what_was_rolled_back_was_never_there(void **state)
{
  struct place *place = *state;
  make(place, "desk1", "");
  begin(place);
  assert_true(cursors_acknowledge(place->cursors, SLICE("desk1"), 99, 1, NULL));
  cursors_rollback(place->cursors);
  assert_int_equal(find(place, "desk1").position, 10);
}

static void cursors_are_listed_by_name_page_by_page(void **state)
{
  struct place *place = *state;
  struct cursor *list;
  size_t count;
  make(place, "b", "x");
  make(place, "c", "");
  make(place, "a", "");
  assert_true(cursors_list(place->cursors, place->arena, SLICE(""), 2, &list, &count, NULL));
  assert_int_equal(count, 2);
  assert_true(slice_is(list[0].name, "a") && slice_is(list[1].name, "b") && slice_is(list[1].filter, "x"));
  assert_true(cursors_list(place->cursors, place->arena, list[1].name, 2, &list, &count, NULL));
  assert_int_equal(count, 1);
  assert_true(slice_is(list[0].name, "c"));
}

static void no_cursor_stands_behind_the_end_of_a_restored_catalog(void **state)
{
  struct place *place = *state;
  int64_t count = 0;
  make(place, "ahead", "");
  make(place, "behind", "");
  make(place, "elsewhere", "");
  acknowledge(place, "ahead", 50, 1);
  begin(place);
  assert_true(cursors_seek(place->cursors, SLICE("elsewhere"), OTHERS, 60, NULL));
  assert_true(cursors_recede(place->cursors, OURS, 30, &count, NULL));
  commit(place);
  assert_int_equal(count, 1);
  assert_int_equal(find(place, "ahead").position, 30);
  assert_int_equal(find(place, "behind").position, 10);
  assert_int_equal(find(place, "elsewhere").position, 60);
}

static void the_last_of_a_catalogs_cursors_is_known(void **state)
{
  struct place *place = *state;
  struct cursors_figures figures;
  assert_true(cursors_count(place->cursors, OURS, &figures, NULL));
  assert_int_equal(figures.count, 0);
  assert_int_equal(figures.behind, -1);
  make(place, "a", "");
  make(place, "b", "");
  acknowledge(place, "b", 44, 1);
  assert_true(cursors_count(place->cursors, OURS, &figures, NULL));
  assert_int_equal(figures.count, 2);
  assert_int_equal(figures.behind, 10);
  struct cursor *list;
  size_t count;
  assert_true(cursors_behind(place->cursors, place->arena, OURS, 9, &list, &count, NULL));
  assert_int_equal(count, 2);
  assert_true(slice_is(list[0].name, "a") && slice_is(list[1].name, "b"));
  assert_true(cursors_count(place->cursors, OTHERS, &figures, NULL));
  assert_int_equal(figures.behind, -1);
}

static void there_are_so_many_cursors_and_no_more(void **state)
{
  struct place *place = *state;
  char name[32];
  bool made;
  begin(place);
  for (int i = 0; i < CURSORS_MOST; i++) {
    snprintf(name, sizeof name, "c%d", i);
    struct cursor cursor = {slice_of(name), SLICE(""), OURS, 0, 1, 0};
    assert_true(cursors_make(place->cursors, &cursor, false, &made, NULL));
  }
  commit(place);
  assert_false(try_make(place, "more", "", false, &made));
  assert_int_equal(place->error.code, EX_CANTCREAT);
  assert_true(try_make(place, "c1", "", false, &made));
}

#define with_file(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      with_file(a_cursor_is_found_as_it_was_made_also_after_a_restart),
      with_file(making_one_that_exists_changes_nothing),
      with_file(another_filter_is_refused_unless_it_is_to_be_replaced),
      with_file(a_name_that_cant_be_one_is_refused),
      with_file(a_filter_beyond_its_bound_is_refused),
      with_file(an_acknowledgement_never_goes_back),
      with_file(a_seek_goes_both_ways_and_into_another_catalog),
      with_file(one_that_does_not_exist_is_told_so),
      with_file(what_was_rolled_back_was_never_there),
      with_file(cursors_are_listed_by_name_page_by_page),
      with_file(no_cursor_stands_behind_the_end_of_a_restored_catalog),
      with_file(the_last_of_a_catalogs_cursors_is_known),
      with_file(there_are_so_many_cursors_and_no_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
