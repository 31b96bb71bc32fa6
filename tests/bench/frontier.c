/* frontier.c - what the journal costs as it grows: CPU time of each operation, file size and memory at
 * several numbers of pages, and how long a start takes after the process was killed.
 *
 * The pages belong to 50,000 domains, as unequal as sites are (Zipf); half of them are settled and wait for a
 * revisit, half wait for their transfer. At each size the same small work is done: a part of it is fed,
 * claimed, fetched, settled and put to rest again, in transactions as large as the fetcher's.
 *
 * usage: frontier [--pages N,N,...] [--domains N] [--directory DIR]
 *   --pages      sizes, ascending (10000,100000,1000000,5000000)
 *   --domains    how many (50000)
 *   --directory  where the database is made and deleted (/tmp) */
#include "base/memory.h"
#include "fetch/frontier_captures.h"
#include "fetch/frontier_domains.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZES_MAX = 8, BATCH = 1000, WORK = 10 * 1000, URL_ROOM = 256, HANDS = 64, HAND_ITEMS = 16 };
enum { DAY = 24 * 3600 * 1000 };
#define START INT64_C(1700000000000)

enum measure {
  FEED_NEW,
  FEED_OLD,
  CLAIM_NEXT,
  CLAIM_MANY,
  FETCHED,
  SETTLED,
  REVISITED,
  REST,
  FIND,
  READ,
  CAPTURES,
  MEASURES
};
static const char *const measure_names[MEASURES] = {
    "feed, new",        "feed, known",           "claim, the next URL",  "claim, 16 a domain",
    "fetched",          "settled and scheduled", "revisited, unchanged", "rest of a domain",
    "find by identity", "read an item",          "captures of a page"};

struct figures {
  int64_t pages;
  double cpu[MEASURES]; /* microseconds an operation */
  double bytes_a_page;
  int64_t file_bytes, resident_kib;
  millis restart; /* after a kill, until the first claim */
};

struct bench {
  char path[200];
  struct frontier *frontier;
  struct arena *arena;
  struct random random;
  double *shares; /* cumulative, by domain */
  int64_t domains, fed;
  millis now;
  dp_error error;
};

static void check(struct bench *bench, bool ok, const char *what)
{
  if (ok) return;
  fprintf(stderr, "frontier: %s: %s\n", what, bench->error.text);
  exit(1);
}

/* Pages: everything about page number i follows from i. */

static int64_t domain_of(const struct bench *bench, int64_t page)
{
  struct random random = {(uint64_t)page * 2654435761u + 17};
  double at = (double)(random_next(&random) >> 11) / (double)(UINT64_C(1) << 53);
  int64_t low = 0, high = bench->domains - 1;
  while (low < high) {
    int64_t middle = (low + high) / 2;
    if (bench->shares[middle] < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static struct slice url_of(const struct bench *bench, int64_t page, char text[URL_ROOM])
{
  static const char *const desks[] = {"politics", "economy", "culture", "sports", "science"};
  int length = snprintf(text, URL_ROOM,
                        "https://www.paper-%05lld.example/%s/2026/%02lld/%02lld/"
                        "the-council-decides-about-the-old-bridge-again-%08lld.html",
                        (long long)domain_of(bench, page), desks[page % 5], (long long)(page / 30 % 12 + 1),
                        (long long)(page % 28 + 1), (long long)page);
  return (struct slice){text, (size_t)length};
}

static struct frontier_link link_of(const struct bench *bench, int64_t page, char text[URL_ROOM])
{
  struct slice url = url_of(bench, page, text);
  return (struct frontier_link){.url = url,
                                .identity = url,
                                .domain = {url.data + 12, sizeof "paper-00000.example" - 1},
                                .source = page % 1000 + 1};
}

static const struct frontier_response *response_of(struct bench *bench, char payload[FRONTIER_PAYLOAD])
{
  static struct frontier_response response = {.content_type = {"text/html; charset=utf-8", 24},
                                              .content_encoding = {"gzip", 4},
                                              .etag = {"\"5f3a-61d2c8e1b4a40\"", 20},
                                              .last_modified = {"Sat, 23 May 2026 07:00:00 GMT", 29},
                                              .warc_file = {"depeche-bench-20260523070000-00001.warc.gz", 42},
                                              .status = 200,
                                              .warc_length = 21000,
                                              .body_bytes = 20000};
  for (int i = 0; i < FRONTIER_PAYLOAD; i++) payload[i] = (char)random_next(&bench->random);
  response.payload = (struct slice){payload, FRONTIER_PAYLOAD};
  response.warc_offset += response.warc_length;
  return &response;
}

/* Work. */

static void begin(struct bench *bench)
{
  check(bench, frontier_begin(bench->frontier, &bench->error), "begin");
}

static void commit(struct bench *bench)
{
  check(bench, frontier_commit(bench->frontier, &bench->error), "commit");
}

static void feed(struct bench *bench, const struct frontier_link *link, enum feed_outcome expected)
{
  enum feed_outcome outcome;
  enum item_state state;
  int64_t item;
  check(bench,
        frontier_feed(bench->frontier, link, bench->now, &outcome, &item, &state, &bench->error) &&
            outcome == expected,
        "feed");
}

static void fetch(struct bench *bench, int64_t item)
{
  char payload[FRONTIER_PAYLOAD];
  check(bench,
        frontier_fetched(bench->frontier, item, response_of(bench, payload), bench->now, &bench->error),
        "fetched");
}

static void settle(struct bench *bench, int64_t item)
{
  check(bench,
        frontier_settled(bench->frontier, item, SLICE("stored"), item, bench->now, &bench->error) &&
            frontier_revisit_at(bench->frontier, item, bench->now + DAY, &bench->error),
        "settled");
}

/* feed_batch - new pages, in one transaction; CPU microseconds of the journal alone. */
static int64_t feed_batch(struct bench *bench, int64_t count)
{
  static struct frontier_link links[BATCH];
  static char texts[BATCH][URL_ROOM];
  for (int64_t i = 0; i < count; i++) links[i] = link_of(bench, bench->fed + i, texts[i]);
  int64_t before = clock_cpu_us();
  begin(bench);
  for (int64_t i = 0; i < count; i++) feed(bench, &links[i], FEED_ACCEPTED);
  commit(bench);
  bench->fed += count;
  bench->now += 100;
  return clock_cpu_us() - before;
}

/* grow - to `pages` of them, every other one settled. The last WORK of them are measured. */
static double grow(struct bench *bench, int64_t pages)
{
  int64_t spent = 0, measured = 0;
  while (bench->fed < pages) {
    int64_t first = bench->fed + 1, left = pages - bench->fed, count = left < BATCH ? left : BATCH;
    int64_t us = feed_batch(bench, count);
    if (left <= WORK) spent += us, measured += count;
    begin(bench);
    for (int64_t item = first; item < first + count; item += 2) fetch(bench, item), settle(bench, item);
    commit(bench);
  }
  return measured ? (double)spent / (double)measured : 0;
}

static double feed_known(struct bench *bench)
{
  char text[URL_ROOM];
  int64_t spent = 0;
  for (int64_t i = 0; i < WORK; i++) {
    if (i % BATCH == 0) begin(bench);
    struct frontier_link link =
        link_of(bench, (int64_t)random_below(&bench->random, (uint64_t)bench->fed), text);
    int64_t before = clock_cpu_us();
    feed(bench, &link, FEED_KNOWN);
    spent += clock_cpu_us() - before;
    if (i % BATCH == BATCH - 1) commit(bench);
  }
  return (double)spent / WORK;
}

/* claimed - what is in hand. */
struct claimed {
  int64_t domains[WORK], items[WORK];
  int64_t domain_count, item_count;
};

/* claim - up to `limit` items of each due domain; CPU microseconds an item. */
static double claim(struct bench *bench, struct claimed *claimed, size_t limit)
{
  struct frontier_domain_cursor cursor = {0};
  struct frontier_domain domains[HANDS];
  struct frontier_due_item items[HAND_ITEMS];
  bool more = true;
  int64_t before = clock_cpu_us();
  claimed->domain_count = claimed->item_count = 0;
  while (more && claimed->item_count < WORK - HANDS * HAND_ITEMS && claimed->domain_count < WORK - HANDS) {
    size_t found, due;
    millis next_at;
    arena_reset(bench->arena);
    check(bench,
          frontier_domains_due(bench->frontier, bench->arena, bench->now, &cursor, HANDS, NULL, NULL, domains,
                               &found, &more, &bench->error),
          "domains due");
    for (size_t i = 0; i < found; i++) {
      check(bench,
            frontier_domain_items(bench->frontier, bench->arena, domains[i].id, bench->now, limit, NULL, NULL,
                                  items, &due, &next_at, &bench->error),
            "items due");
      claimed->domains[claimed->domain_count++] = domains[i].id;
      for (size_t k = 0; k < due; k++) claimed->items[claimed->item_count++] = items[k].item;
    }
  }
  return claimed->item_count ? (double)(clock_cpu_us() - before) / (double)claimed->item_count : 0;
}

static void visit(struct bench *bench, int64_t item)
{
  char payload[FRONTIER_PAYLOAD];
  int64_t new_item;
  const struct frontier_visit visit = {.outcome = REVISIT_UNCHANGED,
                                       .response = response_of(bench, payload),
                                       .at = bench->now,
                                       .next_due_at = bench->now + 2 * DAY};
  check(bench, frontier_revisited(bench->frontier, item, &visit, &new_item, &bench->error), "revisited");
}

static void rest(struct bench *bench, int64_t domain)
{
  millis ready_at;
  check(bench, frontier_domain_rest(bench->frontier, domain, 0, &ready_at, &bench->error), "rest");
}

/* each - does `work` to all of them, 256 a transaction; CPU microseconds each, commits included. */
static double each(struct bench *bench, const int64_t *ids, int64_t count,
                   void (*work)(struct bench *, int64_t))
{
  int64_t before = clock_cpu_us();
  for (int64_t i = 0; i < count; i++) {
    if (i % 256 == 0) begin(bench);
    work(bench, ids[i]);
    if (i % 256 == 255 || i == count - 1) commit(bench);
  }
  return count ? (double)(clock_cpu_us() - before) / (double)count : 0;
}

static void read_one(struct bench *bench, int64_t item)
{
  struct frontier_item row;
  bool found;
  arena_reset(bench->arena);
  check(bench, frontier_read(bench->frontier, bench->arena, item, &row, &found, &bench->error) && found,
        "read");
}

static void read_captures(struct bench *bench, int64_t item)
{
  const struct frontier_capture_query query = {.page = item, .limit = 10};
  struct frontier_capture rows[10];
  size_t count;
  arena_reset(bench->arena);
  check(bench, frontier_captures(bench->frontier, bench->arena, &query, rows, &count, &bench->error),
        "captures");
}

static double find_pages(struct bench *bench)
{
  char text[URL_ROOM];
  int64_t spent = 0, item;
  bool found;
  for (int64_t i = 0; i < WORK; i++) {
    struct slice url = url_of(bench, (int64_t)random_below(&bench->random, (uint64_t)bench->fed), text);
    int64_t before = clock_cpu_us();
    check(bench, frontier_find(bench->frontier, url, &item, &found, &bench->error) && found, "find");
    spent += clock_cpu_us() - before;
  }
  return (double)spent / WORK;
}

/* Around it. */

static void open_journal(struct bench *bench)
{
  const struct frontier_options options = {bench->path, NULL};
  bench->frontier = frontier_open(&options, &bench->error);
  check(bench, bench->frontier != NULL, "open");
}

static void claim_one(struct bench *bench)
{
  struct frontier_domain_cursor cursor = {0};
  struct frontier_domain domain;
  struct frontier_due_item item;
  size_t count;
  bool more;
  millis next_at;
  check(bench,
        frontier_domains_due(bench->frontier, bench->arena, bench->now, &cursor, 1, NULL, NULL, &domain,
                             &count, &more, &bench->error) &&
            count == 1 &&
            frontier_domain_items(bench->frontier, bench->arena, domain.id, bench->now, 1, NULL, NULL, &item,
                                  &count, &next_at, &bench->error) &&
            count == 1,
        "claim");
}

/* restart_after_kill - a process that has just committed ends without closing anything. */
static millis restart_after_kill(struct bench *bench)
{
  int status;
  frontier_close(&bench->frontier);
  pid_t child = fork();
  if (child == 0) {
    open_journal(bench);
    for (int i = 0; i < 5; i++) feed_batch(bench, BATCH);
    _exit(0);
  }
  check(bench, child > 0 && waitpid(child, &status, 0) == child && status == 0, "the process to be killed");
  bench->fed += 5 * BATCH;
  millis before = clock_monotonic();
  open_journal(bench);
  claim_one(bench);
  return clock_monotonic() - before;
}

static int64_t file_bytes(const struct bench *bench)
{
  struct stat status;
  return stat(bench->path, &status) == 0 ? (int64_t)status.st_size : 0;
}

static int64_t resident_kib(void)
{
  long total = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file) return 0;
  if (fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
  fclose(file);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void measure(struct bench *bench, int64_t pages, struct figures *figures)
{
  static struct claimed claimed;
  double *cpu = figures->cpu;
  *figures = (struct figures){.pages = pages};
  cpu[FEED_NEW] = grow(bench, pages);
  cpu[FEED_OLD] = feed_known(bench);
  cpu[FIND] = find_pages(bench);
  cpu[CLAIM_NEXT] = claim(bench, &claimed, 1);
  cpu[CLAIM_MANY] = claim(bench, &claimed, HAND_ITEMS);
  cpu[FETCHED] = each(bench, claimed.items, claimed.item_count, fetch);
  cpu[SETTLED] = each(bench, claimed.items, claimed.item_count, settle);
  cpu[REVISITED] = each(bench, claimed.items, claimed.item_count, visit);
  cpu[REST] = each(bench, claimed.domains, claimed.domain_count, rest);
  cpu[READ] = each(bench, claimed.items, claimed.item_count, read_one);
  cpu[CAPTURES] = each(bench, claimed.items, claimed.item_count, read_captures);
  figures->resident_kib = resident_kib();
  figures->restart = restart_after_kill(bench);
  figures->file_bytes = file_bytes(bench);
  figures->bytes_a_page = (double)figures->file_bytes / (double)bench->fed;
}

static void print(const struct figures *all, int count)
{
  printf("%-24s", "pages");
  for (int i = 0; i < count; i++) printf("%12lld", (long long)all[i].pages);
  for (int m = 0; m < MEASURES; m++) {
    printf("\n%-24s", measure_names[m]);
    for (int i = 0; i < count; i++) printf("%12.1f", all[i].cpu[m]);
  }
  printf("\n%-24s", "file, MB");
  for (int i = 0; i < count; i++) printf("%12.1f", (double)all[i].file_bytes / 1e6);
  printf("\n%-24s", "file, bytes a page");
  for (int i = 0; i < count; i++) printf("%12.0f", all[i].bytes_a_page);
  printf("\n%-24s", "memory, MB resident");
  for (int i = 0; i < count; i++) printf("%12.1f", (double)all[i].resident_kib / 1024);
  printf("\n%-24s", "start after a kill, ms");
  for (int i = 0; i < count; i++) printf("%12lld", (long long)all[i].restart);
  printf("\n(CPU microseconds an operation, commits included)\n");
}

static void share_out(struct bench *bench)
{
  double sum = 0;
  bench->shares = memory_zero((size_t)bench->domains, sizeof *bench->shares);
  for (int64_t i = 0; i < bench->domains; i++) bench->shares[i] = sum += 1.0 / pow((double)i + 1, 0.9);
  for (int64_t i = 0; i < bench->domains; i++) bench->shares[i] /= sum;
}

static int read_sizes(char *text, int64_t sizes[SIZES_MAX])
{
  int count = 0;
  for (char *save, *one = strtok_r(text, ",", &save); one && count < SIZES_MAX;
       one = strtok_r(NULL, ",", &save))
    sizes[count++] = atoll(one);
  return count;
}

static void remove_files(const struct bench *bench)
{
  char name[sizeof bench->path + 8];
  static const char *const ends[] = {"", "-wal", "-shm"};
  for (int i = 0; i < 3; i++) {
    snprintf(name, sizeof name, "%s%s", bench->path, ends[i]);
    unlink(name);
  }
}

int main(int argc, char **argv)
{
  static const struct option options[] = {
      {"pages", 1, NULL, 'p'}, {"domains", 1, NULL, 'n'}, {"directory", 1, NULL, 'd'}, {NULL, 0, NULL, 0}};
  struct bench bench = {.domains = 50 * 1000, .random = {7}, .now = START, .arena = arena_new()};
  char standard[] = "10000,100000,1000000,5000000";
  const char *directory = "/tmp";
  char *list = standard;
  int64_t sizes[SIZES_MAX];
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'p') list = optarg;
    if (option == 'n') bench.domains = atoll(optarg);
    if (option == 'd') directory = optarg;
    if (option == '?') return 64;
  }
  snprintf(bench.path, sizeof bench.path, "%s/frontier-bench-%d.db", directory, (int)getpid());
  share_out(&bench);
  open_journal(&bench);
  begin(&bench);
  check(
      &bench,
      frontier_warc_begin(bench.frontier, SLICE("depeche-bench-20260523070000-00001.warc.gz"), &bench.error),
      "archive");
  commit(&bench);
  struct figures figures[SIZES_MAX];
  int count = read_sizes(list, sizes);
  for (int i = 0; i < count; i++) measure(&bench, sizes[i], &figures[i]);
  print(figures, count);
  frontier_close(&bench.frontier);
  remove_files(&bench);
  arena_free(&bench.arena);
  free(bench.shares);
  return 0;
}
