/* train.c - see train.h. */
#include "clean/train/train.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/inflate.h"
#include "base/memory.h"
#include "clean/clean.h"
#include "clean/context.h"
#include "clean/train/boost.h"
#include "clean/train/labels.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static const char help[] =
    "usage: depeche-train-blocks [OPTION…] INDEX.jsonl…\n"
    "Learns which blocks of a page belong to its article, and prints the model as C for model_table.c.\n"
    "Each line of an index: {\"id\",\"url\",\"html\"} and the truth, \"text\" or \"with\" and \"without\";\n"
    "html is the path of the page, gzip or plain, beside the index.\n"
    "  --folds N           instead: learn N times, each time without the sites of one fold, and print what\n"
    "                      the model makes of these, as lines {\"id\",\"text\"} for the scorer\n"
    "  --trees N           (120)      --rate R    (0.08)     --least W   (0.3)     --ridge L (1)\n"
    "  --rows R            (0.5)      --splits R  (0.3)      --keep S    (0) score from which a block is "
    "kept\n"
    "  --wrong             with --folds: print on standard error the blocks that the model gets wrong\n"
    "  --perfect           with --folds: answer by the truth: what the cutting into blocks allows at best\n"
    "  --single            with --folds: the first look alone\n"
    "  --gains             print on standard error what each feature has gained\n";

enum { MAX_FILE = 64 * 1024 * 1024, LINE_ROOM = 8 * 1024 * 1024, PARTS = 5 };

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
  struct clean_worker *worker;
  struct inflate *inflate;
  struct arena *kept, *scratch;
  struct page *pages;
  struct boost_row *rows;
  size_t page_count, page_room, row_count, row_room;
};

static void *room_for(void *items, size_t count, size_t more, size_t *room, size_t size)
{
  if (count + more <= *room) return items;
  while (*room < count + more) *room = *room ? *room * 2 : 1024;
  return memory_resize(items, *room * size);
}

/* site_of - a hash of the host, so that the pages of one site stay together. */
static uint64_t site_of(struct slice url)
{
  size_t start = 0, slashes = 0;
  for (size_t i = 0; i < url.length && slashes < 3; i++) {
    if (url.data[i] != '/') continue;
    if (++slashes == 2) start = i + 1;
    if (slashes == 3) url.length = i;
  }
  return hash_slice(slice_from(url, start)) >> 16;
}

static void take_page(struct trainer *trainer, const struct json *row, const struct clean_result *result)
{
  const struct blocks *blocks = result->blocks;
  trainer->pages =
      room_for(trainer->pages, trainer->page_count, 1, &trainer->page_room, sizeof *trainer->pages);
  trainer->rows =
      room_for(trainer->rows, trainer->row_count, blocks->count, &trainer->row_room, sizeof *trainer->rows);
  struct page *page = &trainer->pages[trainer->page_count++];
  uint64_t site = site_of(json_get_text(row, "url"));
  *page = (struct page){
      .id = arena_slice(trainer->kept, json_get_text(row, "id")),
      .blocks = {.items = arena_alloc(trainer->kept, (blocks->count + 1) * sizeof(struct block)),
                 .count = blocks->count,
                 .region_count = blocks->region_count},
      .first = trainer->row_count,
      .fold = trainer->folds ? (int)(site % (uint64_t)trainer->folds) : 0,
      .part = (int)(site / 64 % PARTS)};
  for (uint32_t i = 0; i < blocks->count; i++) {
    struct block *block = &page->blocks.items[i];
    *block = blocks->items[i];
    block->text = arena_slice(trainer->kept, block->text);
    block->cut = (unsigned char)result->features[i].of[FEATURE_CUT]; /* as the rules left it */
  }
  const struct label *labels = labels_read(trainer->scratch, row, &page->blocks);
  for (uint32_t i = 0; i < blocks->count; i++)
    trainer->rows[trainer->row_count++] =
        (struct boost_row){result->features[i], labels[i].answer, labels[i].weight, page->fold, page->part};
}

static bool read_file(struct trainer *trainer, const char *index, struct slice path, struct buffer *page)
{
  struct buffer name = BUFFER_EMPTY, file = BUFFER_EMPTY;
  dp_error error = {0};
  bool truncated;
  const char *detail = NULL, *slash = strrchr(index, '/');
  buffer_format(&name, "%.*s%.*s", slash ? (int)(slash - index + 1) : 0, index, (int)path.length, path.data);
  bool ok = files_read(buffer_string(&name), MAX_FILE, &file, &error) &&
            inflate_body(trainer->inflate, SLICE("gzip"), buffer_view(&file), MAX_FILE, page, &truncated,
                         &detail) != INFLATE_UNDECODABLE;
  if (!ok) fprintf(stderr, "%s: %s\n", buffer_string(&name), detail ? detail : error.text);
  buffer_free(&name);
  buffer_free(&file);
  return ok;
}

static void take_line(struct trainer *trainer, const char *index, const char *line)
{
  struct buffer bytes = BUFFER_EMPTY;
  dp_error error = {0};
  struct clean_result result;
  arena_reset(trainer->scratch);
  const struct json *row = json_parse(trainer->scratch, slice_of(line), &error);
  if (!row) fprintf(stderr, "%s: a line is no JSON: %s\n", index, error.text);
  if (row && read_file(trainer, index, json_get_text(row, "html"), &bytes)) {
    struct clean_page page = {.bytes = buffer_view(&bytes),
                              .url = json_get_text(row, "url"),
                              .fetched_at = clock_now(),
                              .max_bytes = MAX_FILE};
    clean_page(trainer->worker, trainer->scratch, &page, &result);
    if (result.features) take_page(trainer, row, &result);
  }
  buffer_free(&bytes);
}

static bool take_index(struct trainer *trainer, const char *index)
{
  FILE *file = fopen(index, "r");
  if (!file) return perror(index), false;
  char *line = memory_alloc(LINE_ROOM);
  while (fgets(line, LINE_ROOM, file)) {
    line[strcspn(line, "\n")] = 0;
    if (*line) take_line(trainer, index, line);
  }
  free(line);
  fclose(file);
  return true;
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
  struct model partial[PARTS];
  for (int part = 0; part < PARTS; part++)
    partial[part] = boost_learn(trainer->rows, trainer->row_count, left_out, part, &trainer->first);
  pair.first = boost_learn(trainer->rows, trainer->row_count, left_out, -1, &trainer->first);
  for (size_t i = 0; i < trainer->page_count; i++) {
    const struct page *page = &trainer->pages[i];
    give_context(trainer, page, page->fold == left_out ? &pair.first : &partial[page->part]);
  }
  for (int part = 0; part < PARTS; part++) free((void *)partial[part].trees);
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
  printf("/* model_table.c - written by depeche-train-blocks (DEVELOPING.md). */\n"
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

int train_main(int argc, char **argv)
{
  struct trainer trainer = {.first = {120, 0.08, 1, 0.3, 0.5, 0.3, 20240511}};
  int code = read_options(argc, argv, &trainer);
  if (code) return code < 0 ? 0 : code;
  trainer.worker = clean_worker_new();
  trainer.inflate = inflate_new();
  trainer.kept = arena_new();
  trainer.scratch = arena_new();
  for (int i = optind; i < argc && !code; i++)
    if (!take_index(&trainer, argv[i])) code = EX_NOINPUT;
  if (!code) fprintf(stderr, "%zu pages, %zu blocks\n", trainer.page_count, trainer.row_count);
  if (!code && trainer.folds) learn_in_folds(&trainer);
  if (!code && !trainer.folds) learn_all(&trainer);
  clean_worker_free(&trainer.worker);
  inflate_free(&trainer.inflate);
  arena_free(&trainer.kept);
  arena_free(&trainer.scratch);
  free(trainer.pages);
  free(trainer.rows);
  return code;
}
