/* search - what it costs to index articles and to find them, as the index grows.
 *
 *   search [--articles 10000,100000] [--directory DIR] [--seed N] [--queries N] [--keep] < TEXTS.jsonl
 *
 * --keep leaves the index where it is, and goes on with one that is there.
 *
 * Articles are made of pieces of real texts (lines {"text", "language"?}; without any, of words that are made
 * up by Zipf's law), each some words long, so that words are as frequent and stand beside each other as in
 * these; of 2 words in 400 nobody wrote before; and of names: 300,000 of them, drawn by Zipf's law, eight an
 * article. Lengths are log-normal, median 350 words. 2,000 sites by Zipf's law, a thousand days, a quarter
 * copies of an earlier article. For each size it prints the rate of indexing (CPU too), the size of the file
 * and memory, and for each kind of query the median and the 99th percentile of a first page of ten results
 * with facets, in milliseconds, and of CPU; then how fast a filtered subscription goes through all of it, and
 * how long it takes to see that there is nothing new. */
#include "store/search.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "data/json.h"
#include "store/index_write.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAMES = 300000, SITES = 2000, DAYS = 1000, BATCH = 500, PIECES_MOST = 20000, SIZES_MOST = 8 };
#define FIRST_DAY INT64_C(1672531200000) /* 2023-01-01 */
#define DAY_MS    INT64_C(86400000)

static struct {
  struct random random;
  struct arena *arena, *scratch;
  struct slice texts[PIECES_MOST];
  bool english[PIECES_MOST];
  size_t text_count, queries;
  char path[4096];
  struct index *writer;
  int64_t written;
} bench = {.queries = 60};

static uint64_t draw(uint64_t below)
{
  return random_below(&bench.random, below);
}

static double draw_real(void)
{
  return (double)draw(1u << 30) / (1u << 30) + 1e-10;
}

/* zipf - from 0 on, with probability about 1 / (rank + 1): the inverse of the integral. */
static size_t zipf(size_t count)
{
  return (size_t)(exp(draw_real() * log((double)count + 1)) - 1) % count;
}

/* ---- articles ---- */

static void put_syllables(struct buffer *out, uint64_t number, size_t count, bool capital)
{
  static const char *const syllables[] = {"ba",  "ko",  "mi",  "ra", "dou",  "sa",  "le",  "ni",
                                          "ta",  "gou", "ma",  "fi", "lo",   "der", "van", "ti",
                                          "mon", "ru",  "cha", "no", "wen",  "pi",  "kar", "ze",
                                          "yo",  "bel", "so",  "hu", "gran", "tel", "ou",  "di"};
  for (size_t i = 0; i < count; i++, number /= 32) {
    const char *syllable = syllables[number % 32];
    if (i == 0 && capital) buffer_byte(out, (char)(syllable[0] - 32)), syllable++;
    buffer_text(out, syllable);
  }
}

static struct slice name_text(size_t number)
{
  struct buffer out = BUFFER_EMPTY;
  if (number % 3 == 0) {
    put_syllables(&out, number * 7 % 1000, 2, true);
    buffer_byte(&out, ' ');
  }
  put_syllables(&out, number * UINT64_C(2654435761) % (1u << 20), 4, true);
  struct slice copy = arena_slice(bench.scratch, buffer_view(&out));
  buffer_free(&out);
  return copy;
}

static struct index_entity make_entity(size_t number)
{
  static const char *const countries[] = {"NE", "ML", "BF", "FR", "SN", "CI",
                                          "TD", "NG", "US", "RU", "UA", "CN"};
  struct index_entity entity = {.name = name_text(number)};
  entity.type = slice_of(number % 3 == 0 ? "PER" : number % 3 == 1 ? "ORG" : "LOC");
  if (number % 3 != 2) return entity;
  entity.iso3166 = slice_of(countries[number / 3 % 12]);
  entity.geonames = slice_of(arena_format(bench.scratch, "%zu", number + 1000000));
  entity.located = true;
  return entity;
}

static void put_piece(struct buffer *out, struct slice text, size_t words)
{
  size_t at = draw(text.length > 200 ? text.length - 200 : 1);
  while (at && text.data[at - 1] != ' ' && text.data[at - 1] != '\n') at--;
  for (; at < text.length && words; at++) {
    buffer_byte(out, text.data[at]);
    words -= text.data[at] == ' ' || text.data[at] == '\n';
  }
  buffer_byte(out, ' ');
}

static size_t length_in_words(void)
{
  double normal = sqrt(-2 * log(draw_real())) * cos(2 * 3.14159265358979 * draw_real());
  double words = 350 * exp(0.6 * normal);
  return words < 40 ? 40 : words > 4000 ? 4000 : (size_t)words;
}

static struct slice make_text(bool english, const struct index_entity *entities, size_t count, size_t words)
{
  struct buffer out = BUFFER_EMPTY;
  for (size_t done = 0, piece; done < words; done += piece) {
    size_t source = draw(bench.text_count);
    for (size_t i = 0; i < 20 && bench.english[source] != english; i++) source = draw(bench.text_count);
    piece = 3 + draw(12);
    put_piece(&out, bench.texts[source], piece);
    if (count && draw(24) == 0) buffer_slice(&out, entities[draw(count)].name), buffer_byte(&out, ' ');
    if (draw(20) == 0) put_syllables(&out, random_next(&bench.random), 4, false), buffer_byte(&out, ' ');
    if (draw(9) == 0) buffer_text(&out, "\n");
  }
  struct slice copy = arena_slice(bench.scratch, buffer_view(&out));
  buffer_free(&out);
  return copy;
}

static struct index_article make_article(int64_t sequence, int64_t total)
{
  struct index_entity *entities = arena_alloc(bench.scratch, 24 * sizeof *entities);
  size_t count = 2 + draw(13);
  bool english = draw(100) < 35;
  for (size_t i = 0; i < count; i++) entities[i] = make_entity(zipf(NAMES));
  size_t site = zipf(SITES);
  struct index_article article = {
      .sequence = sequence,
      .revision = 1,
      .story = draw(4) == 0 && sequence > 50 ? sequence - 1 - (int64_t)draw(40) : sequence,
      .published = FIRST_DAY + sequence * DAYS * DAY_MS / total - (int64_t)draw(2 * DAY_MS),
      .source = slice_of(arena_format(bench.scratch, "site-%zu.example", site)),
      .uri = slice_of(arena_format(bench.scratch, "https://site-%zu.example/%lld/a-story.html", site,
                                   (long long)sequence)),
      .language = slice_of(english ? "en" : "fr"),
      .entities = entities,
      .entity_count = count};
  article.stored_at = article.published + DAY_MS;
  article.title = make_text(english, entities, count, 9);
  article.text = make_text(english, entities, count, length_in_words());
  return article;
}

/* made_up_texts - what there is to draw from when nobody gave any. */
static void made_up_texts(void)
{
  for (size_t i = 0; i < 200; i++) {
    struct buffer out = BUFFER_EMPTY;
    for (size_t word = 0; word < 500; word++) {
      put_syllables(&out, zipf(40000) * UINT64_C(2654435761) >> 3, 1 + word % 4, false);
      buffer_byte(&out, ' ');
    }
    bench.texts[bench.text_count] = arena_slice(bench.arena, buffer_view(&out));
    bench.english[bench.text_count++] = i % 3 == 0;
    buffer_free(&out);
  }
}

static void read_texts(void)
{
  char *line = NULL;
  size_t room = 0;
  while (bench.text_count < PIECES_MOST && getline(&line, &room, stdin) > 0) {
    struct json *node = json_parse(bench.scratch, slice_trim(slice_of(line)), NULL);
    struct slice text = json_get_text(node, "text"), language = json_get_text(node, "language");
    if (text.length > 300) {
      bench.texts[bench.text_count] = arena_slice(bench.arena, text);
      bench.english[bench.text_count++] = slice_starts(language, "en");
    }
    arena_reset(bench.scratch);
  }
  free(line);
  if (!bench.text_count) made_up_texts();
}

/* ---- indexing ---- */

static void stop(const char *what, const dp_error *error)
{
  fprintf(stderr, "search: %s: %s\n", what, error->text);
  exit(70);
}

static double megabytes(const char *suffix)
{
  char name[4200];
  struct stat status;
  snprintf(name, sizeof name, "%s%s", bench.path, suffix);
  return stat(name, &status) == 0 ? (double)status.st_size / 1e6 : 0;
}

static double resident_megabytes(void)
{
  long pages = 0, all = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file && fscanf(file, "%ld %ld", &all, &pages) != 2) pages = 0;
  if (file) fclose(file);
  return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

/* grow - to `total` articles. The making of them is not counted. */
static void grow(int64_t total, int64_t largest)
{
  dp_error error = {0, ""};
  int64_t cpu = 0, first = bench.written;
  millis wall = 0;
  while (bench.written < total) {
    struct index_article batch[BATCH];
    size_t count = 0;
    arena_reset(bench.scratch);
    for (; count < BATCH && bench.written < total; count++)
      batch[count] = make_article(++bench.written, largest);
    millis start = clock_monotonic();
    int64_t cpu_start = clock_cpu_us();
    bool ok = index_begin(bench.writer, &error);
    for (size_t i = 0; ok && i < count; i++) ok = index_add(bench.writer, &batch[i], &error);
    if (!ok || !index_commit(bench.writer, &error)) stop("can't index", &error);
    cpu += clock_cpu_us() - cpu_start;
    wall += clock_monotonic() - start;
  }
  double added = (double)(total - first);
  printf("\n%lld articles\n  indexed %.0f a second, %.0f us of CPU each; file %.0f MB (%.2f kB an article), "
         "log %.0f MB;"
         " %.0f MB resident\n",
         (long long)total, added * 1000 / (double)(wall ? wall : 1), (double)cpu / added, megabytes(""),
         megabytes("") * 1000 / (double)total, megabytes("-wal"), resident_megabytes());
  fflush(stdout);
}

/* ---- queries ---- */

/* some_word - of a text, at least so many letters. */
static struct slice some_words(size_t count, size_t letters)
{
  for (;;) {
    struct slice text = bench.texts[draw(bench.text_count)];
    size_t at = draw(text.length - 1), start;
    while (at && text.data[at - 1] != ' ') at--;
    for (start = at; at < text.length && count; at++) count -= text.data[at] == ' ';
    struct slice found = slice_trim((struct slice){text.data + start, at - start});
    bool plain = found.length >= letters && found.length < 100;
    for (size_t i = 0; plain && i < found.length; i++) plain = !strchr("\"()*:\n\t-", found.data[i]);
    if (plain && !count) return found;
    count = count ? count : 1;
  }
}

static struct slice word(size_t letters)
{
  return some_words(1, letters);
}

typedef void make_fn(struct buffer *out);

static void common_word(struct buffer *out)
{
  static const char *const words[] = {"le",  "de",  "the",  "and", "les",  "to",
                                      "des", "est", "dans", "for", "pays", "year"};
  buffer_text(out, words[draw(sizeof words / sizeof *words)]);
}
static void one_word(struct buffer *out)
{
  buffer_slice(out, word(6));
}
static void two_words(struct buffer *out)
{
  one_word(out), buffer_byte(out, ' '), one_word(out);
}
static void two_common(struct buffer *out)
{
  common_word(out), buffer_byte(out, ' '), common_word(out);
}
static void new_word(struct buffer *out)
{
  put_syllables(out, random_next(&bench.random), 4, false);
}
static void phrase(struct buffer *out)
{
  buffer_byte(out, '"'), buffer_slice(out, some_words(3, 12)), buffer_byte(out, '"');
}
static void either(struct buffer *out)
{
  for (int i = 0; i < 5; i++) buffer_text(out, i ? " OR " : ""), one_word(out);
}
static void without(struct buffer *out)
{
  common_word(out), buffer_text(out, " -"), one_word(out);
}
static void short_prefix(struct buffer *out)
{
  buffer_append(out, word(6).data, 4), buffer_byte(out, '*');
}
static void long_prefix(struct buffer *out)
{
  buffer_append(out, word(8).data, 6), buffer_byte(out, '*');
}
static void country(struct buffer *out)
{
  buffer_text(out, draw(2) ? "place:NE" : "place:FR");
}
static void country_word(struct buffer *out)
{
  country(out), buffer_byte(out, ' '), one_word(out);
}
static void person(struct buffer *out)
{
  buffer_text(out, "person:\""), buffer_slice(out, name_text(zipf(NAMES / 3) * 3)), buffer_byte(out, '"');
}
static void filtered(struct buffer *out)
{
  buffer_format(out, "lang:fr source:site-%zu.example since:2024-0%d ", zipf(SITES), 1 + (int)draw(9));
  one_word(out);
}
static void old_days(struct buffer *out)
{
  buffer_format(out, "until:2023-0%d-15 ", 1 + (int)draw(9)), one_word(out);
}
static void everything(struct buffer *out)
{
  (void)out;
}
static void many_words(struct buffer *out)
{
  for (int i = 0; i < 15; i++) one_word(out), buffer_text(out, i % 3 ? " " : " OR ");
  buffer_text(out, "mali");
}

static const struct kind {
  const char *name;
  make_fn *make;
} kinds[] = {{"a common word", common_word},
             {"a word", one_word},
             {"two words", two_words},
             {"two common words", two_common},
             {"a word of one article", new_word},
             {"a phrase of three", phrase},
             {"five words with OR", either},
             {"a common word, without another", without},
             {"beginning, 4 letters", short_prefix},
             {"beginning, 6 letters", long_prefix},
             {"a country", country},
             {"a country and a word", country_word},
             {"a person", person},
             {"language, source, days, a word", filtered},
             {"early days and a word", old_days},
             {"everything", everything},
             {"sixteen words", many_words}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int ascending(const void *left, const void *right)
{
  double one = *(const double *)left, other = *(const double *)right;
  return (one > other) - (one < other);
}

static double now_ms(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static struct search_query *make_query(const struct kind *kind)
{
  dp_error error = {0, ""};
  struct buffer text = BUFFER_EMPTY;
  struct search_query *query = NULL;
  while (!query) {
    buffer_clear(&text);
    kind->make(&text);
    query = search_query_parse(bench.scratch, buffer_view(&text), &error);
  }
  buffer_free(&text);
  return query;
}

/* print_line - `times` has for each query its time, and behind these for each its CPU time. */
static void print_line(const char *name, double *times, size_t count, double matches)
{
  double *cpu = times + count;
  qsort(times, count, sizeof *times, ascending);
  qsort(cpu, count, sizeof *cpu, ascending);
  printf("  %-32s %8.2f %8.2f   %8.2f %8.2f %8.2f %9.0f\n", name, times[count / 2], times[count * 99 / 100],
         cpu[count / 2], cpu[count * 99 / 100], cpu[count - 1], matches);
}

static double search_once(struct index *reader, const struct kind *kind, double *wall, double *cpu)
{
  dp_error error = {0, ""};
  struct search_page page;
  arena_reset(bench.scratch);
  struct search_request request = {.query = make_query(kind), .limit = 10, .facets = true};
  double start = now_ms();
  int64_t cpu_start = clock_cpu_us();
  if (!search(reader, bench.scratch, &request, &page, &error)) stop("can't search", &error);
  *wall = now_ms() - start;
  *cpu = (double)(clock_cpu_us() - cpu_start) / 1000;
  return (double)page.matches;
}

static void measure_searches(struct index *reader)
{
  size_t total = KINDS * bench.queries;
  double *all = memory_zero(2 * total, sizeof *all), *times = memory_zero(2 * bench.queries, sizeof *times);
  printf("  %-32s %8s %8s   %8s %8s %8s %9s\n", "milliseconds", "median", "99 %", "CPU", "99 %", "worst",
         "matches");
  for (size_t k = 0; k < KINDS; k++) {
    double matches = 0;
    for (size_t i = 0; i < bench.queries; i++) {
      size_t at = k * bench.queries + i;
      matches += search_once(reader, &kinds[k], &all[at], &all[total + at]) / (double)bench.queries;
      times[i] = all[at];
      times[bench.queries + i] = all[total + at];
    }
    print_line(kinds[k].name, times, bench.queries, matches);
    fflush(stdout);
  }
  print_line("all of these", all, total, 0);
  free(all);
  free(times);
}

static void measure_scan(struct index *reader, const char *text)
{
  dp_error error = {0, ""};
  static int64_t sequences[1000];
  struct search_query *query = search_query_parse(bench.scratch, slice_of(text), &error);
  int64_t upto = 0, found = 0;
  size_t count, calls = 0;
  double start = now_ms(), longest = 0;
  do {
    double before = now_ms();
    if (!index_scan(reader, query, upto, 1000, sequences, &count, &upto, &error)) stop("can't scan", &error);
    double took = now_ms() - before;
    longest = took > longest ? took : longest;
    found += (int64_t)count;
    calls++;
  } while (upto < bench.written);
  double all = now_ms() - start, before = now_ms();
  for (int i = 0; i < 100; i++)
    index_scan(reader, query, bench.written - 1, 1000, sequences, &count, &upto, &error);
  printf("  %-32s %8lld of them in %.0f ms, %zu calls, the longest %.1f ms; the last article alone %.3f ms\n",
         text, (long long)found, all, calls, longest, (now_ms() - before) / 100);
  fflush(stdout);
}

static void measure(int64_t total, int64_t largest)
{
  dp_error error = {0, ""};
  grow(total, largest);
  struct index *reader = index_open_reader(bench.path, &error);
  if (!reader) stop("can't read", &error);
  measure_searches(reader);
  printf("  subscriptions with a filter, from the first article to the last\n");
  static const char *const filters[] = {"place:NE",  "lang:fr -sport",           "politique OR government",
                                        "militair*", "source:site-1500.example", "\"dans le cadre\""};
  for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) measure_scan(reader, filters[i]);
  printf("  %.0f MB resident\n", resident_megabytes());
  index_close(&reader);
}

int main(int argc, char **argv)
{
  static const struct option options[] = {
      {"articles", required_argument, NULL, 'a'}, {"directory", required_argument, NULL, 'd'},
      {"seed", required_argument, NULL, 's'},     {"queries", required_argument, NULL, 'q'},
      {"keep", no_argument, NULL, 'k'},           {NULL, 0, NULL, 0}};
  const char *sizes = "10000,100000", *directory = ".";
  int64_t list[SIZES_MOST];
  size_t count = 0;
  dp_error error = {0, ""};
  bool anew, keep = false;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'a') sizes = optarg;
    if (option == 'd') directory = optarg;
    if (option == 's') bench.random.state = strtoull(optarg, NULL, 10);
    if (option == 'q') bench.queries = strtoul(optarg, NULL, 10);
    if (option == 'k') keep = true;
    if (option == '?') return 64;
  }
  for (char *end = (char *)(uintptr_t)sizes; *end && count < SIZES_MOST; end += *end == ',')
    list[count++] = strtoll(end, &end, 10);
  snprintf(bench.path, sizeof bench.path, "%s/bench-index.db", directory);
  bench.arena = arena_new();
  bench.scratch = arena_new();
  read_texts();
  bench.writer = index_open_writer(bench.path, "bench", keep ? INT64_MAX : 0, &anew, &error);
  if (!bench.writer || !index_last(bench.writer, &bench.written, &error)) stop("can't open", &error);
  for (size_t i = 0; i < count; i++) measure(list[i], list[count - 1]);
  index_close(&bench.writer);
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < 3 && !keep; i++) {
    char name[4200];
    snprintf(name, sizeof name, "%s%s", bench.path, suffixes[i]);
    unlink(name);
  }
  arena_free(&bench.scratch);
  arena_free(&bench.arena);
  return 0;
}
