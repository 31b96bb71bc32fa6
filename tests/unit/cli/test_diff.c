#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "base/random.h"
#include "cli/diff.h"

static struct arena *arena;

static int begin(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int end(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

/* marked - a diff in one line: [-removed-]{+added+}. */
static const char *marked(const char *old, const char *new)
{
  static const char *const marks[][2] = {{"", ""}, {"[-", "-]"}, {"{+", "+}"}};
  struct diff diff = diff_texts(arena, slice_of(old), slice_of(new));
  struct buffer out = BUFFER_EMPTY;
  for (size_t i = 0; i < diff.count; i++)
    buffer_format(&out, "%s%.*s%s", marks[diff.pieces[i].kind][0], (int)diff.pieces[i].text.length,
                  diff.pieces[i].text.data, marks[diff.pieces[i].kind][1]);
  const char *text = arena_string(arena, buffer_view(&out));
  buffer_free(&out);
  return text;
}

static void words_that_changed_are_told_and_no_others(void **state)
{
  (void)state;
  assert_string_equal(marked("a b c", "a b c"), "a b c");
  assert_string_equal(marked("two dead in Niamey", "three dead in Niamey"),
                      "[-two -]{+three +}dead in Niamey");
  assert_string_equal(marked("one two", "one two three"), "one two {+three+}");
  assert_string_equal(marked("a\nb c d\ne", "a\nb x d\ne"), "a\nb [-c -]{+x +}d\ne");
  assert_string_equal(marked("first\nsecond\nthird", "first\nthird"), "first\n[-second\n-]third");
  assert_string_equal(marked("", "new"), "{+new+}");
  assert_string_equal(marked("gone", ""), "[-gone-]");
  assert_string_equal(marked("", ""), "");
}

/* rebuilt - the words of the old or the new text, one space between. */
static struct slice rebuilt(const struct diff *diff, enum diff_kind without)
{
  struct buffer out = BUFFER_EMPTY;
  for (size_t i = 0; i < diff->count; i++)
    if (diff->pieces[i].kind != without) buffer_slice(&out, diff->pieces[i].text);
  struct slice text = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return text;
}

static struct slice without_space(struct slice text)
{
  char *out = arena_string(arena, text);
  size_t length = 0;
  for (size_t i = 0; i < text.length; i++)
    if (!slice_white(text.data[i])) out[length++] = text.data[i];
  return (struct slice){out, length};
}

static struct slice random_text(struct random *random, size_t words, unsigned alphabet)
{
  struct buffer out = BUFFER_EMPTY;
  for (size_t i = 0; i < words; i++)
    buffer_format(&out, "w%u%c", (unsigned)random_below(random, alphabet),
                  random_below(random, 6) ? ' ' : '\n');
  struct slice text = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return text;
}

static void both_texts_can_be_read_from_a_diff(void **state)
{
  (void)state;
  struct random random = {11};
  for (int round = 0; round < 300; round++) {
    unsigned alphabet = 2 + (unsigned)random_below(&random, 40);
    struct slice old = random_text(&random, random_below(&random, 60), alphabet),
                 new = random_text(&random, random_below(&random, 60), alphabet);
    struct diff diff = diff_texts(arena, old, new);
    assert_true(slice_equal(rebuilt(&diff, DIFF_REMOVED), new));
    assert_true(slice_equal(without_space(rebuilt(&diff, DIFF_ADDED)), without_space(old)));
  }
}

static void texts_that_have_nothing_in_common_are_told_whole(void **state)
{
  (void)state;
  struct random random = {5};
  struct buffer old = BUFFER_EMPTY, new = BUFFER_EMPTY;
  for (int i = 0; i < 50000; i++) {
    buffer_format(&old, "old%d%c", i, i % 7 ? ' ' : '\n');
    buffer_format(&new, "new%d%c", (int)random_below(&random, 50000), i % 9 ? ' ' : '\n');
  }
  struct diff diff = diff_texts(arena, buffer_view(&old), buffer_view(&new));
  assert_int_equal(diff.count, 2);
  assert_int_equal(diff.pieces[0].text.length, old.length);
  assert_int_equal(diff.pieces[1].text.length, new.length);
  buffer_free(&old);
  buffer_free(&new);
}

#define of_diff(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
      of_diff(words_that_changed_are_told_and_no_others),
      of_diff(both_texts_can_be_read_from_a_diff),
      of_diff(texts_that_have_nothing_in_common_are_told_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
