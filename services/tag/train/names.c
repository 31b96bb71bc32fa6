/* names.c - learns the model of names from labelled texts. */
#include "tag/train/names.h"

#include "base/memory.h"
#include "tag/norp.h"
#include "tag/train/model_file.h"
#include "tag/train/word_table.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: depeche-train names [OPTION…] --hunspell DIR TRAIN… [--test FILE…]\n"
    "Learns which words of a text are names of people, organisations, places, events and products.\n"
    "TRAIN and FILE: lines of JSON {\"id\",\"source\",\"lang\",\"text\",\"entities\"}, gzip or plain, or "
    ".txt with "
    "[PER names] in brackets.\n"
    "  --output FILE     the model (data/names.model)\n"
    "  --hunspell DIR    fr.dic, fr.aff, en_US.dic and en_US.aff\n"
    "  --given FILE, --surnames FILE   CSV with a column \"Romanized Name\"\n"
    "  --test FILE       a text to measure on (as often as there are some)\n"
    "  --epochs N, --rate X, --decay X, --dropout X, --least N (times a feature must be seen)\n"
    "  --without GROUP   words, shapes, affixes, pairs, lexicon, gazetteer, dictionary, run, document\n"
    "  --models N        takes the mean of so many models, each learnt in another order (3)\n"
    "  --lost X          share of the tokens of names that may be passed over at a glance, for speed "
    "(0.006)\n"
    "  --one-look        without the second look\n"
    "  --errors          what was missed or wrong in the tests, on standard error\n"
    "  --ablate          leaves each group out in turn and measures\n";

static const char *const group_names[] = {"words",     "shapes",     "affixes", "pairs",   "lexicon",
                                          "gazetteer", "dictionary", "run",     "document"};
enum { GROUPS = sizeof group_names / sizeof *group_names, FILES_MAX = 256 };

struct options {
  const char *output;
  struct word_sources sources;
  const char *train[FILES_MAX], *test[FILES_MAX];
  size_t train_count, test_count;
  struct learn_options learn;
  uint32_t groups;
  bool ablate, errors;
};

struct run {
  const struct options *options;
  struct lexicon *lexicon;
  struct gazetteer *gazetteer;
  struct norp *norp; /* for its words in the lexicon */
  struct word_table words;
  struct corpus train, test[FILES_MAX];
};

static int group_named(const char *name)
{
  for (int i = 0; i < GROUPS; i++)
    if (strcmp(name, group_names[i]) == 0) return i;
  return -1;
}

static bool read_option(int option, struct options *options)
{
  switch (option) {
  case 'o':
    options->output = optarg;
    return true;
  case 'H':
    options->sources.hunspell = optarg;
    return true;
  case 'g':
    options->sources.given = optarg;
    return true;
  case 's':
    options->sources.surnames = optarg;
    return true;
  case 'e':
    options->learn.crf.epochs = atoi(optarg);
    return options->learn.crf.epochs > 0;
  case 'r':
    options->learn.crf.rate = strtof(optarg, NULL);
    return options->learn.crf.rate > 0;
  case 'd':
    options->learn.crf.decay = strtof(optarg, NULL);
    return options->learn.crf.decay < 1;
  case 'D':
    options->learn.crf.dropout = strtof(optarg, NULL);
    return options->learn.crf.dropout < 1;
  case 'l':
    options->learn.least = (unsigned)atoi(optarg);
    return options->learn.least > 0;
  case 'M':
    options->learn.models = (unsigned)atoi(optarg);
    return options->learn.models > 0;
  case 'L':
    options->learn.lost = strtod(optarg, NULL);
    return options->learn.lost >= 0;
  case '1':
    options->learn.second_look = false;
    return true;
  case 'E':
    return options->errors = true;
  case 'a':
    return options->ablate = true;
  case 't':
    if (options->test_count == FILES_MAX) return false;
    options->test[options->test_count++] = optarg;
    return true;
  case 'w':
    if (group_named(optarg) < 0) return false;
    options->groups &= ~(1u << group_named(optarg));
    return true;
  default:
    return false;
  }
}

static bool read_options(int argc, char **argv, struct options *options)
{
  static const struct option names[] = {
      {"output", 1, NULL, 'o'},   {"hunspell", 1, NULL, 'H'}, {"given", 1, NULL, 'g'},
      {"surnames", 1, NULL, 's'}, {"test", 1, NULL, 't'},     {"epochs", 1, NULL, 'e'},
      {"rate", 1, NULL, 'r'},     {"decay", 1, NULL, 'd'},    {"dropout", 1, NULL, 'D'},
      {"least", 1, NULL, 'l'},    {"without", 1, NULL, 'w'},  {"models", 1, NULL, 'M'},
      {"lost", 1, NULL, 'L'},     {"one-look", 0, NULL, '1'}, {"ablate", 0, NULL, 'a'},
      {"errors", 0, NULL, 'E'},   {NULL, 0, NULL, 0}};
  for (int c; (c = getopt_long(argc, argv, "", names, NULL)) != -1;)
    if (!read_option(c, options)) return false;
  for (; optind < argc && options->train_count < FILES_MAX; optind++)
    options->train[options->train_count++] = argv[optind];
  return options->train_count && optind == argc && options->sources.hunspell;
}

static const char *short_name(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* Learns with some groups of features and prints a line of figures; writes the model when there is a name. */
static bool learn_groups(struct run *run, uint32_t groups, const struct learn_options *how, const char *title,
                         const char *output, dp_error *error)
{
  const struct options *options = run->options;
  struct reader reader = {
      run->lexicon, {run->gazetteer, run->words.buckets, run->words.count, groups}, false};
  struct learned learned;
  learn(&learned, &reader, &run->train, how);
  printf("%-12s", title);
  for (size_t i = 0; i < options->test_count; i++) {
    struct score score = learned_score(&learned, &reader, &run->test[i], options->errors ? stderr : NULL);
    printf("  %.8s %.2f (", short_name(options->test[i]), score_f1(&score, -1));
    for (int type = 0; type < NAMES_TYPES; type++) printf("%s%.0f", type ? " " : "", score_f1(&score, type));
    printf(")");
  }
  printf("\n");
  fflush(stdout);
  bool well = !output || model_file_write(output, &learned, &run->words, groups, error);
  learned_free(&learned);
  return well;
}

static bool prepare(struct run *run, dp_error *error)
{
  const struct options *options = run->options;
  run->lexicon = lexicon_new();
  run->norp = norp_new(run->lexicon);
  run->gazetteer = gazetteer_new(run->lexicon);
  bool well = word_table_build(&options->sources, &run->words, error);
  for (size_t i = 0; well && i < options->train_count; i++)
    well = corpus_read(&run->train, options->train[i], error);
  for (size_t i = 0; well && i < options->test_count; i++)
    well = corpus_read(&run->test[i], options->test[i], error);
  if (well && options->learn.crf.loud)
    fprintf(stderr, "%zu words in %u buckets, %zu had no room\n", run->words.words, run->words.count,
            run->words.dropped);
  return well;
}

/* One model instead of the mean of several is enough to compare. */
static bool ablate(struct run *run, dp_error *error)
{
  uint32_t groups = run->options->groups;
  struct learn_options one = run->options->learn, how;
  one.models = 1;
  bool well = learn_groups(run, groups, &one, "all", NULL, error);
  how = one;
  how.second_look = false;
  well = well && learn_groups(run, groups, &how, "- second", NULL, error);
  for (int i = 0; well && i < GROUPS; i++) {
    char title[32];
    snprintf(title, sizeof title, "- %s", group_names[i]);
    well = learn_groups(run, groups & ~(1u << i), &one, title, NULL, error);
  }
  return well;
}

int train_names(int argc, char **argv)
{
  struct options options = {
      .learn = {.crf = {.epochs = 8, .rate = 0.1F, .decay = 1e-6F, .dropout = 0.4F, .loud = true},
                .least = 2,
                .lost = 0.006,
                .models = 3,
                .second_look = true},
      .groups = NAMES_G_ALL};
  if (!read_options(argc, argv, &options)) return fputs(help, stderr), EX_USAGE;
  options.learn.crf.loud = !options.ablate;
  struct run run = {.options = &options};
  dp_error error = {0};
  bool well = prepare(&run, &error);
  well = well && (options.ablate
                      ? ablate(&run, &error)
                      : learn_groups(&run, options.groups, &options.learn, "model", options.output, &error));
  if (!well) fprintf(stderr, "depeche-train: %s\n", error.text);
  corpus_free(&run.train);
  for (size_t i = 0; i < options.test_count; i++) corpus_free(&run.test[i]);
  word_table_free(&run.words);
  gazetteer_free(&run.gazetteer);
  norp_free(&run.norp);
  lexicon_free(&run.lexicon);
  return well ? EX_OK : EX_DATAERR;
}
