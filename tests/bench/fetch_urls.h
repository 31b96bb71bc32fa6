/* fetch_urls.h - what fetch_bare and fetch_transport share: the list of URLs that is given, and the line that
 * is printed at the end. */
#ifndef BENCH_FETCH_URLS_H
#define BENCH_FETCH_URLS_H

#include "base/clock.h"
#include "base/error.h"
#include "base/files.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { URLS_FILE_MAX = 64 << 20 };

struct work {
  char *text, **urls;
  size_t count, next, done;
  int64_t bytes, failed, began_cpu;
  millis began;
};

static inline int64_t cpu_of_process(void)
{
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (int64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec +
         used.ru_stime.tv_usec;
}

/* work_read - one URL a line. Ends the process when the file can't be read. */
static inline struct work work_read(const char *path)
{
  struct buffer text = BUFFER_EMPTY;
  struct work work = {0};
  dp_error error;
  if (!files_read(path, URLS_FILE_MAX, &text, &error)) {
    fprintf(stderr, "%s\n", error.text);
    exit(error.code);
  }
  char *at = work.text = buffer_take(&text);
  work.urls = memory_zero(strlen(at) / 8 + 2, sizeof *work.urls);
  for (char *end; (end = strchr(at, '\n')); at = end + 1) {
    *end = '\0';
    if (*at) work.urls[work.count++] = at;
  }
  return work;
}

static inline void work_begin(struct work *work)
{
  work->began = clock_monotonic();
  work->began_cpu = cpu_of_process();
}

static inline int work_end(struct work *work)
{
  printf("{\"pages\":%zu,\"failed\":%lld,\"bytes\":%lld,\"cpu_us\":%lld,\"wall_ms\":%lld}\n", work->done,
         (long long)work->failed, (long long)work->bytes, (long long)(cpu_of_process() - work->began_cpu),
         (long long)(clock_monotonic() - work->began));
  free(work->urls);
  free(work->text);
  return work->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
