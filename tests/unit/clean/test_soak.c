/* Many pages through one worker and one arena, as in a daemon that runs for weeks: resident memory stays
 * flat.
 *
 *   test_soak                       some thousand made-up pages
 *   test_soak PAGES FILE…           by hand: plain HTML files in turns, memory told at each tenth */
#include "page.h"

#include "base/files.h"
#include "hostile_pages.h"

#include <stdio.h>
#include <unistd.h>

enum { PAGES = 3000, WARM = 600, PAGE_BYTES = 6000, MAY_GROW_KB = 8 * 1024, MAX_FILE = 64 * 1024 * 1024 };

/* What is freed would be kept for a while, and grow until that is full. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
  return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64";
}

static long resident_kilobytes(void)
{
  FILE *file = fopen("/proc/self/statm", "r");
  long all = 0, resident = 0;
  assert_non_null(file);
  assert_int_equal(fscanf(file, "%ld %ld", &all, &resident), 2);
  fclose(file);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void a_worker_keeps_its_memory(void **state)
{
  (void)state;
  struct buffer page = BUFFER_EMPTY;
  long warm = 0;
  for (size_t i = 0; i < PAGES; i++) {
    if (i == WARM) warm = resident_kilobytes();
    hostile_page(&hostile_pages[i % HOSTILE_PAGES], "<body>" PROSE_1 PROSE_2 PROSE_3, PAGE_BYTES, &page);
    struct clean_page response = page_of(buffer_view(&page));
    clean(&response);
  }
  long grown = resident_kilobytes() - warm;
  if (grown > MAY_GROW_KB) fail_msg("%ld KB more after %d pages than after %d", grown, PAGES, WARM);
  buffer_free(&page);
}

static int soak(size_t pages, char **files, size_t count)
{
  struct buffer *texts = calloc(count, sizeof *texts);
  dp_error error = {0};
  for (size_t i = 0; texts && i < count; i++)
    if (!files_read(files[i], MAX_FILE, &texts[i], &error)) return fprintf(stderr, "%s\n", error.text), 66;
  set_up(NULL);
  for (size_t i = 0; i < pages; i++) {
    struct clean_page response = page_of(buffer_view(&texts[i % count]));
    clean(&response);
    if ((i + 1) % (pages / 10 ? pages / 10 : 1) == 0)
      printf("%8zu pages: %ld KB\n", i + 1, resident_kilobytes()), fflush(stdout);
  }
  return tear_down(NULL);
}

int main(int argc, char **argv)
{
  if (argc > 2) return soak(strtoul(argv[1], NULL, 10), argv + 2, (size_t)argc - 2);
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_worker_keeps_its_memory)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
