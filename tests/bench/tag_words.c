/* tag_words.c - what the tagger costs: all its layers together, and each alone.
 *
 * usage: tag_words [REPEATS] < LINES     {"lang", "pub", "text"} a line; prints "LAYERS CPU-us WORDS TEXTS" a
 * line
 *
 * CPU time is that of tag_find alone, the least of the repeats, which take turns. */
#include "base/clock.h"
#include "data/json.h"
#include "tag/tag.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_TEXTS = 100000, RUNS = 9 };

struct corpus {
  struct arena *arena; /* of the texts */
  struct tag_text texts[MOST_TEXTS];
  size_t count, words;
};

static const struct {
  const char *name;
  unsigned layers;
} runs[RUNS] = {{"all", TAG_ALL},
                {"tokens", 0},
                {"names", TAG_NAMES},
                {"norp", TAG_NORP},
                {"dates", TAG_DATES},
                {"amounts", TAG_AMOUNTS},
                {"quotes", TAG_QUOTES},
                {"names,links", TAG_NAMES | TAG_LINKS},
                {"all but names", TAG_ALL & ~(unsigned)TAG_NAMES}};

static size_t count_words(struct slice text)
{
  size_t words = 0;
  for (size_t i = 0; i < text.length; i++)
    words += !slice_white(text.data[i]) && (i + 1 == text.length || slice_white(text.data[i + 1]));
  return words;
}

static bool read_corpus(struct corpus *corpus, dp_error *error)
{
  char *line = NULL;
  size_t room = 0;
  bool well = true;
  for (ssize_t length; well && corpus->count < MOST_TEXTS && (length = getline(&line, &room, stdin)) > 0;) {
    const struct json *document = json_parse(corpus->arena, (struct slice){line, (size_t)length}, error);
    well = document != NULL;
    if (!well) break;
    struct tag_text *text = &corpus->texts[corpus->count++];
    *text = (struct tag_text){json_get_text(document, "text"), json_get_text(document, "lang"),
                              json_get_text(document, "pub"), SLICE("")};
    corpus->words += count_words(text->text);
  }
  free(line);
  return well;
}

static int64_t measure(const struct corpus *corpus, const struct tag_rules *rules, struct tag_worker *worker,
                       unsigned layers)
{
  struct arena *arena = arena_new();
  struct annotations found;
  int64_t begin = clock_cpu_us();
  for (size_t i = 0; i < corpus->count; i++) {
    tag_find(rules, worker, arena, &corpus->texts[i], layers, &found);
    arena_reset(arena);
  }
  int64_t spent = clock_cpu_us() - begin;
  arena_free(&arena);
  return spent;
}

int main(int argc, char **argv)
{
  static struct corpus corpus;
  dp_error error = {0, ""};
  int64_t least[RUNS] = {0};
  long repeats = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
  struct tag_rules *rules = tag_rules_new(&error);
  struct tag_worker *worker = tag_worker_new();
  corpus.arena = arena_new();
  bool well = rules && read_corpus(&corpus, &error);
  for (long repeat = 0; well && repeat < repeats; repeat++)
    for (size_t run = 0; run < RUNS; run++) {
      int64_t spent = measure(&corpus, rules, worker, runs[run].layers);
      if (repeat == 0 || spent < least[run]) least[run] = spent;
    }
  for (size_t run = 0; well && run < RUNS; run++)
    printf("%s\t%lld\t%zu\t%zu\n", runs[run].name, (long long)least[run], corpus.words, corpus.count);
  if (!well) fprintf(stderr, "tag_words: %s\n", error.text);
  arena_free(&corpus.arena);
  tag_worker_free(&worker);
  tag_rules_free(&rules);
  return well ? 0 : EX_DATAERR;
}
