#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/random.h"
#include "clean/fingerprint.h"
#include "store/story.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 300, DAY = 24 * 3600 * 1000 };

static struct arena *arena;
static struct stories *stories;

static int begin(void **state)
{
  (void)state;
  arena = arena_new();
  stories = stories_new(1024);
  return 0;
}

static int end(void **state)
{
  (void)state;
  stories_free(&stories);
  arena_free(&arena);
  return 0;
}

/* text_of - made-up words: those from `from` on of the endless text `number`. */
static struct slice text_of(int number, int from, int words)
{
  struct buffer text = BUFFER_EMPTY;
  for (int i = from; i < from + words; i++) buffer_format(&text, "word%dx%d ", number, i);
  struct slice copy = arena_slice(arena, buffer_view(&text));
  buffer_free(&text);
  return copy;
}

static struct slice joined(struct slice one, struct slice other)
{
  return slice_of(
      arena_format(arena, "%.*s\n%.*s", (int)one.length, one.data, (int)other.length, other.data));
}

static struct slice similar_of(struct slice text)
{
  struct fingerprint print;
  fingerprint_make(arena, text, &print);
  return print.similar;
}

static struct story_entry entry_of(int64_t sequence, int64_t site, struct slice text)
{
  struct story_entry entry = {.sequence = sequence, .story = sequence, .site = site, .stored_at = sequence};
  assert_true(story_read_print(similar_of(text), &entry.print));
  return entry;
}

static void add(int64_t sequence, int64_t site, struct slice text)
{
  struct story_entry entry = entry_of(sequence, site, text);
  stories_add(stories, &entry);
}

/* story_told - the story that is found for a text of another site; 0: none. */
static int64_t story_told(struct slice text)
{
  struct story_entry entry = entry_of(1000000, 99, text);
  int64_t story = 0;
  return stories_find(stories, &entry, &story) ? story : 0;
}

static void what_is_no_fingerprint_of_this_version_is_not_read(void **state)
{
  (void)state;
  struct story_print print;
  struct slice good = similar_of(text_of(1, 0, WORDS));
  char *bad = arena_string(arena, good);
  assert_true(story_read_print(good, &print));
  assert_false(story_read_print(SLICE(""), &print));
  assert_false(story_read_print((struct slice){good.data, good.length - 1}, &print));
  bad[1] = '2';
  assert_false(story_read_print(slice_of(bad), &print));
  bad[1] = '1';
  bad[40] = 'G';
  assert_false(story_read_print(slice_of(bad), &print));
}

static void likeness_is_what_the_fingerprint_says(void **state)
{
  (void)state;
  struct slice whole = text_of(1, 0, WORDS);
  struct story_print one, other;
  assert_true(story_read_print(similar_of(whole), &one));
  for (int words = 40; words <= WORDS; words += 20) {
    struct slice similar = similar_of(text_of(1, 0, words));
    assert_true(story_read_print(similar, &other));
    double expected = 100 * fingerprint_similarity(similar_of(whole), similar);
    assert_true(story_likeness(&one, &other) == 0
                    ? expected < 12
                    : abs(story_likeness(&one, &other) - (int)(expected + 0.5)) <= 1);
  }
  assert_int_equal(story_likeness(&one, &one), 100);
}

static void a_copy_is_found_and_another_text_is_not(void **state)
{
  (void)state;
  add(1, 1, text_of(1, 0, WORDS));
  add(2, 2, text_of(2, 0, WORDS));
  assert_int_equal(story_told(text_of(1, 0, WORDS)), 1);
  assert_int_equal(story_told(text_of(2, 0, 2 * WORDS / 3)), 2);
  assert_int_equal(story_told(joined(text_of(9, 0, 40), text_of(2, 30, WORDS))), 2);
  assert_int_equal(story_told(text_of(3, 0, WORDS)), 0);
}

static void the_most_alike_counts_and_of_equal_ones_the_first(void **state)
{
  (void)state;
  add(1, 1, joined(text_of(1, 0, WORDS), text_of(7, 0, WORDS / 2)));
  add(2, 2, text_of(1, 0, WORDS));
  add(3, 3, text_of(1, 0, WORDS));
  assert_int_equal(story_told(text_of(1, 0, WORDS)), 2);
}

static void standing_phrases_of_one_site_are_no_story(void **state)
{
  (void)state;
  struct slice standing = text_of(1, 0, WORDS / 2);
  add(1, 5, joined(standing, text_of(2, 0, WORDS / 2)));
  struct story_entry tomorrow = entry_of(2, 5, joined(standing, text_of(3, 0, WORDS / 2)));
  int64_t story = 0;
  assert_int_equal(stories_find(stories, &tomorrow, &story), 0);
  tomorrow.site = 6;
  assert_true(stories_find(stories, &tomorrow, &story) > 0);
  struct story_entry again = entry_of(3, 5, joined(standing, text_of(2, 0, WORDS / 2 - 20)));
  assert_true(stories_find(stories, &again, &story) > 0);
}

/* 3 tells both stories and belongs to the first: that doesn't make one of the two. */
static void an_article_that_tells_two_things_does_not_join_their_stories(void **state)
{
  (void)state;
  struct story_entry both = entry_of(2, 2, joined(text_of(1, 0, WORDS), text_of(2, 0, WORDS / 2)));
  add(1, 1, text_of(1, 0, WORDS));
  assert_true(stories_find(stories, &both, &both.story) > 0);
  assert_int_equal(both.story, 1);
  stories_add(stories, &both);
  struct story_entry second = entry_of(3, 3, text_of(2, 0, WORDS));
  assert_true(story_likeness(&second.print, &both.print) >= STORY_ALIKE);
  assert_int_equal(story_told(text_of(2, 0, WORDS)), 0);
  stories_add(stories, &second);
  assert_int_equal(story_told(text_of(2, 0, WORDS - 20)), 3);
  /* What is nearly the same as a member is of its story, however far that has gone from the first. */
  assert_int_equal(story_told(joined(text_of(1, 0, WORDS - 20), text_of(2, 0, WORDS / 2))), 1);
}

static void what_was_stored_too_long_ago_is_not_looked_at(void **state)
{
  (void)state;
  add(1, 1, text_of(1, 0, WORDS));
  struct story_entry late = entry_of(2, 2, text_of(1, 0, WORDS));
  int64_t story = 0;
  late.stored_at = 1 + STORY_WINDOW;
  assert_true(stories_find(stories, &late, &story) > 0);
  late.stored_at++;
  assert_int_equal(stories_find(stories, &late, &story), 0);
}

static void a_text_of_few_words_belongs_to_nothing(void **state)
{
  (void)state;
  add(1, 1, text_of(1, 0, 9));
  assert_int_equal(story_told(text_of(1, 0, 9)), 0);
}

static void the_oldest_make_room_for_the_newest(void **state)
{
  (void)state;
  enum { ALL = 5000 };
  for (int i = 1; i <= ALL; i++) add(i, 1, text_of(i, 0, 60));
  assert_int_equal(stories_count(stories), 1024);
  for (int i = ALL - 1023; i <= ALL; i += 31) assert_int_equal(story_told(text_of(i, 0, 60)), i);
  for (int i = 1; i <= ALL - 1024; i += 97) assert_int_equal(story_told(text_of(i, 0, 60)), 0);
}

/* Whatever is added, forgotten and added again in between. */
static void what_was_taken_back_is_as_if_never_added(void **state)
{
  (void)state;
  struct random random = {3};
  int last = 0;
  for (int round = 0; round < 200; round++) {
    int more = 1 + (int)random_below(&random, 20), keep = (int)random_below(&random, (uint64_t)more + 1);
    for (int i = 1; i <= more; i++) add(last + i, 1, text_of(last + i + round * 1000, 0, 60));
    stories_forget(stories, last + keep);
    for (int i = 1; i <= more; i++)
      assert_int_equal(story_told(text_of(last + i + round * 1000, 0, 60)), i <= keep ? last + i : 0);
    last += keep;
  }
}

#define of_stories(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
      of_stories(what_is_no_fingerprint_of_this_version_is_not_read),
      of_stories(likeness_is_what_the_fingerprint_says),
      of_stories(a_copy_is_found_and_another_text_is_not),
      of_stories(the_most_alike_counts_and_of_equal_ones_the_first),
      of_stories(standing_phrases_of_one_site_are_no_story),
      of_stories(an_article_that_tells_two_things_does_not_join_their_stories),
      of_stories(what_was_stored_too_long_ago_is_not_looked_at),
      of_stories(a_text_of_few_words_belongs_to_nothing),
      of_stories(the_oldest_make_room_for_the_newest),
      of_stories(what_was_taken_back_is_as_if_never_added),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
