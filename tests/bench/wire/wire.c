/* wire.c - runs both chains in turn and prints what an article costs in each.
 *
 *   wire [--articles N] [--warm-up N] [--body BYTES] [--repeats N]
 *
 * CPU time of the four processes (user and system, all threads) between the end of the warm-up and the last
 * verdict, divided by the articles; the median of the repeats. Wall time and articles a second are shown for
 * information: a machine that does something else moves them. */
#include "wire.h"

#include "base/clock.h"
#include "base/files.h"
#include "data/event.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { REPEATS_MAX = 50 };

static bool read_options(int argc, char **argv, struct wire_options *options)
{
  static const struct option known[] = {{"articles", required_argument, NULL, 'n'},
                                        {"warm-up", required_argument, NULL, 'w'},
                                        {"body", required_argument, NULL, 'b'},
                                        {"repeats", required_argument, NULL, 'r'},
                                        {NULL, 0, NULL, 0}};
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    if (option == '?') return false;
    long long value = strtoll(optarg, NULL, 10);
    if (value < 1) return false;
    if (option == 'n') options->articles = value;
    if (option == 'w') options->warm_up = value;
    if (option == 'b') options->body = (size_t)value;
    if (option == 'r') options->repeats = value > REPEATS_MAX ? REPEATS_MAX : (int)value;
  }
  return optind == argc;
}

/* know_frames - how long the event is on each hop. */
static void know_frames(void)
{
  struct arena *arena = arena_new();
  struct buffer out = BUFFER_EMPTY;
  char text[WIRE_TEXT];
  memset(text, 'x', sizeof text);
  const char *epoch = "00000000-0000-4000-8000-000000000000";
  struct article_fetch fetch = {.url = SLICE("http://site17.example.org/news/2024/04/article-12345.html"),
                                .final_url = SLICE("http://example.org/"),
                                .status = 200,
                                .content_type = SLICE("text/html"),
                                .fetched_at = 1700000000000,
                                .warc_file = SLICE("depeche-main-20240412083000-00001.warc.gz"),
                                .warc_offset = 1234567};
  struct event event = {.type = SLICE(EVENT_FETCHED),
                        .id = SLICE("00000000-0000-4000-8000-000000000000.12345"),
                        .source = SLICE("/depeche/fetch/main"),
                        .time = 1700000000000,
                        .origin = SLICE("main"),
                        .epoch = slice_of(epoch),
                        .item = 12345,
                        .attempt = 1,
                        .data = article_from_fetch(arena, &fetch)};
  event_print(arena, &event, &out);
  wire_shared->event_bytes = (int64_t)out.length;
  struct article_clean clean = wire_article(fetch.url, (struct slice){text, sizeof text});
  event.data = article_from_fetch(arena, &fetch);
  article_add_clean(arena, event.data, &clean);
  article_note_timing(arena, event.data, "clean", 100);
  buffer_clear(&out);
  event_print(arena, &event, &out);
  wire_shared->cleaned_bytes = (int64_t)out.length;
  wire_shared->tagged_bytes = (int64_t)out.length + 14;
  buffer_free(&out);
  arena_free(&arena);
}

static int compare(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(const double *values, int count)
{
  double sorted[REPEATS_MAX];
  memcpy(sorted, values, (size_t)count * sizeof *values);
  qsort(sorted, (size_t)count, sizeof *sorted, compare);
  return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

struct samples {
  double part[WIRE_PROCESSES][REPEATS_MAX], sum[REPEATS_MAX], rate[REPEATS_MAX];
};

static void note(struct samples *samples, int repeat, const struct wire_result *result, int64_t articles)
{
  samples->sum[repeat] = 0;
  for (int i = 0; i < WIRE_PROCESSES; i++) {
    samples->part[i][repeat] = (double)result->cpu_ns[i] / 1000 / (double)articles;
    samples->sum[repeat] += samples->part[i][repeat];
  }
  samples->rate[repeat] = result->wall_ms > 0 ? 1000.0 * (double)articles / (double)result->wall_ms : 0;
}

static void print_row(const char *name, const struct samples *samples, int repeats)
{
  printf("%-12s", name);
  for (int i = 0; i < WIRE_PROCESSES; i++) printf(" %8.1f", median(samples->part[i], repeats));
  printf(" %8.1f\n", median(samples->sum, repeats));
}

static void measure(const struct wire_options *options, const char *home)
{
  static struct samples real, bare;
  double ratios[REPEATS_MAX];
  struct wire_result one = {0}, two = {0};
  char directory[512], command[600];
  for (int i = 0; i < options->repeats; i++) {
    snprintf(directory, sizeof directory, "%s/%d", home, i);
    if (!files_make_directory(directory, 0700, NULL)) wire_fail(directory, "can't be made");
    wire_measure_real(options, directory, &one);
    wire_measure_bare(options, directory, &one, &two);
    note(&real, i, &one, options->articles);
    note(&bare, i, &two, options->articles);
    ratios[i] = real.sum[i] / bare.sum[i];
    fprintf(stderr, "repeat %d: %.1f us against %.1f us, ratio %.2f\n", i + 1, real.sum[i], bare.sum[i],
            ratios[i]);
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    if (system(command) != 0) wire_fail(directory, "can't be removed");
  }
  printf("%lld articles, body %zu bytes, events %lld/%lld/%lld bytes; commits: frontier %lld, catalog %lld "
         "(bare %lld); CPU us an article:\n",
         (long long)options->articles, options->body, (long long)wire_shared->event_bytes,
         (long long)wire_shared->cleaned_bytes, (long long)wire_shared->tagged_bytes,
         (long long)one.frontier_commits, (long long)one.catalog_commits, (long long)two.catalog_commits);
  printf("%-12s %8s %8s %8s %8s %8s\n", "", "fetch", "clean", "tag", "store", "sum");
  print_row("depeche", &real, options->repeats);
  print_row("bare", &bare, options->repeats);
  printf("ratio %.2f (median of %d; at most 1.5, aim 1.3)\n", median(ratios, options->repeats),
         options->repeats);
  printf("drain of the backlog: %.0f articles/s, %.1f us CPU an article\n",
         median(real.rate, options->repeats), median(real.sum, options->repeats));
}

int main(int argc, char **argv)
{
  struct wire_options options = {.articles = 10000, .warm_up = 1000, .body = 100000, .repeats = 5};
  char home[] = "/tmp/wire-XXXXXX", self[512], shared[64], body[24];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length < 0) wire_fail("/proc/self/exe", "can't be read");
  self[length] = '\0';
  wire_self = self;
  if (argc > 1 && strncmp(argv[1], "bare-", 5) == 0) return wire_bare_role(argc - 1, argv + 1);
  if (argc > 1 && argv[1][0] != '-') return wire_role(argc - 1, argv + 1);
  if (!read_options(argc, argv, &options)) {
    fprintf(stderr, "usage: wire [--articles N] [--warm-up N] [--body BYTES] [--repeats N]\n");
    return EX_USAGE;
  }
  if (!mkdtemp(home)) wire_fail(home, "can't be made");
  snprintf(shared, sizeof shared, "%s/shared", home);
  snprintf(body, sizeof body, "%zu", options.body);
  setenv("WIRE_SHARED", shared, 1);
  setenv("WIRE_BODY", body, 1);
  wire_shared = wire_share(shared);
  know_frames();
  measure(&options, home);
  unlink(shared);
  rmdir(home);
  return 0;
}
