/* The cage in the real loop: a child that is this program started again, asked, killed and made to hang. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "fetch/source/reader.h"
#include "fetch/source/reader_frames.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE = 60 * 1000 };

static struct {
  struct loop *loop;
  struct reader *reader;
  size_t parts, links, sources, problems, ends, expected;
  uint64_t last_id;
  char problem[240], url[80];
  bool hold_after_part, hold_for_a_moment;
} desk;

static dp_error error;

static void on_found(void *context, uint64_t id, const struct found *found, bool more)
{
  (void)context;
  desk.parts++;
  desk.last_id = id;
  desk.links += found->link_count;
  desk.sources += found->source_count;
  if (found->link_count)
    snprintf(desk.url, sizeof desk.url, "%.*s", (int)found->links[0].url.length, found->links[0].url.data);
  if (found->problem.length) {
    desk.problems++;
    snprintf(desk.problem, sizeof desk.problem, "%.*s", (int)found->problem.length, found->problem.data);
  }
  if (!more) desk.ends++;
  if (desk.hold_after_part) {
    reader_hold(desk.reader, true);
    loop_stop(desk.loop);
  }
  if (desk.hold_for_a_moment) {
    reader_hold(desk.reader, true);
    reader_hold(desk.reader, false);
  }
  if (desk.ends == desk.expected) loop_stop(desk.loop);
}

static void open_desk(millis timeout)
{
  memset(&desk, 0, sizeof desk);
  desk.loop = loop_new();
  desk.reader = reader_new(desk.loop, timeout, on_found, NULL);
}

static void close_desk(void)
{
  reader_free(&desk.reader);
  loop_free(&desk.loop);
}

static void ask(uint64_t id, enum source_kind kind, struct slice body)
{
  const struct source_answer answer = {
      .kind = kind, .url = SLICE("https://example.org/"), .content_type = SLICE("text/xml"), .body = body};
  desk.expected++;
  reader_ask(desk.reader, id, &answer);
}

static void run(void)
{
  assert_true(loop_run(desk.loop, &error));
}

static struct slice feed_of(const char *link)
{
  static char text[400];
  snprintf(text, sizeof text,
           "<rss version='2.0'><channel><title>Sahel</title><item><link>%s</link></item></channel></rss>",
           link);
  return slice_of(text);
}

static void map_of(struct buffer *out, int pages)
{
  buffer_text(out, "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>");
  for (int i = 0; i < pages; i++) buffer_format(out, "<url><loc>https://example.org/%d</loc></url>", i);
  buffer_text(out, "</urlset>");
}

/* child - the only process whose parent we are. */
static pid_t child(void)
{
  char path[64];
  int pid = 0;
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)getpid(), (int)getpid());
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  if (fscanf(file, "%d", &pid) != 1) pid = 0;
  fclose(file);
  return pid;
}

static void test_answers_come_in_order(void **state)
{
  (void)state;
  open_desk(PATIENCE);
  ask(7, SOURCE_FEED, feed_of("https://example.org/a"));
  ask(8, SOURCE_FEED, SLICE("this is no feed"));
  ask(9, SOURCE_FEED, feed_of("/b"));
  run();
  assert_int_equal(desk.links, 2);
  assert_int_equal(desk.problems, 1);
  assert_int_equal(desk.last_id, 9);
  assert_string_equal(desk.url, "https://example.org/b");
  close_desk();
}

static void test_a_large_map_comes_in_parts_and_can_be_held(void **state)
{
  (void)state;
  struct buffer map = BUFFER_EMPTY;
  map_of(&map, 5500);
  open_desk(PATIENCE);
  ask(1, SOURCE_SITEMAP, buffer_view(&map));
  desk.hold_after_part = true;
  run();
  assert_int_equal(desk.parts, 1);
  assert_int_equal(desk.links, FOUND_PAGE);
  desk.hold_after_part = false;
  reader_hold(desk.reader, false);
  if (desk.ends < desk.expected) run();
  assert_int_equal(desk.links, 5500);
  assert_int_equal(desk.parts, 6);
  buffer_free(&map);
  close_desk();
}

static void test_a_hold_within_the_call_gives_no_part_twice(void **state)
{
  (void)state;
  struct buffer map = BUFFER_EMPTY;
  map_of(&map, 5500);
  open_desk(PATIENCE);
  desk.hold_for_a_moment = true;
  ask(1, SOURCE_SITEMAP, buffer_view(&map));
  run();
  assert_int_equal(desk.links, 5500);
  assert_int_equal(desk.parts, 6);
  assert_int_equal(desk.problems, 0);
  buffer_free(&map);
  close_desk();
}

/* Children that somebody has taken over: each answers in its own way whatever it is asked. */
#define ROGUE "DEPECHE_TEST_ROGUE"

static int serve_rogue(const char *way)
{
  struct reader_lengths lengths;
  struct arena *arena = arena_new();
  struct buffer part = BUFFER_EMPTY, frame = BUFFER_EMPTY;
  struct found_link links[FOUND_PAGE + 1];
  const struct found found = {.kind = SOURCE_FEED, .links = links, .link_count = FOUND_PAGE + 1};
  bool endless = strcmp(way, "endless") == 0;
  size_t first = endless ? 0 : 1; /* the first of two parts, or the last */
  for (size_t i = 0; i <= FOUND_PAGE; i++) links[i] = (struct found_link){.url = SLICE("https://a.example/")};
  if (read(STDIN_FILENO, &lengths, sizeof lengths) != sizeof lengths) return 1;
  for (char byte; lengths.json + lengths.body > 0 && read(STDIN_FILENO, &byte, 1) == 1;)
    lengths.json ? lengths.json-- : lengths.body--;
  found_print(arena, &found, &first, &part);
  reader_frames_print(buffer_view(&part), &frame);
  if (!endless) reader_frames_print(SLICE("more"), &frame); /* in the same breath */
  for (bool ok = true; ok; ok = endless && ok)
    for (size_t at = 0; ok && at < frame.length;) {
      ssize_t sent = write(STDIN_FILENO, frame.data + at, frame.length - at);
      ok = sent > 0;
      at += ok ? (size_t)sent : 0;
    }
  char byte;
  return read(STDIN_FILENO, &byte, 1) == 1;
}

static void test_a_child_that_says_more_than_it_was_asked_is_ended(void **state)
{
  (void)state;
  setenv(ROGUE, "chatty", 1);
  open_desk(PATIENCE);
  ask(1, SOURCE_FEED, feed_of("/a"));
  run();
  unsetenv(ROGUE);
  assert_int_equal(desk.links, FOUND_PAGE);
  assert_int_equal(desk.problems, 0);
  ask(2, SOURCE_FEED, feed_of("https://example.org/b"));
  run();
  assert_int_equal(desk.problems, 0);
  assert_string_equal(desk.url, "https://example.org/b");
  close_desk();
}

static void test_an_answer_without_end_is_ended(void **state)
{
  (void)state;
  setenv(ROGUE, "endless", 1);
  open_desk(PATIENCE);
  ask(1, SOURCE_FEED, feed_of("/a"));
  run();
  unsetenv(ROGUE);
  assert_int_equal(desk.problems, 1);
  assert_non_null(strstr(desk.problem, "nonsense"));
  assert_int_equal(desk.parts, FOUND_PARTS + 1);
  close_desk();
}

static void test_a_killed_child_costs_one_answer(void **state)
{
  (void)state;
  struct buffer map = BUFFER_EMPTY;
  map_of(&map, 3000);
  open_desk(PATIENCE);
  ask(1, SOURCE_SITEMAP, buffer_view(&map));
  desk.hold_after_part = true;
  run();
  pid_t first = child();
  assert_true(first > 0);
  kill(first, SIGKILL);
  ask(2, SOURCE_FEED, feed_of("https://example.org/a"));
  desk.hold_after_part = false;
  reader_hold(desk.reader, false);
  if (desk.ends < desk.expected) run();
  assert_true(desk.ends == 2 && desk.last_id == 2);
  assert_string_equal(desk.url, "https://example.org/a");
  assert_true(child() != first);
  buffer_free(&map);
  close_desk();
}

static void test_a_child_that_died_idle_costs_no_answer(void **state)
{
  (void)state;
  open_desk(PATIENCE);
  for (uint64_t id = 1; id <= 3; id++) {
    ask(id, SOURCE_FEED, feed_of("https://example.org/a"));
    run();
    kill(child(), SIGKILL);
  }
  assert_int_equal(desk.links, 3);
  assert_int_equal(desk.problems, 0);
  close_desk();
}

static void test_a_child_serves_no_further_behind_a_problem_and_not_for_ever(void **state)
{
  (void)state;
  open_desk(PATIENCE);
  ask(1, SOURCE_FEED, feed_of("https://example.org/a"));
  run();
  pid_t first = child();
  ask(2, SOURCE_FEED, feed_of("https://example.org/b"));
  run();
  assert_int_equal(child(), first);
  ask(3, SOURCE_FEED, SLICE("this is no feed"));
  run();
  assert_true(child() != first);
  ask(4, SOURCE_FEED, feed_of("https://example.org/c"));
  run();
  pid_t second = child();
  assert_true(second > 0 && second != first);
  for (uint64_t id = 5; id <= 103; id++) ask(id, SOURCE_FEED, feed_of("https://example.org/d"));
  run();
  assert_true(child() != second);
  assert_int_equal(desk.links, 102);
  assert_int_equal(desk.problems, 1);
  close_desk();
}

static void test_a_child_that_hangs_is_ended(void **state)
{
  (void)state;
  open_desk(PATIENCE);
  ask(1, SOURCE_FEED, feed_of("https://example.org/a"));
  run();
  close_desk();
  open_desk(50); /* shorter than a child takes to stop and go on: it is stopped before it is asked */
  ask(2, SOURCE_FEED, feed_of("https://example.org/b"));
  kill(child(), SIGSTOP);
  run();
  assert_int_equal(desk.problems, 1);
  assert_non_null(strstr(desk.problem, "longer than"));
  close_desk();
  assert_int_equal(child(), 0);
}

static void test_the_child_holds_no_file_of_its_parent(void **state)
{
  (void)state;
  open_desk(PATIENCE);
  ask(1, SOURCE_FEED, feed_of("https://example.org/a"));
  run();
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", (int)child());
  DIR *directory = opendir(path);
  if (!directory) skip(); /* who runs the tests may not look at it: it can't be dumped */
  int open = 0;
  for (struct dirent *entry; (entry = readdir(directory));) open += entry->d_name[0] != '.';
  closedir(directory);
  assert_true(open <= 2); /* the socket, and standard error */
  close_desk();
}

int main(int argc, char **argv)
{
  if (argc == 2 && strcmp(argv[1], READER_OPTION) == 0)
    return getenv(ROGUE) ? serve_rogue(getenv(ROGUE)) : reader_serve();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_answers_come_in_order),
      cmocka_unit_test(test_a_large_map_comes_in_parts_and_can_be_held),
      cmocka_unit_test(test_a_hold_within_the_call_gives_no_part_twice),
      cmocka_unit_test(test_a_child_that_says_more_than_it_was_asked_is_ended),
      cmocka_unit_test(test_an_answer_without_end_is_ended),
      cmocka_unit_test(test_a_killed_child_costs_one_answer),
      cmocka_unit_test(test_a_child_that_died_idle_costs_no_answer),
      cmocka_unit_test(test_a_child_serves_no_further_behind_a_problem_and_not_for_ever),
      cmocka_unit_test(test_a_child_that_hangs_is_ended),
      cmocka_unit_test(test_the_child_holds_no_file_of_its_parent),
  };
  return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
