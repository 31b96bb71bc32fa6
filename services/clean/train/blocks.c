/* blocks.c - see blocks.h. */
#include "clean/train/blocks.h"

#include "clean/context.h"
#include "clean/train/boost.h"
#include "clean/train/labels.h"
#include "clean/train/pages.h"
#include "clean/train/room.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static const char help[] =
    "usage: depeche-train-cleaner blocks [OPTION…] INDEX.jsonl[=WEIGHT]…\n"
    "Learns which blocks of a page belong to its article, and prints the model as C for model_table.c.\n"
    "The truth is \"text\", the article, its paragraphs on lines; or \"with\" and \"without\", pieces that "
    "are of it and\n"
    "that are not.\n"
    "  --folds N           instead: learn N times, each time without the sites of one fold, and print what\n"
    "                      the model makes of these, as lines {\"id\",\"text\"} for the scorer\n"
    "  --trees N           (120)      --rate R    (0.08)     --least W   (0.3)     --ridge L (1)\n"
    "  --rows R            (0.5)      --splits R  (0.3)      --keep S    (0) score from which a block is "
    "kept\n"
    "  --wrong             with --folds: print on standard error the blocks that the model gets wrong\n"
    "  --perfect           with --folds: answer by the truth: what the cutting into blocks allows at best\n"
    "  --single            with --folds: the first look alone\n"
    "  --gains             print on standard error what each feature has gained\n";

struct page {
  struct slice id;
  struct blocks blocks; /* texts and words; no regions */
  size_t first;         /* its rows */
  int fold, part;       /* by its site */
};

struct pair {
  struct model first, second;
};

struct trainer {
  struct boost_options first, second;
  int folds, keep;
  bool gains, wrong, perfect, single;
  struct arena *kept, *scratch;
  struct page *pages;
  struct boost_row *rows;
  size_t page_count, page_room, row_count, row_room;
};

static void take_page(void *with, const struct annotated *annotated)
{
  struct trainer *trainer = with;
  const struct clean_result *result = annotated->result;
  const struct blocks *blocks = result->blocks;
  if (!result->features) return;
  trainer->pages =
      room_for(trainer->pages, trainer->page_count, 1, &trainer->page_room, sizeof *trainer->pages);
  trainer->rows =
      room_for(trainer->rows, trainer->row_count, blocks->count, &trainer->row_room, sizeof *trainer->rows);
  struct page *page = &trainer->pages[trainer->page_count++];
  *page = (struct page){
      .id = arena_slice(trainer->kept, json_get_text(annotated->row, "id")),
      .blocks = {.items = arena_alloc(trainer->kept, (blocks->count + 1) * sizeof(struct block)),
                 .count = blocks->count,
                 .region_count = blocks->region_count},
      .first = trainer->row_count,
      .fold = annotated->fold,
      .part = annotated->part};
  for (uint32_t i = 0; i < blocks->count; i++) {
    struct block *block = &page->blocks.items[i];
    *block = blocks->items[i];
    block->text = arena_slice(trainer->kept, block->text);
    block->cut = (unsigned char)result->features[i].of[FEATURE_CUT]; /* as the rules left it */
  }
  const struct label *labels = labels_read(annotated->scratch, annotated->row, &page->blocks);
  for (uint32_t i = 0; i < blocks->count; i++)
    trainer->rows[trainer->row_count++] =
        (struct boost_row){result->features[i], labels[i].answer, labels[i].weight * (float)annotated->weight,
                           page->fold, page->part};
}

/* Writing. */

static void print_numbers(const char *name, const int16_t *numbers, int count)
{
  printf(".%s = {", name);
  for (int i = 0; i < count; i++) printf("%s%d", i ? "," : "", numbers[i]);
  printf("}");
}

static void print_table(const char *name, const struct model *model)
{
  printf("static const struct model_tree %s_trees[] = {\n", name);
  for (uint32_t t = 0; t < model->count; t++) {
    const struct model_tree *tree = &model->trees[t];
    printf("{.feature = {");
    for (int i = 0; i < MODEL_NODES; i++) printf("%s%d", i ? "," : "", tree->feature[i]);
    printf("},\n ");
    print_numbers("threshold", tree->threshold, MODEL_NODES);
    printf(",\n ");
    print_numbers("leaf", tree->leaf, MODEL_LEAVES);
    printf("},\n");
  }
  printf("};\nconst struct model model_%s = {%s_trees, %u, %d};\n\n", name, name, model->count, model->bias);
}

static void print_wrong(const struct page *page, size_t block, const struct boost_row *row, int score)
{
  if (row->weight <= 0 || (score >= 0) == (row->answer > 0.5F)) return;
  fprintf(stderr, "%.*s\t%.4f\t%.2f\t%.2f\t%d\t%.160s\n", (int)page->id.length, page->id.data,
          (double)row->weight, (double)row->answer, (double)score / MODEL_UNIT, row->features.of[FEATURE_CUT],
          page->blocks.items[block].text.data);
}

static bool keeps(const struct trainer *trainer, const struct page *page, size_t block,
                  const struct model *model)
{
  const struct boost_row *row = &trainer->rows[page->first + block];
  if (trainer->perfect) return row->answer > 0.5F;
  int score = model_score(model, &row->features);
  if (trainer->wrong) print_wrong(page, block, row, score - trainer->keep);
  return score >= trainer->keep;
}

static void print_page(struct trainer *trainer, const struct page *page, const struct model *model)
{
  struct buffer text = BUFFER_EMPTY, line = BUFFER_EMPTY;
  for (size_t i = 0; i < page->blocks.count; i++) {
    if (!keeps(trainer, page, i, model)) continue;
    if (text.length) buffer_byte(&text, '\n');
    buffer_slice(&text, page->blocks.items[i].text);
  }
  arena_reset(trainer->scratch);
  struct json *answer = json_object(trainer->scratch);
  json_add_text(trainer->scratch, answer, "id", page->id);
  json_add_text(trainer->scratch, answer, "text", buffer_view(&text));
  json_print(answer, &line);
  puts(buffer_string(&line));
  buffer_free(&text);
  buffer_free(&line);
}

static void print_gains(void)
{
  for (int f = 0; f < FEATURES; f++) fprintf(stderr, "%3d %10.1f\n", f, boost_gains()[f]);
}

/* give_context - lets the rows of a page know what the first look made of it. */
static void give_context(struct trainer *trainer, const struct page *page, const struct model *first)
{
  uint32_t count = page->blocks.count;
  struct boost_row *rows = &trainer->rows[page->first];
  arena_reset(trainer->scratch);
  int *scores = arena_zero(trainer->scratch, (size_t)count + 1, sizeof *scores);
  struct features *features = arena_zero(trainer->scratch, (size_t)count + 1, sizeof *features);
  for (uint32_t i = 0; i < count; i++) {
    features[i] = rows[i].features;
    scores[i] = model_score(first, &features[i]);
  }
  context_add(trainer->scratch, &page->blocks, scores, features);
  for (uint32_t i = 0; i < count; i++) rows[i].features = features[i];
}

static void forget_context(struct trainer *trainer)
{
  for (size_t i = 0; i < trainer->row_count; i++)
    memset(&trainer->rows[i].features.of[FEATURE_SCORE], 0, (FEATURES - FEATURE_SCORE) * sizeof(int16_t));
}

/* learn_pair - the first look and the second. The second must not learn from pages that the first has learnt
 * from, or it believes the first too much: so each part of the pages gets its context from a first look that
 * has not seen it. */
static struct pair learn_pair(struct trainer *trainer, int left_out)
{
  struct pair pair;
  forget_context(trainer);
  struct model partial[PAGES_PARTS];
  for (int part = 0; part < PAGES_PARTS; part++)
    partial[part] = boost_learn(trainer->rows, trainer->row_count, left_out, part, &trainer->first);
  pair.first = boost_learn(trainer->rows, trainer->row_count, left_out, -1, &trainer->first);
  for (size_t i = 0; i < trainer->page_count; i++) {
    const struct page *page = &trainer->pages[i];
    give_context(trainer, page, page->fold == left_out ? &pair.first : &partial[page->part]);
  }
  for (int part = 0; part < PAGES_PARTS; part++) free((void *)partial[part].trees);
  pair.second = boost_learn(trainer->rows, trainer->row_count, left_out, -1, &trainer->second);
  return pair;
}

static void free_pair(struct pair *pair)
{
  free((void *)pair->first.trees);
  free((void *)pair->second.trees);
}

static void learn_in_folds(struct trainer *trainer)
{
  for (int fold = 0; fold < trainer->folds; fold++) {
    struct pair pair = learn_pair(trainer, fold);
    for (size_t i = 0; i < trainer->page_count; i++)
      if (trainer->pages[i].fold == fold)
        print_page(trainer, &trainer->pages[i], trainer->single ? &pair.first : &pair.second);
    if (trainer->gains && fold == 0) print_gains();
    free_pair(&pair);
  }
}

static void learn_all(struct trainer *trainer)
{
  struct pair pair = learn_pair(trainer, -1);
  printf("/* model_table.c - written by depeche-train-cleaner blocks (DEVELOPING.md). */\n"
         "#include \"clean/model.h\"\n\n/* clang-format off */\n");
  print_table("first", &pair.first);
  print_table("second", &pair.second);
  if (trainer->gains) print_gains();
  free_pair(&pair);
}

static int read_options(int argc, char **argv, struct trainer *trainer)
{
  static const struct option names[] = {
      {"folds", required_argument, NULL, 'f'},  {"trees", required_argument, NULL, 't'},
      {"rate", required_argument, NULL, 'r'},   {"least", required_argument, NULL, 'l'},
      {"ridge", required_argument, NULL, 'i'},  {"rows", required_argument, NULL, 'o'},
      {"splits", required_argument, NULL, 's'}, {"keep", required_argument, NULL, 'k'},
      {"gains", no_argument, NULL, 'g'},        {"wrong", no_argument, NULL, 'w'},
      {"perfect", no_argument, NULL, 'p'},      {"single", no_argument, NULL, '1'},
      {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
  struct boost_options *options = &trainer->first;
  for (int c; (c = getopt_long(argc, argv, "h", names, NULL)) != -1;) {
    double value = optarg ? strtod(optarg, NULL) : 0;
    switch (c) {
    case 'f':
      trainer->folds = (int)value;
      break;
    case 't':
      options->trees = (uint32_t)value;
      break;
    case 'r':
      options->rate = value;
      break;
    case 'l':
      options->least = value;
      break;
    case 'i':
      options->ridge = value;
      break;
    case 'o':
      options->row_share = value;
      break;
    case 's':
      options->split_share = value;
      break;
    case 'k':
      trainer->keep = (int)(value * MODEL_UNIT);
      break;
    case 'g':
      trainer->gains = true;
      break;
    case 'w':
      trainer->wrong = true;
      break;
    case '1':
      trainer->single = true;
      break;
    case 'p':
      trainer->perfect = true;
      break;
    case 'h':
      fputs(help, stdout);
      return -1;
    default:
      return fputs(help, stderr), EX_USAGE;
    }
  }
  trainer->second = trainer->first;
  return optind < argc ? 0 : (fputs(help, stderr), EX_USAGE);
}

int train_blocks(int argc, char **argv)
{
  struct trainer trainer = {.first = {120, 0.08, 1, 0.3, 0.5, 0.3, 20240511}};
  int code = read_options(argc, argv, &trainer);
  if (code) return code < 0 ? 0 : code;
  trainer.kept = arena_new();
  trainer.scratch = arena_new();
  size_t indexes = (size_t)(argc - optind);
  bool ok = pages_read(argv + optind, indexes, trainer.folds, take_page, &trainer);
  if (ok) fprintf(stderr, "%zu pages, %zu blocks\n", trainer.page_count, trainer.row_count);
  if (ok && trainer.folds) learn_in_folds(&trainer);
  if (ok && !trainer.folds) learn_all(&trainer);
  arena_free(&trainer.kept);
  arena_free(&trainer.scratch);
  free(trainer.pages);
  free(trainer.rows);
  return ok ? EX_OK : EX_NOINPUT;
}
