/* fingerprint - how well near-duplicates are told from other texts, and what that costs: reads lines {"text"}
 * on standard input (as `depeche clean --jsonl` prints them), fingerprints each text and edited copies of it,
 * and prints the share of each edit that is missed, the pairs of different texts that are taken for alike,
 * and CPU time.
 *
 *   fingerprint < TEXTS.jsonl */
#include "clean/fingerprint.h"
#include "base/clock.h"
#include "data/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_TEXTS = 20000, MIN_BYTES = 500, ROUNDS = 20 };

static const double thresholds[] = {0.15, 0.20, FINGERPRINT_ALIKE, 0.30, 0.40, 0.50};
enum { THRESHOLDS = sizeof thresholds / sizeof *thresholds };

static struct {
  struct arena *arena;
  struct slice texts[MAX_TEXTS], similar[MAX_TEXTS];
  size_t count;
  uint64_t seed;
} bench;

static uint32_t draw(uint32_t below)
{
  bench.seed = bench.seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
  return (uint32_t)(bench.seed >> 33) % below;
}

static void append(struct buffer *out, struct slice text, size_t from, size_t to)
{
  buffer_append(out, text.data + from, to - from);
}

/* line_at - start of the line nearest before `at`. */
static size_t line_at(struct slice text, size_t at)
{
  while (at && text.data[at - 1] != '\n') at--;
  return at;
}

/* Edits. */

static void cut(struct buffer *out, struct slice text, unsigned percent)
{
  append(out, text, 0, text.length * (100 - percent) / 100);
}

static void change_lead(struct buffer *out, struct slice text, unsigned bytes)
{
  struct slice other = bench.texts[draw((uint32_t)bench.count)];
  size_t length = text.length / 6 < bytes ? text.length / 6 : bytes;
  append(out, other, 0, other.length < length ? other.length : length);
  buffer_byte(out, '\n');
  append(out, text, length, text.length);
}

/* change_words - another word for one in a hundred / percent. */
static void change_words(struct buffer *out, struct slice text, unsigned percent)
{
  for (size_t at = 0, next; at < text.length; at = next) {
    for (next = at; next < text.length && text.data[next] != ' '; next++) continue;
    if (next < text.length) next++;
    if (draw(100) < percent)
      buffer_format(out, "Word%u ", (unsigned)draw(100000));
    else
      append(out, text, at, next);
  }
}

static void swap_halves(struct buffer *out, struct slice text, unsigned unused)
{
  (void)unused;
  size_t a = line_at(text, text.length / 3), b = line_at(text, 2 * text.length / 3);
  append(out, text, 0, a);
  append(out, text, b, text.length);
  append(out, text, a, b);
}

static void change_marks(struct buffer *out, struct slice text, unsigned unused)
{
  (void)unused;
  for (size_t at = 0; at < text.length; at++) {
    char c = text.data[at];
    if (c == '"' || c == '\'')
      buffer_text(out, "”");
    else
      buffer_byte(out, (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
  }
}

static void change_all(struct buffer *out, struct slice text, unsigned percent)
{
  struct buffer words = BUFFER_EMPTY, lead = BUFFER_EMPTY;
  change_words(&words, text, percent);
  change_lead(&lead, buffer_view(&words), 600);
  cut(out, buffer_view(&lead), 30);
  buffer_free(&words);
  buffer_free(&lead);
}

static const struct {
  const char *name;
  void (*make)(struct buffer *out, struct slice text, unsigned number);
  unsigned number;
} edits[] = {{"cut by 30 %", cut, 30},
             {"cut by 50 %", cut, 50},
             {"cut by 70 %", cut, 70},
             {"another lead", change_lead, 600},
             {"5 % of the words", change_words, 5},
             {"10 % of the words", change_words, 10},
             {"a third moved", swap_halves, 0},
             {"marks and case", change_marks, 0},
             {"lead, cut, 3 %", change_all, 3}};

static struct slice similar_of(struct slice text)
{
  struct fingerprint print;
  fingerprint_make(bench.arena, text, &print);
  return print.similar;
}

static void read_texts(void)
{
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  while (bench.count < MAX_TEXTS && (length = getline(&line, &room, stdin)) > 0) {
    struct json *row = json_parse(bench.arena, slice_trim((struct slice){line, (size_t)length}), NULL);
    struct slice text = json_get_text(row, "text");
    if (text.length >= MIN_BYTES) bench.texts[bench.count++] = text;
  }
  free(line);
}

static void tell_cost(void)
{
  size_t bytes = 0;
  for (size_t i = 0; i < bench.count; i++) bytes += bench.texts[i].length;
  struct arena *arena = arena_new();
  int64_t start = clock_cpu_us();
  for (int round = 0; round < ROUNDS; round++)
    for (size_t i = 0; i < bench.count; i++) {
      struct fingerprint print;
      fingerprint_make(arena, bench.texts[i], &print);
      if (i % 1000 == 0) arena_reset(arena);
    }
  double us = (double)(clock_cpu_us() - start) / ROUNDS;
  printf("%zu texts of %zu bytes: %.1f us a text, %.2f ns a byte\n", bench.count, bytes / bench.count,
         us / (double)bench.count, us * 1000 / (double)bytes);
  arena_free(&arena);
}

static void tell_row(const char *name, const size_t counts[THRESHOLDS], double divisor)
{
  printf("%-20s", name);
  for (size_t i = 0; i < THRESHOLDS; i++) printf("%10.2f", (double)counts[i] / divisor);
  putchar('\n');
}

static void tell_missed(size_t edit)
{
  size_t missed[THRESHOLDS] = {0};
  for (size_t i = 0; i < bench.count; i++) {
    struct buffer copy = BUFFER_EMPTY;
    edits[edit].make(&copy, bench.texts[i], edits[edit].number);
    double alike = fingerprint_similarity(bench.similar[i], similar_of(buffer_view(&copy)));
    for (size_t k = 0; k < THRESHOLDS; k++) missed[k] += alike < thresholds[k];
    buffer_free(&copy);
  }
  tell_row(edits[edit].name, missed, (double)bench.count / 100);
}

static void tell_merged(void)
{
  size_t merged[THRESHOLDS] = {0};
  for (size_t i = 0; i < bench.count; i++)
    for (size_t j = 0; j < i; j++) {
      double alike = fingerprint_similarity(bench.similar[i], bench.similar[j]);
      for (size_t k = 0; k < THRESHOLDS; k++) merged[k] += alike >= thresholds[k];
    }
  tell_row("pairs, not edited", merged, 1);
}

int main(void)
{
  bench.arena = arena_new();
  bench.seed = 7;
  read_texts();
  if (!bench.count) return fprintf(stderr, "fingerprint: no texts on standard input\n"), 65;
  for (size_t i = 0; i < bench.count; i++) bench.similar[i] = similar_of(bench.texts[i]);
  tell_cost();
  printf("%-20s", "missed %, from");
  for (size_t i = 0; i < THRESHOLDS; i++) printf("%10.2f", thresholds[i]);
  putchar('\n');
  for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) tell_missed(i);
  tell_merged();
  arena_free(&bench.arena);
  return 0;
}
