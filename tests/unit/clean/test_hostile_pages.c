/* Pages of every shape that could cost more than their size, each in a process of its own, so that its memory
 * can be told: all end in a verdict, and what they take stays within a bound that follows from the size.
 *
 *   test_hostile_pages               each at 256 KB
 *   test_hostile_pages BYTES [PART]  by hand, without sanitizers: CPU time at that size and at twice that
 * size */
#include "page.h"

#include "hostile_pages.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Resident memory of a cleaner: its rules, and so many bytes for each of a page (DEVELOPING.md). */
enum { BASE_MB = 64, BYTES_A_BYTE = 100, SMALL = 256 * 1024 };

#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 4, SANITIZED_MB = 512 }; /* shadow, red zones, what is freed and kept */
#else
enum { SANITIZED = 1, SANITIZED_MB = 0 };
#endif

struct cost {
  double seconds;
  long kilobytes;
  int exit_code;
};

enum { IS_ARTICLE, IS_REJECTED, IS_BROKEN };

static int clean_hostile(const struct hostile *hostile, size_t size)
{
  struct buffer page = BUFFER_EMPTY;
  hostile_page(hostile, "<body><article>" PROSE_1 PROSE_2 PROSE_3 "</article>", size, &page);
  set_up(NULL);
  struct clean_page response = page_of(buffer_view(&page));
  enum clean_verdict verdict = clean(&response);
  bool sound = verdict == CLEAN_ARTICLE
                   ? is_normal(test_result.article.text) && test_result.article.text.length > 0
                   : test_result.reason && test_result.detail;
  tear_down(NULL);
  buffer_free(&page);
  return !sound ? IS_BROKEN : verdict == CLEAN_ARTICLE ? IS_ARTICLE : IS_REJECTED;
}

static struct cost cost_of(const struct hostile *hostile, size_t size)
{
  struct rusage usage;
  int status;
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) _exit(clean_hostile(hostile, size));
  assert_true(child > 0 && wait4(child, &status, 0, &usage) == child);
  double seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  return (struct cost){seconds, usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : IS_BROKEN};
}

static long bound_kilobytes(size_t size)
{
  return (BASE_MB * 1024L + (long)(size / 1024) * BYTES_A_BYTE) * SANITIZED + SANITIZED_MB * 1024L;
}

static void every_hostile_page_ends_in_bounded_memory(void **state)
{
  (void)state;
  for (size_t i = 0; i < HOSTILE_PAGES; i++) {
    struct cost cost = cost_of(&hostile_pages[i], SMALL);
    if (cost.exit_code == IS_BROKEN) fail_msg("%s: no sound answer", hostile_pages[i].name);
    if (cost.kilobytes > bound_kilobytes(SMALL))
      fail_msg("%s: %ld KB", hostile_pages[i].name, cost.kilobytes);
  }
}

static void tell(size_t size, const char *name)
{
  for (size_t i = 0; i < HOSTILE_PAGES; i++) {
    if (name && !strstr(hostile_pages[i].name, name)) continue;
    struct cost once = cost_of(&hostile_pages[i], size), twice = cost_of(&hostile_pages[i], 2 * size);
    printf("%-34s %8.0f %8.0f ms  %5.2f  %6ld %6ld MB  %5.1f B/B  %s\n", hostile_pages[i].name,
           once.seconds * 1000, twice.seconds * 1000, twice.seconds / (once.seconds + 1e-6),
           once.kilobytes / 1024, twice.kilobytes / 1024,
           ((double)twice.kilobytes - 16 * 1024) * 1024 / (2.0 * (double)size),
           twice.exit_code == IS_ARTICLE    ? "article"
           : twice.exit_code == IS_REJECTED ? "rejected"
                                            : "BROKEN");
    fflush(stdout);
  }
}

int main(int argc, char **argv)
{
  if (argc > 1) return tell(strtoul(argv[1], NULL, 10), argc > 2 ? argv[2] : NULL), 0;
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_hostile_page_ends_in_bounded_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
