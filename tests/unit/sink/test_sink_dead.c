#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "sink/dead.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char directory[64];
static struct arena *arena;

static int begin(void **state)
{
  (void)state;
  strcpy(directory, "/tmp/depeche-dead-XXXXXX");
  arena = arena_new();
  return mkdtemp(directory) ? 0 : -1;
}

static int end(void **state)
{
  (void)state;
  char command[100];
  arena_free(&arena);
  snprintf(command, sizeof command, "rm -r %s", directory);
  return system(command);
}

static struct dead *opened(void)
{
  dp_error error = {0};
  struct dead *dead = dead_open(directory, "desk", &error);
  if (!dead) fail_msg("%s", error.text);
  return dead;
}

static void add(struct dead *dead, int64_t sequence, const char *event)
{
  dp_error error = {0};
  struct dead_letter letter = {.sequence = sequence,
                               .id = SLICE("id \"of\" it"),
                               .at = INT64_C(1795392000000),
                               .tries = 3,
                               .reason = SLICE("no, \"event\": never"),
                               .event_json = slice_of(event)};
  if (!dead_add(dead, &letter, &error)) fail_msg("%s", error.text);
}

static void revive(struct dead *dead)
{
  dp_error error = {0};
  if (!dead_revive(dead, &error)) fail_msg("%s", error.text);
}

static struct dead_letter next(struct dead *dead)
{
  dp_error error = {0};
  struct dead_letter letter = {0};
  bool found;
  if (!dead_next(dead, arena, &letter, &found, &error)) fail_msg("%s", error.text);
  return found ? letter : (struct dead_letter){0};
}

static void a_letter_comes_back_as_it_went(void **state)
{
  (void)state;
  struct dead *dead = opened();
  add(dead, 7, "{\"id\":\"x\",\n \"data\":{}}");
  dead_close(&dead);
  dead = opened();
  assert_int_equal(dead_count(dead), 1);
  assert_false(dead_reviving(dead));
  revive(dead);
  struct dead_letter letter = next(dead);
  assert_int_equal(letter.sequence, 7);
  assert_int_equal(letter.tries, 3);
  assert_int_equal(letter.at, INT64_C(1795392000000));
  assert_true(slice_is(letter.id, "id \"of\" it"));
  assert_true(slice_is(letter.reason, "no, \"event\": never"));
  assert_true(slice_is(letter.event_json, "{\"id\":\"x\",  \"data\":{}}"));
  assert_int_equal(next(dead).sequence, 0);
  assert_int_equal(dead_count(dead), 0);
  dead_close(&dead);
}

static void what_was_not_done_is_next_again(void **state)
{
  (void)state;
  struct dead *dead = opened();
  add(dead, 1, "{}");
  add(dead, 2, "{}");
  revive(dead);
  assert_int_equal(next(dead).sequence, 1);
  assert_int_equal(next(dead).sequence, 2);
  dead_put_back(dead);
  assert_int_equal(next(dead).sequence, 2);
  assert_int_equal(next(dead).sequence, 0);
  dead_close(&dead);
}

static void a_retry_that_was_cut_short_comes_first(void **state)
{
  (void)state;
  struct dead *dead = opened();
  add(dead, 1, "{}");
  revive(dead);
  assert_int_equal(next(dead).sequence, 1);
  add(dead, 1, "{}"); /* refused again */
  dead_close(&dead);  /* killed */
  dead = opened();
  add(dead, 2, "{}");
  assert_int_equal(dead_count(dead), 3);
  assert_true(dead_reviving(dead));
  revive(dead);
  assert_int_equal(next(dead).sequence, 1);
  assert_int_equal(next(dead).sequence, 0);
  assert_false(dead_reviving(dead));
  revive(dead);
  assert_int_equal(next(dead).sequence, 1);
  assert_int_equal(next(dead).sequence, 2);
  dead_close(&dead);
}

static void a_torn_letter_is_cut_off(void **state)
{
  (void)state;
  char path[200];
  struct dead *dead = opened();
  add(dead, 1, "{}");
  dead_close(&dead);
  snprintf(path, sizeof path, "%s/desk.dead.jsonl", directory);
  FILE *file = fopen(path, "a");
  assert_non_null(file);
  fputs("{\"sequence\":2,\"id\"", file);
  fclose(file);
  dead = opened();
  add(dead, 3, "{}");
  assert_int_equal(dead_count(dead), 2);
  revive(dead);
  assert_int_equal(next(dead).sequence, 1);
  assert_int_equal(next(dead).sequence, 3);
  dead_close(&dead);
}

static void without_letters_there_is_nothing_to_revive(void **state)
{
  (void)state;
  struct dead *dead = opened();
  revive(dead);
  assert_false(dead_reviving(dead));
  assert_int_equal(next(dead).sequence, 0);
  dead_close(&dead);
}

static int64_t lines_in(struct buffer *page)
{
  int64_t count = 0;
  for (size_t i = 0; i < page->length; i++) count += page->data[i] == '\n';
  return count;
}

static void who_looks_on_gets_whole_letters_page_by_page(void **state)
{
  (void)state;
  char place[DEAD_PLACE] = "";
  dp_error error = {0};
  struct buffer page = BUFFER_EMPTY;
  struct dead *dead = opened();
  assert_true(dead_page(directory, "desk", place, &page, &error));
  assert_int_equal(page.length, 0);
  assert_string_equal(place, "");
  char *large = memory_zero(1, DEAD_PAGE);
  memset(large, ' ', DEAD_PAGE - 1);
  add(dead, 1, "{}");
  add(dead, 2, large); /* alone more than a page, with the rest of its letter */
  revive(dead);
  add(dead, 3, "{}");
  add(dead, 4, "{}");
  free(large);
  int64_t wanted[] = {1, 1, 2};
  for (size_t i = 0; i < 3; i++) {
    buffer_clear(&page);
    assert_true(dead_page(directory, "desk", place, &page, &error));
    assert_int_equal(lines_in(&page), wanted[i]);
    assert_int_equal(*place == '\0', i == 2);
  }
  strcpy(place, "else:0");
  assert_false(dead_page(directory, "desk", place, &page, &error));
  assert_int_equal(error.code, 64);
  buffer_free(&page);
  dead_close(&dead);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_letter_comes_back_as_it_went, begin, end),
      cmocka_unit_test_setup_teardown(what_was_not_done_is_next_again, begin, end),
      cmocka_unit_test_setup_teardown(a_retry_that_was_cut_short_comes_first, begin, end),
      cmocka_unit_test_setup_teardown(a_torn_letter_is_cut_off, begin, end),
      cmocka_unit_test_setup_teardown(who_looks_on_gets_whole_letters_page_by_page, begin, end),
      cmocka_unit_test_setup_teardown(without_letters_there_is_nothing_to_revive, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
