/* authors.c - see authors.h. A page teaches by the by-lines that the cleaner gathers on it: those with the
 * annotated names are right. Where it has an author and none is, it teaches nothing. */
#include "clean/train/authors.h"

#include "clean/authors_choose.h"
#include "clean/metadata.h"
#include "clean/train/choice.h"
#include "clean/train/figures.h"
#include "clean/train/names.h"
#include "clean/train/options.h"
#include "clean/train/pages.h"
#include "clean/train/people.h"
#include "clean/train/room.h"

#include <math.h>
#include <stdlib.h>
#include <sysexits.h>

static const char help[] =
    "usage: depeche-train-cleaner authors [OPTION…] INDEX.jsonl[=WEIGHT]…\n"
    "Learns what speaks for a by-line and against it, and prints the weights as C for authors_weights.c.\n"
    "The truth is \"author\", a text or a list of texts; empty: the page has none; absent: nobody knows.\n"
    "  --folds N           instead: learn N times, each time without the sites of one fold, and print how "
    "often\n"
    "                      the right author is chosen on these\n";

static const double RIDGE = 3;
_Static_assert(BYLINES_MAX <= 64, "a set of by-lines is a number");

struct page {
  struct bylines bylines; /* with signs; the names are gone */
  uint64_t right;         /* bits */
  bool has;               /* an author */
  size_t index;
  int fold;
};

struct trainer {
  struct page *pages;
  size_t count, room;
  struct choices choices;
};

static struct people truth_of(const struct json *author)
{
  struct people people = {.count = 0};
  people_add(&people, json_text(author));
  for
    json_each(name, author) people_add(&people, json_text(name));
  return people;
}

static uint64_t right_of(const struct bylines *bylines, const struct people *truth)
{
  uint64_t right = 0;
  for (size_t i = 0; i < bylines->count; i++) {
    struct people people = {.count = 0};
    const struct names *names = &bylines->items[i].names;
    for (size_t n = 0; n < names->count; n++) people_add(&people, names->items[n]);
    if (truth->count && people_same(&people, truth)) right |= UINT64_C(1) << i;
  }
  return right;
}

static void add_case(struct choices *choices, const struct page *page, double weight)
{
  if (page->has && !page->right) return;
  choices_add_case(choices, weight, page->fold);
  for (size_t i = 0; i < page->bylines.count; i++) {
    struct authors_evidence evidence;
    authors_evidence(page->bylines.items[i].signs, &evidence);
    choices_add_option(choices, page->right >> i & 1);
    for (size_t e = 0; e < evidence.count; e++) choices_add_term(choices, evidence.items[e], 1);
  }
}

static void take_page(void *with, const struct annotated *annotated)
{
  struct trainer *trainer = with;
  const struct json *author = json_get(annotated->row, "author");
  if (!author || json_type_of(author) == JSON_NULL) return;
  struct people truth = truth_of(author);
  trainer->pages = room_for(trainer->pages, trainer->count, 1, &trainer->room, sizeof *trainer->pages);
  struct page *page = &trainer->pages[trainer->count++];
  *page = (struct page){.bylines = *annotated->result->metadata->bylines,
                        .has = truth.count > 0,
                        .index = annotated->index,
                        .fold = annotated->fold};
  page->right = right_of(&page->bylines, &truth);
  add_case(&trainer->choices, page, annotated->weight);
}

static struct authors_weights learn(const struct trainer *trainer, int left_out)
{
  double logits[AUTHORS_PIECES + 1];
  struct choice_settings settings = {AUTHORS_PIECES, true, RIDGE, left_out};
  choice_learn(&trainer->choices, &settings, logits);
  struct authors_weights weights = {.nobody = (int)lround(100 * logits[AUTHORS_PIECES])};
  for (int i = 0; i < AUTHORS_PIECES; i++) weights.of[i] = (int)lround(100 * logits[i]);
  return weights;
}

static void judge(const struct page *page, const struct authors_weights *weights, struct figures *figures)
{
  int confidence;
  const struct byline *chosen = authors_choose(&page->bylines, weights, &confidence);
  bool right = chosen && page->right >> (chosen - page->bylines.items) & 1;
  figures_add(figures, page->index, page->has, page->has ? right : !chosen);
}

static void learn_in_folds(const struct trainer *trainer, const struct options *options)
{
  struct figures figures = {0};
  for (int fold = 0; fold < options->folds; fold++) {
    struct authors_weights weights = learn(trainer, fold);
    for (size_t i = 0; i < trainer->count; i++)
      if (trainer->pages[i].fold == fold) judge(&trainer->pages[i], &weights, &figures);
  }
  figures_print(stdout, "author", options->indexes, options->count, &figures);
}

static void print_weight(int piece, int weight)
{
  if (piece >= BYLINE_SIGNS)
    printf("[BYLINE_SIGNS + %d] = %d,\n", piece - BYLINE_SIGNS, weight);
  else if (names_sign(piece))
    printf("[%s] = %d,\n", names_sign(piece), weight);
  else
    printf("[%d] = %d,\n", piece, weight);
}

static void print_weights(const struct trainer *trainer, const struct authors_weights *weights)
{
  size_t without = 0;
  for (size_t i = 0; i < trainer->count; i++) without += !trainer->pages[i].has;
  printf("/* authors_weights.c - written by depeche-train-cleaner authors (DEVELOPING.md) from %zu pages, "
         "%zu of\n"
         " * them without author. Behind the signs: the patterns of authors_evidence.c, and two or more that "
         "agree. */\n"
         "#include \"clean/authors_evidence.h\"\n\n/* clang-format off */\n"
         "const struct authors_weights authors_learned = {.of = {\n",
         trainer->count, without);
  for (int i = 0; i < AUTHORS_PIECES; i++) print_weight(i, weights->of[i]);
  printf("}, .nobody = %d};\n", weights->nobody);
}

static void learn_all(const struct trainer *trainer, const struct options *options)
{
  struct figures figures = {0};
  struct authors_weights weights = learn(trainer, -1);
  print_weights(trainer, &weights);
  for (size_t i = 0; i < trainer->count; i++) judge(&trainer->pages[i], &weights, &figures);
  figures_print(stderr, "author", options->indexes, options->count, &figures);
}

int train_authors(int argc, char **argv)
{
  struct options options;
  int code = options_read(argc, argv, help, &options);
  if (code >= 0) return code;
  struct trainer trainer = {0};
  bool ok = pages_read(options.indexes, options.count, options.folds, take_page, &trainer);
  if (ok && options.folds) learn_in_folds(&trainer, &options);
  if (ok && !options.folds) learn_all(&trainer, &options);
  choices_free(&trainer.choices);
  free(trainer.pages);
  return ok ? EX_OK : EX_NOINPUT;
}
