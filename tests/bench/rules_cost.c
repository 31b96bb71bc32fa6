/* rules_cost.c - what the operator's rules cost: the whole tagger over texts without rules, with the rules of
 * a directory made here (patterns, or names), and the rules alone. CPU time; ratios are of the same run.
 *
 * usage: rules_cost [PATTERNS [NAMES [REPEATS [CODES]]]] < LINES     {"text", …} a line, as tag_words reads
 * them
 *
 * The patterns are of four kinds in turn: a word in several forms, two words with something between, a choice
 * of three words, a word and a number. Their words, and those of the names, are drawn by lot from the texts,
 * so that they are met. */
#include "base/clock.h"
#include "base/memory.h"
#include "data/json.h"
#include "tag/ruleset_internal.h"
#include "tag/tag.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WORDS = 100000, TEXTS = 20000, LONGEST = 20 };

struct bench {
  struct arena *arena; /* of the texts */
  struct slice texts[TEXTS], words[WORDS];
  size_t text_count, word_count, read_words;
  long patterns, names, repeats, codes;
  char directory[64], path[128];
};

static uint64_t lot = 7;
static size_t draw(size_t below)
{
  lot = lot * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(lot >> 33) % below;
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* note_words - of five letters and more; the text has them in any number. */
static void note_words(struct bench *bench, struct slice text)
{
  for (size_t i = 0, past; i < text.length; i = past + 1) {
    for (past = i; past < text.length && is_letter(text.data[past]);) past++;
    bench->read_words += past > i;
    if (past - i < 5 || past - i > LONGEST || bench->word_count == WORDS) continue;
    bench->words[bench->word_count++] = (struct slice){text.data + i, past - i};
  }
}

static void read_texts(struct bench *bench)
{
  char *line = NULL;
  size_t room = 0;
  for (ssize_t length; bench->text_count < TEXTS && (length = getline(&line, &room, stdin)) > 0;) {
    struct json *tree = json_parse(bench->arena, (struct slice){line, (size_t)length}, NULL);
    struct slice text = arena_slice(bench->arena, json_get_text(tree, "text"));
    bench->texts[bench->text_count++] = text;
    note_words(bench, text);
  }
  free(line);
}

static const char *word(struct bench *bench)
{
  static char words[4][LONGEST + 1];
  static size_t next;
  struct slice chosen = bench->words[draw(bench->word_count)];
  char *out = words[next++ % 4];
  memcpy(out, chosen.data, chosen.length);
  out[chosen.length] = '\0';
  return out;
}

static void write_patterns(struct bench *bench)
{
  FILE *file = fopen(bench->path, "w");
  fputs("rules:\n", file);
  for (long i = 0; i < bench->patterns; i++) {
    fprintf(file, "  - id: r%ld\n    type: OWN\n    case: %s\n    value: '{upper:0}'\n    pattern: '", i,
            i % 3 ? "ignore" : "exact");
    if (i % 4 == 0) fprintf(file, "\\b%s(?:s|es)?\\b", word(bench));
    if (i % 4 == 1) fprintf(file, "\\b%s (?:de|du|des|la|les|et) %s\\b", word(bench), word(bench));
    if (i % 4 == 2) fprintf(file, "\\b(%s|%s|%s)\\b", word(bench), word(bench), word(bench));
    if (i % 4 == 3) fprintf(file, "\\b%s n[°o] ?(\\d+-\\d+|\\d{2,5})\\b", word(bench));
    fputs("'\n", file);
  }
  fclose(file);
}

static void write_codes(struct bench *bench)
{
  static const char *const forms[] = {
      "\\b[A-Z]{2,4}-?\\d{%ld,}[A-Z]?\\b", "\\+?\\d{1,3}[ .-]\\d{2}[ .-]\\d{%ld,6}",
      "\\b\\d{%ld,}(?:[.,]\\d+)? ?[A-Z]{2}\\b", "(?<=[(]|« )[A-Z][a-z]{%ld,}(?=[)]| »)"};
  FILE *file = fopen(bench->path, "w");
  fputs("rules:\n", file);
  for (long i = 0; i < bench->codes; i++) {
    char pattern[128];
    snprintf(pattern, sizeof pattern, forms[i % 4], 2 + i / 4 % 4);
    fprintf(file, "  - {id: c%ld, type: CODE, pattern: '%s'}\n", i, pattern);
  }
  fclose(file);
}

static void write_names(struct bench *bench)
{
  FILE *file = fopen(bench->path, "w");
  fputs("name,type,id,case\n", file);
  for (long i = 0; i < bench->names; i++)
    fprintf(file, i % 2 ? "%s %s,ORG,n%ld,\n" : "%s %s,PER,n%ld,ignore\n", word(bench), word(bench), i);
  fclose(file);
}

/* tag_all - microseconds of CPU for all texts; *found: mentions. */
static int64_t tag_all(const struct bench *bench, const struct tag_rules *rules, unsigned layers,
                       size_t *found)
{
  struct tag_worker *worker = tag_worker_new();
  struct arena *arena = arena_new();
  int64_t best = INT64_MAX;
  for (long round = 0; round < bench->repeats; round++) {
    int64_t begin = clock_cpu_us();
    *found = 0;
    for (size_t i = 0; i < bench->text_count; i++) {
      struct tag_text text = {bench->texts[i], SLICE("fr"), SLICE("2024-04-12"), {"", 0}};
      struct annotations annotations;
      tag_find(rules, worker, arena, &text, layers, &annotations);
      *found += annotations.mention_count;
      arena_reset(arena);
    }
    int64_t took = clock_cpu_us() - begin;
    if (took < best) best = took;
  }
  arena_free(&arena);
  tag_worker_free(&worker);
  return best;
}

/* one_by_one - the same patterns without the prefilter: each on every paragraph. */
static int64_t one_by_one(const struct bench *bench, const struct ruleset *ruleset)
{
  struct ruleset_scratch *scratch = ruleset_scratch_new();
  struct tokens *tokens = tokens_new();
  struct arena *arena = arena_new();
  struct finds finds = {0};
  int64_t begin = clock_cpu_us();
  for (size_t i = 0; i < bench->text_count; i++) {
    ruleset_begin(ruleset, scratch, bench->texts[i].length, SLICE("fr"));
    tokens_begin(tokens, bench->texts[i]);
    while (tokens_next(tokens))
      for (size_t k = 0; k < ruleset->rule_count; k++)
        ruleset_try(ruleset, scratch, &ruleset->rules[k], tokens, arena, &finds);
    finds.count = finds.stretch = 0;
    arena_reset(arena);
  }
  int64_t took = clock_cpu_us() - begin;
  finds_free(&finds);
  arena_free(&arena);
  tokens_free(&tokens);
  ruleset_scratch_free(&scratch);
  return took;
}

static void print_cost(const struct bench *bench, const char *what, int64_t took, int64_t beside,
                       size_t found)
{
  printf("%-44s %9.3f us a word  %8zu mentions", what, (double)took / (double)bench->read_words, found);
  if (beside) printf("  %.2fx", (double)took / (double)beside);
  putchar('\n');
}

/* measure - a set beside the tagger without one. */
static bool measure(struct bench *bench, const char *what, int64_t without, bool patterns)
{
  dp_error error = {0};
  size_t found;
  int64_t begin = clock_cpu_us();
  struct ruleset *ruleset = ruleset_new(bench->directory, NULL, NULL, &error);
  int64_t loaded = clock_cpu_us() - begin;
  struct tag_rules *rules = tag_rules_new(&error);
  bool ok = ruleset && rules && tag_rules_add(rules, bench->directory, &error);
  if (ok) {
    struct ruleset_counts counts = ruleset_counts(ruleset);
    printf("%s: %zu rules (%zu slow), %zu names, loaded in %lld ms\n", what, counts.rules, counts.slow,
           counts.names, (long long)loaded / 1000);
    int64_t took = tag_all(bench, rules, TAG_ALL, &found);
    print_cost(bench, "  the tagger with them", took, without, found);
    took = tag_all(bench, rules, TAG_RULES, &found);
    print_cost(bench, "  tokens and these rules alone", took, without, found);
    if (patterns) print_cost(bench, "  a pass for each pattern", one_by_one(bench, ruleset), without, 0);
  } else {
    fprintf(stderr, "rules_cost: %s\n", error.text);
  }
  ruleset_free(&ruleset);
  tag_rules_free(&rules);
  unlink(bench->path);
  return ok;
}

static bool run(struct bench *bench)
{
  dp_error error = {0};
  size_t found;
  struct tag_rules *rules = tag_rules_new(&error);
  if (!rules) return false;
  printf("%zu texts, %zu words\n", bench->text_count, bench->read_words);
  int64_t without = tag_all(bench, rules, TAG_ALL, &found);
  print_cost(bench, "the tagger without rules", without, 0, found);
  print_cost(bench, "tokens alone", tag_all(bench, rules, 0, &found), without, found);
  tag_rules_free(&rules);
  snprintf(bench->path, sizeof bench->path, "%s/a.yaml", bench->directory);
  write_patterns(bench);
  if (!measure(bench, "patterns", without, true)) return false;
  write_codes(bench);
  if (!measure(bench, "codes", without, true)) return false;
  snprintf(bench->path, sizeof bench->path, "%s/a.csv", bench->directory);
  write_names(bench);
  return measure(bench, "names", without, false);
}

int main(int argc, char **argv)
{
  static struct bench bench;
  bench.patterns = argc > 1 ? strtol(argv[1], NULL, 10) : 500;
  bench.names = argc > 2 ? strtol(argv[2], NULL, 10) : 200000;
  bench.repeats = argc > 3 ? strtol(argv[3], NULL, 10) : 3;
  bench.codes = argc > 4 ? strtol(argv[4], NULL, 10) : 20;
  bench.arena = arena_new();
  snprintf(bench.directory, sizeof bench.directory, "/tmp/depeche-rules-XXXXXX");
  read_texts(&bench);
  bool ok = bench.word_count && mkdtemp(bench.directory) && run(&bench);
  rmdir(bench.directory);
  arena_free(&bench.arena);
  return ok ? 0 : EX_DATAERR;
}
